"""Step-ups: an applicant who was recognised signs in again, at a surer place or only anew; the visit goes on as it was.

Rule: the same applicant or nothing. Whoever else signs in changes nothing at all, and a try that fails leaves the
recognition that stands.
"""

from collections.abc import Mapping
from dataclasses import replace

from desk.actions import assured, persons
from desk.actions.desk import Desk
from desk.model.errors import AccountNotBound, AnotherPerson, Missing, NotAllowed, NotReady, Stale
from desk.model.events import Tag
from desk.model.items import Item
from desk.model.sessions import State as SessionState
from desk.model.sign_ins import Purpose
from desk.model.staff import Staff
from desk.model.step_ups import OPEN, Move, State, StepUp, step
from desk.model.visits import State as VisitState
from desk.model.visits import Visit
from desk.store import bindings, demands, holders, items, people, sessions, sign_ins, step_ups, visits
from desk.store.cases import cases
from desk.store.demands import Standing
from desk.store.unit import Connection, Unit
from identity import documents, linking
from identity.errors import FederationError, IdentityConflict, ReplayedAnswer
from identity.federation import pending
from identity.federation.provider import Recognised

WISHED = "asked-by-clerk"
"""Why a clerk asks although nothing is unmet."""


async def ask(desk: Desk, session_id: str, clerk: Staff) -> None:
    """The clerk asks the applicant to prove their identity again. Raises Missing, NotAllowed, NotReady."""
    async with desk.store.write() as unit:
        session = await sessions.get(unit.connection, session_id)
        if session.clerk_id != clerk.id:
            raise NotAllowed("another clerk's session")
        if session.state not in (SessionState.LIVE, SessionState.HELD):
            raise NotReady("nobody is in the meeting")
        visit, standing = await _standing(unit, session.visit_id)
        await _ask(unit, visit, standing.reason or WISHED, f"staff:{clerk.id}")


async def ask_at_gate(desk: Desk, case_id: str, reason: str) -> None:
    """Something that binds was refused for this reason: the applicant is asked, unless they are already, or staff have
    to mend it."""
    if reason in assured.BY_CLERK:
        return
    async with desk.store.write() as unit:
        visit = await visits.get(unit.connection, (await cases.get(unit.connection, case_id)).visit_id)
        known = await step_ups.of_visit(unit.connection, visit.id)
        if visit.state is VisitState.TICKETED and (known is None or known.state not in OPEN):
            await _ask(unit, visit, reason, "desk")


async def begin(desk: Desk, visit_id: str, provider: str) -> str:
    """The address at the provider to send the applicant to. Raises Missing, NotReady, FederationError."""
    party = desk.providers.get(provider)
    if party is None:
        raise Missing("provider")
    async with desk.store.read() as connection:
        visit = await _recognised_visit(connection, visit_id)
        item = await _item(connection, visit)
    begun = await party.begin(demand=demands.demand_of(item).level, ui_locales=visit.language)
    async with desk.store.write() as unit:
        await sign_ins.begin(unit, visit_id, provider, pending.dump(begun.pending), Purpose.STEP_UP)
        await _move(unit, visit_id, Move.LEAVE)
        unit.record(assured.fact(Tag.ASSURANCE_SOUGHT, visit, f"visit:{visit_id}", provider=provider))
    return begun.url


async def finish(desk: Desk, visit_id: str, answer: Mapping[str, str]) -> None:
    """Believes the provider's answer, once it has passed every check, and if it is the visit's own applicant.

    Raises FederationError (each kind its own), AnotherPerson, IdentityConflict, NotReady. The refusal is kept, so that
    both sides of a meeting see what came of it.
    """
    async with desk.store.write() as unit:
        taken = await sign_ins.take(unit, visit_id, Purpose.STEP_UP)
    if taken is None:
        raise ReplayedAnswer
    provider, value = taken
    try:
        recognised = await desk.providers[provider].finish(pending.load(value), answer)
        try:
            await _accept(desk, visit_id, recognised)
        except Stale:
            # Somebody moved the step-up, or the same person signed in elsewhere, in this very moment.
            await _accept(desk, visit_id, recognised)
    except (FederationError, AccountNotBound, AnotherPerson, IdentityConflict) as error:
        await _failed(desk, visit_id, error.code)
        raise


async def decline(desk: Desk, visit_id: str) -> None:
    """The applicant will not sign in again; the clerk sees it. Not asked: nothing changes."""
    async with desk.store.write() as unit:
        visit = await visits.get(unit.connection, visit_id)
        if await _move(unit, visit_id, Move.DECLINE):
            unit.record(assured.fact(Tag.ASSURANCE_REFUSED, visit, f"visit:{visit_id}", reason="declined"))


