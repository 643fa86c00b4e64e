"""While the desk serves, what older keys sealed is brought under a new one, and nobody's writing is lost."""

import asyncio
from collections.abc import Iterable
from datetime import timedelta

import pytest
from sqlalchemy import Column, LargeBinary, select, text

from desk.model.sign_ins import Purpose
from desk.store import inbox, people, rotation, sign_ins
from desk.store import staff as staff_rows
from desk.store.cases import cases as case_rows
from desk.store.finding import people as finding
from desk.store.inbox import Message
from desk.store.rotation import Count
from desk.store.tables import contacts, holders, metadata, staff_recovery_codes, throttles
from desk.store.unit import Store
from identity.documents import Kind, RawNumber, parse
from tests.desk.store import turning
from tests.desk.store.turning import Ring
from tests.desk.world import Meeting, World

INDEXES = {"gram", "code_hash", "mark"}
"""Names of keyed indexes beside those that end in `_index`."""


def every(columns: Iterable[Column[object]]) -> set[str]:
    return {str(column) for column in columns}


def test_every_sealed_column_is_resealed() -> None:
    kept = [column for table in metadata.tables.values() for column in table.columns]
    binary = every(column for column in kept if isinstance(column.type, LargeBinary))
    assert every(sealed.column for sealed in rotation.SEALED) == binary


def test_every_keyed_index_is_made_anew_or_known_to_pass() -> None:
    kept = [column for table in metadata.tables.values() for column in table.columns]
    named = every(column for column in kept if column.name.endswith("_index") or column.name in INDEXES)
    made = [sealed.index.column for sealed in rotation.SEALED if sealed.index]
    known = every([*made, *rotation.BESIDE, *(one.column for one in rotation.PASSING)])
    assert known == named | {str(throttles.c.key)}


def test_the_table_is_sorted() -> None:
    for page in (rotation.SEALED, rotation.PASSING):
        names = [str(one.column) for one in page]
        assert names == sorted(names)


@pytest.fixture
def ring(world: World) -> Ring:
    """The ring of this world, which can turn."""
    return turning.of(world)


async def alone(world: World, ring: Ring) -> Store:
    """The same store as a process sees it that never had the first key."""
    ring.retire()
    assert world.store.vault.key_ids == ("new",)
    return world.store


async def under(world: World, key_id: str) -> dict[str, int]:
    return await rotation.sealed_by(world.store, key_id)


async def fill(world: World) -> Meeting:
    """A visit played to its end, a message in the inbox, a sign-in that was begun."""
    meeting, _ = await world.done()
    begun = await world.visit_to("consented", corner="HK-01")
    async with world.store.write() as unit:
        message = Message(id=unit.chance.id(), corner_id="", masked="*", body="甲", sent_at=unit.now)
        await inbox.add(unit, message)
        await sign_ins.begin(unit, begun.id, "iamsmart", "pending")
    return meeting


async def test_everything_comes_under_the_new_key(world: World, ring: Ring) -> None:
    await fill(world)
    before = await under(world, "test")
    ring.rotate()
    count = await rotation.reseal(world.store)
    assert await under(world, "test") == {}
    assert await under(world, "new") == before
    assert count == Count(sealed=sum(before.values()))
    assert before.keys() >= {"answers.text", "transactions.content", "staff.totp_secret", "files", "holders.number"}


async def test_everything_opens_without_the_old_key(world: World, ring: Ring) -> None:
    meeting = await fill(world)
    visit = await world.visit(meeting.visit_id)
    ring.rotate()
    await rotation.reseal(world.store)
    store = await alone(world, ring)
    async with store.read() as connection:
        assert (await people.applicant(connection, store.vault, visit.applicant_id)).names
        assert await people.documents_of(connection, store.vault, visit.id)
        assert await people.contact(connection, store.vault, visit.id)
        assert await case_rows.answers_of(connection, store.vault, meeting.case_id)
        assert await staff_rows.credentials(connection, store.vault, "clerk1")
        assert [one.body for one in await inbox.newest(connection, store.vault, 1)] == ["甲"]
    async with store.write() as unit:
        visits = (await unit.connection.execute(text("SELECT visit_id FROM pending_sign_ins"))).scalars().all()
        assert await sign_ins.take(unit, visits[0], Purpose.RECOGNISE) == ("iamsmart", "pending")


