"""No board's query reads all of the past: each finds what it shows by an index."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from desk.boards import console, corner, inbox, office, track, zone
from tests.desk.boards.hall import ONE_ENGINE, Hall

GROWING = (
    "answers cases challenges consents contacts documents ledger materials receipts segments sessions tickets visits"
)
WHOLE = re.compile(rf"SCAN ({GROWING.replace(' ', '|')})$|AUTOMATIC")
"""A table read from end to end, or an index made for the one query, which reads it so as well."""

pytestmark = ONE_ENGINE


@contextmanager
def queries(hall: Hall) -> Iterator[dict[str, Any]]:
    """Every SELECT made meanwhile, with its parameters."""
    seen: dict[str, Any] = {}
    engine = hall.desk.store.engine.sync_engine

    def note(_c: object, _u: object, statement: str, parameters: Any, _x: object, _m: bool) -> None:
        if statement.startswith("SELECT"):
            seen.setdefault(statement, parameters)

    event.listen(engine, "before_cursor_execute", note)
    yield seen
    event.remove(engine, "before_cursor_execute", note)


async def test_no_board_reads_a_growing_table_whole(hall: Hall) -> None:
    await hall.serve(10)
    session = await hall.meet("MO-01")
    receipt = await hall.submit(session)
    waiting = await hall.wait_at("MO-02")
    with queries(hall) as seen:
        await corner.stage(hall.reader, session.visit_id)
        await corner.stage(hall.reader, waiting.id)
        await console.desktop(hall.reader, await hall.clerk("clerk1"))
        await zone.board(hall.reader, await hall.zone_id("macao"), "en-HK")
        await office.sessions(hall.reader, "en-HK")
        await office.session(hall.reader, session.id, "en-HK")
        await track.tracked(hall.reader, receipt, "en-HK")
        await track.genuine(hall.reader, "secret", "en-HK")
        await inbox.messages(hall.reader)
    whole = []
    async with hall.reader.connection() as connection:
        for statement, parameters in list(seen.items()):
            plan = (await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)).all()
            whole += [(step[-1], statement[-300:]) for step in plan if WHOLE.search(step[-1])]
    assert len(seen) > 30
    assert whole == []
