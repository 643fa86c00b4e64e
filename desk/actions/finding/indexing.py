"""What cases are found by is written after the commits that changed it."""

from desk.actions.desk import Desk
from desk.store.finding import index

MOST_BATCHES = 20
"""At one go: the keeper has other things to do."""


async def catch_up(desk: Desk) -> None:
    """Indexes cases that are due, the newest first."""
    for _ in range(MOST_BATCHES):
        if not await index.catch_up(desk.store):
            return
