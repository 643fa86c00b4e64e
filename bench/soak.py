"""A long two-way call with recording: nothing may leak, memory stay flat, and the recording play in its full length.

A short call comes first, so that what is made once is there; then tasks, descriptors and threads of the node's
process are counted, before and after the long call. Its segments are joined, and ffprobe reads every frame.
"""

import argparse
import json
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench import _namespace, _relay_media
from bench._line import end
from bench._processes import Child, python
from webrtc import joining

WARM = 4.0
GROWN = 120.0
"""Seconds after which memory should grow no more; a fifth of a call that is shorter than five times that."""
SAMPLING = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """What became of a call."""

    wall: float
    """Seconds, by the load's clock, from its first packet to its last."""
    frames: int
    """Video frames sent, of both."""
    forwarded: float
    growth: float
    """MB of memory more at the end than when the call had come to rest."""
    segments: list[Path]


def soak(seconds: float, folder: Path, *, segment_seconds: float = 60.0) -> dict[str, float]:
    """The figures of a call of so many seconds, its files in the folder."""
    clip = folder / "clip"
    _relay_media.save(_relay_media.encode(), clip)
    command = python("bench._soak_node", "--folder", str(folder), "--segment-seconds", str(segment_seconds))
    with Child(command, core=None) as node:
        _call(node, "warm", WARM, clip)
        before = node.ask("counts")
        call = _call(node, "long", seconds, clip)
        after = node.ask("counts")
    joined = folder / "joined.mkv"
    report = joining.join(call.segments, joined)
    read = _probe(joined)
    drifts = [abs(drift.drift_ms) for drift in report.drifts if drift.drift_ms is not None]
    return {
        "seconds": call.wall,
        "leaked_tasks": after["tasks"] - before["tasks"],
        "leaked_descriptors": after["descriptors"] - before["descriptors"],
        "leaked_threads": after["threads"] - before["threads"],
        "rss_growth_mb": call.growth,
        "forwarded_share": call.forwarded,
        "segments": len(call.segments),
        "length_over_wall": read["seconds"] / call.wall,
        "frames_recorded": read["frames"] / call.frames,
        "ffprobe_errors": read["errors"],
        **({"drift_ms": max(drifts)} if drifts else {}),
    }


def _call(node: Child, name: str, seconds: float, clip: Path) -> Call:
    legs = node.ask({"open": name})["legs"]
    with Child(python("bench._relay_load"), core=None) as load:
        plan = {"clip": str(clip), "address": _namespace.address(), "signals": "whip", "legs": legs}
        load.ask(plan)
        first = load.ask("count")
        memory = _pass(node, seconds)
        last = load.ask("count")
        drained = load.ask("stop")
        load.say("bye")
    return Call(
        wall=last["at"] - first["at"],
        frames=drained["frames_sent"],
        forwarded=drained["came"] / drained["sent"],
        growth=memory,
        segments=[Path(path) for path in node.ask({"close": name})["segments"]],
    )


def _pass(node: Child, seconds: float) -> float:
    began = time.monotonic()
    rested = min(GROWN, seconds / 5)
    samples = []
    while (passed := time.monotonic() - began) < seconds:
        if passed > rested:
            samples.append(node.memory())
        time.sleep(min(SAMPLING, seconds - passed))
    return node.memory() - samples[0] if samples else 0.0


def _probe(path: Path) -> dict[str, float]:
    """What ffprobe reads of a file, decoding all of it."""
    what = "format=duration:stream=codec_type,nb_read_frames"
    command = ["ffprobe", "-v", "error", "-count_frames", "-show_entries", what, "-of", "json", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    videos = [stream for stream in found["streams"] if stream["codec_type"] == "video"]
    return {
        "seconds": float(found["format"]["duration"]),
        "frames": sum(int(stream["nb_read_frames"]) for stream in videos),
        "errors": len(done.stderr.splitlines()),
    }


def main() -> None:
    """Soaks for as long as asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10.0)
    minutes = parser.parse_args().minutes
    with tempfile.TemporaryDirectory(prefix="bench-soak-") as place:
        end("soak", soak(minutes * 60, Path(place)))


if __name__ == "__main__":
    main()
