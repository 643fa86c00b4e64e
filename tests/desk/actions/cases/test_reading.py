"""Key facts are read one by one; a change opens the one that it touches, and nothing is signed while one is open."""

from dataclasses import replace

import pytest

from desk.actions.cases import reading, signing
from desk.actions.cases.reading import Answered
from desk.actions.materials import keeping, spellings
from desk.actions.materials.spellings import Spelling
from desk.model.cases.cases import State
from desk.model.cases.readings import Standing, Verdict, read_fields
from desk.model.errors import ChangedSinceShown, FormIncomplete, IllegalMove, Missing, NotAllowed, NotReadBack
from desk.model.people import Form
from desk.store.cases import readings
from tests.desk import gate
from tests.desk.world import Meeting, World, still

ITEM = "JM-TX-001"
PAPER = "identity-document"


async def standings(world: World, meeting: Meeting) -> dict[str, Standing]:
    now = await gate.holds(world.desk, meeting.case_id)
    return {fact.key: now.standing(fact) for fact in now.facts}


async def opened(world: World, meeting: Meeting) -> set[str]:
    return {key for key, standing in (await standings(world, meeting)).items() if standing is not Standing.RIGHT}


async def read(world: World) -> Meeting:
    """A case of which everything was read back."""
    meeting = await world.filled(item=ITEM)
    await gate.read_back(world.desk, meeting.case_id, meeting.clerk)
    return meeting


async def test_the_answers_that_the_form_marks_are_read_between_who_and_which_papers(sqlite_world: World) -> None:
    meeting = await sqlite_world.filled(item=ITEM)
    marked = [f"field.{field.name}" for field in (await sqlite_world.item(ITEM)).form if field.key]
    assert marked
    assert list(await standings(sqlite_world, meeting)) == ["item", "names", "document", *marked, "materials"]


async def test_where_a_form_marks_none_every_required_answer_is_read(sqlite_world: World) -> None:
    item = await sqlite_world.item(ITEM)
    plain = replace(item, form=tuple(replace(field, key=False) for field in item.form))
    assert read_fields(plain) == tuple(field for field in plain.form if field.required)


async def test_nothing_is_read_back_while_something_is_missing(sqlite_world: World) -> None:
    meeting = await sqlite_world.in_session(item=ITEM)
    with pytest.raises(FormIncomplete):
        await reading.read(sqlite_world.desk, meeting.case_id, meeting.clerk)


async def test_the_first_open_fact_is_read_where_none_is_named(world: World) -> None:
    meeting = await world.filled(item=ITEM)
    await reading.read(world.desk, meeting.case_id, meeting.clerk)
    await gate.say(world.desk, meeting.case_id, "item")
    await reading.read(world.desk, meeting.case_id, meeting.clerk)
    async with world.store.read() as connection:
        assert await readings.marked(connection, meeting.case_id) == ("names", meeting.clerk.id)


async def test_an_answer_keeps_what_was_read_by_whom_and_in_which_script(world: World) -> None:
    meeting = await world.filled(item=ITEM)
    await reading.read(world.desk, meeting.case_id, meeting.clerk, "field.year")
    await gate.say(world.desk, meeting.case_id, "field.year", Verdict.NOT_RIGHT, "應該是二〇二四 𨋢")
    async with world.store.read() as connection:
        [kept] = await readings.of_case(connection, world.store.vault, meeting.case_id)
    fact = (await gate.holds(world.desk, meeting.case_id)).fact("field.year")
    assert (kept.read, kept.verdict, kept.said) == (fact, Verdict.NOT_RIGHT, "應該是二〇二四 𨋢")
    assert (kept.clerk_id, kept.visit_id, kept.language) == (meeting.clerk.id, meeting.visit_id, "zh-Hant-MO")


async def test_said_twice_it_is_one_answer(sqlite_world: World) -> None:
    meeting = await sqlite_world.filled(item=ITEM)
    await reading.read(sqlite_world.desk, meeting.case_id, meeting.clerk)
    for _ in range(2):
        await gate.say(sqlite_world.desk, meeting.case_id, "item")
    assert (await sqlite_world.tags()).count("case.fact-confirmed") == 1


async def test_a_fact_that_is_not_before_the_applicant_is_not_answered(sqlite_world: World) -> None:
    meeting = await sqlite_world.filled(item=ITEM)
    await reading.read(sqlite_world.desk, meeting.case_id, meeting.clerk, "item")
    with pytest.raises(ChangedSinceShown):
        await gate.say(sqlite_world.desk, meeting.case_id, "names")


