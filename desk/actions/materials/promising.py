"""Promises 容缺受理: offered by the clerk, signed by the applicant, kept when the paper comes, else run out."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from desk.actions import consented, hands
from desk.actions.desk import Desk
from desk.actions.materials import checking
from desk.actions.materials.facts import of_material
from desk.actions.materials.keeping import Sent, keep_files, new_material, new_page, reopen, spoilt_of, told_of
from desk.model.cases.cases import Case, Hand
from desk.model.errors import BadInput, Missing
from desk.model.events import Tag
from desk.model.materials import materials as model
from desk.model.materials.materials import MORE, Material, ask, keep
from desk.model.materials.pages import Picture
from desk.model.materials.promises import LONGEST, Move, Promise, State, content_hash, step
from desk.model.signatures import Stroke, encode
from desk.model.staff import Staff
from desk.store import items, visits
from desk.store.cases import cases
from desk.store.materials import materials, promises
from desk.store.unit import Unit
from i18n import languages

BATCH = 100


async def offer(desk: Desk, case_id: str, code: str, clerk: Staff, days: int) -> None:
    """The paper may follow until the end of the day so many days from now, where the applicant is.

    Raises Missing, NotAllowed, BadInput, Stale (one is open already).
    """
    if not 1 <= days <= LONGEST:
        raise BadInput("days")
    async with desk.store.write() as unit:
        case = await cases.lock(unit, case_id)
        await hands.check(unit, case, Hand.CLERK, clerk.id)
        item = await items.get(unit.connection, case.item_code, case.item_version)
        if item.paper(code) is None:
            raise Missing("material")
        visit = await visits.get(unit.connection, case.visit_id)
        due_at = _end_of_day(unit.now, days, languages.get(visit.language).time_zone)
        promise = Promise(
            id=unit.chance.id(),
            case_id=case_id,
            code=code,
            state=State.OFFERED,
            due_at=due_at,
            offered_by=clerk.id,
            offered_at=unit.now,
            content_hash=content_hash(case.number, code, due_at),
            strokes_sha256="",
            moved_at=unit.now,
        )
        await promises.add(unit, promise)
        _record(unit, Tag.PROMISE_OFFERED, case, f"staff:{clerk.id}", promise)


async def give(desk: Desk, case_id: str, code: str, visit_id: str, strokes: tuple[Stroke, ...]) -> None:
    """The applicant signs that the paper follows; the case may go on without it.

    Raises Missing, IllegalMove, ConsentNeeded.
    """
    kept = await desk.store.files.keep(encode(strokes))
    async with desk.store.write() as unit:
        case = await cases.lock(unit, case_id)
        await hands.check(unit, case, Hand.APPLICANT, visit_id)
        before = await _open(unit, case, code)
        after = step(before, Move.GIVE, unit.now)
        await promises.change(unit, before, replace(after, strokes_sha256=kept))
        await reopen(unit, case)
        _record(unit, Tag.PROMISE_GIVEN, case, f"visit:{visit_id}", after)


async def withdraw(desk: Desk, case_id: str, code: str, clerk: Staff) -> None:
    """The paper is needed now after all. Raises Missing, NotAllowed, IllegalMove."""
    async with desk.store.write() as unit:
        case = await cases.lock(unit, case_id)
        await hands.check(unit, case, Hand.CLERK, clerk.id)
        before = await _open(unit, case, code)
        await promises.change(unit, before, step(before, Move.WITHDRAW, unit.now))
        await reopen(unit, case)
        _record(unit, Tag.PROMISE_WITHDRAWN, case, f"staff:{clerk.id}", before)


async def fulfil(desk: Desk, case_id: str, code: str, clerk: Staff, content: bytes, sent: Sent) -> Picture:
    """What was promised has come to a window, in time or late, with no meeting open: the record stays as submitted.

    Raises what `keeping.add_file` does; Missing when nothing was promised.
    """
    checked = await asyncio.to_thread(checking.check, content, papers=True)
    spoilt = spoilt_of(checked, sent)
    views = await keep_files(desk, content, checked)
    async with desk.store.write() as unit:
        case = await cases.lock(unit, case_id)
        await consented.require(unit.connection, case.visit_id)
        before = await _standing(unit, case, code)
        page = await new_page(unit, checked, views, sent, f"staff:{clerk.id}", spoilt)
        known = await _material(unit, case, code)
        wanted = known if known.state is model.State.ASKED else ask(known, unit.now, MORE)
        await materials.change(unit, known, keep(wanted, page, unit.now))
        await promises.change(unit, before, step(before, Move.KEEP, unit.now))
        unit.record(of_material(Tag.MATERIAL_KEPT, case, page.by, code, **told_of(page)))
        _record(unit, Tag.PROMISE_KEPT, case, page.by, before)
    return checked.picture


async def run_out(desk: Desk) -> int:
    """Opens again what was promised and did not come in time; how many there were. A duty of the keeper."""
    async with desk.store.read() as connection:
        due = await promises.run_out(connection, desk.store.clock(), BATCH)
    for promise in due:
        async with desk.store.write() as unit:
            case = await cases.lock(unit, promise.case_id)
            await promises.change(unit, promise, step(promise, Move.RUN_OUT, unit.now))
            known = await _material(unit, case, promise.code)
            if known.state is model.State.KEPT:
                await materials.change(unit, known, ask(known, unit.now, MORE))
            _record(unit, Tag.PROMISE_OVERDUE, case, "desk", promise)
    return len(due)


async def _open(unit: Unit, case: Case, code: str) -> Promise:
    found = await promises.open_for(unit.connection, case.id, code)
    if found is None:
        raise Missing("promise")
    return found


async def _standing(unit: Unit, case: Case, code: str) -> Promise:
    """The newest that the paper may still keep."""
    told = [each for each in await promises.of_case(unit.connection, case.id) if each.code == code]
    if not told or told[-1].state not in (State.GIVEN, State.OVERDUE):
        raise Missing("promise")
    return told[-1]


async def _material(unit: Unit, case: Case, code: str) -> Material:
    known = (await materials.of_case(unit.connection, case.id)).get(code)
    if known is None:
        known = new_material(unit, case.id, code)
        await materials.add(unit, known)
    return known


def _end_of_day(now: datetime, days: int, zone: str) -> datetime:
    there = now.astimezone(ZoneInfo(zone))
    return (there + timedelta(days=days + 1)).replace(hour=0, minute=0, second=0, microsecond=0).astimezone(now.tzinfo)


def _record(unit: Unit, tag: Tag, case: Case, actor: str, promise: Promise) -> None:
    due = promise.due_at.isoformat()
    unit.record(of_material(tag, case, actor, promise.code, due=due, content=promise.content_hash))
