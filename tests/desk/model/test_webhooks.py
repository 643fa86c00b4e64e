"""Calls are signed as Standard Webhooks has it; nothing else passes."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.model import webhooks
from desk.model.errors import ReportForged, ReportTooOld

# The vector of the reference libraries (github.com/standard-webhooks/standard-webhooks).
SECRET = webhooks.secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
ID, AT, BODY = "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}'
KNOWN = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
NOW = datetime.fromtimestamp(AT, UTC)


def call(**changes: str) -> webhooks.Signed:
    given = {webhooks.ID: ID, webhooks.TIMESTAMP: str(AT), webhooks.SIGNATURE: KNOWN}
    names = {"id": webhooks.ID, "timestamp": webhooks.TIMESTAMP, "signatures": webhooks.SIGNATURE}
    return webhooks.arrived(given | {names[key]: value for key, value in changes.items()}, BODY)


def test_a_call_is_signed_as_the_reference_libraries_do() -> None:
    assert webhooks.headers(SECRET, ID, BODY, NOW)[webhooks.SIGNATURE] == KNOWN


@pytest.mark.parametrize("signatures", [KNOWN, f"v1,AAAA {KNOWN}", f"v2,AAAA v1a,BBBB {KNOWN}"])
def test_one_signature_that_fits_is_enough(signatures: str) -> None:
    webhooks.check(SECRET, call(signatures=signatures), NOW)


@pytest.mark.parametrize(
    "changes",
    [
        {"signatures": ""},
        {"signatures": KNOWN[3:]},
        {"signatures": KNOWN.replace("v1", "v2")},
        {"signatures": "v1,é"},
        {"id": "msg_other"},
        {"id": ""},
        {"timestamp": str(AT + 1)},
        {"timestamp": "now"},
        {"timestamp": "１６１４２６５３３０"},
        {"timestamp": "9" * 40},
    ],
    ids=str,
)
def test_a_call_that_was_changed_is_refused(changes: dict[str, str]) -> None:
    with pytest.raises(ReportForged):
        webhooks.check(SECRET, call(**changes), NOW)


@pytest.mark.parametrize("minutes", [-5, 5])
def test_a_call_is_good_for_five_minutes_either_way(minutes: int) -> None:
    webhooks.check(SECRET, call(), NOW + timedelta(minutes=minutes))
    with pytest.raises(ReportTooOld):
        webhooks.check(SECRET, call(), NOW + timedelta(minutes=minutes, seconds=minutes))


@given(body=st.binary(max_size=200))
def test_no_other_body_bears_the_signature(body: bytes) -> None:
    if body != BODY:
        with pytest.raises(ReportForged):
            webhooks.check(SECRET, webhooks.Signed(id=ID, timestamp=str(AT), signatures=KNOWN, body=body), NOW)


@pytest.mark.parametrize("text", ["", "whsec_", "whsec_c2hvcnQ=", "not base64!", "whsec_" + "A" * 200])
def test_a_secret_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"base64|bytes"):
        webhooks.secret(text)
