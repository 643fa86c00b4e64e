"""Joins a session's recording into one file, and tells as JSON how long it is, where it has gaps, whether sound and
picture drift apart, and which of its segments were altered since they were entered."""

import asyncio
import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from desk.config import Settings
from desk.store import sessions
from desk.store.engine import connect
from desk.store.sessions import Segment
from webrtc import joining
from webrtc.errors import PlaybackError
from webrtc.joining import Report

LIMIT_MS = 40
"""Sound and picture further apart than this are out of step (ITU-R BT.1359: sound 45 ms early is noticed)."""


class NotJoined(ValueError):
    """There is nothing to join, or it cannot be read or written."""


async def join(settings: Settings, session_id: str, to: Path) -> None:
    """Writes the session's recording to a Matroska file, and prints the report. Raises NotJoined."""
    engine = connect(settings.database_url)
    try:
        async with engine.connect() as connection:
            kept = await sessions.segments_of(connection, session_id)
    finally:
        await engine.dispose()
    if not kept:
        raise NotJoined("no recording of this session was kept")
    paths = [settings.recordings / segment.path for segment in kept]
    try:
        report = await asyncio.to_thread(joining.join, paths, to)
    except PlaybackError as error:
        raise NotJoined(str(error)) from error
    altered = await asyncio.to_thread(_altered, settings.recordings, kept)
    print(json.dumps(told(report) | {"altered": altered}, ensure_ascii=False, indent=2))


def _altered(folder: Path, kept: Sequence[Segment]) -> list[str]:
    """The segments whose files are not, or no longer are, what was entered."""
    return [segment.path for segment in kept if _digest(folder / segment.path) != segment.sha256]


def _digest(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def told(report: Report) -> dict[str, Any]:
    """The report as JSON takes it. `in_step`: no drift beyond the limit; null where too little was measured."""
    widest = [drift.drift_ms for drift in report.drifts if drift.drift_ms is not None]
    return asdict(report) | {
        "started_at": report.started_at.isoformat(),
        "in_step": max(map(abs, widest)) <= LIMIT_MS if widest else None,
    }
