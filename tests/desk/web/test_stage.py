"""What the applicant's page calls the answers before and after the case is submitted."""

from tests.desk.web.conftest import Client, get_page, sit_down
from tests.desk.world import World

BY_CLERK = "窗口人員代你填寫"


async def test_before_submission_the_clerks_part_is_named(client: Client, sqlite_world: World) -> None:
    await sqlite_world.filled(corner="MO-01", language="zh-Hant-MO")
    await sit_down(client, sqlite_world)
    assert BY_CLERK in (await get_page(client, "/corner/visit"))[1]


async def test_after_it_the_applicants_own_answers_are_not_called_the_clerks(
    client: Client, sqlite_world: World
) -> None:
    _, receipt = await sqlite_world.submitted(corner="MO-01", language="zh-Hant-MO")
    await sit_down(client, sqlite_world)
    _, page = await get_page(client, "/corner/visit")
    assert (receipt.number in page, BY_CLERK in page) == (True, False)
