"""A person gets a copy of all that is kept of them, and nobody else's; that it was made is recorded."""

import io
import json
import zipfile
from argparse import ArgumentParser, Namespace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from desk.actions.meetings import transfers
from desk.actions.turns import appointments, tickets
from desk.chores import access, stores
from desk.model.events import Tag
from desk.model.meetings.sendings import Kind as TargetKind
from desk.model.meetings.sendings import Target
from desk.model.turns.order import Reason
from desk.store import people
from tests.desk.world import World


@pytest.fixture(autouse=True)
def same_keys(monkeypatch: pytest.MonkeyPatch, sqlite_world: World) -> None:
    """The command opens the world's own store, with the world's keys."""
    monkeypatch.setattr(stores, "of", lambda _settings, _keys: sqlite_world.store)


def chosen(*words: str) -> Namespace:
    parser = ArgumentParser()
    access.arguments(parser)
    return parser.parse_args(list(words))


async def applicant_of(world: World, visit_id: str) -> str:
    return (await world.visit(visit_id)).applicant_id


def contents(path: Path) -> dict[str, Any]:
    with zipfile.ZipFile(path) as archive:
        found: dict[str, Any] = json.loads(archive.read("contents.json"))
    return found


async def export(world: World, path: Path) -> str:
    """The copy of somebody who handed a case in; the visit's id."""
    meeting, _ = await world.submitted()
    applicant_id = await applicant_of(world, meeting.visit_id)
    assert await access.run(world.desk.settings, chosen("--applicant", applicant_id, str(path))) == 0
    return meeting.visit_id


async def test_the_copy_has_the_visit_whole(sqlite_world: World, tmp_path: Path) -> None:
    visit_id = await export(sqlite_world, tmp_path / "copy.zip")
    found = contents(tmp_path / "copy.zip")
    assert [visit["id"] for visit in found["visits"]] == [visit_id]
    visit = found["visits"][0]
    assert all(visit[part] for part in ("telephone", "documents", "recognised", "consents", "meetings", "events"))
    assert all(visit["case"][part] for part in ("answers", "transaction", "receipts", "signature"))


async def test_the_copy_has_the_files(sqlite_world: World, tmp_path: Path) -> None:
    await export(sqlite_world, tmp_path / "copy.zip")
    with zipfile.ZipFile(tmp_path / "copy.zip") as archive:
        folders = {name.partition("/")[0] for name in archive.namelist()}
    assert folders >= {"contents.json", "receipts", "signatures"}


async def test_the_copy_has_what_was_booked_and_no_secret_of_it(sqlite_world: World, tmp_path: Path) -> None:
    visit = await sqlite_world.visit_to("confirmed")
    monday = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
    booked = await appointments.book(sqlite_world.desk, visit.id, monday)
    path = tmp_path / "copy.zip"
    assert await access.run(sqlite_world.desk.settings, chosen("--applicant", visit.applicant_id, str(path))) == 0
    [told] = contents(path)["appointments"]
    assert (told["number"], told["zone"], told["starts_at"]) == ("A-001", "macao", booked.starts_at.isoformat())
    assert not [name for name in told if "secret" in name]


async def test_the_copy_has_the_turn_with_why_it_needed_care(sqlite_world: World, tmp_path: Path) -> None:
    visit = await sqlite_world.visit_to("confirmed")
    await tickets.take(sqlite_world.desk, visit.id, reason=Reason.ELDERLY)
    path = tmp_path / "copy.zip"
    assert await access.run(sqlite_world.desk.settings, chosen("--applicant", visit.applicant_id, str(path))) == 0
    [turn] = contents(path)["visits"][0]["turn"]
    assert (turn["number"], turn["priority"], turn["reason"]) == ("A-001", "care", "elderly")


async def test_the_copy_has_the_notes_with_which_a_turn_was_sent_on(sqlite_world: World, tmp_path: Path) -> None:
    meeting = await sqlite_world.in_session()
    window = Target(kind=TargetKind.WINDOW, name=sqlite_world.staff["clerk2"].window)
    session_id, clerk = meeting.session_id, meeting.clerk
    await transfers.send_on(sqlite_world.desk, session_id, clerk, window, "hard of hearing", despite=True)
    path = tmp_path / "copy.zip"
    applicant_id = await applicant_of(sqlite_world, meeting.visit_id)
    assert await access.run(sqlite_world.desk.settings, chosen("--applicant", applicant_id, str(path))) == 0
    assert [one["note"] for one in contents(path)["visits"][0]["sent_on"]] == ["hard of hearing"]


async def test_the_copy_names_no_member_of_staff(sqlite_world: World, tmp_path: Path) -> None:
    await export(sqlite_world, tmp_path / "copy.zip")
    text = json.dumps(contents(tmp_path / "copy.zip"), ensure_ascii=False)
    assert not [person.login for person in sqlite_world.staff.values() if person.id in text or person.name in text]


async def test_that_it_was_made_is_recorded(sqlite_world: World, tmp_path: Path) -> None:
    await export(sqlite_world, tmp_path / "copy.zip")
    assert (await reopened_tags(sqlite_world)).count(Tag.PERSON_EXPORTED) == 1


async def reopened_tags(world: World) -> list[str]:
    """The command closed the store's connections; the next read opens new ones."""
    return await world.tags()


async def test_a_person_is_found_by_the_number_of_their_phone(
    sqlite_world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    meeting, _ = await sqlite_world.submitted()
    async with sqlite_world.store.read() as connection:
        contact = await people.contact(connection, sqlite_world.store.vault, meeting.visit_id)
    assert contact is not None
    monkeypatch.setattr("sys.stdin", io.StringIO(contact.phone + "\n"))
    assert await access.run(sqlite_world.desk.settings, chosen("--phone", "HK", str(tmp_path / "copy.zip"))) == 0


async def test_a_person_is_found_by_a_number_without_its_check_digit(
    sqlite_world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await sqlite_world.visit_to("documented", person="santos")
    monkeypatch.setattr("sys.stdin", io.StringIO("1234567\n"))
    words = ("--document", "macao-bir", str(tmp_path / "copy.zip"))
    assert await access.run(sqlite_world.desk.settings, chosen(*words)) == 0


async def test_nobody_is_found_by_a_number_that_was_never_given(
    sqlite_world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("A123456(3)\n"))
    assert await access.run(sqlite_world.desk.settings, chosen("--document", "hkid", str(tmp_path / "c.zip"))) == 1
    assert "A123456" not in "".join(capsys.readouterr())


async def test_a_file_that_is_there_is_not_written_over(sqlite_world: World, tmp_path: Path) -> None:
    (tmp_path / "copy.zip").write_bytes(b"another's")
    meeting, _ = await sqlite_world.submitted()
    applicant_id = await applicant_of(sqlite_world, meeting.visit_id)
    with pytest.raises(FileExistsError):
        await access.run(sqlite_world.desk.settings, chosen("--applicant", applicant_id, str(tmp_path / "copy.zip")))


async def test_no_copy_is_made_while_it_is_not_certain_whose(
    sqlite_world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(access, "_find", lambda *_: _two())
    assert await access.run(sqlite_world.desk.settings, chosen("--phone", "HK", str(tmp_path / "c.zip"))) == 1
    assert not (tmp_path / "c.zip").exists()


async def _two() -> list[str]:
    return ["one", "another"]
