"""Mutual recognition: one person, two accounts, by their own wish; and it is undone as completely as it was made."""

import asyncio
from dataclasses import replace

import pytest
from sqlalchemy import select

from desk.actions import assisted, bindings, consents, identities, visits
from desk.actions.assisted import Reading
from desk.model.assists import CHECKS
from desk.model.bindings import Binding
from desk.model.errors import (
    AccountNotBound,
    AlreadyBound,
    AssuranceUnmet,
    ConsentNeeded,
    DocumentMismatch,
    Missing,
    NotAllowed,
    NotReady,
    Stale,
)
from desk.model.notices import Purpose
from desk.model.visits import State, Visit
from desk.store import bindings as kept
from desk.store import consents as receipts
from desk.store import holders, people
from desk.store import notices as texts
from desk.store.tables import bindings as rows
from desk.store.tables import holders as numbers
from identity.documents import Check, Kind
from identity.errors import IdentityConflict, ReplayedAnswer, SignInCancelled
from tests.desk import fakes
from tests.desk.fakes import PEOPLE
from tests.desk.world import World, answered

GUANGDONG = "guangdong"


async def agree(world: World, visit_id: str) -> None:
    """Consent to mutual recognition, every statement of it."""
    async with world.store.read() as connection:
        notice = await texts.current(connection, "MO", Purpose.MUTUAL_RECOGNITION)
    await consents.give(world.desk, visit_id, Purpose.MUTUAL_RECOGNITION, notice.version, notice.keys)


async def sent_off(world: World, visit_id: str, person: str) -> dict[str, str]:
    """Consent given and the sign-in begun; the answer the mainland provider would send back."""
    await agree(world, visit_id)
    return answered(await bindings.begin(world.desk, visit_id, GUANGDONG), person)


async def bind(world: World, visit: Visit, person: str = "lei-mainland") -> Binding:
    return await bindings.finish(world.desk, visit.id, await sent_off(world, visit.id, person))


async def bound(world: World, person: str = "lei-mainland", **visit: str) -> Visit:
    """A visit whose applicant has bound this account."""
    begun = await world.visit_to("recognised", **visit)
    await bind(world, begun, person)
    return begun


async def standing(world: World, applicant_id: str) -> Binding | None:
    async with world.store.read() as connection:
        return await kept.mainland_of(connection, applicant_id)


# ── Binding ───────────────────────────────────────────────────────────────────────────────────────────────────


async def test_either_account_gives_the_same_applicant(world: World) -> None:
    first = await bound(world)
    second = await world.visit_to("recognised", corner="MO-02", person="lei-mainland")
    assert first.applicant_id == second.applicant_id


async def test_what_the_mainland_vouches_for_is_kept_masked_and_as_a_keyed_hash_alone(sqlite_world: World) -> None:
    visit = await bound(sqlite_world)
    async with sqlite_world.store.read() as connection:
        row = (await connection.execute(select(numbers).where(numbers.c.kind == "home-return-permit"))).one()
        shown = await people.documents_of(connection, sqlite_world.store.vault, visit.id)
    opened = sqlite_world.store.vault.open_text(row.number, holders.place(row.id))
    assert (opened, row.masked, {paper.kind for paper in shown}) == ("", "M123*****", {"macao-bir"})


async def test_names_from_the_mainland_are_not_kept(sqlite_world: World) -> None:
    await bound(sqlite_world)
    again = await sqlite_world.visit_to("recognised", corner="MO-02", person="lei-mainland")
    async with sqlite_world.store.read() as connection:
        applicant = await people.applicant(connection, sqlite_world.store.vault, again.applicant_id)
    assert {name.source for name in applicant.names} == {"macao"}


async def test_the_number_of_the_mainland_is_usable_though_not_visible(sqlite_world: World) -> None:
    """Typed in a later visit, it is compared with the hash, and stands as vouched for."""
    await bound(sqlite_world)
    visit = await sqlite_world.visit_to("recognised", corner="MO-02", item="JM-MI-001")
    await identities.show_document(sqlite_world.desk, visit.id, Kind.HOME_RETURN_PERMIT, "m 1234 5678 02")
    async with sqlite_world.store.read() as connection:
        shown = await people.documents_of(connection, sqlite_world.store.vault, visit.id)
    assert {paper.checked for paper in shown if paper.kind == "home-return-permit"} == {Check.PROVIDER}


async def test_another_number_than_the_mainlands_is_refused(sqlite_world: World) -> None:
    await bound(sqlite_world)
    visit = await sqlite_world.visit_to("recognised", corner="MO-02", item="JM-MI-001")
    with pytest.raises(DocumentMismatch):
        await identities.show_document(sqlite_world.desk, visit.id, Kind.HOME_RETURN_PERMIT, "M12345679")


async def test_binding_asks_for_a_consent_of_its_own(sqlite_world: World) -> None:
    visit = await sqlite_world.visit_to("recognised")
    with pytest.raises(ConsentNeeded):
        await bindings.begin(sqlite_world.desk, visit.id, GUANGDONG)


