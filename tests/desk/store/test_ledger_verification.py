"""Whatever an insider does to the tables, the ledger's verification names the first entry it was done to."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from desk.model import chain
from desk.model.audit import Finding, What
from desk.model.chain import Head, Seal
from desk.model.events import Event, Tag
from desk.store import heads, ledger, seals, verification
from desk.store.engine import moment
from desk.store.seals import Sealer
from desk.store.verification import Report
from identity.signing import Signer
from tests.desk.store import tampering
from tests.desk.world import World

AT = datetime(2026, 11, 22, tzinfo=UTC)
SIGNER, FOREIGN = Signer(bytes(range(32))), Signer(bytes(range(1, 33)))
SEALED, ALL = 6, 9
"""Two seals, of entries 1 to 3 and 4 to 6; three entries after them."""


def exported(world: World) -> Path:
    return world.folder / "heads.jsonl"


@pytest.fixture
async def kept(world: World) -> World:
    """A world with nine entries, of which six are sealed and exported."""
    for beginning in (1, 4, 7):
        async with world.store.write() as unit:
            for n in range(beginning, beginning + 3):
                unit.record(Event(tag=Tag.TICKET_MOVED, subject=f"s{n}", actor="desk", data={"n": n}))
        if beginning < SEALED:
            await Sealer(world.store, SIGNER, exported(world)).seal()
    return world


async def report(world: World, *files: Path) -> Report:
    async with moment(world.store.engine) as connection:
        return await verification.verify(connection, {SIGNER.key_id: SIGNER.public}, files)


async def found(world: World, *files: Path) -> Finding | None:
    return (await report(world, *files)).finding


async def tamper(world: World, *statements: str) -> None:
    async with tampering.at(world.store) as connection:
        for statement in statements:
            await connection.execute(text(statement))


async def rewrite(connection: AsyncConnection, position: int) -> None:
    """Every hash from there on made anew, and the head with them: what one can who knows this program but no key."""
    rows = await ledger.links(connection, position - 1, 1_000)
    (before,) = await ledger.links(connection, position - 2, 1) if position > 1 else (None,)
    begun = Head(position=position - 1, hash=before.hash if before else chain.GENESIS)
    links = list(chain.extend(begun, (row.entry for row in rows)))
    change = text("UPDATE ledger SET hash = :hash WHERE seq = :seq")
    await connection.execute(change, [{"hash": link.hash, "seq": link.entry.position} for link in links])
    await connection.execute(text("UPDATE ledger_head SET hash = :hash"), {"hash": links[-1].hash})


async def test_an_untouched_ledger_is_sound(kept: World) -> None:
    assert await report(kept) == Report(entries=ALL, sealed=SEALED, seals=2, finding=None)


async def test_an_untouched_ledger_agrees_with_its_exported_heads(kept: World) -> None:
    assert await report(kept, exported(kept)) == Report(entries=ALL, sealed=SEALED, seals=4, finding=None)


async def test_an_empty_ledger_is_sound(world: World) -> None:
    assert await report(world) == Report(entries=0, sealed=0, seals=0, finding=None)


async def test_a_ledger_of_many_pages_is_read_whole(kept: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verification, "PAGE", 2)
    monkeypatch.setattr(verification, "SEALS_PAGE", 1)
    assert await report(kept, exported(kept)) == Report(entries=ALL, sealed=SEALED, seals=4, finding=None)


EDITS = {
    "at": "'2026-01-01 00:00:00+00'",
    "tag": "'ticket.taken'",
    "subject": "'x'",
    "actor": "'x'",
    "zone_id": "'x'",
    "visit_id": "'x'",
    "case_id": "'x'",
    "data": """'{"n": 99}'""",
    "hash": f"'{'0' * 64}'",
}


@pytest.mark.parametrize("column", EDITS)
async def test_each_column_that_is_edited_is_noticed(kept: World, column: str) -> None:
    value = EDITS[column].removesuffix("+00'") + "'" if column == "at" else EDITS[column]
    value = EDITS["at"] if column == "at" and kept.url.startswith("postgres") else value
    await tamper(kept, f"UPDATE ledger SET {column} = {value} WHERE seq = 5")
    assert await found(kept) == Finding(position=5, what=What.EDITED)


@pytest.mark.parametrize("position", [1, 4, SEALED, ALL])
async def test_an_edited_entry_is_named(kept: World, position: int) -> None:
    await tamper(kept, f"UPDATE ledger SET actor = 'x' WHERE seq = {position}")
    assert await found(kept) == Finding(position=position, what=What.EDITED, certain=position <= SEALED)


@pytest.mark.parametrize(
    ("position", "what"), [(1, What.REMOVED), (5, What.REMOVED), (8, What.REMOVED), (ALL, What.CUT_OFF)]
)
async def test_a_removed_entry_is_named(kept: World, position: int, what: What) -> None:
    await tamper(kept, f"DELETE FROM ledger WHERE seq = {position}")
    assert await found(kept) == Finding(position=position, what=what)


@pytest.mark.parametrize("position", [1, 5, 8])
async def test_a_removed_entry_is_named_though_no_gap_shows(kept: World, position: int) -> None:
    moves = [f"UPDATE ledger SET seq = {n - 1} WHERE seq = {n}" for n in range(position + 1, ALL + 1)]
    await tamper(kept, f"DELETE FROM ledger WHERE seq = {position}", *moves)
    finding = await found(kept)
    assert finding == Finding(position=position, what=What.REMOVED, certain=position <= SEALED)


@pytest.mark.parametrize(("one", "other"), [(1, 2), (2, 8), (7, 8), (8, 9)])
async def test_two_swapped_entries_are_named_by_the_first(kept: World, one: int, other: int) -> None:
    moves = [(one, 99), (other, one), (99, other)]
    await tamper(kept, *(f"UPDATE ledger SET seq = {to} WHERE seq = {was}" for was, to in moves))
    assert await found(kept) == Finding(position=one, what=What.REORDERED, certain=one <= SEALED)


@pytest.mark.parametrize("position", [1, 5, 8])
async def test_an_inserted_entry_is_named(kept: World, position: int) -> None:
    moves = [f"UPDATE ledger SET seq = {n + 1} WHERE seq = {n}" for n in range(ALL, position - 1, -1)]
    columns = "at, tag, subject, actor, zone_id, visit_id, case_id, data, hash"
    like = columns.replace("subject", "'foreign'")
    copy = f"INSERT INTO ledger (seq, {columns}) SELECT {position}, {like} FROM ledger WHERE subject = 's2'"
    await tamper(kept, *moves, copy)
    assert await found(kept) == Finding(position=position, what=What.INSERTED, certain=position <= SEALED)


@pytest.mark.parametrize("left", [0, 4, SEALED, 8])
async def test_a_tail_cut_off_is_named_by_the_head(kept: World, left: int) -> None:
    await tamper(kept, f"DELETE FROM ledger WHERE seq > {left}")
    assert await found(kept) == Finding(position=left + 1, what=What.CUT_OFF)


async def cut(world: World, left: int, *more: str) -> None:
    """The tail cut off, and the head set to what is left."""
    async with world.store.read() as connection:
        rows = await ledger.links(connection, None, left)
    hashed = rows[-1].hash if rows else chain.GENESIS
    await tamper(
        world,
        f"DELETE FROM ledger WHERE seq > {left}",
        f"UPDATE ledger_head SET position = {left}, hash = '{hashed}'",
        *more,
    )


@pytest.mark.parametrize("left", [0, 4, 5])
async def test_a_tail_cut_off_with_its_head_is_named_by_the_seal(kept: World, left: int) -> None:
    await cut(kept, left)
    assert await found(kept) == Finding(position=left + 1, what=What.CUT_OFF)


@pytest.mark.parametrize("left", [0, 3, 5])
async def test_a_tail_cut_off_with_head_and_seals_is_named_by_the_exported_heads(kept: World, left: int) -> None:
    await cut(kept, left, f"DELETE FROM ledger_seals WHERE position > {left}")
    assert await found(kept, exported(kept)) == Finding(position=left + 1, what=What.CUT_OFF)


@pytest.mark.parametrize("position", [1, 3, 4, SEALED])
async def test_an_edited_entry_is_named_though_every_hash_after_it_was_made_anew(kept: World, position: int) -> None:
    async with tampering.at(kept.store) as connection:
        await connection.execute(text(f"UPDATE ledger SET actor = 'x' WHERE seq = {position}"))
        await rewrite(connection, position)
    assert await found(kept) == Finding(position=position, what=What.EDITED)


async def test_a_rewritten_ledger_whose_seals_are_gone_is_told_by_the_exported_heads(kept: World) -> None:
    async with tampering.at(kept.store) as connection:
        await connection.execute(text("UPDATE ledger SET actor = 'x' WHERE seq = 2"))
        await rewrite(connection, 2)
        await connection.execute(text("DELETE FROM ledger_seals"))
    assert await found(kept, exported(kept)) == Finding(position=2, what=What.EDITED)


async def reseal(world: World, signer: Signer) -> None:
    """An insider who makes all seals anew with a key of their own."""
    async with tampering.at(world.store) as connection:
        for seal in await seals.after(connection, 0, 10):
            anew = replace(seal, key_id=signer.key_id)
            await connection.execute(
                text("UPDATE ledger_seals SET key_id = :key_id, signature = :signature WHERE position = :position"),
                {
                    "key_id": signer.key_id,
                    "signature": signer.sign(chain.statement(anew)).hex(),
                    "position": seal.position,
                },
            )


async def test_a_seal_by_another_key_is_named(kept: World) -> None:
    await reseal(kept, FOREIGN)
    assert await found(kept) == Finding(position=3, what=What.SEAL_FOREIGN)


@pytest.mark.parametrize(
    "change", ["hash = 'ab'", "prints = '0000000000000000'", "signature = '00'", "signature = 'x'"]
)
async def test_a_forged_seal_is_named(kept: World, change: str) -> None:
    await tamper(kept, f"UPDATE ledger_seals SET {change} WHERE position = 6")
    assert await found(kept) == Finding(position=6, what=What.SEAL_FORGED)


async def test_a_removed_seal_is_named_by_the_first_entry_it_spoke_of(kept: World) -> None:
    await tamper(kept, "DELETE FROM ledger_seals WHERE position = 3")
    assert await found(kept) == Finding(position=1, what=What.SEAL_REMOVED)


async def test_an_edited_head_is_named(kept: World) -> None:
    await tamper(kept, "UPDATE ledger_head SET hash = 'ab'")
    assert await found(kept) == Finding(position=ALL, what=What.HEAD_EDITED)


def head_line(**changes: object) -> bytes:
    """A line as one forges it: signed by nobody."""
    seal = Seal(position=9, hash="0" * 64, prints="0" * 16, sealed_at=AT, key_id=SIGNER.key_id, signature="00")
    return json.dumps(json.loads(heads.line(seal, SIGNER.public)) | changes).encode() + b"\n"


async def test_a_forged_line_of_the_exported_heads_is_named(kept: World) -> None:
    with exported(kept).open("ab") as file:
        file.write(head_line())
    assert await found(kept, exported(kept)) == Finding(position=9, what=What.SEAL_FORGED)
