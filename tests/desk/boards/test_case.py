"""A case as each hand sees it: names never converted, other texts converted and labelled, the original beside."""

from desk.boards.case import case_view
from desk.boards.parts import CaseView, FieldLine
from desk.model.cases.cases import Hand
from desk.model.sessions import Session
from desk.store.cases import cases
from tests.desk import gate
from tests.desk.boards.hall import ONE_ENGINE, STROKES, Hall

pytestmark = ONE_ENGINE
HARD_NAME = "范余于鍾\U000e0100衞﨑乾"


async def seen(hall: Hall, session: Session, hand: Hand | None, language: str) -> CaseView:
    async with hall.reader.connection() as connection:
        case = await cases.get(connection, session.case_id)
        return await case_view(hall.reader, connection, case, hand=hand, language=language)


async def field(hall: Hall, session: Session, name: str, language: str, hand: Hand | None = None) -> FieldLine:
    view = await seen(hall, session, hand, language)
    return next(line for line in view.fields if line.name == name)


async def test_a_hard_name_is_shown_to_the_code_point(hall: Hall) -> None:
    session = await hall.meet()
    await hall.write(session, "applicant-name", HARD_NAME, "zh-Hans-CN", Hand.CLERK)
    for language in ("zh-Hant-MO", "zh-Hans-CN", "pt-MO"):
        text = (await field(hall, session, "applicant-name", language)).text
        assert (text.shown, text.converted, text.lang, text.original) == (HARD_NAME, False, "zh-Hans-CN", HARD_NAME)


async def test_a_text_in_the_other_script_is_converted_and_labelled(hall: Hall) -> None:
    session = await hall.meet()
    await hall.write(session, "declared-name", "江门钟记面馆", "zh-Hans-CN", Hand.CLERK)
    text = (await field(hall, session, "declared-name", "zh-Hant-MO")).text
    assert (text.converted, text.lang, text.original, text.original_lang) == (
        True,
        "zh-Hant-MO",
        "江门钟记面馆",
        "zh-Hans-CN",
    )
    assert text.shown.startswith("江門")


async def test_a_reader_of_no_chinese_script_sees_the_original_in_its_own_language(hall: Hall) -> None:
    session = await hall.meet()
    await hall.write(session, "trade", "賣麵", "zh-Hant-MO", Hand.APPLICANT)
    text = (await field(hall, session, "trade", "pt-MO")).text
    assert (text.shown, text.converted, text.lang) == ("賣麵", False, "zh-Hant-MO")


async def test_a_choice_is_shown_by_its_label_in_the_readers_language(hall: Hall) -> None:
    session = await hall.meet()
    await hall.write(session, "form-of-company", "sole", "zh-Hans-CN", Hand.CLERK)
    text = (await field(hall, session, "form-of-company", "pt-MO")).text
    assert (text.shown, text.original, text.lang) == ("Empresa individual", "sole", "pt-MO")


async def test_an_empty_field_is_empty_in_the_readers_language(hall: Hall) -> None:
    line = await field(hall, await hall.meet(), "remark", "en-HK")
    assert (line.text.shown, line.text.lang, line.hand, line.revision) == ("", "en-HK", "", 0)


async def test_each_hand_fills_its_own_fields_and_what_they_share(hall: Hall) -> None:
    session = await hall.meet()
    views = {hand: await seen(hall, session, hand, "zh-Hant-MO") for hand in (*Hand, None)}
    mine = {hand: {line.name for line in view.fields if line.mine} for hand, view in views.items()}
    assert ("trade" in mine[Hand.APPLICANT], "declared-name" in mine[Hand.CLERK]) == (True, True)
    shared = {line.name for line in views[None].fields if line.shared}
    assert (mine[Hand.APPLICANT] & mine[Hand.CLERK], mine[None]) == (shared, set())


async def test_nobody_fills_a_submitted_case(hall: Hall) -> None:
    session = await hall.meet()
    await hall.submit(session)
    assert not any(line.mine for line in (await seen(hall, session, Hand.CLERK, "zh-Hans-CN")).fields)


async def test_what_is_missing_is_what_keeps_the_signature_back(hall: Hall) -> None:
    session = await hall.meet()
    before = (await seen(hall, session, None, "en-HK")).missing
    await hall.fill(session)
    assert ("Name accepted" in before, "Identity document" in before) == (True, True)
    assert (await seen(hall, session, None, "en-HK")).missing == ()


async def test_a_material_is_missing_then_asked_for_then_kept(hall: Hall) -> None:
    session = await hall.meet()
    states = []
    for step in (None, hall.ask_still, hall.send_still, hall.ask_still):
        if step is not None:
            await step(session)
        line = (await seen(hall, session, None, "en-HK")).materials[0]
        states.append((line.state, line.url, line.width))
    url = f"/api/cases/{session.case_id}/materials/identity-document/picture"
    assert states == [("missing", "", 0), ("asked", "", 0), ("kept", url, 64), ("asked", "", 0)]


async def test_the_content_hash_is_the_signed_one(hall: Hall) -> None:
    session = await hall.meet()
    await hall.fill(session)
    assert (await seen(hall, session, None, "en-HK")).content_hash == ""
    await gate.ask_signature(hall.desk, session.case_id, await hall.clerk("clerk1"))
    await gate.sign(hall.desk, session.case_id, session.visit_id, STROKES)
    assert len((await seen(hall, session, None, "en-HK")).content_hash) == 64