async def test_who_came_in_less_surely_adds_no_other_way_in(sqlite_world: World) -> None:
    visit = await sqlite_world.visit_to("consented")
    assist = await assisted.ask(sqlite_world.desk, visit.id)
    seen = Reading(kind="macao-bir", number="1234567(8)", names=(("陳大文", "zh-Hant-MO"),), checks=CHECKS)
    await assisted.see(sqlite_world.desk, assist.id, sqlite_world.staff["helper-macao"], seen)
    await assisted.go_on_alone(sqlite_world.desk, assist.id, sqlite_world.staff["helper-macao"])
    with pytest.raises(AssuranceUnmet):
        await sent_off(sqlite_world, visit.id, "lei-mainland")


async def test_consent_withdrawn_on_the_way_stops_the_binding(sqlite_world: World) -> None:
    visit = await sqlite_world.visit_to("recognised")
    answer = await sent_off(sqlite_world, visit.id, "lei-mainland")
    await consents.withdraw(sqlite_world.desk, visit.id, Purpose.MUTUAL_RECOGNITION, f"visit:{visit.id}")
    with pytest.raises(ConsentNeeded):
        await bindings.finish(sqlite_world.desk, visit.id, answer)


@pytest.mark.parametrize("stage", ["consented", "ticketed"])
async def test_binding_is_between_sign_in_and_ticket(sqlite_world: World, stage: str) -> None:
    visit = await sqlite_world.visit_to(stage)
    await agree(sqlite_world, visit.id)
    with pytest.raises(NotReady):
        await bindings.begin(sqlite_world.desk, visit.id, GUANGDONG)


async def test_a_zones_account_is_not_bound(sqlite_world: World) -> None:
    visit = await sqlite_world.visit_to("recognised")
    await agree(sqlite_world, visit.id)
    with pytest.raises(Missing):
        await bindings.begin(sqlite_world.desk, visit.id, "iamsmart")


async def test_an_answer_to_a_binding_signs_nobody_in(sqlite_world: World) -> None:
    visit = await sqlite_world.visit_to("recognised")
    answer = await sent_off(sqlite_world, visit.id, "lei-mainland")
    with pytest.raises(ReplayedAnswer):
        await identities.finish_sign_in(sqlite_world.desk, visit.id, answer)


async def test_an_answer_is_looked_at_once(sqlite_world: World) -> None:
    visit = await sqlite_world.visit_to("recognised")
    answer = await sent_off(sqlite_world, visit.id, "lei-mainland")
    await bindings.finish(sqlite_world.desk, visit.id, answer)
    with pytest.raises(ReplayedAnswer):
        await bindings.finish(sqlite_world.desk, visit.id, answer)


async def test_who_cancels_at_the_provider_has_bound_nothing(sqlite_world: World) -> None:
    visit = await sqlite_world.visit_to("recognised")
    answer = await sent_off(sqlite_world, visit.id, "lei-mainland")
    with pytest.raises(SignInCancelled):
        await bindings.finish(sqlite_world.desk, visit.id, answer | {"error": "access_denied"})
    assert await standing(sqlite_world, visit.applicant_id) is None


async def test_a_second_mainland_account_is_refused_before_anybody_is_sent_off(sqlite_world: World) -> None:
    visit = await bound(sqlite_world)
    with pytest.raises(AlreadyBound):
        await bindings.begin(sqlite_world.desk, visit.id, GUANGDONG)


async def test_the_same_account_bound_twice_is_bound_once(world: World) -> None:
    """Two browsers of one applicant were both sent off before either came back."""
    visits = [await world.visit_to("recognised", corner=corner) for corner in ("MO-01", "MO-02")]
    answers = [await sent_off(world, visit.id, "lei-mainland") for visit in visits]
    ends = await asyncio.gather(
        *(bindings.finish(world.desk, visit.id, answer) for visit, answer in zip(visits, answers, strict=True))
    )
    assert len({binding.id for binding in ends}) == 1
    assert (await world.tags()).count("binding.made") == 1


async def test_an_account_bound_to_somebody_else_is_refused_and_recorded(sqlite_world: World) -> None:
    await bound(sqlite_world)
    other = await sqlite_world.visit_to("recognised", corner="MO-02", person="santos")
    with pytest.raises(IdentityConflict):
        await bind(sqlite_world, other)
    assert await standing(sqlite_world, other.applicant_id) is None
    assert "identity.conflict" in await sqlite_world.tags()


async def test_of_two_applicants_who_bind_one_account_at_once_one_does(world: World) -> None:
    visits = [
        await world.visit_to("recognised", corner="MO-01", person="lei"),
        await world.visit_to("recognised", corner="MO-02", person="santos"),
    ]
    answers = [await sent_off(world, visit.id, "lei-mainland") for visit in visits]
    ends = await asyncio.gather(
        *(bindings.finish(world.desk, visit.id, answer) for visit, answer in zip(visits, answers, strict=True)),
        return_exceptions=True,
    )
    assert sorted(type(end).__name__ for end in ends) == ["Binding", "IdentityConflict"]


