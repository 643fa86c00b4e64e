"""Follow-ups: opened by bad ratings and closed cases, told step by step, warned of once, dropped with the consent."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from desk.actions import consents, follow_ups, following, ratings
from desk.actions.cases import deciding
from desk.actions.cases.deciding import Ruling
from desk.actions.follow_ups import Told
from desk.boards import content
from desk.model.cases.cases import Move as Ruled
from desk.model.cases.cases import State as CaseState
from desk.model.errors import BadInput, IllegalMove, NotAllowed, Stale
from desk.model.follow_ups import OUTCOMES, FollowUp, Kind, Move, State
from desk.model.notices import Purpose
from desk.model.retention import Kind as Kept
from desk.store import erasing, tables
from desk.store import follow_ups as rows
from desk.store.cases import cases
from tests.desk.world import Meeting, World

WORDS = "已致電，余女士稱﨑范João"


async def closed(world: World, meeting: Meeting) -> None:
    """The case is done, and whoever moved it told so."""
    async with world.store.write() as unit:
        await unit.connection.execute(
            update(tables.cases).where(tables.cases.c.id == meeting.case_id).values(state=CaseState.DONE.value)
        )
        await following.closed(unit, await cases.get(unit.connection, meeting.case_id))


async def of(world: World, meeting: Meeting) -> list[FollowUp]:
    async with world.store.read() as connection:
        return await rows.of_visit(connection, world.store.vault, meeting.visit_id)


async def bad(world: World) -> tuple[Meeting, FollowUp]:
    """A visit that was rated badly, and its follow-up."""
    meeting = await world.in_session()
    await ratings.rate(world.desk, meeting.visit_id, 1)
    return meeting, (await of(world, meeting))[0]


def told(step: str, means: str = "phone", outcome: str = "", text: str = "") -> Told:
    return Told(step=step, means=means, outcome=outcome, text=text, language="zh-Hant-MO")


async def test_who_had_a_case_is_asked_once_it_is_closed(world: World) -> None:
    meeting = await world.in_session()
    for _ in range(2):
        await closed(world, meeting)
    assert [(one.kind, one.state) for one in await of(world, meeting)] == [(Kind.CALL, State.OPEN)]


@pytest.mark.parametrize("end", [Ruled.FINISH, Ruled.REFUSE])
async def test_a_case_that_was_decided_is_followed_up_beside_its_bad_rating(world: World, end: Ruled) -> None:
    """As it goes in life: submitted, rated badly, accepted, and brought to its end by a clerk; both are settled."""
    meeting, _ = await world.done()
    await ratings.rate(world.desk, meeting.visit_id, 1)
    reason = "conditions-unmet" if end is Ruled.REFUSE else ""
    for ruling in (Ruling(move=Ruled.ACCEPT), Ruling(move=end, words="依法決定﨑", reason=reason)):
        await deciding.decide(world.desk, meeting.case_id, world.clerk, ruling)
    person = world.staff["zone-macao"]
    for one in await of(world, meeting):
        await follow_ups.take(world.desk, one.id, person)
        await follow_ups.tell(world.desk, one.id, person, told("contact", text=WORDS))
        await follow_ups.tell(world.desk, one.id, person, told("settle", outcome=OUTCOMES[one.kind][0].value))
    assert sorted((one.kind, one.state) for one in await of(world, meeting)) == [
        (Kind.CALL, State.SETTLED),
        (Kind.REDRESS, State.SETTLED),
    ]


async def test_a_case_that_goes_on_is_left_alone(sqlite_world: World) -> None:
    meeting = await sqlite_world.in_session()
    async with sqlite_world.store.write() as unit:
        await following.closed(unit, await cases.get(unit.connection, meeting.case_id))
    assert await of(sqlite_world, meeting) == []


async def test_who_withdrew_is_asked_nothing(world: World) -> None:
    meeting, _ = await bad(world)
    await consents.withdraw(world.desk, meeting.visit_id, Purpose.VISIT, "staff:test")
    await closed(world, meeting)
    assert await of(world, meeting) == []


async def test_it_is_taken_spoken_of_and_settled(world: World) -> None:
    meeting, one = await bad(world)
    person = world.staff["zone-macao"]
    await follow_ups.take(world.desk, one.id, person)
    await follow_ups.tell(world.desk, one.id, person, told("contact", text=WORDS))
    await follow_ups.tell(world.desk, one.id, person, told("settle", outcome="corrected"))
    [after] = await of(world, meeting)
    assert (after.state, after.owner_id, after.means, after.outcome) == (
        State.SETTLED,
        person.id,
        "phone",
        "corrected",
    )
    assert after.note is not None
    assert (after.note.text, after.note.script) == (WORDS, "Hant")


async def test_each_step_is_a_fact(world: World) -> None:
    _, one = await bad(world)
    await follow_ups.tell(world.desk, one.id, world.staff["zone-macao"], told("settle", outcome="explained"))
    states = [
        fact.event.data["state"] for fact in await world.store.facts((), 0) if fact.event.tag.startswith("follow-up.")
    ]
    assert states == ["open", "contacted", "settled"]


async def test_the_ledger_has_no_word_of_it(sqlite_world: World) -> None:
    _, one = await bad(sqlite_world)
    await follow_ups.tell(sqlite_world.desk, one.id, sqlite_world.staff["zone-macao"], told("contact", text=WORDS))
    facts = [fact.event.data for fact in await sqlite_world.store.facts((), 0)]
    assert WORDS not in str(facts)


@pytest.mark.parametrize(("step", "state"), [("miss", State.NOT_REACHED), ("decline", State.DECLINED)])
async def test_who_is_not_reached_or_does_not_wish_to_be(sqlite_world: World, step: str, state: State) -> None:
    meeting, one = await bad(sqlite_world)
    await follow_ups.tell(sqlite_world.desk, one.id, sqlite_world.staff["zone-macao"], told(step))
    assert [each.state for each in await of(sqlite_world, meeting)] == [state]


async def test_what_is_settled_stays_so(sqlite_world: World) -> None:
    _, one = await bad(sqlite_world)
    person = sqlite_world.staff["zone-macao"]
    await follow_ups.tell(sqlite_world.desk, one.id, person, told("settle", outcome="explained"))
    with pytest.raises(IllegalMove):
        await follow_ups.tell(sqlite_world.desk, one.id, person, told("settle", outcome="explained"))


@pytest.mark.parametrize(
    "wrong",
    [told("drop"), told("fly"), told("contact", means="pigeon"), told("settle", outcome="content"), told("settle")],
)
async def test_what_does_not_belong_to_it_is_refused(sqlite_world: World, wrong: Told) -> None:
    meeting, one = await bad(sqlite_world)
    with pytest.raises(BadInput):
        await follow_ups.tell(sqlite_world.desk, one.id, sqlite_world.staff["zone-macao"], wrong)
    assert [each.state for each in await of(sqlite_world, meeting)] == [State.OPEN]


async def test_another_zone_s_is_nobody_s_business(sqlite_world: World) -> None:
    _, one = await bad(sqlite_world)
    for act in (follow_ups.take, follow_ups.reach):
        with pytest.raises(NotAllowed):
            await act(sqlite_world.desk, one.id, sqlite_world.staff["zone-hongkong"])


async def test_of_two_who_tell_at_once_one_is_too_late(world: World) -> None:
    _, one = await bad(world)
    async with world.store.write() as unit:
        await following.move(unit, one, Move.CONTACT, "staff:test")
    with pytest.raises(Stale):
        async with world.store.write() as unit:
            await following.move(unit, one, Move.MISS, "staff:test")


async def test_who_looks_at_the_number_is_in_the_ledger(sqlite_world: World) -> None:
    _, one = await bad(sqlite_world)
    whom = await follow_ups.reach(sqlite_world.desk, one.id, sqlite_world.staff["zone-macao"])
    assert whom.phone.startswith("+853")
    assert (await sqlite_world.tags()).count("person.unmasked") == 2


async def test_what_is_overdue_is_warned_of_once(world: World) -> None:
    _, one = await bad(world)
    counts = [await follow_ups.warn(world.desk)]
    world.clock.pass_by(minutes=(one.due_at - world.clock()) / timedelta(minutes=1))
    counts += [await follow_ups.warn(world.desk) for _ in range(2)]
    assert (counts, (await world.tags()).count("follow-up.overdue")) == ([0, 1, 0], 1)


async def test_the_rate_is_of_those_who_may_be_asked(world: World) -> None:
    meeting = await world.in_session()
    await closed(world, meeting)
    zone, now = world.zones["macao"].id, world.clock()
    span = (zone, now - timedelta(days=1), now + timedelta(days=1))
    async with world.store.read() as connection:
        before = await content.followed(connection, *span)
    [one] = await of(world, meeting)
    await follow_ups.tell(world.desk, one.id, world.staff["zone-macao"], told("decline"))
    async with world.store.read() as connection:
        after = await content.followed(connection, *span)
    assert [(each.closed, each.rate) for each in (before, after)] == [(1, 0.0), (1, 1.0)]


async def test_ratings_have_a_mean_and_a_share_of_good_ones(world: World) -> None:
    zone, now = world.zones["macao"].id, world.clock()
    meeting = await world.in_session()
    await ratings.rate(world.desk, meeting.visit_id, 3)
    async with world.store.read() as connection:
        found = await content.content(connection, zone, now - timedelta(days=1), now + timedelta(days=1))
        none = await content.content(connection, zone, now - timedelta(days=2), now - timedelta(days=1))
    assert (found.rated, found.mean, found.good, none.mean) == (1, 3.0, 1.0, None)


async def test_words_go_with_the_record(world: World) -> None:
    meeting, one = await bad(world)
    said = ratings.Said(text=WORDS, language="zh-Hant-MO")
    await ratings.rate(world.desk, meeting.visit_id, 1, said)
    await follow_ups.tell(world.desk, one.id, world.staff["zone-macao"], told("contact", text=WORDS))
    async with world.store.write() as unit:
        await erasing.erase(unit, meeting.visit_id, Kept.RECORD)
        rated = await unit.connection.execute(tables.ratings.select())
    assert ([row.comment for row in rated.all()], [each.note for each in await of(world, meeting)]) == ([None], [None])
