"""What the office's pages say of a session while it goes on and after."""

from desk.actions import sessions
from tests.desk.web.conftest import Client, get_page, sign_in
from tests.desk.world import World

COMES = "视频会面仍在进行，结束后可在此播放录像。"
NONE = "本次视频会话没有录音录像。"


async def page(client: Client, session_id: str) -> str:
    status, text = await get_page(client, f"/office/sessions/{session_id}")
    assert status == 200
    return text


async def test_a_session_that_goes_on_is_not_said_to_have_no_recording(client: Client, sqlite_world: World) -> None:
    meeting = await sqlite_world.filled()
    await sign_in(client, sqlite_world, "supervisor1")
    shown = await page(client, meeting.session_id)
    assert (COMES in shown, NONE in shown) == (True, False)


async def test_a_session_that_was_not_recorded_says_so_when_it_is_over(client: Client, sqlite_world: World) -> None:
    meeting = await sqlite_world.filled()
    await sessions.end(sqlite_world.desk, meeting.session_id, meeting.clerk)
    await sign_in(client, sqlite_world, "supervisor1")
    shown = await page(client, meeting.session_id)
    assert (COMES in shown, NONE in shown) == (False, True)
