"""The page on which supervisors see the meetings under way."""

from aiohttp import web

from desk.boards.meetings import live
from desk.web.calls import StaffCall, go


async def under_way(call: StaffCall) -> web.StreamResponse:
    """Every meeting; a supervisor who has one of their own belongs at the console."""
    shown = await live.live(call.site.reader, call.staff)
    return go("/console") if shown.own else call.page("office/live.html", {"live": shown})
