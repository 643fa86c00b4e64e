"""What the office sees of draws: those announced, what was drawn, and whether it comes out the same again."""

from dataclasses import dataclass
from datetime import date, datetime

from desk.boards.reader import Reader
from desk.model.evidence import draws
from desk.model.evidence.draws import Draw
from desk.store import staff
from desk.store.evidence import draws as rows

MOST = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class PickLine:
    """A meeting that was drawn, and who reviews it; `mine`: the one who looks."""

    session_id: str
    reviewer: str
    mine: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawLine:
    """One draw (office/draws.html). `state`: `announced`, `ready` once the seed is known, `made`; `same`: whether
    drawing again from what is kept gives the same."""

    id: str
    day: date
    count: int
    announced_at: datetime
    announced_by: str
    state: str
    seed: str
    position: int
    pool: int
    same: bool
    picks: tuple[PickLine, ...]


async def lines(reader: Reader, viewer_id: str) -> tuple[DrawLine, ...]:
    """The newest draws, the newest first."""
    async with reader.connection() as connection:
        names = {one.id: one.name for one in await staff.every(connection)}
        found = []
        for draw in await rows.newest(connection, MOST):
            seal = None if draw.seed else await rows.first_seal(connection, draws.begins(draw.seed_day))
            picked = await rows.picks(connection, draw.id)
            found.append(_line(draw, picked, names, viewer_id, ready=seal is not None))
    return tuple(found)


def _line(
    draw: Draw, picked: tuple[draws.Pick, ...], names: dict[str, str], viewer_id: str, *, ready: bool
) -> DrawLine:
    again = draws.draw(draw.seed, draw.pool, draw.count) if draw.pool is not None else ()
    return DrawLine(
        id=draw.id,
        day=draw.seed_day,
        count=draw.count,
        announced_at=draw.announced_at,
        announced_by=names.get(draw.announced_by, ""),
        state="made" if draw.seed else "ready" if ready else "announced",
        seed=draw.seed,
        position=draw.seal_position or 0,
        pool=len(draw.pool.candidates) if draw.pool is not None else 0,
        same=again == picked,
        picks=tuple(
            PickLine(
                session_id=pick.session_id,
                reviewer=names.get(pick.reviewer_id, ""),
                mine=pick.reviewer_id == viewer_id,
            )
            for pick in picked
        ),
    )
