"""How fast two legs that stand are joined, against legs that must first be made: `cold_over_warm`.

Each figure is the median time to the first decoded frame of the applicant at the clerk, cameras running, over the same
ways, in rounds that take turns:
warm: both legs stand; from the server's giving them their seats. The applicant's is a new leg that waited a little, the
    clerk's is the one of the rounds before, as at a window;
cold: there is none; from the server's telling both pages, which then open a leg as ours do: grant, offer, answer. The
    seats are kept for them, so that each is joined when it is up.
The server's word, grants and offers are as far away as media. `connection_ms` is the part of cold that begins when both
pages have their grants: the connection alone. `..._both_ms` ends when the applicant, too, has a picture of the clerk.
"""

import asyncio
import statistics
import time

import uvloop

from bench._browsers import CONSENT, Stage, stage
from bench._line import end
from bench._shaper import Way, both

ROUNDS = 15
SETTLE = 3.0
"""Seconds for which a leg stands before it is joined: its start is over by then."""
FAR = 0.020
"""Seconds one way."""
REST = 0.3


async def cold(on: Stage, way: Way, seed: int) -> dict[str, float]:
    """Makes both legs; the clerk's stands from then on."""
    await on.clerk.close()
    await asyncio.sleep(REST)
    _sit(on)
    told, made = zip(
        *await asyncio.gather(on.applicant.open(way, seed=seed), on.clerk.open(way, seed=-seed)), strict=True
    )
    figures = await _seen(on, "cold", min(told))
    return {**figures, "connection": figures["cold"] - (max(made) - min(told)) * 1000}


async def warm(on: Stage, way: Way, seed: int) -> dict[str, float]:
    """Joins two legs that stand."""
    await on.applicant.open(way, seed=seed)
    await asyncio.sleep(SETTLE)
    began = time.time()
    _sit(on)
    return await _seen(on, "warm", began)


def _sit(on: Stage) -> None:
    bridge = on.house.node.open_bridge("pairing", consent=CONSENT)
    bridge.seat("clerk", "clerk")
    bridge.seat("applicant", "applicant")


async def _seen(on: Stage, name: str, began: float) -> dict[str, float]:
    at_clerk, at_applicant = await asyncio.gather(on.clerk.first_frame(began), on.applicant.first_frame(began))
    await on.house.node.close_bridge("pairing")
    await on.applicant.close()
    await asyncio.sleep(REST)
    return {name: (at_clerk - began) * 1000, f"{name}_both": (max(at_clerk, at_applicant) - began) * 1000}


async def _rounds(on: Stage, delay: float, rounds: int) -> dict[str, float]:
    way = both(delay=delay)
    seen: dict[str, list[float]] = {}
    for number in range(1, rounds + 1):
        figures = {**await cold(on, way, number), **await warm(on, way, number)}
        print(f"{delay * 2000:.0f} ms there and back:", {key: round(ms) for key, ms in figures.items()}, flush=True)
        for key, value in figures.items():
            seen.setdefault(key, []).append(value)
    await on.clerk.close()
    return {key: statistics.median(values) for key, values in seen.items()}


def _figures(found: dict[str, float], ending: str) -> dict[str, float]:
    return {
        **{f"{key}_ms{ending}": value for key, value in found.items()},
        f"cold_over_warm{ending}": found["cold"] / found["warm"],
        f"connection_over_warm{ending}": found["connection"] / found["warm"],
    }


async def measure() -> dict[str, float]:
    """All figures, in milliseconds and ratios; those that end with _40 at 40 ms there and back."""
    async with stage() as on:
        await _rounds(on, 0.0, 1)
        near = await _rounds(on, 0.0, ROUNDS)
        far = await _rounds(on, FAR, ROUNDS)
    return {**_figures(near, ""), **_figures(far, "_40")}


if __name__ == "__main__":
    end("pairing", uvloop.run(measure()))
