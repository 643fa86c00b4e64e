"""The screens of staff: the clerk's console, and the office's list of sessions."""

import asyncio
from collections.abc import Mapping

from aiohttp import web

from desk.actions import recordings
from desk.boards import console, office
from desk.model import signatures
from desk.web.calls import StaffCall
from desk.web.site import Site


async def desktop(call: StaffCall) -> web.StreamResponse:
    """Everything a clerk needs, on one screen."""
    shown = await console.desktop(call.site.reader, call.staff)
    context = {"desktop": shown, "queue": shown.queue, "meeting": shown.meeting, "case": shown.case}
    context |= {"receipt": shown.receipt, "called": called(call.site, call.language)}
    return call.page("console/index.html", context)


def called(site: Site, language: str) -> Mapping[str, str]:
    """What each identity provider is called."""
    return {key: names[language] for key, names in site.desk.provider_names.items()}


async def sessions(call: StaffCall) -> web.StreamResponse:
    """The latest sessions."""
    lines = await office.sessions(call.site.reader, call.language)
    return call.page("office/sessions.html", {"sessions": lines, "staff": call.staff})


async def session(call: StaffCall) -> web.StreamResponse:
    """What is kept of one session: recordings, record, events."""
    shown = await office.session(call.site.reader, call.part("id"), call.language)
    return call.page("office/session.html", {"session": shown, "staff": call.staff})


async def recording(call: StaffCall) -> web.StreamResponse:
    """One participant's picture and sound, with ranges, so that a player can seek."""
    made = await recordings.playable(call.desk, call.part("id"), call.part("seat"))
    return web.FileResponse(made.path, headers={"Content-Type": made.type, "Cache-Control": "no-store"})


async def signature(call: StaffCall) -> web.Response:
    """The strokes of a signature, drawn."""
    content = await recordings.strokes(call.desk, call.part("id"))
    paths = "".join(f'<path d="{d}"/>' for d in await asyncio.to_thread(signatures.outline, content))
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" fill="none" stroke="#1b1b1b" stroke-width="2.5" '
        f'stroke-linecap="round" stroke-linejoin="round" viewBox="{signatures.frame(content)}">{paths}</svg>'
    )
    return web.Response(text=svg, content_type="image/svg+xml", headers={"Cache-Control": "no-store"})
