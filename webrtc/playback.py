"""Makes what a browser can play out of recorded segments, without decoding: one participant, one file.

Both participants of a session get the same zero of time (the first segment's), so that two players started together
stay together; where nothing was recorded, the file has a gap of that length. VP8 makes a WebM; H.264, which WebM may
not hold, an MP4; a participant who changed from one to the other, a Matroska file.
"""

from collections.abc import Sequence
from pathlib import Path

import av

from webrtc import reading
from webrtc.errors import PlaybackError
from webrtc.events import Track
from webrtc.reading import Part

FORMATS = {"webm": {"cues_to_front": "1"}, "mp4": {"movflags": "+faststart"}, "matroska": {"cues_to_front": "1"}}


def extract(segments: Sequence[Path], participant: str, to: Path) -> str:
    """Write one participant's picture and sound to `to`; its kind: `webm`, `mp4` or `matroska`.

    participant: a seat ("applicant") or a party ("visit:1"). Segments that cannot be read, or hold nothing of the
    participant, are passed over. Raises `PlaybackError`. Blocking: use a thread.
    """
    parts = reading.parts(segments)
    lines = _lines(parts, participant)
    if not lines:
        raise PlaybackError("the participant is not in the recording")
    kind = _container({key[1] for key in lines})
    partial = to.with_name(to.name + ".part")
    try:
        _write(partial, kind, parts, lines)
        partial.replace(to)
    except (OSError, av.FFmpegError) as error:
        raise PlaybackError("the recording cannot be written") from error
    finally:
        partial.unlink(missing_ok=True)
    return kind


Line = tuple[str, str]
"""(kind, codec): what becomes one stream, whichever party sat there."""


def _lines(parts: Sequence[Part], participant: str) -> dict[Line, list[Track]]:
    """The tracks of the participant's own picture and sound, pictures first."""
    found: dict[Line, list[Track]] = {}
    for track in (track for part in parts for track in part.tracks):
        if participant in (track.seat, track.party) and track.rank == 0:
            found.setdefault((track.kind, track.codec), []).append(track)
    return {line: found[line] for line in sorted(found, key=lambda line: line[0] != "video")}


def _container(codecs: set[str]) -> str:
    if "h264" not in codecs:
        return "webm"
    return "matroska" if "vp8" in codecs else "mp4"


def _write(to: Path, kind: str, parts: Sequence[Part], lines: dict[Line, list[Track]]) -> None:
    zero = parts[0].started_at
    chosen = [track for tracks in lines.values() for track in tracks]
    with av.open(str(to), "w", format=kind, options=FORMATS[kind]) as out:
        streams = {}
        for line, tracks in lines.items():
            first = next(part for part in parts if tracks[0] in part.tracks)
            streams[line] = reading.open_stream(out, tracks[0], first)
        last = dict.fromkeys(streams, -1)
        for part in parts:
            shift = round((part.started_at - zero).total_seconds() * 1000)
            for track, packet in reading.packets(part, chosen):
                line = track.kind, track.codec
                at = last[line] = max(reading.at(packet) + shift, last[line] + 1)
                out.mux(reading.copy(packet, streams[line], at))