async def test_people_are_found_by_indexes_made_anew(world: World, ring: Ring) -> None:
    meeting = await fill(world)
    visit = await world.visit(meeting.visit_id)
    ring.rotate()
    await rotation.reseal(world.store)
    store = await alone(world, ring)
    async with store.read() as connection:
        (shown,) = await people.documents_of(connection, store.vault, visit.id)
        called = (await people.applicant(connection, store.vault, visit.applicant_id)).names[0].text
        document = parse(Kind(shown.kind), RawNumber(shown.number))
        assert visit.applicant_id in await finding.by_document(connection, store.vault, document)
        assert visit.applicant_id in await finding.by_name(connection, store.vault, store.fold, called)


@pytest.mark.parametrize("resealed", [False, True], ids=["before-resealing", "after-resealing"])
async def test_somebody_who_comes_again_is_the_same_person(world: World, ring: Ring, resealed: bool) -> None:
    first = await world.visit_to("ticketed")
    ring.rotate()
    if resealed:
        await rotation.reseal(world.store)
    again = await world.visit_to("ticketed", corner="MO-02")
    assert again.applicant_id == first.applicant_id


async def test_a_second_run_finds_nothing_to_do(world: World, ring: Ring) -> None:
    await fill(world)
    ring.rotate()
    await rotation.reseal(world.store)
    assert await rotation.reseal(world.store) == Count()


async def test_more_rows_than_one_batch_are_all_resealed(
    world: World, ring: Ring, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rotation, "BATCH", 2)
    await fill(world)
    before = await under(world, "test")
    ring.rotate()
    assert (await rotation.reseal(world.store)).sealed == sum(before.values())


async def test_a_value_that_does_not_open_stays_as_it_is(world: World, ring: Ring) -> None:
    await fill(world)
    async with world.store.write() as unit:
        foreign = world.store.vault.head("test") + bytes(40)
        await unit.connection.execute(contacts.update().values(phone=foreign))
    ring.rotate()
    assert (await rotation.reseal(world.store)).broken == 1
    assert await under(world, "test") == {"contacts.phone": 1}


async def test_a_row_written_meanwhile_keeps_what_was_written(world: World, ring: Ring) -> None:
    """The row was read for resealing; before its turn comes somebody writes it."""
    meeting = await world.filled()
    ring.rotate()
    sealed = next(one for one in rotation.SEALED if str(one.column) == "answers.text")
    async with world.store.read() as connection:
        rows = await rotation._page(connection, world.store.vault, sealed, None)
    field = rows[0].field
    await world.write(meeting, field, "meanwhile")
    count = Count()
    await rotation._renew(world.store, sealed, rows, count)
    async with world.store.read() as connection:
        answers = await case_rows.answers_of(connection, world.store.vault, meeting.case_id)
    assert (answers[field].text, count.overtaken, count.sealed) == ("meanwhile", 1, len(rows) - 1)


async def test_the_desk_serves_while_it_reseals(world: World, ring: Ring, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rotation, "BATCH", 3)
    meeting = await world.filled()
    item = await world.item()
    fields = [field.name for field in item.form if field.kind.value in {"text", "long-text"}][:2]
    resealed = asyncio.Event()

    async def serve() -> int:
        written = 0
        while not resealed.is_set() or written < 10:
            for field in fields:
                await world.write(meeting, field, f"第{written}次")
            written += 1
        return written

    async def turn() -> None:
        for key_id in ("second", "third", "new"):
            ring.rotate(key_id)
            await rotation.reseal(world.store)
        resealed.set()

    written, _ = await asyncio.gather(serve(), turn())
    await rotation.reseal(world.store)
    async with world.store.read() as connection:
        answers = await case_rows.answers_of(connection, world.store.vault, meeting.case_id)
    assert {answers[field].text for field in fields} == {f"第{written - 1}次"}
    assert [await under(world, key_id) for key_id in ("test", "second", "third")] == [{}, {}, {}]