async def test_what_changed_while_it_was_shown_is_not_answered(sqlite_world: World) -> None:
    meeting = await sqlite_world.filled(item=ITEM)
    await reading.read(sqlite_world.desk, meeting.case_id, meeting.clerk, "field.year")
    shown = (await gate.holds(sqlite_world.desk, meeting.case_id)).fact("field.year")
    assert shown is not None
    await sqlite_world.write(meeting, "year", "2019")
    answered = Answered(fact=shown.key, shown=shown.sha256, verdict=Verdict.RIGHT)
    with pytest.raises(ChangedSinceShown):
        await reading.answer(sqlite_world.desk, meeting.case_id, meeting.visit_id, answered)


async def test_nothing_is_answered_before_it_is_read(sqlite_world: World) -> None:
    meeting = await sqlite_world.filled(item=ITEM)
    with pytest.raises(IllegalMove):
        await gate.say(sqlite_world.desk, meeting.case_id, "item")


async def test_another_applicant_does_not_answer_nor_another_clerk_read(sqlite_world: World) -> None:
    meeting = await sqlite_world.filled(item=ITEM, corner="MO-01")
    await reading.read(sqlite_world.desk, meeting.case_id, meeting.clerk)
    other = await sqlite_world.visit_to("ticketed", corner="MO-02")
    with pytest.raises(Missing):
        await reading.answer(
            sqlite_world.desk, meeting.case_id, other.id, Answered(fact="item", shown="", verdict=Verdict.RIGHT)
        )
    with pytest.raises(NotAllowed):
        await reading.read(sqlite_world.desk, meeting.case_id, sqlite_world.staff["clerk2"])


async def test_no_such_fact_is_missing(sqlite_world: World) -> None:
    meeting = await sqlite_world.filled(item=ITEM)
    with pytest.raises(Missing):
        await reading.read(sqlite_world.desk, meeting.case_id, meeting.clerk, "field.no-such")


async def test_a_later_change_opens_its_own_fact_alone(world: World) -> None:
    meeting = await read(world)
    await world.write(meeting, "year", "2019")
    assert await opened(world, meeting) == {"field.year"}


async def test_written_back_as_it_was_it_still_has_to_be_confirmed_anew(sqlite_world: World) -> None:
    meeting = await read(sqlite_world)
    before = (await gate.holds(sqlite_world.desk, meeting.case_id)).answers["year"].text
    for text in ("2019", before):
        await sqlite_world.write(meeting, "year", text)
    assert await opened(sqlite_world, meeting) == {"field.year"}


async def test_a_material_that_is_replaced_opens_the_materials_alone(sqlite_world: World) -> None:
    meeting = await read(sqlite_world)
    await keeping.ask_for(sqlite_world.desk, meeting.case_id, PAPER, meeting.clerk)
    await keeping.keep_still(sqlite_world.desk, meeting.case_id, PAPER, meeting.visit_id, still(size=(65, 48)))
    assert await opened(sqlite_world, meeting) == {"materials"}


async def test_a_field_that_is_no_key_fact_opens_none(sqlite_world: World) -> None:
    meeting = await read(sqlite_world)
    await sqlite_world.write(meeting, "remark", "另外")
    assert await opened(sqlite_world, meeting) == set()


async def test_a_spelling_noted_after_signing_is_not_submitted_unread(sqlite_world: World) -> None:
    """The name card moves no case: the gate sees it all the same, and the case can be read back again."""
    meeting = await sqlite_world.confirmed(item=ITEM)
    noted = Spelling(text="李葉", form=Form.TRADITIONAL, document="passport")
    await spellings.note(sqlite_world.desk, meeting.case_id, meeting.clerk, noted)
    assert await opened(sqlite_world, meeting) == {"names"}
    await reading.read(sqlite_world.desk, meeting.case_id, meeting.clerk)
    assert (await sqlite_world.case(meeting.case_id)).state is State.READING


async def test_no_signature_is_asked_for_while_a_fact_is_open(world: World) -> None:
    meeting = await read(world)
    await reading.read(world.desk, meeting.case_id, meeting.clerk, "field.year")
    await gate.say(world.desk, meeting.case_id, "field.year", Verdict.NOT_RIGHT)
    with pytest.raises(NotReadBack) as caught:
        await signing.ask_signature(world.desk, meeting.case_id, meeting.clerk)
    assert caught.value.facts == ("field.year",)


async def test_back_to_the_form_what_was_confirmed_stands(sqlite_world: World) -> None:
    meeting = await read(sqlite_world)
    await reading.stop(sqlite_world.desk, meeting.case_id, meeting.clerk)
    assert (await sqlite_world.case(meeting.case_id)).state is State.DRAFTING
    assert await opened(sqlite_world, meeting) == set()


async def test_the_ledger_tells_of_facts_and_never_their_values(sqlite_world: World) -> None:
    meeting = await read(sqlite_world)
    facts = [one.event for one in await sqlite_world.store.facts((), 0) if one.event.tag.startswith("case.fact")]
    assert {event.data["fact"] for event in facts} == set(await standings(sqlite_world, meeting))
    assert {name for event in facts for name in event.data} == {"fact", "revision"}
