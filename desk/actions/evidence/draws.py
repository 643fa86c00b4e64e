"""A draw of meetings to be reviewed is announced before its seed can be known, and made once it is."""

import hashlib
from dataclasses import replace
from datetime import date

from desk.actions.desk import Desk
from desk.model import chain
from desk.model.errors import BadInput, NotReady
from desk.model.events import Event, Tag
from desk.model.evidence import draws
from desk.model.evidence.draws import PERIOD, Draw, Pool
from desk.model.staff import Staff
from desk.store.evidence import draws as rows


async def announce(desk: Desk, day: date, count: int, by: Staff) -> Draw:
    """So many meetings will be drawn by the first seal of that day. Raises BadInput for a day that is not to come."""
    async with desk.store.write() as unit:
        if not draws.may_announce(day, count, unit.now):
            raise BadInput("draw")
        draw = Draw(id=unit.chance.id(), seed_day=day, count=count, announced_by=by.id, announced_at=unit.now)
        await rows.add(unit, draw)
        told: dict[str, str | int] = {"day": day.isoformat(), "count": count}
        unit.record(Event(tag=Tag.DRAW_ANNOUNCED, subject=draw.id, actor=f"staff:{by.id}", data=told))
    return draw


async def make(desk: Desk, draw_id: str, by: Staff) -> Draw:
    """Draws, once the seal is there; drawn before, it is the same draw. Raises Missing, NotReady, Stale."""
    async with desk.store.write() as unit:
        draw = await rows.get(unit.connection, draw_id)
        if draw.seed:
            return draw
        begins = draws.begins(draw.seed_day)
        seal = await rows.first_seal(unit.connection, begins)
        if seal is None:
            raise NotReady("the seed is not known yet")
        pool = await rows.pool(unit.connection, begins - PERIOD, begins)
        made = replace(draw, seal_position=seal[0], seed=seal[1], drawn_at=unit.now, pool=pool)
        picked = draws.draw(made.seed, pool, made.count)
        await rows.make(unit, made, picked)
        told: dict[str, str | int] = {"seed": made.seed, "position": seal[0], "count": len(picked)}
        told |= {"pool_sha256": _digest(pool), "picks_sha256": _digest(picked)}
        unit.record(Event(tag=Tag.DRAW_MADE, subject=draw.id, actor=f"staff:{by.id}", data=told))
    return made


def _digest(what: Pool | tuple[draws.Pick, ...]) -> str:
    """What the ledger keeps of the lists, which are too long for it."""
    if isinstance(what, Pool):
        candidates = [[each.session_id, *each.sat] for each in what.candidates]
        listed: object = {"candidates": candidates, "reviewers": list(what.reviewers)}
    else:
        listed = [[each.session_id, each.reviewer_id] for each in what]
    return hashlib.sha256(chain.canonical(listed)).hexdigest()
