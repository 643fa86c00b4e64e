"""Two hands on one field: each writing names what it saw, and nobody's words are overwritten unseen."""

import asyncio

import pytest

from desk.actions.cases import cases
from desk.actions.cases.cases import Writing
from desk.model.cases.cases import Answer, Hand
from desk.model.errors import FieldChanged, TextTooShort
from desk.store.cases import cases as rows
from tests.desk.world import Meeting, World

SHARED = "remark"


def by(meeting: Meeting, hand: Hand, text: str, revision: int, field: str = SHARED) -> Writing:
    author, language = (meeting.clerk.id, "zh-Hans-CN") if hand is Hand.CLERK else (meeting.visit_id, "zh-Hant-MO")
    return Writing(field=field, text=text, language=language, hand=hand, author_id=author, revision=revision)


async def stands(world: World, meeting: Meeting) -> Answer:
    async with world.store.read() as connection:
        return (await rows.answers_of(connection, world.store.vault, meeting.case_id))[SHARED]


async def test_both_write_in_a_field_of_either_and_the_last_hand_and_script_are_kept(world: World) -> None:
    meeting = await world.in_session()
    assert await cases.write_field(world.desk, meeting.case_id, by(meeting, Hand.APPLICANT, "請核對", 0)) == 1
    assert await cases.write_field(world.desk, meeting.case_id, by(meeting, Hand.CLERK, "已核对", 1)) == 2
    one = await stands(world, meeting)
    assert (one.text, one.hand, one.script, one.language) == ("已核对", Hand.CLERK, "Hans", "zh-Hans-CN")


async def test_who_comes_second_is_given_the_others_words(world: World) -> None:
    meeting = await world.in_session()
    await cases.write_field(world.desk, meeting.case_id, by(meeting, Hand.APPLICANT, "請核對", 0))
    with pytest.raises(FieldChanged) as caught:
        await cases.write_field(world.desk, meeting.case_id, by(meeting, Hand.CLERK, "已核对", 0))
    assert (caught.value.text, caught.value.revision) == ("請核對", 1)
    assert (await stands(world, meeting)).text == "請核對"


async def test_of_both_at_once_one_stands_and_the_other_is_told(world: World) -> None:
    meeting = await world.in_session()
    ends = await asyncio.gather(
        *(cases.write_field(world.desk, meeting.case_id, by(meeting, hand, hand.value, 0)) for hand in Hand),
        return_exceptions=True,
    )
    told = [end for end in ends if isinstance(end, FieldChanged)]
    assert [end.text for end in told] == [(await stands(world, meeting)).text]


async def test_a_text_shorter_than_its_rule_is_not_kept(sqlite_world: World) -> None:
    meeting = await sqlite_world.in_session(item="JM-CR-004")
    writing = by(meeting, Hand.CLERK, "9144", 0, field="credit-code")
    with pytest.raises(TextTooShort):
        await cases.write_field(sqlite_world.desk, meeting.case_id, writing)
