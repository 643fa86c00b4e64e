"""Heads are sealed and exported, whoever does it and whatever interrupts it; nothing unsound is ever sealed."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from desk.model import chain
from desk.model.chain import PRINT_DIGITS, Seal
from desk.model.events import Event, Tag
from desk.store import heads, ledger, seals
from desk.store.seals import Sealer, Unsound
from identity import signing
from identity.signing import Signer
from tests.desk.store import tampering
from tests.desk.world import World

AT = datetime(2026, 11, 22, tzinfo=UTC)
SIGNER = Signer(bytes(range(32)))


def sealer(world: World, file: str = "heads.jsonl") -> Sealer:
    return Sealer(world.store, SIGNER, world.folder / "ledger" / file)


async def record(world: World, count: int) -> None:
    async with world.store.write() as unit:
        for n in range(count):
            unit.record(Event(tag=Tag.TICKET_MOVED, subject=f"{n}", actor="desk"))


async def until(holds: Callable[[], Awaitable[object]]) -> None:
    """Looks again and again until it holds."""
    async with asyncio.timeout(30):
        while not await holds():  # noqa: ASYNC110 - what is waited for is in a store or on a disk
            await asyncio.sleep(0.01)


async def kept(world: World) -> list[Seal]:
    async with world.store.read() as connection:
        return await seals.after(connection, 0, 1_000)


def exported(world: World, file: str = "heads.jsonl") -> list[Seal]:
    return list(heads.read(world.folder / "ledger" / file))


async def test_a_seal_is_signed_over_the_head(world: World) -> None:
    await record(world, 3)
    await sealer(world).seal()
    (seal,) = await kept(world)
    async with world.store.read() as connection:
        head = await ledger.head(connection)
    assert (seal.position, seal.hash, seal.first) == (3, head.hash, 1)
    assert signing.is_signed(SIGNER.public, bytes.fromhex(seal.signature), chain.statement(seal))


async def test_what_is_exported_is_what_is_kept(world: World) -> None:
    for count in (3, 1, 2):
        await record(world, count)
        await sealer(world).seal()
    assert exported(world) == await kept(world)


async def test_nothing_new_is_not_sealed_again(world: World) -> None:
    await record(world, 3)
    assert [await sealer(world).seal(), await sealer(world).seal()] == [3, 0]
    assert len(await kept(world)) == 1


async def test_many_entries_are_sealed_some_at_a_time(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seals, "MOST_ENTRIES", 4)
    await record(world, 10)
    await sealer(world).seal()
    assert [(seal.first, seal.position) for seal in await kept(world)] == [(1, 4), (5, 8), (9, 10)]


async def test_many_sealers_at_once_do_no_harm(world: World) -> None:
    async def keep_recording() -> None:
        for _ in range(10):
            await record(world, 2)

    working = [sealer(world).seal() for _ in range(4)]
    await asyncio.gather(keep_recording(), *working)
    await sealer(world).seal()
    found = await kept(world)
    assert found[-1].position == 20
    assert exported(world) == found


async def test_a_line_that_a_crash_cut_short_is_written_anew(world: World) -> None:
    await record(world, 3)
    await sealer(world).seal()
    path = world.folder / "ledger" / "heads.jsonl"
    await record(world, 1)
    path.write_bytes(path.read_bytes() + b'{"position":4,"ha')
    await sealer(world).seal()
    assert exported(world) == await kept(world)


async def test_heads_that_were_not_exported_are_exported_later(world: World) -> None:
    await record(world, 3)
    await sealer(world).seal()
    await record(world, 3)
    (world.folder / "ledger" / "heads.jsonl").unlink()
    await sealer(world).seal()
    assert [seal.position for seal in exported(world)] == [3, 6]


async def test_only_the_service_may_write_the_heads(world: World) -> None:
    await record(world, 1)
    await sealer(world).seal()
    assert (world.folder / "ledger" / "heads.jsonl").stat().st_mode & 0o777 == 0o600


async def test_what_was_changed_before_its_seal_is_not_sealed(world: World) -> None:
    await record(world, 2)
    await sealer(world).seal()
    await record(world, 3)
    async with tampering.at(world.store) as connection:
        await connection.execute(text("UPDATE ledger SET actor = 'x' WHERE seq = 4"))
    with pytest.raises(Unsound):
        await sealer(world).seal()
    assert [seal.position for seal in await kept(world)] == [2]


@pytest.mark.parametrize("statement", ["UPDATE ledger_seals SET hash = 'x'", "DELETE FROM ledger_seals"])
async def test_the_store_refuses_to_change_a_seal(world: World, statement: str) -> None:
    await record(world, 1)
    await sealer(world).seal()
    with pytest.raises(DBAPIError, match="append-only"):
        async with world.store.write() as unit:
            await unit.connection.execute(text(statement))


async def test_at_its_end_a_sealer_seals_what_stands(world: World) -> None:
    running = asyncio.create_task(sealer(world).run())
    await asyncio.sleep(0)
    await record(world, 3)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert [seal.position for seal in await kept(world)][-1] == 3


async def test_a_sealer_outlives_a_disk_that_is_away(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seals, "LOOK_SECONDS", 0.01)
    monkeypatch.setattr(seals, "SEAL_SECONDS", 0.0)
    blocked = world.folder / "ledger"
    blocked.write_text("not a folder")
    running = asyncio.create_task(sealer(world).run())
    await record(world, 3)
    await until(lambda: kept(world))
    blocked.unlink()
    await until(lambda: asyncio.to_thread((blocked / "heads.jsonl").exists))
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert exported(world) == await kept(world)


@pytest.mark.parametrize("line", ["", "{}", "[]", "x", '{"ledger":"desk.ledger/1","position":true}'])
def test_a_line_that_is_no_head_is_named(tmp_path: Path, line: str) -> None:
    seal = Seal(position=1, hash="0" * 64, prints="0" * PRINT_DIGITS, sealed_at=AT, key_id="k")
    (tmp_path / "heads").write_bytes(heads.line(seal, SIGNER.public) + line.encode() + b"\n")
    with pytest.raises(heads.BadHeads, match="line 2"):
        list(heads.read(tmp_path / "heads"))
