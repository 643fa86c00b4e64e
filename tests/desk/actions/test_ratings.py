"""A visit is rated once, in five levels, with reasons and words; it may be changed for a short time."""

from datetime import timedelta

import pytest

from desk.actions import consents, ratings
from desk.actions.ratings import Said
from desk.model.errors import ConsentNeeded, NotAChoice, NotReady, RatingStands, TextTooLong
from desk.model.follow_ups import FollowUp, State
from desk.model.notices import Purpose
from desk.model.ratings import CHANGED_WITHIN, GIVEN_WITHIN, LONGEST, Rating, Why
from desk.store import follow_ups
from desk.store import ratings as rows
from tests.desk.world import World

HARD = "余先生﨑范\U000e0100 João — 等了好久😞"


async def rating(world: World, visit_id: str) -> Rating | None:
    async with world.store.read() as connection:
        return await rows.of_visit(connection, world.store.vault, visit_id)


async def level(world: World, visit_id: str) -> int:
    found = await rating(world, visit_id)
    return found.level if found else 0


async def followed(world: World, visit_id: str) -> list[FollowUp]:
    async with world.store.read() as connection:
        return await follow_ups.of_visit(connection, world.store.vault, visit_id)


async def test_it_may_be_changed_for_a_short_time(world: World) -> None:
    meeting = await world.in_session()
    for given in (4, 1):
        await ratings.rate(world.desk, meeting.visit_id, given)
    assert await level(world, meeting.visit_id) == 1
    assert [tag for tag in await world.tags() if tag.startswith("rating.")] == ["rating.given", "rating.changed"]


async def test_later_it_stands(world: World) -> None:
    meeting = await world.in_session()
    await ratings.rate(world.desk, meeting.visit_id, 4)
    world.clock.pass_by(minutes=CHANGED_WITHIN / timedelta(minutes=1) + 1)
    with pytest.raises(RatingStands):
        await ratings.rate(world.desk, meeting.visit_id, 1)
    assert await level(world, meeting.visit_id) == 4


async def test_the_same_again_is_one_fact(sqlite_world: World) -> None:
    meeting = await sqlite_world.in_session()
    said = Said(reasons=("kind",), text="好", language="zh-Hant-MO")
    for _ in range(2):
        await ratings.rate(sqlite_world.desk, meeting.visit_id, 5, said)
    assert len([tag for tag in await sqlite_world.tags() if tag.startswith("rating.")]) == 1


async def test_words_are_kept_to_the_code_point_with_script_and_language(world: World) -> None:
    meeting = await world.in_session()
    said = Said(reasons=("long-wait", "line"), text=HARD, language="zh-Hant-MO")
    await ratings.rate(world.desk, meeting.visit_id, 2, said)
    found = await rating(world, meeting.visit_id)
    assert found is not None
    assert found.comment is not None
    assert (found.reasons, found.told) == ((Why.LONG_WAIT, Why.LINE), True)
    assert (found.comment.text, found.comment.language, found.comment.script) == (HARD, "zh-Hant-MO", "Hant")


async def test_the_ledger_holds_reasons_and_no_words(world: World) -> None:
    meeting = await world.in_session()
    said = Said(reasons=("line",), text=HARD, language="zh-Hant-MO")
    await ratings.rate(world.desk, meeting.visit_id, 1, said)
    facts = [fact.event for fact in await world.store.facts((), 0) if fact.event.tag == "rating.given"]
    assert [dict(event.data) for event in facts] == [{"level": 1, "reasons": "line", "commented": True}]


@pytest.mark.parametrize("given", [0, 6, -1])
async def test_a_level_that_is_not_offered_is_refused(sqlite_world: World, given: int) -> None:
    meeting = await sqlite_world.in_session()
    with pytest.raises(NotAChoice):
        await ratings.rate(sqlite_world.desk, meeting.visit_id, given)


async def test_a_reason_of_another_level_is_refused(sqlite_world: World) -> None:
    meeting = await sqlite_world.in_session()
    with pytest.raises(NotAChoice):
        await ratings.rate(sqlite_world.desk, meeting.visit_id, 5, Said(reasons=("unkind",)))


async def test_too_long_a_comment_is_refused(sqlite_world: World) -> None:
    meeting = await sqlite_world.in_session()
    said = Said(text="長" * (LONGEST + 1), language="zh-Hant-MO")
    with pytest.raises(TextTooLong):
        await ratings.rate(sqlite_world.desk, meeting.visit_id, 5, said)


async def test_before_anything_was_handled_there_is_nothing_to_rate(sqlite_world: World) -> None:
    visit = await sqlite_world.visit_to("ticketed")
    with pytest.raises(NotReady):
        await ratings.rate(sqlite_world.desk, visit.id, 5)


async def test_a_visit_without_a_rating_has_none(sqlite_world: World) -> None:
    visit = await sqlite_world.visit_to("ticketed")
    assert await level(sqlite_world, visit.id) == 0


async def test_words_need_the_consent_that_stands(sqlite_world: World) -> None:
    meeting = await sqlite_world.in_session()
    await consents.withdraw(sqlite_world.desk, meeting.visit_id, Purpose.VISIT, "staff:test")
    with pytest.raises(ConsentNeeded):
        await ratings.rate(sqlite_world.desk, meeting.visit_id, 5, Said(text="好", language="zh-Hant-MO"))


async def test_after_some_weeks_no_visit_is_rated_from_home(sqlite_world: World) -> None:
    meeting = await sqlite_world.in_session()
    sqlite_world.clock.pass_by(minutes=GIVEN_WITHIN / timedelta(minutes=1) + 1)
    with pytest.raises(RatingStands):
        await ratings.rate_later(sqlite_world.desk, meeting.visit_id, 5, Said())


@pytest.mark.parametrize("given", [1, 2])
async def test_a_bad_one_is_to_be_looked_into(world: World, given: int) -> None:
    meeting = await world.in_session()
    await ratings.rate(world.desk, meeting.visit_id, given)
    assert [(one.kind, one.level, one.state) for one in await followed(world, meeting.visit_id)] == [
        ("redress", given, State.OPEN)
    ]


@pytest.mark.parametrize("given", [3, 4, 5])
async def test_a_good_one_is_not(sqlite_world: World, given: int) -> None:
    meeting = await sqlite_world.in_session()
    await ratings.rate(sqlite_world.desk, meeting.visit_id, given)
    assert await followed(sqlite_world, meeting.visit_id) == []


async def test_who_thinks_better_of_it_is_not_called_and_who_thinks_worse_again_is(world: World) -> None:
    meeting = await world.in_session()
    counts = []
    for given in (1, 4, 2):
        await ratings.rate(world.desk, meeting.visit_id, given)
        counts.append(len(await followed(world, meeting.visit_id)))
    assert counts == [1, 0, 1]


async def test_a_worse_level_is_the_same_follow_up(sqlite_world: World) -> None:
    meeting = await sqlite_world.in_session()
    for given in (2, 1):
        await ratings.rate(sqlite_world.desk, meeting.visit_id, given)
    assert [one.level for one in await followed(sqlite_world, meeting.visit_id)] == [1]
