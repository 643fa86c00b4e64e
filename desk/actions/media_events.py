"""What the media plane tells is entered in the store: legs that come and go, closed segments, failed recordings."""

import asyncio
import time
from datetime import timedelta
from pathlib import Path

import structlog

from desk.actions import legs, recordings, sessions
from desk.actions.desk import Desk
from desk.actions.meetings import layouts
from desk.model.sessions import Session
from desk.store import nodes
from desk.store import sessions as session_rows
from desk.store.sessions import Segment
from webrtc import events, reading

LATELY = timedelta(days=1)
LONG_DEAD = timedelta(minutes=1)
"""A file of another node that nobody wrote to for so long is written to no more."""
log = structlog.get_logger("desk.media")


class Reporter:
    """Enters the events of a media node, one after another, beside whatever else the loop does."""

    def __init__(self) -> None:
        self._told: asyncio.Queue[events.Event] = asyncio.Queue()

    def tell(self, event: events.Event) -> None:
        """Called by the node; never blocks."""
        self._told.put_nowait(event)

    async def run(self, desk: Desk) -> None:
        """Until cancelled. An event that cannot be entered is logged, and the next one tried."""
        while True:
            event = await self._told.get()
            try:
                await _enter(desk, event)
            except Exception:  # the store may be away; a recording's file is found again at the next start
                log.exception("media.not_entered", fact=event.tag)
            finally:
                self._told.task_done()

    async def settle(self) -> None:
        """Waits until all that was told is entered."""
        await self._told.join()


async def find_lost(desk: Desk) -> int:
    """After a restart: enters what no process of this name lived to enter, of open sessions and of those of the last
    day, which may have ended in the very moment; how many files."""
    node = desk.settings.media_node
    return sum([await find_lost_segments(desk, session, node) for session in await _lately(desk)])


async def find_left_behind(desk: Desk) -> int:
    """Enters what media nodes that are no more left behind on the disk that all share; how many files."""
    async with desk.store.read() as connection:
        known = await nodes.every(connection)
    living = {node.name for node in known if node.is_alive(desk.store.clock())} | {desk.settings.media_node}
    found = 0
    for session in await _lately(desk):
        folders = (desk.settings.recordings / session.id).glob("*/")
        for name in sorted({folder.name for folder in folders} - living):
            found += await find_lost_segments(desk, session, name, quiet=LONG_DEAD)
    return found


async def _lately(desk: Desk) -> list[Session]:
    async with desk.store.read() as connection:
        lately = await session_rows.rung_since(connection, desk.store.clock() - LATELY)
        return list({one.id: one for one in lately + await session_rows.every_open(connection)}.values())


async def find_lost_segments(desk: Desk, session: Session, node: str = "", quiet: timedelta = timedelta()) -> int:
    """Enters files that a killed process of this name left behind in this session's recording; how many.

    quiet: files written to more lately are left alone.
    """
    folder = desk.settings.recordings / session.id / node
    async with desk.store.read() as connection:
        known = {segment.path for segment in await session_rows.segments_of(connection, session.id)}
    before = time.time() - quiet.total_seconds()
    files = [path for path in sorted(folder.glob("*.mkv")) if path.stat().st_mtime <= before]
    lost = [path for path in files if _name(session.id, path) not in known]
    for path in lost:
        await _enter_file(desk, session.id, path)
    return len(lost)


def _name(session_id: str, path: Path) -> str:
    """A recording's file as the store names it: from the session's own folder on."""
    return "/".join(path.parts[path.parts.index(session_id) :])


async def _enter_file(desk: Desk, session_id: str, path: Path) -> None:
    try:
        found = await asyncio.to_thread(reading.describe, path)
    except Exception as error:  # a file cut off in its very first bytes holds nothing to keep
        log.warning("recording.unreadable", session=session_id, file=path.name, reason=type(error).__name__)
        return
    segment = Segment(
        path=_name(session_id, path),
        sha256=found.sha256,
        seats=tuple(sorted({track.seat for track in found.tracks})),
        began_at=found.started_at,
        ended_at=found.ended_at,
    )
    await sessions.keep_segment(desk, session_id, segment)


def _places(event: events.LayoutChanged) -> dict[str, str]:
    """Seat by place of the people beside the main person, whether seen or only heard."""
    return {str(slot.place): slot.seat for slot in event.slots if slot.place and not slot.rank}


async def _enter(desk: Desk, event: events.Event) -> None:
    match event:
        case events.LegUp():
            await legs.note(desk, event.party, "up")
        case events.LegLost(reason=events.Reason.REPLACED):
            pass
        case events.LegLost():
            log.info("leg.lost", party=event.party, reason=event.reason)
            await legs.note(desk, event.party, "lost")
        case events.LegSilent():
            await legs.note(desk, event.party, "silent")
        case events.LegHeard():
            await legs.note(desk, event.party, "heard")
        case events.SegmentClosed():
            segment = Segment(
                path=_name(event.bridge_id, event.path),
                sha256=event.sha256,
                seats=tuple(sorted({track.seat for track in event.tracks})),
                began_at=event.started_at,
                ended_at=event.ended_at,
            )
            await sessions.keep_segment(desk, event.bridge_id, segment)
        case events.LayoutChanged():
            await layouts.note(desk, event.bridge_id, event.party, _places(event))
        case events.RecordingFailed():
            await recordings.note_failed(desk, event.bridge_id, event.reason)
        case events.RecordingResumed():
            await recordings.note_resumed(desk, event.bridge_id)
