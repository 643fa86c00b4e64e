"""What loss does to a call: frames decoded a second and sound concealed, at 5 % and 10 % against none in the same run.

Each leg has 40 ms there and back, and loses that share of its datagrams each way, each by itself: a packet from one
browser to the other may be lost twice. Each figure is of the side that did worse: `frames_kept_at_...` against none
lost, `decoded_at_...` of the frames that the other side encoded meanwhile, `concealed_at_...` of the sound. At the end
the applicant's uplink falls to 500 kb/s: how long the clerk's picture stood still.
"""

import argparse
import asyncio
from dataclasses import dataclass, replace
from typing import Any

import uvloop

from bench._browsers import CONSENT, Seat, Stage, stage
from bench._line import end
from bench._shaper import Path, Way, both

DELAY = 0.020
"""Seconds one way."""
LOSSES = (0.0, 0.05, 0.10)
SETTLE = 8.0
"""Seconds of a call before it is looked at."""
NARROW_KBPS = 500
NARROW_SECONDS = 25.0
STILL = 0.2
"""Seconds after which a picture that still stands at the end is frozen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What one side saw in a stretch of a call."""

    fps: float
    encoded: float
    """Frames a second that it made itself."""
    concealed: float
    """The share of samples that were made up."""
    frozen: float
    """Seconds."""
    height: int
    """Lines of the picture at the end."""
    kbps: float
    """Of picture that came."""
    delay: float
    """Seconds that frames waited on average before they were shown."""
    key_frames: int
    asked: int
    """Key frames asked for."""


def between(before: dict[str, Any], after: dict[str, Any]) -> Seen:
    """The stretch between two counts."""
    passed = {key: after[key] - value for key, value in before.items() if isinstance(value, int | float)}
    seconds = passed["at"] / 1000
    still = after["since"] / 1000
    return Seen(
        fps=passed["decoded"] / seconds,
        encoded=passed["encoded"] / seconds,
        concealed=passed["concealed"] / max(1, passed["samples"]),
        frozen=passed["frozen"] + (still if still > STILL else 0.0),
        height=after.get("height", 0),
        kbps=passed["received"] * 8 / 1000 / seconds,
        delay=passed["delay"] / max(1, passed["emitted"]),
        key_frames=passed["keyFrames"],
        asked=passed["pli"],
    )


async def _call(on: Stage, way: Way, seed: int) -> None:
    bridge = on.house.node.open_bridge("loss", consent=CONSENT)
    bridge.seat("clerk", "clerk")
    bridge.seat("applicant", "applicant")
    await asyncio.gather(on.applicant.open(way, seed=seed), on.clerk.open(way, seed=seed + 1))
    await asyncio.sleep(SETTLE)


async def _part(on: Stage) -> None:
    await on.house.node.close_bridge("loss")
    await on.applicant.close()
    await on.clerk.close()


async def _stretch(name: str, seats: tuple[Seat, ...], seconds: float) -> list[Seen]:
    before = [await seat.counts() for seat in seats]
    await asyncio.sleep(seconds)
    seen = [between(first, await seat.counts()) for first, seat in zip(before, seats, strict=True)]
    for seat, found in zip(seats, seen, strict=True):
        print(
            f"{name}, {seat.party}: {found.fps:.1f} frames a second of {found.height} lines, {found.kbps:.0f} kb/s, "
            f"frozen {found.frozen:.1f} s, waited {found.delay * 1000:.0f} ms, {found.key_frames} key frames "
            f"({found.asked} asked for), {found.concealed:.2%} of sound concealed",
            flush=True,
        )
    return seen


async def _lossy(on: Stage, loss: float, seconds: float, seed: int) -> list[Seen]:
    await _call(on, both(delay=DELAY, loss=loss), seed)
    seen = await _stretch(f"{loss:.0%} lost", (on.applicant, on.clerk), seconds)
    await _part(on)
    return seen


async def _narrow(on: Stage, seed: int) -> Seen:
    way = both(delay=DELAY)
    await _call(on, way, seed)
    await on.applicant.change(replace(way, up=Path(delay=DELAY, kbps=NARROW_KBPS)))
    (seen,) = await _stretch(f"uplink of {NARROW_KBPS} kb/s", (on.clerk,), NARROW_SECONDS)
    await _part(on)
    return seen


def _figures(plain: list[Seen], lossy: list[Seen], percent: int) -> dict[str, float]:
    senders = reversed(lossy)
    return {
        f"frames_kept_at_{percent}": min(one.fps / other.fps for one, other in zip(lossy, plain, strict=True)),
        f"decoded_at_{percent}": min(one.fps / other.encoded for one, other in zip(lossy, senders, strict=True)),
        f"concealed_at_{percent}": max(one.concealed for one in lossy),
        f"froze_at_{percent}": max(one.frozen for one in lossy),
    }


async def measure(seconds: float, seed: int) -> dict[str, float]:
    """All figures: shares, and seconds of standing still."""
    async with stage() as on:
        plain, five, ten = [await _lossy(on, loss, seconds, seed) for loss in LOSSES]
        narrow = await _narrow(on, seed)
    return {
        "seconds": seconds,
        "fps_at_0": min(one.fps for one in plain),
        "concealed_at_0": max(one.concealed for one in plain),
        "froze_at_0": max(one.frozen for one in plain),
        **_figures(plain, five, 5),
        **_figures(plain, ten, 10),
        "froze_at_500k": narrow.frozen,
        "froze_at_500k_of": NARROW_SECONDS,
        "fps_at_500k": narrow.fps,
    }


def main() -> None:
    """Reads the two choices, measures, prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60.0, help="how long each share of loss is looked at")
    parser.add_argument("--seed", type=int, default=1, help="decides which datagrams are lost")
    asked = parser.parse_args()
    end("loss", uvloop.run(measure(asked.seconds, asked.seed)))


if __name__ == "__main__":
    main()
