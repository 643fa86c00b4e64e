"""The commands that turn the vault's ring: what they do, what they refuse, and how a serving process follows."""

from argparse import ArgumentParser
from datetime import timedelta
from pathlib import Path

import pytest

from desk.chores import keys, rotation
from desk.chores.rotation import NotRotated
from desk.config import Settings
from desk.model.chance import utc_now
from desk.model.events import Tag
from desk.store.files import Files
from desk.store.shelves import Disk
from identity.vault import Place
from tests.desk.store import turning
from tests.desk.world import World

PLACE = Place(table="t", column="c", row="r")


async def run(settings: Settings, *arguments: str) -> int:
    parser = ArgumentParser()
    rotation.arguments(parser)
    return await rotation.run(settings, parser.parse_args(arguments))


def folder_of(world: World) -> Path:
    return world.desk.settings.data_dir / "keys"


@pytest.fixture
async def serving(world: World) -> World:
    """A world that seals by the keys of its folder, as a process that serves does, with a person in it."""
    folder_of(world).mkdir()
    (folder_of(world) / keys.RING).write_bytes(turning.FIRST)
    world.store.vault = keys.ready(folder_of(world)).vault
    world.store.files = Files(Disk(world.folder / "files"), world.store.vault)
    await world.store.files.keep(b"still")
    await world.visit_to("documented")
    return world


def long_ago(world: World) -> str:
    """A key added when nothing that runs now had begun."""
    return rotation.rotate(folder_of(world), utc_now() - timedelta(hours=1))


async def test_a_serving_process_seals_under_a_key_as_soon_as_it_was_added(
    serving: World, capsys: pytest.CaptureFixture[str]
) -> None:
    await run(serving.desk.settings, "rotate")
    key_id = capsys.readouterr().out.strip()
    assert serving.store.vault.key_ids == (key_id, "test")
    assert serving.store.vault.seal(b"x", PLACE).startswith(serving.store.vault.head(key_id))


async def test_the_ledger_tells_which_keys_came_and_went(serving: World) -> None:
    long_ago(serving)
    await run(serving.desk.settings, "reseal")
    await run(serving.desk.settings, "retire", "test")
    await run(serving.desk.settings, "rotate")
    assert [tag for tag in await serving.tags() if tag.startswith("key.")] == [Tag.KEY_RETIRED, Tag.KEY_ADDED]


async def test_a_key_that_seals_nothing_any_more_is_retired(serving: World, capsys: pytest.CaptureFixture[str]) -> None:
    key_id = long_ago(serving)
    assert await run(serving.desk.settings, "reseal") == 0
    assert await run(serving.desk.settings, "retire", "test") == 0
    assert serving.store.vault.key_ids == (key_id,)
    assert "0 written by others meanwhile, 0 do not open" in capsys.readouterr().out
    assert (await serving.visit_to("documented", corner="MO-02")).applicant_id


async def test_a_key_that_still_seals_something_is_not_retired(serving: World) -> None:
    long_ago(serving)
    with pytest.raises(NotRotated, match=r"1 applicants\.names.*1 files.*keys reseal"):
        await run(serving.desk.settings, "retire", "test")
    assert "test" in serving.store.vault.key_ids


async def test_a_key_that_a_transaction_may_still_use_is_not_retired(serving: World) -> None:
    await run(serving.desk.settings, "rotate")
    await run(serving.desk.settings, "reseal")
    with pytest.raises(NotRotated, match="wait until"):
        await run(serving.desk.settings, "retire", "test")


async def test_a_key_whose_indexes_are_still_needed_is_retired_only_when_told_twice(serving: World) -> None:
    serving.clock.now = utc_now() - timedelta(hours=2)
    await serving.confirm_phone((await serving.visit_to("documented", corner="MO-02")).id, hong_kong=False)
    long_ago(serving)
    await run(serving.desk.settings, "reseal")
    with pytest.raises(NotRotated, match=r"challenges\.phone_index.*--even-so"):
        await run(serving.desk.settings, "retire", "test")
    assert await run(serving.desk.settings, "retire", "test", "--even-so") == 0


@pytest.mark.parametrize("key_id", ["current", "unknown"])
async def test_neither_the_current_key_nor_an_unknown_one_is_retired(serving: World, key_id: str) -> None:
    current = long_ago(serving)
    with pytest.raises(NotRotated, match="current key, or not on the ring"):
        await run(serving.desk.settings, "retire", current if key_id == "current" else key_id)


async def test_every_key_is_listed_with_what_it_seals(serving: World, capsys: pytest.CaptureFixture[str]) -> None:
    key_id = long_ago(serving)
    await run(serving.desk.settings, "list")
    first, second = capsys.readouterr().out.splitlines()
    assert first == f"{key_id}: nothing"
    assert second.startswith("test: 1 applicants.names, ")


def test_a_ring_that_turned_is_as_secret_as_before(tmp_path: Path) -> None:
    rotation.rotate(tmp_path, utc_now())
    assert (tmp_path / keys.RING).stat().st_mode & 0o777 == 0o600


def test_two_keys_of_one_second_are_refused(tmp_path: Path) -> None:
    now = utc_now()
    rotation.rotate(tmp_path, now)
    with pytest.raises(NotRotated):
        rotation.rotate(tmp_path, now)
    assert len(keys.ready(tmp_path).vault.key_ids) == 2


def test_the_last_key_cannot_be_taken_off(tmp_path: Path) -> None:
    keys.ready(tmp_path)
    with pytest.raises(NotRotated):
        rotation.take_off(tmp_path, keys.FIRST_KEY)
