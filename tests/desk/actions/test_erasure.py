"""What its period is over for is erased, kind by kind, and recorded; what is held stays."""

import os
import time
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from desk.actions import consents, erasure, visits
from desk.model.errors import Missing
from desk.model.events import Tag
from desk.model.notices import Purpose
from desk.model.retention import UNFINISHED, Kind, periods
from desk.model.turns.order import Reason as TurnReason
from desk.store import people, tables
from tests.desk import gate
from tests.desk.recorded import recorded
from tests.desk.world import ITEM, Meeting, World, demo_data, strokes

DAY = timedelta(days=1)
KEPT = periods(next(item for item in demo_data().items if item["code"] == ITEM)["retention"])
OF_KIND: dict[Kind, tuple[Any, ...]] = {
    Kind.IDENTITY: (tables.documents, tables.contacts, tables.challenges),
    Kind.MATERIALS: (tables.materials, tables.files),
    Kind.RECORD: (tables.answers, tables.transactions),
    Kind.RECORDING: (tables.segments,),
}


async def rows(world: World, table: Any) -> int:
    async with world.store.read() as connection:
        return int((await connection.execute(select(func.count()).select_from(table))).scalar_one())


async def left(world: World) -> dict[Kind, bool]:
    """Whether anything of each kind is there."""
    return {kind: any([await rows(world, table) for table in found]) for kind, found in OF_KIND.items()}


async def signed_by(world: World, case_id: str) -> str:
    """The file of the signature that stands."""
    table = tables.confirmations
    async with world.store.read() as connection:
        query = select(table.c.strokes_sha256).where(table.c.case_id == case_id)
        return str((await connection.execute(query)).scalar_one())


async def served(world: World) -> Meeting:
    """A visit that handed its case in, and went."""
    meeting, _ = await world.submitted()
    await visits.leave(world.desk, meeting.visit_id)
    return meeting


async def test_a_served_visit_is_kept_until_its_period_is_over(world: World) -> None:
    await served(world)
    before = await left(world)
    world.clock.now += min(KEPT.values()) - DAY
    assert await erasure.run(world.desk) == 0
    assert await left(world) == before


async def test_every_kind_is_erased_when_its_period_is_over(world: World) -> None:
    await served(world)
    world.clock.now += max(KEPT.values()) + DAY
    assert await erasure.run(world.desk) == len(Kind)
    assert await left(world) == dict.fromkeys(Kind, False)


async def test_names_go_with_the_last_visit(world: World) -> None:
    meeting = await served(world)
    world.clock.now += max(KEPT.values()) + DAY
    await erasure.run(world.desk)
    visit = await world.visit(meeting.visit_id)
    async with world.store.read() as connection:
        kept = await people.applicant(connection, world.store.vault, visit.applicant_id)
    assert kept.names == ()


async def test_why_a_turn_needed_care_is_erased_where_it_still_stands(world: World) -> None:
    meeting = await served(world)
    async with world.store.write() as unit:
        older = update(tables.tickets).values(reason=TurnReason.PREGNANT.value)
        await unit.connection.execute(older)
    world.clock.now += max(KEPT.values()) + DAY
    await erasure.run(world.desk)
    assert (await world.ticket(meeting.visit_id)).reason is TurnReason.CARE


async def test_no_file_is_left_when_all_is_erased(world: World) -> None:
    await served(world)
    world.clock.now += max(KEPT.values()) + DAY
    await erasure.run(world.desk)
    assert [path for path in (world.folder / "files").rglob("*") if path.is_file()] == []


@pytest.mark.parametrize(("age", "left_over"), [(timedelta(days=2), 0), (timedelta(hours=1), 1)], ids=str)
async def test_a_signature_that_was_made_anew_is_not_left_behind(world: World, age: timedelta, left_over: int) -> None:
    meeting = await world.signed()
    files = [path for path in (world.folder / "files").rglob("*") if path.is_file()]
    world.clock.pass_by(minutes=2)
    await gate.sign(world.desk, meeting.case_id, meeting.visit_id, strokes()[:1])
    came = time.time() - age.total_seconds()
    for path in (world.folder / "files").rglob("*"):
        os.utime(path, (came, came))
    await erasure.sweep_files(world.desk)
    now = [path for path in (world.folder / "files").rglob("*") if path.is_file()]
    assert len(now) - len(files) == left_over
    assert await world.store.files.open(await signed_by(world, meeting.case_id))


async def test_the_files_of_a_recording_are_removed(sqlite_world: World) -> None:
    meeting = await recorded(sqlite_world, seconds=2.0)
    await visits.leave(sqlite_world.desk, meeting.visit_id)
    sqlite_world.clock.now += UNFINISHED + DAY
    await erasure.run(sqlite_world.desk)
    assert not (sqlite_world.desk.settings.recordings / meeting.session_id).exists()


