"""Themes as they are shown: found by any script, each paper once, and what became of each part."""

from desk.actions import visits
from desk.actions.catalogue import openings
from desk.boards import corner, themes
from desk.boards.reader import Reader
from desk.model.catalogue.themes import Why
from tests.desk.actions.catalogue.test_openings import FIRST, SECOND, THEME, THIRD, met, submitted, waiting
from tests.desk.boards.hall import Hall
from tests.desk.world import World


async def test_every_theme_is_there_with_the_count_of_its_items(hall: Hall) -> None:
    shown = {line.code: line.count for line in await themes.lines(hall.reader, "pt-MO")}
    assert (len(shown), shown[THEME]) == (5, 3)


async def test_a_theme_is_found_in_either_script(hall: Hall) -> None:
    found = [
        [line.code for line in await themes.search(hall.reader, "en-HK", word)] for word in ("灵活就业", "靈活就業")
    ]
    assert found == [[THEME], [THEME]]


async def test_an_empty_query_finds_no_theme(hall: Hall) -> None:
    assert await themes.search(hall.reader, "en-HK", "") == ()


async def test_a_guide_asks_for_each_paper_once_and_tells_for_how_many_items(hall: Hall) -> None:
    guide = await themes.guide(hall.reader, "en-HK", THEME)
    names = [paper.material.name for paper in guide.papers]
    assert (len(names), guide.papers[0].material.name) == (len(set(names)), "Identity document")
    assert len(guide.papers[0].used_by) == 3


async def test_a_part_tells_its_state_its_case_and_its_receipt(world: World) -> None:
    meeting = await met(world)
    receipt = await submitted(world, meeting)
    await openings.set_aside(world.desk, meeting.session_id, SECOND, Why.PAPERS, meeting.clerk)
    async with world.store.read() as connection:
        shown = await themes.of_visit(connection, meeting.visit_id, "en-HK")
    assert shown is not None
    told = {part.item_code: (part.state, part.reason, part.receipt, part.here) for part in shown.parts}
    assert told == {
        FIRST: ("done", "", receipt.number, True),
        SECOND: ("failed", "papers-lacking", "", False),
        THIRD: ("open", "", "", False),
    }


async def test_an_item_alone_is_no_theme(world: World) -> None:
    visit = await world.visit_to("choosing")
    await visits.choose_item(world.desk, visit.id, THIRD)
    async with world.store.read() as connection:
        assert await themes.of_visit(connection, visit.id, "en-HK") is None


async def test_who_waits_with_a_theme_is_told_the_papers_of_all_its_items(world: World) -> None:
    visit_id = await waiting(world)
    reader = Reader(store=world.store, scripts=world.desk.scripts, is_up=lambda _: False)
    ready = [paper.code for paper in (await corner.stage(reader, visit_id)).ready]
    assert {"premises-proof", "bank-card", "tenancy-contract"} <= set(ready)
    assert len(ready) == len(set(ready))
