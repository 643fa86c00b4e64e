"""Pages of a material: several, in order, replaced, taken away, seen by their own, and not read well."""

import io

import pytest
from PIL import Image

from desk.actions.materials import arranging, keeping, spellings
from desk.actions.materials.keeping import Sent
from desk.actions.materials.spellings import Spelling
from desk.model.cases.cases import State as CaseState
from desk.model.errors import BadInput, Illegible, Missing, NotAllowed, TextTooLong
from desk.model.materials.materials import MORE, Material, State
from desk.model.materials.pages import Source
from desk.model.people import Form
from desk.store import people
from desk.store.finding import people as finding
from desk.store.materials import materials as rows
from tests.desk.actions.materials.pages import Shot, jpeg, taken
from tests.desk.world import Meeting, World, still

CODE = "identity-document"


async def kept(world: World, meeting: Meeting) -> Material:
    async with world.store.read() as connection:
        return (await rows.of_case(connection, meeting.case_id))[CODE]


async def with_pages(world: World, *sizes: int) -> Meeting:
    """A meeting whose material has pages of these widths."""
    meeting = await world.in_session()
    await keeping.ask_for(world.desk, meeting.case_id, CODE, meeting.clerk)
    for at, width in enumerate(sizes, start=1):
        sent = Sent(more=at < len(sizes))
        await keeping.keep_still(world.desk, meeting.case_id, CODE, meeting.visit_id, still(size=(width, 40)), sent)
    return meeting


def widths(material: Material) -> list[int]:
    return [page.picture.width for page in material.pages]


async def test_pages_are_kept_in_the_order_they_came(world: World) -> None:
    found = await kept(world, await with_pages(world, 10, 20, 30))
    assert (widths(found), found.state) == ([10, 20, 30], State.KEPT)


async def test_after_a_page_of_several_the_next_one_is_awaited(sqlite_world: World) -> None:
    meeting = await sqlite_world.in_session()
    await keeping.ask_for(sqlite_world.desk, meeting.case_id, CODE, meeting.clerk)
    await keeping.keep_still(sqlite_world.desk, meeting.case_id, CODE, meeting.visit_id, still(), Sent(more=True))
    assert (await kept(sqlite_world, meeting)).state is State.ASKED
    await keeping.no_more(sqlite_world.desk, meeting.case_id, CODE, meeting.visit_id)
    assert (await kept(sqlite_world, meeting)).state is State.KEPT


async def test_one_page_is_taken_anew_in_its_place(world: World) -> None:
    meeting = await with_pages(world, 10, 20, 30)
    second = (await kept(world, meeting)).pages[1]
    await keeping.ask_for(world.desk, meeting.case_id, CODE, meeting.clerk, wanted=second.id)
    await keeping.keep_still(world.desk, meeting.case_id, CODE, meeting.visit_id, still(size=(25, 40)))
    assert widths(await kept(world, meeting)) == [10, 25, 30]


async def test_a_further_page_is_put_behind(sqlite_world: World) -> None:
    meeting = await with_pages(sqlite_world, 10)
    await keeping.ask_for(sqlite_world.desk, meeting.case_id, CODE, meeting.clerk, wanted=MORE)
    await keeping.keep_still(sqlite_world.desk, meeting.case_id, CODE, meeting.visit_id, still(size=(20, 40)))
    assert widths(await kept(sqlite_world, meeting)) == [10, 20]


async def test_the_clerk_puts_pages_in_order(world: World) -> None:
    meeting = await with_pages(world, 10, 20, 30)
    first, second, third = (page.id for page in (await kept(world, meeting)).pages)
    await arranging.order(world.desk, meeting.case_id, CODE, [third, first, second], meeting.clerk)
    assert widths(await kept(world, meeting)) == [30, 10, 20]


async def test_the_clerk_takes_a_page_away(world: World) -> None:
    meeting = await with_pages(world, 10, 20)
    first = (await kept(world, meeting)).pages[0]
    await arranging.remove(world.desk, meeting.case_id, CODE, first.id, meeting.clerk)
    assert widths(await kept(world, meeting)) == [20]


async def test_another_clerk_arranges_nothing(sqlite_world: World) -> None:
    meeting = await with_pages(sqlite_world, 10)
    page = (await kept(sqlite_world, meeting)).pages[0]
    with pytest.raises(NotAllowed):
        await arranging.remove(sqlite_world.desk, meeting.case_id, CODE, page.id, sqlite_world.staff["clerk2"])


async def test_an_order_changed_after_the_signature_opens_the_record(sqlite_world: World) -> None:
    meeting = await sqlite_world.signed()
    await keeping.add_file(
        sqlite_world.desk, meeting.case_id, CODE, meeting.clerk, still(size=(90, 40)), Sent(source=Source.SCAN)
    )
    assert (await sqlite_world.case(meeting.case_id)).state is CaseState.DRAFTING


async def test_a_file_of_the_clerks_is_put_behind_what_there_is(world: World) -> None:
    meeting = await with_pages(world, 10)
    await keeping.add_file(
        world.desk, meeting.case_id, CODE, meeting.clerk, still(size=(20, 40)), Sent(source=Source.SCAN)
    )
    found = await kept(world, meeting)
    assert (widths(found), found.pages[1].source, found.state) == ([10, 20], Source.SCAN, State.KEPT)


