"""Names that careless software changes come back to the code point: from API, pages, and the sealed receipt."""

import html
import io
import os
import subprocess
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pypdf import PdfReader

from desk.actions import receipts
from desk.actions.cases import cases
from desk.papers.printer import Printer
from desk.papers.seal_keys import FileKey
from desk.papers.sealing import Sealer
from desk.store.cases import cases as kept_cases
from identity import authority
from tests.desk import gate
from tests.desk.hard_names import FIELD, ITEM, NAMES, points
from tests.desk.web.conftest import Client, call, get_page, sign_in
from tests.desk.world import Meeting, World, strokes
from tests.fixtures.programs import ROOT


@pytest.fixture(scope="module")
def printer() -> Printer:
    fonts = Path(os.environ.get("DESK_FONT_DIR", ROOT / ".tools" / "fonts"))
    return Printer(font_dir=fonts, templates=ROOT / "templates")


@pytest.fixture(scope="module")
def sealer() -> Sealer:
    return Sealer(FileKey(authority.made(datetime.now(UTC), "desk.example")))


async def written(client: Client, world: World, name: str) -> Meeting:
    """A meeting in which the clerk typed the name, over the API."""
    meeting = await world.filled(item=ITEM)
    async with world.store.read() as connection:
        known = (await kept_cases.answers_of(connection, world.store.vault, meeting.case_id))[FIELD]
    await sign_in(client, world, "clerk1")
    where = f"/api/cases/{meeting.case_id}/fields/{FIELD}"
    status, _ = await call(client, "PUT", where, {"text": name, "rev": known.revision})
    assert status == 200
    return meeting


@pytest.mark.parametrize("row", NAMES)
async def test_the_api_gives_back_the_name_that_it_took(client: Client, sqlite_world: World, row: str) -> None:
    meeting = await written(client, sqlite_world, NAMES[row])
    where = f"/api/cases/{meeting.case_id}/fields/{FIELD}"
    status, told = await call(client, "PUT", where, {"text": "another", "rev": 0})
    assert (status, points(told["text"])) == (409, points(NAMES[row]))


@pytest.mark.parametrize("row", NAMES)
async def test_the_store_holds_the_name_that_was_typed(client: Client, sqlite_world: World, row: str) -> None:
    meeting = await written(client, sqlite_world, NAMES[row])
    async with sqlite_world.store.read() as connection:
        answers = await kept_cases.answers_of(connection, sqlite_world.store.vault, meeting.case_id)
    assert answers[FIELD].text.encode() == NAMES[row].encode()


@pytest.mark.parametrize("row", NAMES)
async def test_the_clerks_page_shows_the_name_that_was_typed(client: Client, sqlite_world: World, row: str) -> None:
    await written(client, sqlite_world, NAMES[row])
    _, page = await get_page(client, "/console")
    assert NAMES[row] in html.unescape(page)


@pytest.mark.parametrize("row", NAMES)
async def test_the_sealed_receipt_holds_the_name_in_its_text(
    client: Client, sqlite_world: World, printer: Printer, sealer: Sealer, row: str, tmp_path: Path
) -> None:
    meeting = await written(client, sqlite_world, NAMES[row])
    desk = replace(sqlite_world.desk, printer=printer, sealer=sealer)
    await gate.ask_signature(desk, meeting.case_id, meeting.clerk)
    await gate.sign(desk, meeting.case_id, meeting.visit_id, strokes())
    await gate.confirm(desk, meeting.case_id, meeting.visit_id, sqlite_world.courier.last_code)
    paper = await receipts.paper(desk, await cases.submit(desk, meeting.case_id, meeting.clerk))
    said, also = _read(paper), _read_by_poppler(paper, tmp_path)
    name = NAMES[row]
    assert name in said
    assert [word for word in name.split() if word not in also] == []


def _read(paper: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(paper)).pages)


def _read_by_poppler(paper: bytes, folder: Path) -> str:
    """Poppler gives every blank as a plain one."""
    (folder / "receipt.pdf").write_bytes(paper)
    told = subprocess.run(["pdftotext", "-raw", "receipt.pdf", "-"], cwd=folder, capture_output=True, check=True)
    return told.stdout.decode()


@pytest.mark.parametrize("row", NAMES)
async def test_the_name_card_shows_the_name_that_was_read(client: Client, sqlite_world: World, row: str) -> None:
    meeting = await sqlite_world.filled(item=ITEM)
    await sign_in(client, sqlite_world, "clerk1")
    noted = {"text": NAMES[row], "form": "former", "document": "passport"}
    status, _ = await call(client, "POST", f"/api/cases/{meeting.case_id}/spellings", noted)
    _, page = await get_page(client, "/console")
    assert (status, NAMES[row] in html.unescape(page)) == (200, True)
