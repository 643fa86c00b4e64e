"""Warns staff before a promise breaks: at half of the time, at four fifths, and when it is over, once each.

Every process looks; a warning is compare-and-set, in the commit that tells it, so each is given once. Of two that are
due at once the later one is given alone.
"""

from contextlib import suppress
from dataclasses import replace

from desk.actions import facts
from desk.actions.cases import clocks as clocks_of
from desk.actions.desk import Desk
from desk.model.cases.clock import WARN_AT
from desk.model.errors import Stale
from desk.model.events import Tag
from desk.store.cases import cases, clocks, decisions
from desk.store.cases.clocks import Kept

BATCH = 100


async def warn(desk: Desk) -> int:
    """Gives the warnings that are due; how many."""
    given, now = 0, desk.store.clock()
    async with desk.store.read() as connection:
        due = await clocks.to_warn(connection, now, BATCH)
    for kept in due:
        with suppress(Stale):
            given += await _one(desk, kept)
    return given


async def recount(desk: Desk) -> int:
    """Reckons anew what was reckoned on days of which no list was known; how many changed."""
    changed = 0
    async with desk.store.read() as connection:
        unsure = await clocks.unsure(connection, BATCH)
    for kept in unsure:
        with suppress(Stale):
            async with desk.store.write() as unit:
                ruled = await decisions.of_case(unit.connection, unit.vault, kept.case_id)
                after = clocks_of.reckoned(kept, await clocks.of(unit.connection, kept, ruled))
                if after != kept:
                    await clocks.change(unit, kept, after)
                    changed += 1
    return changed


async def _one(desk: Desk, before: Kept) -> bool:
    """Reckoned anew first: the calendar may tell more than it did. Raises Stale."""
    async with desk.store.write() as unit:
        case = await cases.lock(unit, before.case_id)
        clock = await clocks.of(unit.connection, before, await decisions.of_case(unit.connection, unit.vault, case.id))
        passed = sum(1 for percent in WARN_AT if not clock.stands and clock.at(percent) <= unit.now)
        after = clocks_of.reckoned(replace(before, warned=max(before.warned, passed)), clock)
        await clocks.change(unit, before, after)
        if after.warned == before.warned:
            return False
        told = {"percent": WARN_AT[after.warned - 1], "pace": after.pace.value}
        unit.record(facts.of_case(Tag.CLOCK_WARNED, case, "desk", **told))
    return True
