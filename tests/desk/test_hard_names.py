"""On each engine, names that careless software changes stand to the code point in the store and in what leaves it."""

import csv
import io
import json
import zipfile
from argparse import ArgumentParser
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from sqlalchemy import select

from desk.actions import sessions
from desk.actions.finding import cases as finding
from desk.actions.finding import indexing
from desk.actions.finding.cases import Sought
from desk.boards.finding import cases as board
from desk.boards.finding.cases import CaseLine
from desk.boards.reader import Reader
from desk.chores import access, stores
from desk.model.people import ON_PAPER
from desk.papers.sheets import Sheet, as_csv, as_workbook
from desk.store import people, tables
from desk.store.cases import cases
from desk.store.evidence import verification
from identity import names
from tests.desk.hard_names import FIELD, ITEM, NAMES, every, points, spelt
from tests.desk.store.evidence import made
from tests.desk.world import Meeting, World


async def carded(world: World) -> Meeting:
    """A case of somebody whose documents spell every hard name."""
    meeting = await world.filled(item=ITEM)
    await spelt(world, meeting)
    await sessions.end(world.desk, meeting.session_id, meeting.clerk)
    await indexing.catch_up(world.desk)
    return meeting


async def typed(world: World) -> tuple[Meeting, dict[str, str]]:
    """What the store keeps in a field of each name that was typed there, one after another."""
    meeting, kept = await world.filled(item=ITEM), {}
    for row, name in NAMES.items():
        await world.write(meeting, FIELD, name)
        async with world.store.read() as connection:
            kept[row] = (await cases.answers_of(connection, world.store.vault, meeting.case_id))[FIELD].text
    return meeting, kept


async def exported(world: World, to: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """The person's own copy."""
    meeting = await carded(world)
    monkeypatch.setattr(stores, "of", lambda _settings, _keys: world.store)
    parser = ArgumentParser()
    access.arguments(parser)
    applicant_id = (await world.visit(meeting.visit_id)).applicant_id
    assert await access.run(world.desk.settings, parser.parse_args(["--applicant", applicant_id, str(to)])) == 0
    with zipfile.ZipFile(to) as archive:
        found: dict[str, Any] = json.loads(archive.read("contents.json"))
    return found


async def found(world: World, text: str) -> list[str]:
    """Ids of the cases that somebody finds who types this."""
    page = await finding.search(world.desk, world.staff["supervisor1"], Sought(typed=text))
    return [hit.case.id for hit in page.hits]


async def lines(world: World) -> tuple[CaseLine, ...]:
    """What the office may carry away of every case."""
    hits = await finding.collect(world.desk, world.staff["auditor1"], Sought())
    reader = Reader(store=world.store, scripts=world.desk.scripts, is_up=world.media.is_up)
    return await board.found(reader, hits, "zh-Hant-HK")


def on_card(spellings: Iterable[Any]) -> list[str]:
    """Of these names, those that were read on paper: what stands before them came from a provider."""
    return sorted(points(name.text) for name in spellings if name.source.startswith(ON_PAPER))


async def test_a_field_holds_the_bytes_that_were_typed(world: World) -> None:
    _, kept = await typed(world)
    assert {row: text.encode() for row, text in kept.items()} == {row: name.encode() for row, name in NAMES.items()}


async def test_the_card_holds_the_bytes_that_were_read(world: World) -> None:
    meeting = await carded(world)
    applicant_id = (await world.visit(meeting.visit_id)).applicant_id
    async with world.store.read() as connection:
        applicant = await people.applicant(connection, world.store.vault, applicant_id)
    assert on_card(applicant.names) == every()


async def test_the_engine_itself_gives_back_what_it_is_given(world: World) -> None:
    """In clear: what is sealed reaches no engine as text."""
    async with world.store.write() as unit:
        row = (await unit.connection.execute(select(tables.zones.c.id).limit(1))).scalar_one()
        changed = tables.zones.update().where(tables.zones.c.id == row)
        await unit.connection.execute(changed.values(name=NAMES))
        kept = (await unit.connection.execute(select(tables.zones.c.name).where(tables.zones.c.id == row))).scalar_one()
    assert kept == NAMES


async def test_the_persons_own_copy_holds_them(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copy = await exported(world, tmp_path / "copy.zip", monkeypatch)
    told = {points(name["text"]) for name in copy["person"]["names"]}
    assert sorted(told & set(every())) == every()


async def test_a_bundle_of_evidence_holds_the_name_that_was_typed(world: World, tmp_path: Path) -> None:
    meeting, _ = await typed(world)
    for row, name in NAMES.items():
        await world.write(meeting, FIELD, name)
        path = await made.bundle(world, meeting, tmp_path / f"{row}.zip")
        assert (name.encode() in path.read_bytes(), verification.verify(path, made.TRUST).finding) == (True, None)


@pytest.mark.parametrize("row", NAMES)
def test_a_mask_cuts_no_character_in_two(row: str) -> None:
    """What chooses a character's form stays with it, and counts as none."""
    words = NAMES[row].split()
    shown = names.masked(NAMES[row]).split(" ")
    pairs = list(zip(words, shown, strict=True))
    assert all(word.startswith(mask.rstrip("*")) for word, mask in pairs)
    assert not any(mask.rstrip("*") + rest == word for word, mask in pairs for rest in ("", "\U000e0100", "\ufe00"))
    assert not any(word[len(mask.rstrip("*")) :].startswith(("\u0303", "\U000e0100", "\ufe00")) for word, mask in pairs)


async def test_files_of_the_office_begin_each_name_as_it_is_written(world: World) -> None:
    await carded(world)
    [line] = await lines(world)
    wanted = {points(names.masked(name)) for name in NAMES.values()}
    assert wanted <= {points(name.text) for name in line.names}
    sheet = Sheet(name="Cases", heads=["names"], rows=[[name.text] for name in line.names])
    by_csv = [row[0] for row in csv.reader(io.StringIO(as_csv(sheet).decode("utf-8-sig")))][1:]
    book = openpyxl.load_workbook(io.BytesIO(as_workbook([sheet]))).worksheets[0]
    by_book = [row[0] for row in book.iter_rows(min_row=2, values_only=True)]
    assert by_csv == by_book == [name.text for name in line.names]


async def test_each_of_them_finds_the_case(world: World) -> None:
    meeting = await carded(world)
    assert {row: await found(world, name) for row, name in NAMES.items()} == {row: [meeting.case_id] for row in NAMES}
