"""Bearer tokens: what is read back, and every way in which one is refused."""

from datetime import UTC, datetime, timedelta

import pytest

from webrtc import tokens
from webrtc.errors import BadToken, ExpiredToken

KEY, OLDER = b"k" * 32, b"o" * 32
NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
CLAIMS = tokens.Claims(party="visit:1", consent="receipt-1", needs_consent=True, expires_at=NOW + timedelta(minutes=5))
TOKEN = tokens.mint(KEY, CLAIMS)
BODY, SIGNATURE = TOKEN.split(".")


def test_a_token_says_what_was_minted() -> None:
    assert tokens.read([KEY], TOKEN, NOW) == CLAIMS


def test_an_older_key_still_opens() -> None:
    assert tokens.read([KEY, OLDER], tokens.mint(OLDER, CLAIMS), NOW) == CLAIMS


def test_a_token_ends_at_its_time() -> None:
    with pytest.raises(ExpiredToken):
        tokens.read([KEY], TOKEN, CLAIMS.expires_at)


def test_a_short_key_is_refused() -> None:
    with pytest.raises(ValueError):
        tokens.mint(b"short", CLAIMS)


@pytest.mark.parametrize(
    "token",
    [
        pytest.param("", id="empty"),
        pytest.param("no-dot", id="no-dot"),
        pytest.param(".", id="only-a-dot"),
        pytest.param(f"{BODY}.", id="no-signature"),
        pytest.param(f".{SIGNATURE}", id="no-body"),
        pytest.param(f"{BODY}x.{SIGNATURE}", id="longer-body"),
        pytest.param(f"{BODY}.{SIGNATURE[:-2]}", id="shorter-signature"),
        pytest.param(f"{BODY}.{'A' * len(SIGNATURE)}", id="another-signature"),
        pytest.param(tokens.mint(OLDER, CLAIMS), id="another-key"),
        pytest.param(f"{BODY}=.{SIGNATURE}", id="padded"),
        pytest.param(f"{BODY}.{SIGNATURE}.x", id="third-part"),
        pytest.param("é" * 10 + "." + SIGNATURE, id="not-ascii"),
        pytest.param("A" * 5000 + "." + SIGNATURE, id="too-long"),
    ],
)
def test_what_we_did_not_sign_is_refused(token: str) -> None:
    with pytest.raises(BadToken):
        tokens.read([KEY], token, NOW)
