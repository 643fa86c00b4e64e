"""The commands of the ledger: what they say, and their exit status."""

import json
from argparse import ArgumentParser
from pathlib import Path

import pytest
from sqlalchemy import text

from desk.chores import keys, ledger
from desk.chores.ledger import NotVerified
from desk.config import Settings
from desk.model import chain
from desk.model.audit import What
from desk.model.events import Event, Tag
from desk.store.seals import Sealer
from identity import signing
from tests.desk.store import tampering
from tests.desk.world import World


async def run(settings: Settings, *arguments: str | Path) -> int:
    parser = ArgumentParser()
    ledger.arguments(parser)
    return await ledger.run(settings, parser.parse_args([str(each) for each in arguments]))


@pytest.fixture
async def kept(world: World) -> World:
    """A world with six entries, of which five are sealed by the desk's own key."""
    own = keys.ready(world.desk.settings.data_dir / "keys")
    for count in (3, 2, 1):
        async with world.store.write() as unit:
            for n in range(count):
                unit.record(Event(tag=Tag.TICKET_MOVED, subject=f"s{n}", actor="desk"))
        if count > 1:
            await Sealer(world.store, own.ledger, world.desk.settings.heads).seal()
    return world


async def test_a_sound_ledger_is_told_with_its_counts(kept: World, capsys: pytest.CaptureFixture[str]) -> None:
    assert await run(kept.desk.settings, "verify") == 0
    assert capsys.readouterr().out == "OK: 6 entries in one chain; 4 seals, the last at 5, 1 entries after it.\n"


async def test_the_first_bad_entry_is_named_and_what_was_done(kept: World, capsys: pytest.CaptureFixture[str]) -> None:
    async with tampering.at(kept.store) as connection:
        await connection.execute(text("UPDATE ledger SET actor = 'x' WHERE seq > 1"))
    assert await run(kept.desk.settings, "verify") == 1
    assert capsys.readouterr().out == "BROKEN: entry 2 was edited.\n"


async def test_heads_kept_elsewhere_are_believed_against_the_store(
    kept: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    elsewhere = kept.desk.settings.heads.rename(tmp_path / "elsewhere.jsonl")
    async with tampering.at(kept.store) as connection:
        for table in ("ledger", "ledger_seals"):
            await connection.execute(text(f"DELETE FROM {table}"))
        await connection.execute(text("UPDATE ledger_head SET position = 0, hash = :hash"), {"hash": chain.GENESIS})
    assert await run(kept.desk.settings, "verify") == 0
    assert await run(kept.desk.settings, "verify", "--heads", elsewhere) == 1
    assert "entry 1 is not there: the ledger was cut off" in capsys.readouterr().out


async def test_with_a_key_said_no_other_is_trusted(kept: World, capsys: pytest.CaptureFixture[str]) -> None:
    foreign = signing.Signer(bytes(32)).public.hex()
    assert await run(kept.desk.settings, "verify", "--key", foreign) == 1
    assert capsys.readouterr().out == "BROKEN: entry 3 has a seal by another key.\n"


async def test_the_key_that_is_printed_verifies(kept: World, capsys: pytest.CaptureFixture[str]) -> None:
    await run(kept.desk.settings, "key")
    public = capsys.readouterr().out.strip()
    assert await run(kept.desk.settings, "verify", "--key", public) == 0


async def test_what_is_printed_is_what_was_exported(kept: World, capsys: pytest.CaptureFixture[str]) -> None:
    await run(kept.desk.settings, "export")
    assert capsys.readouterr().out == kept.desk.settings.heads.read_text()


async def test_heads_are_printed_from_a_position_on(kept: World, capsys: pytest.CaptureFixture[str]) -> None:
    await run(kept.desk.settings, "export", "--after", "3")
    assert [json.loads(line)["position"] for line in capsys.readouterr().out.splitlines()] == [5]


async def test_without_a_key_nothing_is_verified_nor_made(world: World) -> None:
    with pytest.raises(NotVerified, match="--key"):
        await run(world.desk.settings, "verify")
    assert not (world.desk.settings.data_dir / "keys").exists()


@pytest.mark.parametrize("key", ["x", "00ff zz"])
async def test_a_key_that_is_none_is_refused(kept: World, key: str) -> None:
    with pytest.raises(NotVerified, match="hexadecimal"):
        await run(kept.desk.settings, "verify", "--key", key)


async def test_a_file_that_holds_no_heads_is_refused(kept: World, tmp_path: Path) -> None:
    (tmp_path / "x").write_text("no head\n")
    with pytest.raises(NotVerified, match="line 1"):
        await run(kept.desk.settings, "verify", "--heads", tmp_path / "x")


def test_there_are_words_for_all_that_can_be_done() -> None:
    assert set(ledger.WORDS) == set(What)
