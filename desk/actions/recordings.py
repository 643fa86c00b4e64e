"""Recordings of sessions: what their failure does to the session, and what is made of their files."""

import asyncio
import tempfile
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from desk.actions import facts, recorded
from desk.actions.desk import Desk
from desk.model.errors import Missing
from desk.model.events import Tag
from desk.model.recordings import Move, Rule
from desk.model.sessions import Move as SessionMove
from desk.model.sessions import Seat, State, step
from desk.model.turns import tickets as turns
from desk.store import recordings, sessions
from desk.store.cases import cases
from desk.store.turns import tickets
from desk.store.unit import Unit
from webrtc import playback

PLAYABLE_LASTS = timedelta(days=1)
PLAYABLE_BYTES = 4 << 30
"""Files made to be played are bounded in age and in size: they can be made again."""
TYPES = {"webm": "video/webm", "mp4": "video/mp4", "matroska": "video/x-matroska"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Playable:
    """A file that a browser plays, and its media type."""

    path: Path
    type: str


async def note_failed(desk: Desk, session_id: str, reason: str) -> None:
    """Nothing is recorded now. Where the item asks for a recording, the session is held before anything is written
    down: the disk that failed may be the store's own. Raises Missing."""
    async with desk.store.read() as connection:
        session = await sessions.get(connection, session_id)
        must_hold = await recordings.rule_of(connection, session) is Rule.REQUIRED
    if must_hold:
        desk.media.hold(session_id, True)
    async with desk.store.write() as unit:
        session = await sessions.get(unit.connection, session_id)
        await recorded.move(unit, session, Move.FAIL, reason)
        if must_hold and session.state is State.LIVE:
            after = step(session, SessionMove.HOLD, unit.now)
            await sessions.change(unit, session, after)
            unit.record(facts.of_session(Tag.SESSION_HELD, after, "desk"))
            await _hold_turn(unit, session.ticket_id)


async def _hold_turn(unit: Unit, ticket_id: str) -> None:
    ticket = await tickets.get(unit.connection, ticket_id)
    held = turns.step(ticket, turns.Move.HOLD, unit.now)
    await tickets.change(unit, ticket, held)
    unit.record(facts.of_ticket(Tag.TICKET_MOVED, held, "desk"))


async def note_resumed(desk: Desk, session_id: str) -> None:
    """The session is recorded again. Raises Missing."""
    async with desk.store.write() as unit:
        await recorded.move(unit, await sessions.get(unit.connection, session_id), Move.RESUME)


async def playable(desk: Desk, session_id: str, seat: str) -> Playable:
    """One seat's picture and sound as one file, made when first asked for. Raises Missing.

    It is made anew when the session has got another segment since.
    """
    if seat not in set(Seat):
        raise Missing("seat")
    parts = await _segments(desk, session_id, seat)
    folder = desk.settings.data_dir / "playable"
    name = f"{session_id}-{seat}-{len(parts)}"
    await asyncio.to_thread(_tidy, folder, desk.store.clock().timestamp())
    made = next(iter(folder.glob(f"{name}.*")), None)
    if made is None:
        made = await asyncio.to_thread(_extract, parts, seat, folder, name)
    return Playable(path=made, type=TYPES[made.suffix[1:]])


async def strokes(desk: Desk, case_id: str) -> bytes:
    """The signature of a case, as kept. Raises Missing."""
    async with desk.store.read() as connection:
        signed = await cases.confirmation_of(connection, case_id)
    if signed is None:
        raise Missing("signature")
    return await desk.store.files.open(signed.strokes_sha256)


async def _segments(desk: Desk, session_id: str, seat: str) -> list[Path]:
    async with desk.store.read() as connection:
        await sessions.get(connection, session_id)
        kept = await sessions.segments_of(connection, session_id)
    parts = [desk.settings.recordings / segment.path for segment in kept if seat in segment.seats]
    if not parts:
        raise Missing("recording")
    return parts


def _extract(parts: list[Path], seat: str, folder: Path, name: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    # Each maker writes a file of its own: two may be asked at once.
    with tempfile.TemporaryDirectory(dir=folder) as own:
        beside = Path(own) / name
        kind = playback.extract(parts, seat, beside)
        return beside.replace(folder / f"{name}.{kind}")


def _tidy(folder: Path, now: float) -> None:
    """Removes files that are old, and the oldest ones beyond the bound; one being sent is read to its end."""
    files = sorted((path for path in folder.glob("*.*") if path.is_file()), key=lambda path: path.stat().st_mtime)
    room = PLAYABLE_BYTES
    for path in reversed(files):
        room -= path.stat().st_size
        if room < 0 or now - path.stat().st_mtime > PLAYABLE_LASTS.total_seconds():
            path.unlink(missing_ok=True)