async def test_a_visit_that_led_to_nothing_is_forgotten_after_thirty_days(world: World) -> None:
    meeting = await world.filled()
    await visits.leave(world.desk, meeting.visit_id)
    world.clock.now += UNFINISHED + DAY
    await erasure.run(world.desk)
    assert await left(world) == dict.fromkeys(Kind, False)


async def test_what_rested_on_a_consent_that_was_withdrawn_is_erased_at_once(world: World) -> None:
    meeting = await world.filled()
    await consents.withdraw(world.desk, meeting.visit_id, Purpose.VISIT, f"visit:{meeting.visit_id}")
    await erasure.run(world.desk)
    world.clock.now += 3 * DAY
    await erasure.sweep(world.desk)
    assert await left(world) == dict.fromkeys(Kind, False)


async def test_who_withdraws_does_not_begin_anew_to_count_the_codes_sent(world: World) -> None:
    meeting = await world.filled()
    before = await rows(world, tables.challenges)
    await consents.withdraw(world.desk, meeting.visit_id, Purpose.VISIT, f"visit:{meeting.visit_id}")
    await erasure.run(world.desk)
    assert 0 < before == await rows(world, tables.challenges)


async def test_what_was_handed_in_before_a_withdrawal_stays(world: World) -> None:
    meeting, _ = await world.submitted()
    before = await left(world)
    await consents.withdraw(world.desk, meeting.visit_id, Purpose.VISIT, f"visit:{meeting.visit_id}")
    await erasure.run(world.desk)
    assert await left(world) == before


async def test_what_is_held_stays(world: World) -> None:
    meeting = await served(world)
    before = await left(world)
    await erasure.hold(world.desk, meeting.visit_id, "申訴", world.staff["supervisor1"].id)
    world.clock.now += max(KEPT.values()) + DAY
    assert (await erasure.run(world.desk), await left(world)) == (0, before)


async def test_a_lifted_hold_lets_go(world: World) -> None:
    meeting = await served(world)
    staff_id = world.staff["supervisor1"].id
    hold_id = await erasure.hold(world.desk, meeting.visit_id, "申訴", staff_id)
    world.clock.now += max(KEPT.values()) + DAY
    await erasure.lift(world.desk, hold_id, staff_id)
    assert await erasure.run(world.desk) == len(Kind)


async def test_a_hold_is_lifted_once(sqlite_world: World) -> None:
    meeting = await served(sqlite_world)
    staff_id = sqlite_world.staff["supervisor1"].id
    hold_id = await erasure.hold(sqlite_world.desk, meeting.visit_id, "申訴", staff_id)
    await erasure.lift(sqlite_world.desk, hold_id, staff_id)
    with pytest.raises(Missing):
        await erasure.lift(sqlite_world.desk, hold_id, staff_id)


async def test_a_hold_that_comes_between_saves_what_was_due(world: World) -> None:
    meeting = await served(world)
    world.clock.now += max(KEPT.values()) + DAY
    found = await erasure.due(world.desk)
    await erasure.hold(world.desk, meeting.visit_id, "申訴", world.staff["supervisor1"].id)
    assert [await erasure.erase(world.desk, keeping) for keeping in found] == [False] * len(Kind)


async def test_each_erasure_is_recorded(world: World) -> None:
    await served(world)
    world.clock.now += max(KEPT.values()) + DAY
    await erasure.run(world.desk)
    assert (await world.tags()).count(Tag.DATA_ERASED) == len(Kind)


async def test_two_processes_erase_a_thing_once(world: World) -> None:
    await served(world)
    world.clock.now += max(KEPT.values()) + DAY
    found = await erasure.due(world.desk)
    assert [await erasure.erase(world.desk, keeping) for keeping in (*found, *found)].count(True) == len(Kind)


async def test_a_file_that_cannot_be_removed_keeps_its_visit_unmarked(sqlite_world: World) -> None:
    await served(sqlite_world)
    sqlite_world.clock.now += max(KEPT.values()) + DAY
    for path in list((sqlite_world.folder / "files").rglob("*")):
        if path.is_file():
            path.unlink()
            path.mkdir()
    await erasure.run(sqlite_world.desk)
    assert {keeping.kind for keeping in await erasure.due(sqlite_world.desk)} == {Kind.MATERIALS, Kind.RECORD}


async def test_codes_are_swept_when_they_have_outlived_every_limit(world: World) -> None:
    await world.in_session()
    world.clock.now += 3 * DAY
    await erasure.sweep(world.desk)
    assert await rows(world, tables.challenges) == 0
