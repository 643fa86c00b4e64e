"""Measures how well a page can be read, from its picture alone: numpy on grey levels, no model and no network.

Theory of operation. The picture is cut into tiles. A tile is written on when it holds both paper and ink. In it an
edge between the two, smeared by a Gaussian of width s, has the steepness contrast / (s √(2π)): so the steepest places
tell s, whatever the light (ISO 12233 measures cameras by the same edge). How much smear a letter bears depends on its
size, so s is set against the letter's height, which is that of the bars which lines of writing become when neighbouring
ink is joined; along and across, the lower one counts, so that a sheet lying on its side is measured alike.
Light is judged by the paper between the ink, glare by patches that are at the end of the scale where the rest of the
paper is not.
"""

import math

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from desk.model.materials.legibility import Grades

Grey = NDArray[np.uint8]
Levels = NDArray[np.float32]
Flags = NDArray[np.bool_]

LONGEST = 1754
"""Pixels of the longer side that are looked at: 150 an inch on a sheet that fills the picture."""
TILE = 24
PIXELS = TILE * TILE
LEAST_STEP = 22.0
"""Grey levels between paper and ink below which a tile is taken for blank: noise and the grain of a table."""
SHINING = 250
"""From here on a camera's picture is at its end."""
DULL_PAPER = 243.0
"""Paper brighter than this all over was scanned or drawn, and does not shine."""
WASHED_OUT = 90.0
"""Ink that is no further than this from such paper was taken under a lamp, not scanned."""
LEAST_TILES = 20
"""Fewer than these are a stamp or a stain, and no page."""
TALLEST = 12 * TILE
"""Bars higher than this are no lines of writing."""


def measure(image: Image.Image) -> Grades:
    """The grades of a decoded picture of any mode. Takes tens of milliseconds: never on the loop."""
    full = ImageOps.exif_transpose(image).convert("L")
    scale = min(1.0, LONGEST / max(full.size))
    looked = full if scale == 1.0 else full.resize(_scaled(full.size, scale), Image.Resampling.BOX)
    grey = np.asarray(looked, dtype=np.uint8)
    if min(grey.shape) < 4 * TILE:
        return _blank(float(grey.mean()))
    return _grades(grey, scale)


def written_region(grey: Grey) -> tuple[int, int, int, int] | None:
    """Left, upper, right and lower edge of the ink, in pixels; None where nothing is written.

    Ink lies with paper all around: the edge of the sheet on its table, where there is paper on one side alone, is none.
    """
    if min(grey.shape) < 4 * TILE:
        return None
    ranked = np.sort(_tiles(grey), axis=2)
    high, low = _rank(ranked, 0.9), _rank(ranked, 0.04)
    written = _written(ranked, high, low)
    if written.sum() < LEAST_TILES:
        return None
    bright = np.pad(high > 0.7 * np.median(high[written]), 1)
    rows, columns = written.shape
    around = [bright[down : down + rows, right : right + columns] for down in range(3) for right in range(3)]
    written &= np.logical_and.reduce(around)
    ys, xs = np.nonzero(_ink(grey, high, low, written))
    if ys.size < LEAST_TILES:
        return None
    top, bottom = np.percentile(ys, (0.4, 99.6)).astype(int)
    left, right_edge = np.percentile(xs, (0.4, 99.6)).astype(int)
    return int(left), int(top), int(right_edge) + 1, int(bottom) + 1


def _scaled(size: tuple[int, int], scale: float) -> tuple[int, int]:
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


def _blank(paper: float) -> Grades:
    return Grades(writing=0, letter=0, softness=0, contrast=0, paper=round(paper), glare=0, edge=0)


def _grades(grey: Grey, scale: float) -> Grades:
    tiles = _tiles(grey)
    ranked = np.sort(tiles, axis=2)
    high, low = _rank(ranked, 0.9), _rank(ranked, 0.04)
    step = high - low
    written = _written(ranked, high, low)
    letter = _letter(grey, high, low, written) if written.any() else TALLEST
    if letter >= TALLEST:
        return _blank(float(np.median(high)))
    contrast = float(np.median(step[written]))
    return Grades(
        writing=round(1000 * float(written.mean())),
        letter=round(letter / scale),
        softness=round(1000 * _smear(grey, step, written) / letter),
        contrast=round(contrast),
        paper=round(float(np.median(high[written]))),
        glare=round(1000 * _glare(ranked, written, float(np.percentile(high[written], 20)), contrast)),
        edge=round(1000 * _edge(written)),
    )


