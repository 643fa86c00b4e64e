"""A receipt is written for its reader, with what was really written beside it."""

import os
from dataclasses import replace
from pathlib import Path

import pytest

from desk.actions import paperwork
from desk.actions.cases import cases, stating
from desk.actions.cases.stating import Saying
from desk.model.cases.cases import Hand
from desk.model.errors import NotReady
from desk.papers.printer import Printer
from desk.papers.receipts import Fact, ReceiptPaper
from i18n.languages import LANGUAGES
from tests.desk import gate
from tests.desk.world import Meeting, World, strokes

ITEM = "JM-TX-001"
ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def printer() -> Printer:
    fonts = Path(os.environ.get("DESK_FONT_DIR", ROOT / ".tools" / "fonts"))
    return Printer(font_dir=fonts, templates=ROOT / "templates")


async def paper_of(world: World, meeting: Meeting) -> ReceiptPaper:
    """Signs, confirms and submits what stands there; the paper that was drawn."""
    await gate.ask_signature(world.desk, meeting.case_id, meeting.clerk)
    await gate.sign(world.desk, meeting.case_id, meeting.visit_id, strokes())
    await gate.confirm(world.desk, meeting.case_id, meeting.visit_id, world.courier.last_code)
    await cases.submit(world.desk, meeting.case_id, meeting.clerk)
    return world.printer.drawn[-1]


async def fact_of(paper: ReceiptPaper, world: World, field: str) -> Fact:
    known = (await world.item(ITEM)).field(field)
    assert known is not None
    return next(fact for fact in paper.facts if fact.label == known.label[paper.lang])


async def test_a_name_stands_as_it_was_written_and_unconverted(sqlite_world: World) -> None:
    meeting = await sqlite_world.filled(item=ITEM)
    await sqlite_world.write(meeting, "applicant-name", "范余于")
    fact = await fact_of(await paper_of(sqlite_world, meeting), sqlite_world, "applicant-name")
    assert (fact.shown, fact.lang, fact.converted) == ("范余于", "zh-Hans-CN", False)


async def test_an_own_text_stays_in_its_own_script(sqlite_world: World) -> None:
    meeting = await sqlite_world.filled(item=ITEM)
    await sqlite_world.write(meeting, "remark", "請寄到舊地址")
    fact = await fact_of(await paper_of(sqlite_world, meeting), sqlite_world, "remark")
    assert (fact.shown, fact.converted) == ("請寄到舊地址", False)


async def test_a_choice_is_shown_in_the_readers_language(sqlite_world: World) -> None:
    meeting = await sqlite_world.filled(item=ITEM, language="pt-MO", person="santos")
    fact = await fact_of(await paper_of(sqlite_world, meeting), sqlite_world, "delivery")
    assert (fact.shown, fact.lang) == ("Descarregar pela Internet", "pt-MO")


async def test_a_clerks_simplified_text_is_shown_in_the_readers_script_with_the_original(sqlite_world: World) -> None:
    meeting = await sqlite_world.filled(item="JM-PR-002")
    await sqlite_world.write(meeting, "property-address", "江门市蓬江区云龙路")
    field = (await sqlite_world.item("JM-PR-002")).field("property-address")
    paper = await paper_of(sqlite_world, meeting)
    assert field is not None
    fact = next(fact for fact in paper.facts if fact.label == field.label["zh-Hant-MO"])
    assert fact.shown == "江門市蓬江區雲龍路"
    assert (fact.converted, fact.original, fact.original_lang, fact.lang) == (
        True,
        "江门市蓬江区云龙路",
        "zh-Hans-CN",
        "zh-Hant-MO",
    )


async def test_the_document_stands_masked(sqlite_world: World) -> None:
    await sqlite_world.submitted()
    assert sqlite_world.printer.drawn[-1].document == "5234***(*)"


async def test_the_names_stand_in_each_of_their_languages(sqlite_world: World) -> None:
    await sqlite_world.submitted(corner="HK-01")
    assert [(name.text, name.lang) for name in sqlite_world.printer.drawn[-1].names] == [
        ("范余于", "zh-Hant-HK"),
        ("FAN Yu Yu", "en-HK"),
    ]


async def test_the_materials_received_are_named(sqlite_world: World) -> None:
    await sqlite_world.submitted(item=ITEM)
    assert sqlite_world.printer.drawn[-1].materials == ("身份證明文件",)


async def test_the_demonstration_says_so(sqlite_world: World) -> None:
    await sqlite_world.submitted()
    assert sqlite_world.printer.drawn[-1].demonstration


async def test_a_case_that_is_not_confirmed_gets_no_paper(sqlite_world: World) -> None:
    meeting = await sqlite_world.signed()
    with pytest.raises(NotReady):
        await paperwork.compose(sqlite_world.desk, await sqlite_world.case(meeting.case_id))


@pytest.mark.parametrize("language", [language.tag for language in LANGUAGES])
async def test_a_real_receipt_is_drawn_in_each_language(sqlite_world: World, printer: Printer, language: str) -> None:
    meeting = await sqlite_world.confirmed(item=ITEM, language=language)
    receipt = await cases.submit(replace(sqlite_world.desk, printer=printer), meeting.case_id, meeting.clerk)
    assert (await sqlite_world.store.files.open(receipt.paper_sha256)).startswith(b"%PDF-1.7")


async def test_what_was_stated_stands_on_the_paper_unless_it_was_struck(sqlite_world: World) -> None:
    meeting = await sqlite_world.filled(item=ITEM)
    for number, text in enumerate(("他说明年退休", "写错了")):
        saying = Saying(
            id=f"{number:032x}",
            text=text,
            language="zh-Hans-CN",
            speaker=Hand.APPLICANT,
            hand=Hand.CLERK,
            author_id=meeting.clerk.id,
        )
        await stating.state(sqlite_world.desk, meeting.case_id, saying)
    await stating.strike(sqlite_world.desk, meeting.case_id, f"{1:032x}", Hand.CLERK, meeting.clerk.id)
    paper = await paper_of(sqlite_world, meeting)
    said = [(fact.shown, fact.original, fact.converted) for fact in paper.facts if "記錄" in fact.label]
    assert said == [("他説明年退休", "他说明年退休", True)]
