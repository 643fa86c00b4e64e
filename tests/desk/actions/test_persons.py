"""Whoever signs in is found again by account or number, whichever corner they sit at, and never taken for another."""

import asyncio
from dataclasses import replace

import pytest
from sqlalchemy import func, select

from desk.actions import identities, step_ups, visits
from desk.model.errors import AnotherPerson
from desk.model.visits import State
from desk.store import holders, people, recognitions
from desk.store.tables import applicants
from identity.assurance import Level
from identity.documents import Kind
from identity.errors import IdentityConflict
from tests.desk import fakes
from tests.desk.fakes import PEOPLE
from tests.desk.world import World, answered

FAN = PEOPLE["fan"]


def account(patch: pytest.MonkeyPatch, name: str, **changes: object) -> None:
    """One more of `fakes.PEOPLE`, at Macao's provider: Fan's account there, but for `changes`."""
    patch.setitem(fakes.PEOPLE, name, replace(FAN, **changes))  # type: ignore[arg-type] # fields of Person by name


async def count(world: World) -> int:
    async with world.store.read() as connection:
        return (await connection.execute(select(func.count()).select_from(applicants))).scalar_one()


async def test_a_number_finds_the_person_whatever_the_account(
    sqlite_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    account(monkeypatch, "fan-again", subject="another-account")
    first = await sqlite_world.visit_to("recognised", corner="MO-01", person="fan")
    second = await sqlite_world.visit_to("recognised", corner="MO-02", person="fan-again")
    assert first.applicant_id == second.applicant_id


async def test_what_came_newly_finds_the_person_too(sqlite_world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """HKID, then HKID with a permit at another provider, then the permit alone at a third account."""
    permit = {Kind.HOME_RETURN_PERMIT: "H2345678901"}
    account(monkeypatch, "with-permit", subject="second", documents={**FAN.documents, **permit})
    account(monkeypatch, "permit-alone", subject="third", documents={Kind.HOME_RETURN_PERMIT: "H2345678902"})
    found = set()
    for person in ("fan", "with-permit", "permit-alone"):
        visit = await sqlite_world.visit_to("recognised", person=person)
        found.add(visit.applicant_id)
        await visits.leave(sqlite_world.desk, visit.id)
    assert len(found) == 1


async def test_a_renewed_permit_is_kept_as_its_new_edition(
    sqlite_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    for edition in ("01", "02"):
        documents = {**FAN.documents, Kind.HOME_RETURN_PERMIT: f"H23456789{edition}"}
        account(monkeypatch, "fan-permit", documents=documents)
        visit = await sqlite_world.visit_to("recognised", person="fan-permit")
        await visits.leave(sqlite_world.desk, visit.id)
    async with sqlite_world.store.read() as connection:
        held = await holders.of_applicant(connection, visit.applicant_id)
    assert [(one.kind, one.edition) for one in held] == [("hkid", ""), ("home-return-permit", "02")]


async def test_an_account_with_somebody_elses_number_is_refused_and_recorded(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await world.visit_to("recognised", corner="MO-01", person="lei")
    account(monkeypatch, "recycled", subject=PEOPLE["lei"].subject)
    visit = await world.visit_to("consented", corner="MO-02")
    with pytest.raises(IdentityConflict):
        await world.sign_in(visit.id, "recycled")
    facts = [fact.event for fact in await world.store.facts((), 0) if fact.event.tag == "identity.conflict"]
    assert [(fact.visit_id, fact.data) for fact in facts] == [(visit.id, {"reason": "nothing-shared"})]
    assert (await world.visit(visit.id)).state is State.CONSENTED


async def test_what_was_typed_links_nobody(sqlite_world: World) -> None:
    """Lei types the number that Fan's provider vouched for."""
    fan = await sqlite_world.visit_to("recognised", corner="HK-01", person="fan")
    lei = await sqlite_world.visit_to("recognised", corner="MO-01", person="lei")
    await identities.show_document(sqlite_world.desk, lei.id, Kind.HKID, FAN.documents[Kind.HKID])
    async with sqlite_world.store.read() as connection:
        held = await holders.of_applicant(connection, lei.applicant_id)
    assert ([one.kind for one in held], fan.applicant_id == lei.applicant_id) == (["macao-bir"], False)


async def test_what_was_typed_makes_no_other_account_theirs_by_a_second_sign_in(sqlite_world: World) -> None:
    """Fan types Lei's number, and then signs in anew as Lei, whom nobody knows yet."""
    visit = await sqlite_world.visit_to("recognised", corner="HK-01", person="fan")
    await identities.show_document(sqlite_world.desk, visit.id, Kind.MACAO_BIR, "5234567(1)")
    answer = answered(await step_ups.begin(sqlite_world.desk, visit.id, "macao"), "lei")
    with pytest.raises(AnotherPerson):
        await step_ups.finish(sqlite_world.desk, visit.id, answer)


async def test_two_corners_that_sign_one_new_person_in_at_once_know_one_applicant(world: World) -> None:
    begun = [await world.visit_to("consented", corner=corner) for corner in ("MO-01", "MO-02", "HK-01", "HK-02")]
    answers = [await world.begin_sign_in(visit.id, "lei") for visit in begun]
    await asyncio.gather(
        *(identities.finish_sign_in(world.desk, visit.id, answer) for visit, answer in zip(begun, answers, strict=True))
    )
    assert len({(await world.visit(visit.id)).applicant_id for visit in begun}) == 1
    assert await count(world) == 1


async def test_two_accounts_of_one_new_person_at_once_know_one_applicant(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    account(monkeypatch, "fan-at-macao", subject="another-account")
    begun = [await world.visit_to("consented", corner=corner) for corner in ("MO-01", "HK-01")]
    answers = [
        await world.begin_sign_in(visit.id, who) for visit, who in zip(begun, ("fan", "fan-at-macao"), strict=True)
    ]
    await asyncio.gather(
        *(identities.finish_sign_in(world.desk, visit.id, answer) for visit, answer in zip(begun, answers, strict=True))
    )
    assert await count(world) == 1


async def test_names_of_each_provider_stand_beside_each_other(
    sqlite_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    account(monkeypatch, "fan-at-macao", subject="another-account", names={"pt-MO": "FAN Yu-Yu"})
    for person in ("fan", "fan-at-macao", "fan"):
        visit = await sqlite_world.visit_to("recognised", person=person)
        await visits.leave(sqlite_world.desk, visit.id)
    async with sqlite_world.store.read() as connection:
        kept = await people.applicant(connection, sqlite_world.store.vault, visit.applicant_id)
    assert sorted(name.text for name in kept.names) == ["FAN Yu Yu", "FAN Yu-Yu", "范余于"]


async def test_each_visit_keeps_how_it_was_recognised(world: World) -> None:
    visit = await world.visit_to("recognised")
    async with world.store.read() as connection:
        kept = await recognitions.newest(connection, visit.id)
    assert kept is not None
    assert (kept.applicant_id, kept.provider, kept.level) == (visit.applicant_id, "macao", Level.HIGH)