async def test_a_blurred_page_is_refused_and_taken_all_the_same_when_that_is_said(sqlite_world: World) -> None:
    meeting = await with_pages(sqlite_world)
    blurred = jpeg(taken(Shot(smear=9)))
    with pytest.raises(Illegible) as refused:
        await keeping.keep_still(sqlite_world.desk, meeting.case_id, CODE, meeting.visit_id, blurred)
    assert refused.value.trouble == "blurred"
    await keeping.keep_still(sqlite_world.desk, meeting.case_id, CODE, meeting.visit_id, blurred, Sent(despite=True))
    assert (await kept(sqlite_world, meeting)).pages[0].despite == "blurred"


async def test_what_is_shown_is_a_jpeg_and_the_file_stays_as_it_came(sqlite_world: World) -> None:
    meeting = await with_pages(sqlite_world, 64)
    page = (await kept(sqlite_world, meeting)).pages[0]
    shown = await keeping.open_view(sqlite_world.desk, meeting.case_id, CODE, meeting.visit_id, page.id)
    assert Image.open(io.BytesIO(shown)).format == "JPEG"
    assert await sqlite_world.store.files.open(page.picture.sha256) == still(size=(64, 40))


@pytest.mark.parametrize(("page", "leaf"), [("", 1), ("none", 0), ("", -1)])
async def test_a_page_that_is_not_there_is_missing(sqlite_world: World, page: str, leaf: int) -> None:
    meeting = await with_pages(sqlite_world, 64)
    with pytest.raises(Missing):
        await keeping.open_view(sqlite_world.desk, meeting.case_id, CODE, meeting.visit_id, page, leaf)


async def test_anothers_page_is_missing(sqlite_world: World) -> None:
    meeting = await with_pages(sqlite_world, 64)
    other = await sqlite_world.visit_to("ticketed", corner="MO-02")
    with pytest.raises(Missing):
        await keeping.open_view(sqlite_world.desk, meeting.case_id, CODE, other.id)


# ── The name card ─────────────────────────────────────────────────────────────────────────────────────────────

HARD = [
    "范仲淹",
    "余秋雨",
    "于右任",
    "葉問",
    "叶问",
    "鍾𨋢",
    "神﨑",
    "葛\U000e0100城",
    "João Conceição dos Santos",
    "Joa\u0303o",
    " CHAN  Tai Man ",
]


async def called(world: World, meeting: Meeting) -> list[tuple[str, str]]:
    async with world.store.read() as connection:
        case = await world.case(meeting.case_id)
        applicant = await people.applicant(connection, world.store.vault, case.applicant_id)
    return [(name.text, name.form or "") for name in applicant.names if name.form]


@pytest.mark.parametrize("text", HARD)
async def test_a_spelling_is_kept_to_the_code_point(sqlite_world: World, text: str) -> None:
    meeting = await sqlite_world.in_session()
    await spellings.note(
        sqlite_world.desk, meeting.case_id, meeting.clerk, Spelling(text=text, form=Form.FORMER, document=CODE)
    )
    assert await called(sqlite_world, meeting) == [(text, "former")]


async def test_spellings_of_several_documents_stand_side_by_side(world: World) -> None:
    meeting = await world.in_session()
    noted = [("陳大文", Form.TRADITIONAL, "hkid"), ("陈大文", Form.SIMPLIFIED, "home-return-permit")]
    for text, form, document in noted:
        await spellings.note(
            world.desk, meeting.case_id, meeting.clerk, Spelling(text=text, form=form, document=document)
        )
    assert await called(world, meeting) == [("陳大文", "traditional"), ("陈大文", "simplified")]


async def test_the_same_document_read_again_replaces_what_was_read(sqlite_world: World) -> None:
    meeting = await sqlite_world.in_session()
    for text in ("陳大丈", "陳大文"):
        spelling = Spelling(text=text, form=Form.TRADITIONAL, document="hkid")
        await spellings.note(sqlite_world.desk, meeting.case_id, meeting.clerk, spelling)
    assert await called(sqlite_world, meeting) == [("陳大文", "traditional")]


async def test_any_spelling_finds_the_person(world: World) -> None:
    meeting = await world.in_session()
    spelling = Spelling(text="Josefina Xavier", form=Form.PORTUGUESE, document="macao-bir")
    await spellings.note(world.desk, meeting.case_id, meeting.clerk, spelling)
    case = await world.case(meeting.case_id)
    async with world.store.read() as connection:
        found = await finding.by_name(connection, world.store.vault, world.store.fold, "xavier")
    assert case.applicant_id in found


async def test_a_spelling_noted_by_mistake_is_taken_away(sqlite_world: World) -> None:
    meeting = await sqlite_world.in_session()
    spelling = Spelling(text="陳大丈", form=Form.TRADITIONAL, document="hkid")
    await spellings.note(sqlite_world.desk, meeting.case_id, meeting.clerk, spelling)
    await spellings.strike(sqlite_world.desk, meeting.case_id, meeting.clerk, Form.TRADITIONAL, "hkid")
    assert await called(sqlite_world, meeting) == []


@pytest.mark.parametrize(
    ("text", "refusal"), [("", BadInput), ("  ", BadInput), ("a\nb", BadInput), ("x" * 201, TextTooLong)]
)
async def test_what_is_no_name_is_refused(sqlite_world: World, text: str, refusal: type[Exception]) -> None:
    meeting = await sqlite_world.in_session()
    with pytest.raises(refusal):
        await spellings.note(
            sqlite_world.desk, meeting.case_id, meeting.clerk, Spelling(text=text, form=Form.FORMER, document="hkid")
        )


async def test_a_document_the_case_does_not_have_is_missing(sqlite_world: World) -> None:
    meeting = await sqlite_world.in_session()
    with pytest.raises(Missing):
        await spellings.note(
            sqlite_world.desk, meeting.case_id, meeting.clerk, Spelling(text="x", form=Form.FORMER, document="diary")
        )