async def test_a_file_erased_before_its_turn_does_not_come_back(world: World, ring: Ring) -> None:
    sha256 = await world.store.files.keep(b"still")
    ring.rotate()
    assert await world.store.files.outdated() == [sha256]
    await world.store.files.remove(sha256)
    assert await world.store.files.reseal(sha256)
    assert [await world.store.files.sealed_by(key_id) for key_id in ("test", "new")] == [0, 0]


async def test_a_changed_file_is_told_and_left(world: World, ring: Ring) -> None:
    sha256 = await world.store.files.keep(b"still")
    (path,) = (world.folder / "files").glob("*/*")
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    ring.rotate()
    assert not await world.store.files.reseal(sha256)
    assert await world.store.files.sealed_by("test") == 1


async def test_a_process_takes_up_a_key_that_it_meets(world: World, ring: Ring) -> None:
    """What another process sealed under a key added after this one started opens here."""
    visit = await world.visit_to("ticketed")
    ring.rotate()
    other = ring.vault()
    place = next(one for one in rotation.SEALED if str(one.column) == "contacts.phone")
    async with world.store.write() as unit:
        row = (await unit.connection.execute(select(contacts).where(contacts.c.visit_id == visit.id))).one()
        anew = other.seal(b"+85366120099", place.place(row))
        await unit.connection.execute(contacts.update().where(contacts.c.visit_id == visit.id).values(phone=anew))
    async with world.store.read() as connection:
        known = await people.contact(connection, world.store.vault, visit.id)
    assert known is not None
    assert known.phone == "+85366120099"


async def test_indexes_that_cannot_be_made_anew_are_told(world: World, ring: Ring) -> None:
    await world.visit_to("ticketed")
    clerk, now = world.staff["clerk1"].id, world.clock()
    async with world.store.write() as unit:
        used = {"staff_id": clerk, "code_hash": "b", "made_at": now, "used_at": now}
        await unit.connection.execute(staff_recovery_codes.insert(), [used | {"code_hash": "a", "used_at": None}, used])
        counted = {"key": "a", "failures": 1, "stopped": False, "moved_at": now}
        await unit.connection.execute(throttles.insert(), [counted, counted | {"key": "b", "failures": 0}])
    told = await rotation.passing(world.store, now)
    assert (told["staff_recovery_codes.code_hash"], told["throttles.key"]) == (1, 1)
    assert told["challenges.phone_index"] >= 1
    assert await rotation.passing(world.store, now - timedelta(seconds=1)) == {}


async def test_sent_codes_need_their_index_for_a_day(world: World, ring: Ring) -> None:
    await world.visit_to("ticketed")
    sent = world.clock()
    world.clock.pass_by(days=1, seconds=1)
    assert await rotation.passing(world.store, sent) == {}


async def test_a_number_that_is_not_kept_has_an_index_that_cannot_be_made_anew(world: World, ring: Ring) -> None:
    await world.visit_to("ticketed")
    sealed = next(one for one in rotation.SEALED if str(one.column) == "holders.number")
    async with world.store.write() as unit:
        (row, *_) = (await unit.connection.execute(select(holders))).all()
        empty = world.store.vault.seal(b"", sealed.place(row))
        await unit.connection.execute(holders.update().where(holders.c.id == row.id).values(number=empty))
    ring.rotate()
    await rotation.reseal(world.store)
    async with world.store.read() as connection:
        kept = (await connection.execute(select(holders).where(holders.c.id == row.id))).one()
    assert kept.number_index == row.number_index
    assert (await rotation.passing(world.store, world.clock()))["holders.number_index"] == 1
