"""The clerk reads what somebody wants in their own words, in the clerk's script, the original beside it."""

from desk.actions.catalogue import enquiries
from desk.boards import wishes
from desk.boards.reader import Reader
from tests.desk.actions.catalogue.test_enquiries import ITEM, SAID, asked
from tests.desk.world import World


def reader(world: World) -> Reader:
    return Reader(store=world.store, scripts=world.desk.scripts, is_up=lambda _: False)


async def test_the_words_are_shown_in_the_clerks_script_with_the_original(world: World) -> None:
    meeting = await asked(world)
    shown = await wishes.of_clerk(reader(world), meeting.clerk, "zh-Hans-CN")
    assert shown is not None
    assert (shown.said.converted, shown.said.original, shown.open) == (True, SAID, True)


async def test_an_enquiry_that_was_answered_is_open_no_more(world: World) -> None:
    meeting = await asked(world)
    await enquiries.set_item(world.desk, meeting.session_id, ITEM, meeting.clerk)
    shown = await wishes.of_clerk(reader(world), meeting.clerk, "zh-Hans-CN")
    assert shown is not None
    assert not shown.open


async def test_who_chose_an_item_has_no_wish(world: World) -> None:
    meeting = await world.in_session(item=ITEM)
    assert await wishes.of_clerk(reader(world), meeting.clerk, "zh-Hans-CN") is None
