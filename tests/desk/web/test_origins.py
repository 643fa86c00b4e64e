"""The guide's page tells, in the applicant's language, what a paper needs by where it was made."""

from desk.web.drawing import Pages
from tests.desk.web.conftest import Client, get_page, sit_down
from tests.desk.world import World


async def guide(client: Client, world: World, code: str) -> str:
    await sit_down(client, world)
    await world.visit_to("choosing")
    _, page = await get_page(client, f"/corner/items/{code}")
    return page


async def test_the_guide_says_what_a_paper_needs_by_where_it_was_made(
    client: Client, sqlite_world: World, pages: Pages
) -> None:
    page = await guide(client, sqlite_world, "JM-NT-002")
    assert str(pages.words("origin_places", "zh-Hant-MO")["macao"]) in page
    assert str(pages.words("origin_proofs", "zh-Hant-MO")["attested"]) in page


async def test_a_guide_without_such_papers_does_not_ask_where_they_were_made(
    client: Client, sqlite_world: World, pages: Pages
) -> None:
    page = await guide(client, sqlite_world, "JM-SI-001")
    assert str(pages.words("origin_places", "zh-Hant-MO")["macao"]) not in page
