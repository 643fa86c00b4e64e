"""The commands of evidence: what they ask for, what they say, and their exit status."""

from argparse import ArgumentParser
from dataclasses import replace
from pathlib import Path

import pytest

from desk.chores import evidence, keys, stores
from desk.chores.evidence import NotExported
from desk.config import Settings
from tests.desk.store.evidence import made
from tests.desk.store.evidence.taken_apart import apart
from tests.desk.world import Meeting, World
from tests.fixtures.authority import Authority


@pytest.fixture(autouse=True)
def same_keys(monkeypatch: pytest.MonkeyPatch, sqlite_world: World) -> None:
    """The command opens the world's own store, with the world's keys; the seals are by the key of its folder."""
    monkeypatch.setattr(stores, "of", lambda _settings, _keys: sqlite_world.store)
    monkeypatch.setattr(made, "CITY", keys.ready(sqlite_world.desk.settings.data_dir / "keys").ledger)


async def run(settings: Settings, *words: str | Path) -> int:
    parser = ArgumentParser()
    evidence.arguments(parser)
    return await evidence.run(settings, parser.parse_args([str(each) for each in words]))


async def export(
    world: World, meeting: Meeting, to: Path, *, by: str = "auditor1", reason: str = "投訴 17/2026"
) -> int:
    case = await world.case(meeting.case_id)
    return await run(world.desk.settings, "export", case.number, "--to", to, "--by", by, "--reason", reason)


async def test_what_was_exported_is_as_it_was_signed(
    sqlite_world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    meeting = await made.whole_case(sqlite_world)
    assert await export(sqlite_world, meeting, tmp_path / "case.zip") == 0
    assert await run(sqlite_world.desk.settings, "verify", tmp_path / "case.zip") == 0
    told = capsys.readouterr().out
    number = (await sqlite_world.case(meeting.case_id)).number
    assert f"OK: case {number}, " in told
    assert f"session {meeting.session_id}" in told


async def test_it_is_proved_elsewhere_by_a_file_of_keys(
    sqlite_world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    meeting = await made.whole_case(sqlite_world)
    await export(sqlite_world, meeting, tmp_path / "case.zip")
    capsys.readouterr()
    assert await run(sqlite_world.desk.settings, "keys") == 0
    (tmp_path / "keys.txt").write_text(capsys.readouterr().out)
    elsewhere = replace(sqlite_world.desk.settings, data_dir=tmp_path / "elsewhere")
    assert await run(elsewhere, "verify", tmp_path / "case.zip", "--trust", tmp_path / "keys.txt") == 0


async def test_the_first_bad_thing_is_named(
    sqlite_world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    await export(sqlite_world, await made.whole_case(sqlite_world), tmp_path / "case.zip")
    bad = apart(tmp_path / "case.zip")
    place = bad.entry("chat")
    line = bad.entries.pop(place)
    capsys.readouterr()
    assert await run(sqlite_world.desk.settings, "verify", bad.write(tmp_path / "bad.zip")) == 1
    expected = f"BROKEN: entry {place + 1} (chat {line['subject']}) was taken out.\n"
    assert capsys.readouterr().out == expected


@pytest.mark.parametrize("login", ["clerk1", "supervisor1", "nobody"])
async def test_nobody_exports_who_may_not_audit(login: str, sqlite_world: World, tmp_path: Path) -> None:
    meeting = await sqlite_world.in_session()
    with pytest.raises(NotExported):
        await export(sqlite_world, meeting, tmp_path / "case.zip", by=login)
    assert "evidence.exported" not in await sqlite_world.tags()


async def test_nobody_exports_without_a_reason(sqlite_world: World, tmp_path: Path) -> None:
    with pytest.raises(NotExported):
        await export(sqlite_world, await sqlite_world.in_session(), tmp_path / "case.zip", reason=" ")


async def test_that_it_leaves_is_in_the_ledger_and_the_reason_in_the_bundle(
    sqlite_world: World, tmp_path: Path
) -> None:
    meeting = await sqlite_world.in_session()
    await export(sqlite_world, meeting, tmp_path / "case.zip")
    assert (await sqlite_world.tags())[-1] == "evidence.exported"
    head = apart(tmp_path / "case.zip").head
    assert head["about"]["reason"] == "投訴 17/2026"


async def test_a_file_that_is_there_is_not_overwritten(sqlite_world: World, tmp_path: Path) -> None:
    (tmp_path / "case.zip").write_text("something")
    with pytest.raises(NotExported):
        await export(sqlite_world, await sqlite_world.in_session(), tmp_path / "case.zip")


async def test_a_lost_recording_is_told(
    sqlite_world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    meeting = await made.whole_case(sqlite_world)
    (sqlite_world.desk.settings.recordings / meeting.session_id / "1.mkv").unlink()
    assert await export(sqlite_world, meeting, tmp_path / "case.zip") == 1
    assert capsys.readouterr().err.startswith("the file is lost: recording ")


async def test_a_bundle_is_stamped_by_the_authority_of_the_settings(
    sqlite_world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    meeting = await made.whole_case(sqlite_world)
    (tmp_path / "tsa").mkdir()
    authority = Authority(tmp_path / "tsa")
    case = await sqlite_world.case(meeting.case_id)
    words = ("export", case.number, "--to", tmp_path / "case.zip", "--by", "auditor1", "--reason", "x")
    with authority.serving() as address:
        settings = replace(sqlite_world.desk.settings, evidence_tsa=address)
        assert await run(settings, *words) == 0
    (tmp_path / "root.pem").write_bytes(authority.root)
    verify = ("verify", tmp_path / "case.zip", "--tsa-root", tmp_path / "root.pem")
    assert await run(sqlite_world.desk.settings, *verify) == 0
    assert "  time-stamped at 20" in capsys.readouterr().out


async def test_without_its_authority_nothing_is_exported(sqlite_world: World, tmp_path: Path) -> None:
    settings = replace(sqlite_world.desk.settings, evidence_tsa="http://127.0.0.1:9/")
    meeting = await sqlite_world.in_session()
    case = await sqlite_world.case(meeting.case_id)
    with pytest.raises(NotExported):
        await run(settings, "export", case.id, "--to", tmp_path / "case.zip", "--by", "auditor1", "--reason", "x")
    assert not (tmp_path / "case.zip").exists()


async def test_a_file_of_keys_that_is_none_is_refused(sqlite_world: World, tmp_path: Path) -> None:
    (tmp_path / "keys.txt").write_text("city not-hex\n")
    (tmp_path / "x.zip").write_bytes(b"")
    with pytest.raises(NotExported):
        await run(sqlite_world.desk.settings, "verify", tmp_path / "x.zip", "--trust", tmp_path / "keys.txt")
