"""A sealed bag: its number kept with the still that shows it, its sheets matched to their stills when it comes."""

import pytest

from desk.actions.materials import keeping, originals
from desk.actions.materials.keeping import Sent
from desk.model.errors import BadInput, Missing, Stale
from desk.model.materials.originals import Verdict
from desk.store.materials import bags
from tests.desk.actions.materials.pages import Shot, jpeg, taken
from tests.desk.world import Meeting, World

CODE = "identity-document"
NUMBER = "MO-2026-0001"


def still(seed: int) -> bytes:
    return jpeg(taken(Shot(seed=seed), (1400, 1980)))


def scan(seed: int) -> bytes:
    return jpeg(taken(Shot(seed=seed, smear=0.6, light=252, ink=10, noise=1, size=0.98), (1240, 1754)))


async def sealed(world: World, pages: int = 3) -> Meeting:
    meeting = await world.in_session()
    await keeping.ask_for(world.desk, meeting.case_id, CODE, meeting.clerk)
    for seed in range(pages):
        sent = Sent(despite=True, more=seed + 1 < pages)
        await keeping.keep_still(world.desk, meeting.case_id, CODE, meeting.visit_id, still(seed), sent)
    await originals.seal(world.desk, meeting.case_id, meeting.clerk, NUMBER, CODE)
    return meeting


async def test_the_sheets_that_come_are_known_and_a_swapped_and_a_missing_one_is_told(sqlite_world: World) -> None:
    meeting = await sealed(sqlite_world)
    looked = await originals.look_through(sqlite_world.desk, NUMBER, [CODE], [scan(1), scan(0)], meeting.clerk)
    assert [each.verdict for each in looked.sheets] == [Verdict.MOVED, Verdict.MOVED]
    assert looked.missing == (2,)


async def test_a_page_of_another_paper_is_told(sqlite_world: World) -> None:
    meeting = await sealed(sqlite_world, 2)
    looked = await originals.look_through(sqlite_world.desk, NUMBER, [CODE], [scan(0), scan(7)], meeting.clerk)
    assert [each.verdict for each in looked.sheets] == [Verdict.MATCHED, Verdict.UNKNOWN]


async def test_what_came_is_kept_with_the_page_it_was_found_to_be(world: World) -> None:
    meeting = await sealed(world, 1)
    await originals.look_through(world.desk, NUMBER, [CODE], [scan(0)], meeting.clerk)
    async with world.store.read() as connection:
        (bag,) = await bags.of_case(connection, meeting.case_id)
        (sheet,) = await bags.arrivals_of(connection, bag.id)
    assert (bag.state, sheet.verdict) == ("whole", "matched")
    assert await world.store.files.open(sheet.sha256) == scan(0)


async def test_a_bags_number_is_used_once(world: World) -> None:
    meeting = await sealed(world, 1)
    with pytest.raises(Stale):
        await originals.seal(world.desk, meeting.case_id, meeting.clerk, NUMBER, CODE)


@pytest.mark.parametrize("number", ["", "abc", "MO 1", "x" * 41, "MO-2026/1"])
async def test_what_is_no_number_of_a_bag_is_refused(sqlite_world: World, number: str) -> None:
    meeting = await sqlite_world.in_session()
    with pytest.raises(BadInput):
        await originals.seal(sqlite_world.desk, meeting.case_id, meeting.clerk, number, CODE)


async def test_a_bag_needs_a_still_that_shows_its_number(sqlite_world: World) -> None:
    meeting = await sqlite_world.in_session()
    with pytest.raises(Missing):
        await originals.seal(sqlite_world.desk, meeting.case_id, meeting.clerk, NUMBER, CODE)


async def test_a_bag_nobody_sealed_is_missing(sqlite_world: World) -> None:
    with pytest.raises(Missing):
        await originals.look_through(sqlite_world.desk, "NO-1234", [CODE], [], sqlite_world.staff["clerk1"])
