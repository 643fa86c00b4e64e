"""Figures of the past: the page, and its tables to carry away."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from aiohttp import web

from desk.boards import zone
from desk.boards.turns import blockers, exports, history
from desk.boards.turns.blockers import Blocker
from desk.boards.turns.history import By, History, Scope
from desk.model.errors import Missing, NotAllowed
from desk.web.calls import StaffCall
from desk.web.drawing import Pages
from i18n import languages

KEPT = timedelta(seconds=30)
PERIODS = ("today", "7", "30", "own")
TYPES = {"csv": "text/csv", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    scope: Scope
    period: str
    first: str
    last: str
    zones: tuple[tuple[str, str], ...]

    @property
    def query(self) -> dict[str, str]:
        """What the addresses of tables ask for."""
        told = {"period": self.period, "by": self.scope.by.value, "zone": self.scope.zone_id}
        return told | ({"from": self.first, "to": self.last} if self.period == "own" else {})

    @property
    def zone_name(self) -> str:
        """The zone's name; empty for all."""
        return dict(self.zones).get(self.scope.zone_id, "")


async def page(call: StaffCall) -> web.StreamResponse:
    """The figures of a period, each drawn and as a table."""
    asked = await _asked(call)
    shown, ranked = await _read(call, asked)
    context = {"history": shown, "blockers": ranked, "asked": asked, "periods": PERIODS, "bys": [*By]}
    return call.page("office/history.html", context)


async def table(call: StaffCall) -> web.StreamResponse:
    """One figure as CSV."""
    figure = call.part("figure")
    if figure not in exports.FIGURES:
        raise Missing("figure")
    asked = await _asked(call)
    shown, ranked = await _read(call, asked)
    words = _words(call.site.pages, call.language)
    made = exports.csv_of(figure, shown, ranked, words, partial(_told, words))
    return _file(made, f"{figure}-{asked.first}-{asked.last}.csv", TYPES["csv"])


async def workbook(call: StaffCall) -> web.StreamResponse:
    """Every figure, in one workbook."""
    asked = await _asked(call)
    shown, ranked = await _read(call, asked)
    words = _words(call.site.pages, call.language)
    made = await asyncio.to_thread(exports.workbook, shown, ranked, words, partial(_told, words), asked.zone_name)
    return _file(made, f"history-{asked.first}-{asked.last}.xlsx", TYPES["xlsx"])


async def _read(call: StaffCall, asked: _Asked) -> tuple[History, tuple[Blocker, ...]]:
    """What was summed up a moment ago is not summed up again for each table."""
    reader = call.site.reader

    async def make() -> tuple[History, tuple[Blocker, ...]]:
        return await history.history(reader, asked.scope), await blockers.blockers(reader, asked.scope)

    return await reader.kept.get(("history", asked.scope), reader.now(), KEPT, make)


async def _asked(call: StaffCall) -> _Asked:
    """What the address asks for; who works in one zone sees that one. What it does not tell, or badly, is as usual."""
    query, own = call.request.query, call.staff.zone_id
    every = await zone.zones(call.site.reader, call.language)
    zones = tuple((zone_id, name) for zone_id, name in every if own in ("", zone_id))
    zone_id = query.get("zone", "") or own
    if zone_id and zone_id not in dict(zones):
        raise NotAllowed("another zone")
    chosen = query.get("period", "7")
    chosen = chosen if chosen in PERIODS else "7"
    timezone = languages.get(call.language).time_zone
    first, last = _day(query.get("from", "")), _day(query.get("to", ""))
    since, until = history.period(chosen, call.site.reader.now(), timezone, first, last)
    by = query.get("by", "")
    scope = Scope(
        since=since,
        until=until,
        zone_id=zone_id,
        by=By(by) if by in [*By] else By.HOUR,
        timezone=timezone,
        language=call.language,
    )
    days = history.days_of(scope)
    return _Asked(scope=scope, period=chosen, first=days[0].isoformat(), last=days[1].isoformat(), zones=zones)


def _day(told: str) -> date | None:
    try:
        return date.fromisoformat(told)
    except ValueError:
        return None


def _words(pages: Pages, language: str) -> exports.Words:
    def group(name: str) -> Mapping[str, str]:
        return pages.words(name, language, "components/history.html")

    return group


def _told(words: exports.Words, blocker: Blocker) -> str:
    kind, what = words("kinds")[blocker.kind], words(blocker.kind).get(blocker.what, blocker.what)
    hour = "" if blocker.hour is None else f"{blocker.hour:02d}:00"
    return " · ".join(part for part in (kind, what, hour) if part)


def _file(content: bytes, name: str, media_type: str) -> web.Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return web.Response(body=content, content_type=media_type, headers=headers)