async def _accept(desk: Desk, visit_id: str, recognised: Recognised) -> None:
    mainland = desk.providers[recognised.provider].mainland
    async with desk.store.write() as unit:
        visit = await _recognised_visit(unit.connection, visit_id)
        await _same_person(unit, visit, recognised, mainland=mainland)
        await assured.note(unit, visit, visit.applicant_id, recognised.provider, recognised.assurance)
        _, standing = await _standing(unit, visit_id)
        if standing.reason is None:
            await _move(unit, visit_id, Move.MEET)
        else:
            await _move(unit, visit_id, Move.FAIL, problem=standing.reason)
        level = recognised.level.value
        unit.record(assured.fact(Tag.ASSURANCE_MET, visit, f"visit:{visit_id}", level=level))


async def _same_person(unit: Unit, visit: Visit, recognised: Recognised, *, mainland: bool) -> None:
    """Whether it is the applicant of the visit; what came newly of them is kept. Writes nothing when it raises.

    One whom staff alone recognised may be met here by a provider for the first time: then the provider has to vouch for
    the very number that staff saw. (Of one who signed in, a document shown here is one they typed: it links nobody.)
    Raises AnotherPerson, IdentityConflict.
    """
    account = await bindings.of_account(unit.connection, unit.vault, recognised.provider, recognised.subject)
    owner = account.applicant_id if account else None
    found = await holders.touched(unit.connection, unit.vault, recognised.documents, account=owner)
    person = linking.link(found.came, found.known).person
    if person == visit.applicant_id:
        await persons.whose(unit, recognised, mainland=mainland)
        return
    signed_in = await bindings.has_any(unit.connection, visit.applicant_id)
    if person is not None or mainland or signed_in or not await _shown_here(unit, visit, recognised):
        raise AnotherPerson("somebody else signed in")
    binding = persons.zone_binding(unit, visit.applicant_id, recognised.provider)
    await bindings.add(unit, binding, recognised.subject)
    await holders.hold(unit, binding, found.came, frozenset(found.came))


async def _shown_here(unit: Unit, visit: Visit, recognised: Recognised) -> bool:
    shown = await people.documents_of(unit.connection, unit.vault, visit.id)
    return any(
        vouched.kind == known.kind and documents.agree(vouched.kind, vouched.canonical, known.number)
        for vouched in recognised.documents
        for known in shown
    )


async def _failed(desk: Desk, visit_id: str, code: str) -> None:
    async with desk.store.write() as unit:
        visit = await visits.get(unit.connection, visit_id)
        await _move(unit, visit_id, Move.FAIL, problem=code)
        unit.record(assured.fact(Tag.ASSURANCE_REFUSED, visit, f"visit:{visit_id}", reason=code))


async def _ask(unit: Unit, visit: Visit, reason: str, actor: str) -> None:
    known = await step_ups.of_visit(unit.connection, visit.id)
    if known is None:
        asked = StepUp(
            visit_id=visit.id,
            state=State.ASKED,
            reason=reason,
            problem="",
            asked_at=unit.now,
            moved_at=unit.now,
        )
        await step_ups.add(unit, asked)
    else:
        again = replace(step(known, Move.ASK, unit.now), reason=reason, asked_at=unit.now)
        await step_ups.change(unit, known, again)
    unit.record(assured.fact(Tag.ASSURANCE_ASKED, visit, actor, reason=reason))


async def _move(unit: Unit, visit_id: str, move: Move, *, problem: str = "") -> bool:
    """Moves the visit's step-up, where it has one that is open; a sign-in needs not to have been asked for."""
    known = await step_ups.of_visit(unit.connection, visit_id)
    if known is None or known.state not in OPEN or (known.state is State.ASKED and move is Move.FAIL):
        return False
    await step_ups.change(unit, known, step(known, move, unit.now, problem=problem))
    return True


async def _standing(unit: Unit, visit_id: str) -> tuple[Visit, Standing]:
    visit = await visits.get(unit.connection, visit_id)
    item = await _item(unit.connection, visit)
    return visit, await demands.standing(unit.connection, visit_id, item, unit.now)


async def _recognised_visit(connection: Connection, visit_id: str) -> Visit:
    visit = await visits.get(connection, visit_id)
    if visit.state is VisitState.CLOSED or not visit.has_come_to(VisitState.RECOGNISED):
        raise NotReady("a first sign-in comes first")
    return visit


async def _item(connection: Connection, visit: Visit) -> Item:
    return await items.get(connection, visit.item_code, visit.item_version)
