"""A paper given before is used again by the applicant's own word, and tells where it came from."""

import pytest

from desk.actions.materials import keeping, reusing
from desk.model.errors import Missing
from desk.model.materials.materials import Material, State
from desk.model.materials.pages import Source
from desk.store.materials import materials as rows
from tests.desk.world import Meeting, World

CODE = "identity-document"


async def kept(world: World, meeting: Meeting) -> Material:
    async with world.store.read() as connection:
        return (await rows.of_case(connection, meeting.case_id))[CODE]


async def twice(world: World, person: str = "") -> tuple[Meeting, Meeting]:
    """A case that was submitted with the paper, and a later one in which it is asked for again."""
    first, _ = await world.done()
    second = await world.in_session(corner="MO-02", **({"person": person} if person else {}))
    await keeping.ask_for(world.desk, second.case_id, CODE, second.clerk)
    return first, second


async def test_the_same_file_is_kept_with_its_first_case(world: World) -> None:
    first, second = await twice(world)
    await reusing.use_again(world.desk, second.case_id, CODE, second.visit_id)
    before, after = await kept(world, first), await kept(world, second)
    (page,) = after.pages
    assert (after.state, page.source, after.digest) == (State.KEPT, Source.REUSED, before.digest)
    assert page.origin is not None
    assert page.origin.case_number == (await world.case(first.case_id)).number
    assert page.origin.kept_at == before.pages[0].kept_at


async def test_the_earlier_case_keeps_its_own_page(sqlite_world: World) -> None:
    first, second = await twice(sqlite_world)
    before = await kept(sqlite_world, first)
    await reusing.use_again(sqlite_world.desk, second.case_id, CODE, second.visit_id)
    assert await kept(sqlite_world, first) == before


async def test_nobody_uses_what_another_person_gave(sqlite_world: World) -> None:
    _, second = await twice(sqlite_world, person="santos")
    with pytest.raises(Missing):
        await reusing.use_again(sqlite_world.desk, second.case_id, CODE, second.visit_id)


async def test_nothing_is_used_again_that_is_not_asked_for(sqlite_world: World) -> None:
    await sqlite_world.done()
    second = await sqlite_world.in_session(corner="MO-02")
    with pytest.raises(Missing):
        await reusing.use_again(sqlite_world.desk, second.case_id, CODE, second.visit_id)


async def test_a_case_that_was_not_submitted_gives_nothing(sqlite_world: World) -> None:
    first = await sqlite_world.filled()
    other = await sqlite_world.in_session(corner="MO-02", clerk="clerk2")
    await keeping.ask_for(sqlite_world.desk, other.case_id, CODE, other.clerk)
    assert first.case_id != other.case_id
    with pytest.raises(Missing):
        await reusing.use_again(sqlite_world.desk, other.case_id, CODE, other.visit_id)