def _tiles(grey: Grey) -> Grey:
    """The picture's whole tiles: rows × columns × pixels."""
    rows, columns = grey.shape[0] // TILE, grey.shape[1] // TILE
    cut = grey[: rows * TILE, : columns * TILE].reshape(rows, TILE, columns, TILE)
    return cut.transpose(0, 2, 1, 3).reshape(rows, columns, PIXELS)


def _rank(ranked: Grey, share: float) -> Levels:
    """Of each tile, the level below which that share of its pixels lies."""
    return ranked[:, :, int(share * (PIXELS - 1))].astype(np.float32)


def _written(ranked: Grey, high: Levels, low: Levels) -> Flags:
    """Tiles with both paper and ink, of which ink is the lesser part, and not by a mere shade."""
    middle = (high + low) / 2
    little, much = _rank(ranked, 0.02), _rank(ranked, 0.62)
    clear = high - low > np.maximum(LEAST_STEP, 0.14 * high)
    found: Flags = clear & (little < middle) & (much >= middle)
    return found


def _smear(grey: Grey, step: Levels, written: Flags) -> float:
    """The width, in pixels looked at, of the Gaussian that smears edges: the median over what is written."""
    signed = grey.astype(np.int16)
    steep = np.zeros(grey.shape, dtype=np.uint8)
    across = np.abs(signed[1:-1, 2:] - signed[1:-1, :-2])
    down = np.abs(signed[2:, 1:-1] - signed[:-2, 1:-1])
    steep[1:-1, 1:-1] = np.maximum(across, down)
    kth = int(0.985 * (PIXELS - 1))
    steepest = np.partition(_tiles(steep)[written], kth, axis=1)[:, kth] / 2
    return float(np.median(step[written] / np.maximum(steepest, 0.5))) / math.sqrt(2 * math.pi)


def _letter(grey: Grey, high: Levels, low: Levels, written: Flags) -> float:
    """The height of a line of writing, in pixels looked at."""
    ink = _ink(grey, high, low, written)
    return min(_bars(ink), _bars(ink.T))


def _ink(grey: Grey, high: Levels, low: Levels, written: Flags) -> Flags:
    """Pixels nearer to ink than to paper, where anything is written."""
    middle = np.where(written, (high + low) / 2, 0).astype(np.uint8)
    limit = middle.repeat(TILE, axis=0).repeat(TILE, axis=1)
    ink: Flags = grey[: limit.shape[0], : limit.shape[1]] < limit
    return ink


def _bars(ink: Flags) -> float:
    """The median height of the bars that lines become when ink is joined with what stands beside it."""
    sums = np.cumsum(np.pad(ink, ((0, 0), (TILE, TILE))), axis=1, dtype=np.int32)
    joined = (sums[:, 2 * TILE :: 8] - sums[:, : -2 * TILE : 8]) > 0
    turns = np.diff(np.pad(joined, ((1, 1), (0, 0))).T.astype(np.int8), axis=1)
    heights = np.nonzero(turns == -1)[1] - np.nonzero(turns == 1)[1]
    heights = heights[heights > 2]
    return float(np.median(heights)) if heights.size else 1.0


def _glare(ranked: Grey, written: Flags, paper: float, contrast: float) -> float:
    """The share of the region written on that is at the end of the scale where the paper is not; 1 if all of it is."""
    if paper > DULL_PAPER:
        return 0.0 if contrast > WASHED_OUT else 1.0
    rows, columns = np.nonzero(written)
    top, bottom = np.percentile(rows, (2, 98)).astype(int)
    left, right = np.percentile(columns, (2, 98)).astype(int)
    region = ranked[top : bottom + 1, left : right + 1]
    return float((_rank(region, 0.5) >= SHINING).mean())


def _edge(written: Flags) -> float:
    """The share of the written tiles that lie at the picture's border."""
    border = int(written[0].sum() + written[-1].sum() + written[1:-1, 0].sum() + written[1:-1, -1].sum())
    return border / max(1, int(written.sum()))