async def test_a_number_of_somebody_else_is_refused(sqlite_world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another account of the mainland's, that vouches for a permit which is bound to another applicant already."""
    await bound(sqlite_world)
    monkeypatch.setitem(
        fakes.PEOPLE, "twin-mainland", replace(PEOPLE["lei-mainland"], subject="another-account-of-the-mainland")
    )
    other = await sqlite_world.visit_to("recognised", corner="MO-02", person="santos")
    with pytest.raises(IdentityConflict):
        await bind(sqlite_world, other, "twin-mainland")


# ── Signing in ────────────────────────────────────────────────────────────────────────────────────────────────


async def test_a_mainland_account_nobody_bound_signs_nobody_in(sqlite_world: World) -> None:
    visit = await sqlite_world.visit_to("consented")
    with pytest.raises(AccountNotBound):
        await sqlite_world.sign_in(visit.id, "lei-mainland")
    assert (await sqlite_world.visit(visit.id)).state is State.CONSENTED


# ── Unbinding ─────────────────────────────────────────────────────────────────────────────────────────────────


async def test_once_unbound_the_mainland_account_finds_nobody(world: World) -> None:
    visit = await bound(world)
    await bindings.undo(world.desk, visit.id)
    later = await world.visit_to("consented", corner="MO-02")
    with pytest.raises(AccountNotBound):
        await world.sign_in(later.id, "lei-mainland")


async def test_once_unbound_nothing_of_the_account_is_kept(sqlite_world: World) -> None:
    visit = await bound(sqlite_world)
    await bindings.undo(sqlite_world.desk, visit.id)
    async with sqlite_world.store.read() as connection:
        row = (await connection.execute(select(rows).where(rows.c.kind == "mainland"))).one()
        held = await holders.of_applicant(connection, visit.applicant_id)
    assert (row.subject, row.subject_index, [one.kind for one in held]) == (None, None, ["macao-bir"])


async def test_unbinding_withdraws_the_consent_with_it(sqlite_world: World) -> None:
    visit = await bound(sqlite_world)
    await bindings.undo(sqlite_world.desk, visit.id)
    async with sqlite_world.store.read() as connection:
        assert await receipts.standing(connection, visit.id, Purpose.MUTUAL_RECOGNITION) is None
    assert {"binding.undone", "consent.withdrawn"} <= set(await sqlite_world.tags())


async def test_withdrawing_the_consent_unbinds_with_it(sqlite_world: World) -> None:
    visit = await bound(sqlite_world)
    await consents.withdraw(sqlite_world.desk, visit.id, Purpose.MUTUAL_RECOGNITION, f"visit:{visit.id}")
    assert await standing(sqlite_world, visit.applicant_id) is None


async def test_unbinding_in_a_later_visit_withdraws_the_consent_of_the_first(sqlite_world: World) -> None:
    first = await bound(sqlite_world)
    await visits.leave(sqlite_world.desk, first.id)
    later = await sqlite_world.visit_to("recognised", corner="MO-02", person="lei-mainland")
    await bindings.undo(sqlite_world.desk, later.id)
    async with sqlite_world.store.read() as connection:
        assert await receipts.standing(connection, first.id, Purpose.MUTUAL_RECOGNITION) is None


async def test_unbinding_twice_is_unbinding_once(sqlite_world: World) -> None:
    visit = await bound(sqlite_world)
    for _ in range(2):
        await bindings.undo(sqlite_world.desk, visit.id)
    assert (await sqlite_world.tags()).count("binding.undone") == 1


async def test_of_two_unbindings_at_once_one_is_recorded(world: World) -> None:
    visit = await bound(world)
    ends = await asyncio.gather(*(bindings.undo(world.desk, visit.id) for _ in range(2)), return_exceptions=True)
    assert all(end is None or isinstance(end, Stale) for end in ends)
    assert (await world.tags()).count("binding.undone") == 1


async def test_what_was_unbound_may_be_bound_again(world: World) -> None:
    visit = await bound(world)
    await bindings.undo(world.desk, visit.id)
    again = await bind(world, visit)
    assert await standing(world, visit.applicant_id) == again


async def test_staff_unbind_at_the_owners_wish(sqlite_world: World) -> None:
    visit = await bound(sqlite_world)
    binding = await standing(sqlite_world, visit.applicant_id)
    assert binding is not None
    await bindings.undo_for(sqlite_world.desk, binding.id, sqlite_world.staff["supervisor1"])
    assert await standing(sqlite_world, visit.applicant_id) is None


async def test_a_clerk_unbinds_nobody(sqlite_world: World) -> None:
    visit = await bound(sqlite_world)
    binding = await standing(sqlite_world, visit.applicant_id)
    assert binding is not None
    with pytest.raises(NotAllowed):
        await bindings.undo_for(sqlite_world.desk, binding.id, sqlite_world.clerk)


async def test_the_ledger_tells_of_bindings_without_account_or_number(sqlite_world: World) -> None:
    visit = await bound(sqlite_world)
    await bindings.undo(sqlite_world.desk, visit.id)
    told = " ".join(str(fact.event) for fact in await sqlite_world.store.facts((), 0))
    assert not any(personal in told for personal in ("synthetic-lei", "M12345678", "M123*", "李叶"))
