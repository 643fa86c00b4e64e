"""Recordings of sessions: made playable one participant at a time, from the segments as they were written."""

import asyncio
import tempfile
from pathlib import Path

from desk.actions.desk import Desk
from desk.model.errors import Missing
from desk.model.sessions import Seat
from desk.store import cases, sessions
from webrtc import playback


async def playable(desk: Desk, session_id: str, seat: str) -> Path:
    """A WebM file of one seat's picture and sound, made when first asked for. Raises Missing.

    It is made anew when the session has got another segment since.
    """
    if seat not in set(Seat):
        raise Missing("seat")
    async with desk.store.read() as connection:
        await sessions.get(connection, session_id)
        kept = await sessions.segments_of(connection, session_id)
    parts = [desk.settings.recordings / segment.path for segment in kept if seat in segment.seats]
    if not parts:
        raise Missing("recording")
    target = desk.settings.data_dir / "playable" / f"{session_id}-{seat}-{len(parts)}.webm"
    if not target.exists():
        await asyncio.to_thread(_extract, parts, seat, target)
    return target


async def strokes(desk: Desk, case_id: str) -> bytes:
    """The signature of a case, as kept. Raises Missing."""
    async with desk.store.read() as connection:
        signed = await cases.confirmation_of(connection, case_id)
    if signed is None:
        raise Missing("signature")
    return await desk.store.files.open(signed.strokes_sha256)


def _extract(parts: list[Path], seat: str, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    # Each maker writes a file of its own: two may be asked at once.
    with tempfile.TemporaryDirectory(dir=target.parent) as folder:
        beside = Path(folder) / target.name
        playback.extract(parts, seat, beside)
        beside.replace(target)
