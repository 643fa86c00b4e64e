"""The adapter of Guangdong's unified identity platform against its SIMULATOR, over HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from desk.web.fetch import HttpFetch
from identity import errors
from identity.assurance import Factor, Level, Proofing
from identity.documents import Check, Kind
from identity.federation import refusals
from identity.federation.guangdong import Guangdong, GuangdongConfig
from tests.fixtures.simulators.guangdong import FAULTS, GuangdongSimulator
from tests.identity.plain import QUICK, RETURN, Clock, chosen, sign_in

SECRET = "shared with the simulator"
PROOFINGS = {
    "L0": Proofing.SELF_ASSERTED,
    "L1": Proofing.REMOTE,
    "L2": Proofing.REMOTE,
    "L3": Proofing.REMOTE,
}
FACTORS = {
    "1": frozenset({Factor.KNOWLEDGE}),
    "2": frozenset({Factor.KNOWLEDGE, Factor.POSSESSION}),
    "3": frozenset({Factor.FACE}),
}
Party = Callable[..., Guangdong]


@pytest.fixture
async def simulator() -> AsyncIterator[GuangdongSimulator]:
    made = GuangdongSimulator("desk", SECRET, RETURN)
    async with made.running():
        yield made


@pytest.fixture
async def fetch() -> AsyncIterator[HttpFetch]:
    made = HttpFetch()
    yield made
    await made.close()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def config(simulator: GuangdongSimulator) -> GuangdongConfig:
    return GuangdongConfig(
        name="guangdong",
        base=simulator.base,
        client_id="desk",
        secret=SECRET,
        redirect_uri=RETURN,
        proofings=PROOFINGS,
        factors=FACTORS,
        allow_http=True,
    )


@pytest.fixture
def party(config: GuangdongConfig, fetch: HttpFetch, clock: Clock) -> Party:
    def make(fetching: HttpFetch = fetch, **changed: Any) -> Guangdong:
        return Guangdong(replace(config, **changed), fetching, clock)

    return make


PEOPLE = {
    "chan": ("陈大文", Kind.RESIDENCE_PERMIT, "810000198503152012"),
    "gan": ("甘后里", Kind.MAINLAND_ID, "440704199211070030"),
}


@pytest.mark.parametrize(("person", "expected"), PEOPLE.items(), ids=PEOPLE)
async def test_a_person_is_recognised(party: Party, person: str, expected: tuple[str, Kind, str]) -> None:
    name, kind, number = expected
    found = await sign_in(party(), person)
    assert (found.subject, found.level) == (f"SIMULATOR-{person}", Level.SUBSTANTIAL)
    assert [(each.text, each.lang) for each in found.names] == [(name, "zh-Hans-CN")]
    assert [(each.kind, each.canonical, each.checked) for each in found.documents] == [(kind, number, Check.PROVIDER)]


async def test_when_the_account_was_proofed_is_told(party: Party) -> None:
    found = await sign_in(party(), "chan")
    assert found.assurance.proofed_at == datetime(2025, 2, 13, 9, 12, 31, tzinfo=UTC)


@pytest.mark.parametrize("person", ["yip", "lai"], ids=["password-alone", "face-alone"])
async def test_an_account_signed_in_to_too_weakly_is_not_enough(party: Party, person: str) -> None:
    with pytest.raises(errors.AssuranceTooLow):
        await sign_in(party(), person)


async def test_a_lower_demand_takes_a_lower_account(party: Party) -> None:
    assert (await sign_in(party(demand=Level.LOW), "yip")).level is Level.LOW


async def test_it_vouches_for_the_mainland(party: Party) -> None:
    assert party().mainland


async def test_the_browser_carries_no_secret(party: Party) -> None:
    begun = await party(pkce=True).begin()
    asked = parse_qs(urlsplit(begun.url).query)
    assert (asked["state"], asked["redirect_uri"]) == ([begun.pending.state], [RETURN])
    assert SECRET not in begun.url
    assert begun.pending.verifier not in begun.url


async def test_a_code_is_bound_to_us_where_the_platform_knows_how(party: Party) -> None:
    desk = party(pkce=True)
    begun = await desk.begin()
    stolen = await chosen(begun.url, "chan")
    with pytest.raises(errors.ReplayedAnswer):
        await desk.finish(replace(begun.pending, verifier="another"), stolen)


async def test_the_right_verifier_opens_the_account(party: Party) -> None:
    assert (await sign_in(party(pkce=True), "chan")).subject == "SIMULATOR-chan"


MISBEHAVIOUR: dict[str, type[errors.FederationError]] = {
    "broken": errors.ProviderUnreachable,
    "busy": errors.ProviderUnreachable,
    "no-json": errors.ProviderUnfit,
    "errcode": errors.ProviderRefused,
    "no-token": refusals.EssentialMissing,
    "no-account": refusals.EssentialMissing,
    "account-a-list": errors.ClaimWrong,
    "another-account": refusals.SubjectSwapped,
    "company": errors.ClaimWrong,
    "not-real": errors.AssuranceTooLow,
    "no-level": refusals.LevelMissing,
    "unknown-level": refusals.LevelUnknown,
    "no-way": refusals.LevelMissing,
    "unknown-way": refusals.LevelUnknown,
    "no-subject": refusals.EssentialMissing,
    "no-name": refusals.EssentialMissing,
    "name-hidden": refusals.EssentialMissing,
    "number-hidden": refusals.EssentialMissing,
    "number-mistyped": errors.ClaimWrong,
    "unknown-card": errors.ClaimWrong,
    "state-of-another": errors.WrongState,
}


@pytest.mark.parametrize(("fault", "error"), MISBEHAVIOUR.items(), ids=MISBEHAVIOUR)
async def test_a_misbehaving_provider_is_refused(
    party: Party, simulator: GuangdongSimulator, fault: str, error: type[errors.FederationError]
) -> None:
    begun = await party().begin()
    simulator.faults.add("state-of-another") if fault == "state-of-another" else None
    answer = await chosen(begun.url, "chan")
    simulator.faults.add(fault)
    with pytest.raises(errors.FederationError) as caught:
        await party().finish(begun.pending, answer)
    assert type(caught.value) is error
    assert "810000" not in f"{caught.value!r} {vars(caught.value)}"


def test_every_fault_of_the_simulator_is_met() -> None:
    assert MISBEHAVIOUR.keys() | {"silent", "proofed-at-no-time"} == FAULTS


@pytest.mark.parametrize("fault", ["name-hidden", "number-hidden"])
async def test_what_the_platform_hides_is_left_out_where_that_was_agreed(
    party: Party, simulator: GuangdongSimulator, fault: str
) -> None:
    simulator.faults.add(fault)
    found = await sign_in(party(masked=True), "chan")
    assert (len(found.names), len(found.documents)) in ((0, 1), (1, 0))


LATELY: dict[str, tuple[set[str], timedelta]] = {
    "long-ago": (set(), timedelta(days=30)),
    "at-no-time": ({"proofed-at-no-time"}, timedelta(days=36500)),
}


@pytest.mark.parametrize(("faults", "within"), LATELY.values(), ids=LATELY)
async def test_an_account_proofed_too_long_ago_is_not_enough(
    party: Party, simulator: GuangdongSimulator, faults: set[str], within: timedelta
) -> None:
    simulator.faults |= faults
    with pytest.raises(refusals.ProofedLongAgo):
        await sign_in(party(proofed_within=within), "chan")


SAID: dict[str, type[errors.FederationError]] = {
    "": errors.SignInCancelled,
    "temporarily_unavailable": errors.ProviderUnreachable,
    "invalid_scope": errors.ProviderRefused,
}


@pytest.mark.parametrize(("said", "error"), SAID.items(), ids=lambda value: str(value) or "cancelled")
async def test_what_the_platform_says_is_told_apart(
    party: Party, said: str, error: type[errors.FederationError]
) -> None:
    with pytest.raises(errors.FederationError) as caught:
        await sign_in(party(), said)
    assert type(caught.value) is error


async def test_an_answer_is_good_once(party: Party) -> None:
    begun = await party().begin()
    answer = await chosen(begun.url, "chan")
    await party().finish(begun.pending, answer)
    with pytest.raises(errors.ReplayedAnswer):
        await party().finish(begun.pending, answer)


async def test_an_answer_after_ten_minutes_is_too_late(party: Party, clock: Clock) -> None:
    begun = await party().begin()
    answer = await chosen(begun.url, "chan")
    clock.later = timedelta(minutes=10)
    with pytest.raises(errors.SignInExpired):
        await party().finish(begun.pending, answer)


async def test_a_code_the_platform_let_lapse_is_refused(party: Party, simulator: GuangdongSimulator) -> None:
    begun = await party().begin()
    answer = await chosen(begun.url, "chan")
    simulator.later = timedelta(minutes=2)
    with pytest.raises(errors.ReplayedAnswer):
        await party().finish(begun.pending, answer)


async def test_a_sign_in_begun_at_another_provider_is_refused(party: Party) -> None:
    begun = await party().begin()
    with pytest.raises(refusals.BegunElsewhere):
        await party().finish(replace(begun.pending, provider="iamsmart"), await chosen(begun.url, "chan"))


async def test_an_answer_without_a_code_is_none(party: Party) -> None:
    begun = await party().begin()
    with pytest.raises(errors.ClaimMissing):
        await party().finish(begun.pending, {"state": begun.pending.state})


async def test_who_has_not_our_secret_is_refused(party: Party) -> None:
    with pytest.raises(errors.ProviderRefused) as caught:
        await sign_in(party(secret="guessed"), "chan")
    assert caught.value.reason == "invalid_client"


async def test_the_gateway_knows_us_by_our_signature(party: Party, simulator: GuangdongSimulator) -> None:
    simulator.gateway = "desk-at-the-gateway"
    assert (await sign_in(party(gateway="desk-at-the-gateway"), "chan")).subject == "SIMULATOR-chan"


UNSIGNED: dict[str, tuple[dict[str, str], float, str]] = {
    "wrong-signature": ({"secret": "guessed"}, 0, "invalid_signature"),
    "another's-name": ({"gateway": "another"}, 0, "invalid_signature"),
    "stale-timestamp": ({}, 6, "stale_timestamp"),
}


@pytest.mark.parametrize(("changed", "minutes", "reason"), UNSIGNED.values(), ids=UNSIGNED)
async def test_the_gateway_refuses(
    party: Party, simulator: GuangdongSimulator, clock: Clock, changed: dict[str, str], minutes: float, reason: str
) -> None:
    simulator.gateway = "desk-at-the-gateway"
    clock.later = timedelta(minutes=minutes)
    with pytest.raises(errors.ProviderRefused) as caught:
        await sign_in(party(**{"gateway": "desk-at-the-gateway"} | changed), "chan")
    assert caught.value.reason == reason


async def test_a_silent_platform_times_out(party: Party, simulator: GuangdongSimulator) -> None:
    begun = await party().begin()
    answer = await chosen(begun.url, "chan")
    simulator.faults.add("silent")
    quick = HttpFetch(QUICK)
    with pytest.raises(errors.ProviderTimedOut):
        await party(quick).finish(begun.pending, answer)
    await quick.close()


async def test_a_platform_that_is_not_there_is_unreachable(party: Party, free_port: int) -> None:
    begun = await party().begin()
    answer = await chosen(begun.url, "chan")
    with pytest.raises(errors.ProviderUnreachable):
        await party(base=f"http://127.0.0.1:{free_port}").finish(begun.pending, answer)


async def test_a_demand_above_the_ceiling_is_refused_at_once(party: Party) -> None:
    with pytest.raises(errors.AssuranceTooLow):
        await party().begin(demand=Level.HIGH)


def test_no_grade_may_be_above_the_ceiling(party: Party) -> None:
    with pytest.raises(ValueError, match="substantial"):
        party(proofings={"L3": Proofing.IN_PERSON})


def test_a_platform_over_plain_http_is_refused(party: Party) -> None:
    with pytest.raises(ValueError, match="https"):
        party(allow_http=False)


def test_a_config_does_not_print_its_secret(config: GuangdongConfig) -> None:
    assert SECRET not in repr(config)
