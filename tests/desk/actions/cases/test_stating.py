"""What is declared and said stands on the record in its own letters, and is signed; struck, it stays as struck."""

import json

import pytest

from desk.actions.cases import cases, signing, stating
from desk.actions.cases.signing import Signature
from desk.actions.cases.stating import Saying
from desk.boards.case import case_view
from desk.boards.reader import Reader
from desk.model.cases.cases import Hand, State
from desk.model.cases.statements import LONGEST, Kind, Source, Statement
from desk.model.cases.statements import State as Standing
from desk.model.errors import BadInput, ChangedSinceShown, IllegalMove, Missing, NotAllowed, Stale, TextTooLong
from desk.store.cases import cases as case_rows
from desk.store.cases import contents, statements
from i18n.scripts import Scripts
from tests.desk import gate
from tests.desk.world import Meeting, World, strokes

HARD = "本人聲明：范乾后 \uf9dc 葛\U000e0100城 𨋢\n即如此。"
ID = "0" * 32


def declared(meeting: Meeting, text: str = HARD, number: str = ID, language: str = "zh-Hant-MO") -> Saying:
    return Saying(
        id=number,
        text=text,
        language=language,
        speaker=Hand.APPLICANT,
        hand=Hand.APPLICANT,
        author_id=meeting.visit_id,
    )


def taken_down(meeting: Meeting, speaker: Hand, number: str = "1" * 32) -> Saying:
    return Saying(
        id=number,
        text="他说明年退休。",
        language="zh-Hans-CN",
        speaker=speaker,
        hand=Hand.CLERK,
        author_id=meeting.clerk.id,
    )


async def kept(world: World, meeting: Meeting) -> list[Statement]:
    async with world.store.read() as connection:
        return await statements.of_case(connection, world.store.vault, meeting.case_id)


async def digest(world: World, meeting: Meeting) -> str:
    async with world.store.read() as connection:
        case = await case_rows.get(connection, meeting.case_id)
        return (await contents.of_case(connection, world.store.vault, case)).digest


async def test_a_declaration_is_kept_to_the_code_point_with_language_script_and_hand(world: World) -> None:
    meeting = await world.in_session()
    await stating.state(world.desk, meeting.case_id, declared(meeting))
    (one,) = await kept(world, meeting)
    assert (one.text, one.language, one.script) == (HARD, "zh-Hant-MO", "Hant")
    assert (one.kind, one.source, one.speaker, one.hand) == (Kind.DECLARED, Source.WRITTEN, "applicant", "applicant")


@pytest.mark.parametrize(
    ("speaker", "source"), [(Hand.APPLICANT, Source.SPOKEN), (Hand.CLERK, Source.WRITTEN)], ids=["applicant", "clerk"]
)
async def test_what_a_clerk_writes_tells_whose_words_they_are(world: World, speaker: Hand, source: Source) -> None:
    meeting = await world.in_session()
    await stating.state(world.desk, meeting.case_id, taken_down(meeting, speaker))
    (one,) = await kept(world, meeting)
    assert (one.kind, one.source, one.speaker, one.hand) == (Kind.SAID, source, speaker, Hand.CLERK)


async def test_chinese_on_a_portuguese_page_is_not_kept_as_latin(sqlite_world: World) -> None:
    meeting = await sqlite_world.in_session()
    await stating.state(sqlite_world.desk, meeting.case_id, declared(meeting, "我聲明", language="pt-MO"))
    assert [one.script for one in await kept(sqlite_world, meeting)] == ["Hant"]


async def test_the_same_statement_again_is_the_same(world: World) -> None:
    meeting = await world.in_session()
    for _ in range(2):
        await stating.state(world.desk, meeting.case_id, declared(meeting))
    assert len(await kept(world, meeting)) == 1


async def test_anothers_id_is_not_taken(sqlite_world: World) -> None:
    meeting = await sqlite_world.in_session()
    await stating.state(sqlite_world.desk, meeting.case_id, declared(meeting))
    with pytest.raises(Stale):
        await stating.state(sqlite_world.desk, meeting.case_id, taken_down(meeting, Hand.CLERK, ID))


async def test_a_statement_changes_what_is_signed_and_striking_it_changes_it_back(world: World) -> None:
    meeting = await world.filled()
    before = await digest(world, meeting)
    await stating.state(world.desk, meeting.case_id, declared(meeting))
    assert await digest(world, meeting) != before
    await stating.strike(world.desk, meeting.case_id, ID, Hand.APPLICANT, meeting.visit_id)
    assert await digest(world, meeting) == before


async def test_a_struck_statement_stays_to_the_code_point(world: World) -> None:
    meeting = await world.in_session()
    await stating.state(world.desk, meeting.case_id, declared(meeting))
    await stating.strike(world.desk, meeting.case_id, ID, Hand.APPLICANT, meeting.visit_id)
    assert [(one.state, one.text) for one in await kept(world, meeting)] == [(Standing.STRUCK, HARD)]


