"""The adapter of iAM Smart's shape against its SIMULATOR, over HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import aiohttp
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from desk.web.fetch import HttpFetch
from identity import errors
from identity.assurance import Factor, Grade, Level, Proofing
from identity.documents import Check, Kind
from identity.federation import envelope, pending, refusals
from identity.federation.envelope import Credentials
from identity.federation.iamsmart import IamSmart, IamSmartConfig
from tests.fixtures.simulators.iamsmart import FAULTS, IamSmartSimulator
from tests.identity.plain import QUICK, RETURN, Clock, chosen, sign_in

GRADES = {
    "plus": Grade(proofing=Proofing.REMOTE, factors=frozenset({Factor.POSSESSION, Factor.FINGERPRINT})),
    "basic": Grade(proofing=Proofing.REMOTE, factors=frozenset({Factor.FACE})),
}


@pytest.fixture(scope="session")
def credentials() -> Credentials:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return Credentials(client_id="desk", secret=b"shared with the simulator", unwrapping=key)


@pytest.fixture
async def simulator(credentials: Credentials) -> AsyncIterator[IamSmartSimulator]:
    made = IamSmartSimulator(credentials, RETURN)
    async with made.running():
        yield made


@pytest.fixture
async def fetch() -> AsyncIterator[HttpFetch]:
    made = HttpFetch()
    yield made
    await made.close()


def config(simulator: IamSmartSimulator) -> IamSmartConfig:
    return IamSmartConfig(
        name="iamsmart", base=simulator.base, redirect_uri=RETURN, grades=GRADES, demand=Level.SUBSTANTIAL,
        allow_http=True,
    )  # fmt: skip


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def party(simulator: IamSmartSimulator, credentials: Credentials, fetch: HttpFetch, clock: Clock) -> IamSmart:
    return IamSmart(config(simulator), credentials, fetch, clock)


async def test_a_person_is_recognised(party: IamSmart) -> None:
    person = await sign_in(party, "chan")
    assert (person.subject, person.acr, person.level) == ("SIMULATOR-chan", "plus", Level.SUBSTANTIAL)
    assert {name.lang: name.text for name in person.names} == {"zh-Hant-HK": "陳大文", "en-HK": "CHAN, TAI MAN"}
    assert [(each.kind, each.canonical, each.checked) for each in person.documents] == [
        (Kind.HKID, "A123456(3)", Check.PROVIDER)
    ]


async def test_who_shows_a_face_alone_is_not_recognised(party: IamSmart) -> None:
    with pytest.raises(errors.AssuranceTooLow):
        await sign_in(party, "smith")


async def test_the_browser_carries_no_secret(party: IamSmart, credentials: Credentials) -> None:
    begun = await party.begin(ui_locales="zh-Hans-CN")
    asked = parse_qs(urlsplit(begun.url).query)
    assert (asked["scope"], asked["lang"], asked["state"]) == (
        ["eidapi_auth eidapi_profiles"], ["zh-CN"], [begun.pending.state],
    )  # fmt: skip
    assert credentials.secret.decode() not in begun.url
    assert begun.pending.nonce not in begun.url


async def test_a_sign_in_is_kept_and_read_again(party: IamSmart) -> None:
    begun = await party.begin()
    answer = await chosen(begun.url, "chan")
    kept = pending.load(pending.dump(begun.pending))
    assert (await party.finish(kept, answer)).subject == "SIMULATOR-chan"


async def test_the_key_for_contents_is_asked_for_once(party: IamSmart, simulator: IamSmartSimulator) -> None:
    for _ in range(3):
        await sign_in(party, "chan")
    assert simulator.asked["/api/v1/security/getKey"] == 1


async def test_a_key_that_is_over_is_asked_for_again(party: IamSmart, simulator: IamSmartSimulator) -> None:
    simulator.faults.add("key-gone-once")
    assert (await sign_in(party, "chan")).subject == "SIMULATOR-chan"
    assert simulator.asked["/api/v1/security/getKey"] == 2


MISBEHAVIOUR: dict[str, type[errors.FederationError]] = {
    "broken": errors.ProviderUnreachable,
    "busy": errors.ProviderUnreachable,
    "no-json": errors.ProviderUnfit,
    "unsigned": refusals.UnsignedAnswer,
    "another-secret": refusals.UnsignedAnswer,
    "another-nonce": refusals.WrongEcho,
    "another-business": refusals.WrongEcho,
    "another-person": refusals.SubjectSwapped,
    "altered": refusals.NotForUs,
    "key-for-another": refusals.NotForUs,
    "less-scope": refusals.EssentialMissing,
    "no-level": refusals.LevelMissing,
    "unknown-level": refusals.LevelUnknown,
    "issued-before": refusals.ReplayedToken,
    "issued-later": refusals.FromTheFuture,
    "no-number": refusals.EssentialMissing,
    "number-mistyped": errors.ClaimWrong,
    "no-name": refusals.EssentialMissing,
    "name-a-list": errors.ClaimWrong,
    "state-of-another": errors.WrongState,
}


@pytest.mark.parametrize(("fault", "error"), MISBEHAVIOUR.items(), ids=MISBEHAVIOUR)
async def test_a_misbehaving_provider_is_refused(
    party: IamSmart, simulator: IamSmartSimulator, fault: str, error: type[errors.FederationError]
) -> None:
    simulator.faults.add(fault)
    with pytest.raises(errors.FederationError) as caught:
        await sign_in(party, "chan")
    assert type(caught.value) is error
    assert "123456" not in f"{caught.value!r} {vars(caught.value)}"


def test_every_fault_of_the_simulator_is_met() -> None:
    assert MISBEHAVIOUR.keys() | {"silent", "key-gone-once"} == FAULTS


SAID: dict[str, type[errors.FederationError]] = {
    "": errors.SignInCancelled,
    "D40001": errors.SignInCancelled,
    "D40003": errors.SignInExpired,
    "D99999": errors.ProviderRefused,
}


@pytest.mark.parametrize(("code", "error"), SAID.items(), ids=lambda value: str(value) or "cancelled")
async def test_what_the_provider_says_is_told_apart(
    party: IamSmart, code: str, error: type[errors.FederationError]
) -> None:
    with pytest.raises(errors.FederationError) as caught:
        await sign_in(party, code)
    assert type(caught.value) is error


async def test_an_answer_is_good_once(party: IamSmart) -> None:
    begun = await party.begin()
    answer = await chosen(begun.url, "chan")
    await party.finish(begun.pending, answer)
    with pytest.raises(errors.ReplayedAnswer):
        await party.finish(begun.pending, answer)


async def test_an_answer_without_a_code_is_none(party: IamSmart) -> None:
    begun = await party.begin()
    with pytest.raises(errors.ClaimMissing):
        await party.finish(begun.pending, {"state": begun.pending.state})


async def test_a_sign_in_begun_at_another_provider_is_refused(party: IamSmart) -> None:
    begun = await party.begin()
    with pytest.raises(refusals.BegunElsewhere):
        await party.finish(replace(begun.pending, provider="macao"), await chosen(begun.url, "chan"))


async def test_an_answer_after_ten_minutes_is_too_late(party: IamSmart, clock: Clock) -> None:
    begun = await party.begin()
    answer = await chosen(begun.url, "chan")
    clock.later = timedelta(minutes=10)
    with pytest.raises(errors.SignInExpired):
        await party.finish(begun.pending, answer)


async def test_a_code_the_provider_let_lapse_is_refused(party: IamSmart, simulator: IamSmartSimulator) -> None:
    begun = await party.begin()
    answer = await chosen(begun.url, "chan")
    simulator.later = timedelta(minutes=2)
    with pytest.raises(errors.ReplayedAnswer):
        await party.finish(begun.pending, answer)


async def test_an_answer_signed_long_ago_is_refused(
    party: IamSmart, simulator: IamSmartSimulator, credentials: Credentials
) -> None:
    body, nonce = "{}", "our-nonce"
    headers = envelope.signed(credentials, body, nonce, simulator.now() - timedelta(minutes=6))
    told = {name.lower(): value for name, value in headers.items()}
    with pytest.raises(refusals.StaleAnswer):
        envelope.verify(credentials, told, body, nonce, simulator.now())


async def test_an_answer_far_from_our_clock_is_refused(party: IamSmart, clock: Clock) -> None:
    clock.later = timedelta(minutes=6)
    with pytest.raises(refusals.StaleAnswer):
        await party.begin()


async def test_who_has_not_the_secret_believes_no_answer(
    simulator: IamSmartSimulator, credentials: Credentials, fetch: HttpFetch, clock: Clock
) -> None:
    stranger = replace(credentials, secret=b"guessed")
    with pytest.raises(refusals.UnsignedAnswer):
        await IamSmart(config(simulator), stranger, fetch, clock).begin()


async def said_to(simulator: IamSmartSimulator, headers: dict[str, str]) -> str:
    url = simulator.base + "/api/v1/security/getKey"
    async with aiohttp.request("POST", url, data="{}", headers=headers) as answer:
        return str((await answer.json())["code"])


async def test_the_simulator_takes_a_request_once(simulator: IamSmartSimulator, credentials: Credentials) -> None:
    headers = envelope.signed(credentials, "{}", "once", simulator.now())
    assert [await said_to(simulator, headers) for _ in range(2)] == ["D00000", "D20004"]


async def test_the_simulator_refuses_a_wrong_signature(simulator: IamSmartSimulator, credentials: Credentials) -> None:
    stranger = replace(credentials, secret=b"guessed")
    assert await said_to(simulator, envelope.signed(stranger, "{}", "n", simulator.now())) == "D20002"


async def test_the_simulator_refuses_an_old_request(simulator: IamSmartSimulator, credentials: Credentials) -> None:
    old = simulator.now() - timedelta(minutes=6)
    assert await said_to(simulator, envelope.signed(credentials, "{}", "n", old)) == "D20003"


async def test_a_silent_provider_times_out(
    simulator: IamSmartSimulator, credentials: Credentials, clock: Clock
) -> None:
    fetch = HttpFetch(QUICK)
    simulator.faults.add("silent")
    with pytest.raises(errors.ProviderTimedOut):
        await IamSmart(config(simulator), credentials, fetch, clock).begin()
    await fetch.close()


async def test_a_provider_that_is_not_there_is_unreachable(
    simulator: IamSmartSimulator, credentials: Credentials, fetch: HttpFetch, clock: Clock, free_port: int
) -> None:
    nobody = replace(config(simulator), base=f"http://127.0.0.1:{free_port}")
    with pytest.raises(errors.ProviderUnreachable):
        await IamSmart(nobody, credentials, fetch, clock).begin()


async def test_a_demand_above_the_ceiling_is_refused_at_once(party: IamSmart, simulator: IamSmartSimulator) -> None:
    with pytest.raises(errors.AssuranceTooLow):
        await party.begin(demand=Level.HIGH)
    assert simulator.asked == {}


def test_no_grade_may_be_above_the_ceiling(simulator: IamSmartSimulator) -> None:
    best = Grade(proofing=Proofing.IN_PERSON, factors=frozenset({Factor.POSSESSION, Factor.KNOWLEDGE}))
    with pytest.raises(ValueError, match="substantial"):
        replace(config(simulator), grades={"best": best})


def test_a_provider_over_plain_http_is_refused(simulator: IamSmartSimulator) -> None:
    with pytest.raises(ValueError, match="https"):
        replace(config(simulator), allow_http=False)


def test_credentials_do_not_print_themselves(credentials: Credentials) -> None:
    assert "shared" not in repr(credentials)
