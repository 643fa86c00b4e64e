"""The office finds cases: one field that understands what is typed, and filters; what it finds may be carried away.

What was typed comes in a body and stands in no address.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from aiohttp import web

from desk.actions.finding import cases as finding
from desk.actions.finding.cases import FORMATS, LONGEST_REASON, Sought
from desk.boards import zone
from desk.boards.finding import cases as board
from desk.boards.finding.cases import CaseLine
from desk.model.cases.cases import State
from desk.model.errors import BadInput, DeskError, SearchTooShort
from desk.web import bodies
from desk.web.calls import StaffCall
from desk.web.problems import code_of, status_of
from i18n import languages

LONGEST = 100
FIELDS = ("typed", "zone", "item", "state", "from", "to", "cursor")
TYPES = {"csv": "text/csv", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A page of results. `cursor` asks for more; `further`: it is not the first."""

    lines: tuple[CaseLine, ...]
    cursor: str
    further: bool


async def ask(call: StaffCall) -> web.StreamResponse:
    """The form."""
    return await _page(call, dict.fromkeys(FIELDS, ""), None)


async def search(call: StaffCall) -> web.StreamResponse:
    """A page of what was found."""
    asked = await _asked(call)
    try:
        page = await finding.search(call.desk, call.staff, _sought(call, asked))
    except (SearchTooShort, BadInput) as error:
        return await _page(call, asked, None, error)
    lines = await board.found(call.site.reader, page.hits, call.language)
    return await _page(call, asked, Shown(lines=lines, cursor=page.cursor, further=bool(asked["cursor"])))


async def export(call: StaffCall) -> web.StreamResponse:
    """What was found as a file, for a reason that is written down."""
    fields = await bodies.form(call.request)
    asked = _fields(fields)
    reason, form = bodies.text(fields, "reason", LONGEST_REASON), bodies.text(fields, "format", 8)
    if not reason.strip() or form not in FORMATS:
        return await _page(call, asked, None, BadInput("reason"))
    hits = await finding.collect(call.desk, call.staff, _sought(call, asked))
    lines = await board.found(call.site.reader, hits, call.language)
    make = board.csv_of if form == "csv" else board.workbook
    content = await asyncio.to_thread(make, lines, _words(call), _timezone(call))
    await finding.export(call.desk, call.staff, reason, form, len(lines), content)
    name = f"cases-{call.site.reader.now().astimezone(ZoneInfo(_timezone(call))):%Y-%m-%d-%H%M}.{form}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return web.Response(body=content, content_type=TYPES[form], headers=headers)


async def _asked(call: StaffCall) -> dict[str, str]:
    return _fields(await bodies.form(call.request))


def _fields(fields: Mapping[str, object]) -> dict[str, str]:
    return {name: bodies.text({name: ""} | dict(fields), name, LONGEST) for name in FIELDS}


def _sought(call: StaffCall, asked: Mapping[str, str]) -> Sought:
    """Raises BadInput."""
    clock = ZoneInfo(_timezone(call))
    last = _day(asked["to"])
    return Sought(
        typed=asked["typed"],
        zone_id=asked["zone"],
        item=asked["item"],
        state=asked["state"],
        since=_midnight(_day(asked["from"]), clock),
        until=_midnight(last + timedelta(days=1) if last else None, clock),
        cursor=asked["cursor"],
    )


def _day(told: str) -> date | None:
    """Raises BadInput."""
    try:
        found = date.fromisoformat(told) if told else None
    except ValueError:
        raise BadInput("day") from None
    if found is not None and not 2000 <= found.year <= 2200:
        raise BadInput("day")
    return found


def _midnight(day: date | None, clock: ZoneInfo) -> datetime | None:
    return datetime.combine(day, time.min, clock) if day else None


def _timezone(call: StaffCall) -> str:
    return languages.get(call.language).time_zone


def _words(call: StaffCall) -> board.Words:
    def group(name: str) -> Mapping[str, str]:
        return call.site.pages.words(name, call.language, "components/finding.html")

    return group


async def _page(
    call: StaffCall, asked: Mapping[str, str], shown: Shown | None, problem: DeskError | None = None
) -> web.Response:
    every = await zone.zones(call.site.reader, call.language)
    own = call.staff.zone_id
    context = {
        "asked": asked,
        "shown": shown,
        "zones": [(zone_id, name) for zone_id, name in every if own in ("", zone_id)],
        "states": [state.value for state in State],
        "problem": call.sentence(code_of(problem)) if problem else "",
        "longest_reason": LONGEST_REASON,
        "most": finding.MOST_EXPORTED,
    }
    return call.page("office/cases.html", context, status=status_of(problem) if problem else 200)