async def test_a_statement_is_struck_once(sqlite_world: World) -> None:
    meeting = await sqlite_world.in_session()
    await stating.state(sqlite_world.desk, meeting.case_id, declared(meeting))
    await stating.strike(sqlite_world.desk, meeting.case_id, ID, Hand.APPLICANT, meeting.visit_id)
    with pytest.raises(IllegalMove):
        await stating.strike(sqlite_world.desk, meeting.case_id, ID, Hand.APPLICANT, meeting.visit_id)


async def test_a_hand_does_not_strike_what_the_other_wrote(sqlite_world: World) -> None:
    meeting = await sqlite_world.in_session()
    await stating.state(sqlite_world.desk, meeting.case_id, declared(meeting))
    with pytest.raises(NotAllowed):
        await stating.strike(sqlite_world.desk, meeting.case_id, ID, Hand.CLERK, meeting.clerk.id)


async def test_a_signed_record_is_opened_again_by_a_statement(world: World) -> None:
    meeting = await world.signed()
    await stating.state(world.desk, meeting.case_id, declared(meeting))
    assert (await world.case(meeting.case_id)).state is State.DRAFTING


async def test_a_record_whose_signature_is_asked_for_is_opened_again_and_what_was_shown_is_not_signed(
    world: World,
) -> None:
    meeting = await world.filled()
    await gate.ask_signature(world.desk, meeting.case_id, meeting.clerk)
    shown = await digest(world, meeting)
    await stating.state(world.desk, meeting.case_id, declared(meeting))
    assert (await world.case(meeting.case_id)).state is State.DRAFTING
    assert await digest(world, meeting) != shown
    await gate.ask_signature(world.desk, meeting.case_id, meeting.clerk)
    with pytest.raises(ChangedSinceShown):
        await signing.sign(world.desk, meeting.case_id, meeting.visit_id, Signature(shown=shown, strokes=strokes()))


async def test_nothing_is_stated_on_a_submitted_case(sqlite_world: World) -> None:
    meeting, _ = await sqlite_world.submitted()
    with pytest.raises(IllegalMove):
        await stating.state(sqlite_world.desk, meeting.case_id, declared(meeting))


async def test_another_applicants_case_is_missing(sqlite_world: World) -> None:
    meeting = await sqlite_world.in_session(item="JM-TX-001", corner="MO-01")
    other = await sqlite_world.in_session(item="JM-TX-001", corner="MO-02", clerk="clerk3")
    with pytest.raises(Missing):
        await stating.state(sqlite_world.desk, meeting.case_id, declared(other))


@pytest.mark.parametrize(
    ("text", "error"),
    [("", BadInput), (" \n", BadInput), ("a\x00", BadInput), ("\ud800", BadInput), ("𨋢" * (LONGEST + 1), TextTooLong)],
    ids=["empty", "blank", "control", "surrogate", "long"],
)
async def test_what_is_no_text_is_not_kept(sqlite_world: World, text: str, error: type[Exception]) -> None:
    meeting = await sqlite_world.in_session()
    with pytest.raises(error):
        await stating.state(sqlite_world.desk, meeting.case_id, declared(meeting, text))
    assert await kept(sqlite_world, meeting) == []


async def test_the_transaction_holds_every_statement_and_by_which_assurance(world: World) -> None:
    meeting = await world.filled()
    await stating.state(world.desk, meeting.case_id, declared(meeting))
    await stating.state(world.desk, meeting.case_id, taken_down(meeting, Hand.APPLICANT))
    await stating.strike(world.desk, meeting.case_id, ID, Hand.APPLICANT, meeting.visit_id)
    await gate.ask_signature(world.desk, meeting.case_id, meeting.clerk)
    await gate.sign(world.desk, meeting.case_id, meeting.visit_id, strokes())
    await gate.confirm(world.desk, meeting.case_id, meeting.visit_id, world.courier.last_code)
    await cases.submit(world.desk, meeting.case_id, meeting.clerk)
    async with world.store.read() as connection:
        done = await case_rows.transaction_of(connection, world.store.vault, meeting.case_id)
    content = json.loads(done.content)
    told = {one["id"]: (one["text"], one["state"], one["speaker"], one["hand"]) for one in content["statements"]}
    assert told == {
        ID: (HARD, "struck", "applicant", "applicant"),
        "1" * 32: ("他说明年退休。", "standing", "applicant", "clerk"),
    }
    assert content["assurance"]["level"]


async def test_a_thousand_readers_in_either_script_change_no_stored_byte(sqlite_world: World) -> None:
    world = sqlite_world
    meeting = await world.in_session()
    await stating.state(world.desk, meeting.case_id, declared(meeting))
    before = await digest(world, meeting)
    case = await world.case(meeting.case_id)
    async with world.store.read() as connection:
        reader = Reader(store=world.store, scripts=Scripts(), is_up=lambda _: False)
        for number in range(1_000):
            language = ("zh-Hant-HK", "zh-Hans-CN")[number % 2]
            await case_view(reader, connection, case, hand=None, language=language)
    assert await digest(world, meeting) == before
    assert [one.text for one in await kept(world, meeting)] == [HARD]
