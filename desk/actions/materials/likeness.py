"""How alike two pictures of pages are: whether a sheet that came by post is the page that was shown to the camera.

Theory of operation. What of a page stays the same between a corner's camera and a scanner is where it is written on.
Each picture is cut to its ink, which is laid on a grid of 96 × 136 cells, each set against the paper around it, so that
light and size fall away. Two grids are compared by their correlation, at the best of small shifts and sizes, the right
way up and upside down. Pages of the same form are alike in their layout, so a likeness counts only beside those with
the other pages (desk/model/materials/originals.py). `make bench-likeness` says how often it errs.
"""

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from desk.actions.materials.legibility import LONGEST, written_region

Grid = NDArray[np.float32]

COLUMNS, ROWS = 96, 136
TURNS = tuple(half / 2 for half in range(-10, 11))
"""Degrees by which a sheet may lie askew before the camera."""
SCALES = (0.97, 0.985, 1.0, 1.015, 1.03)
"""By which the writing's edges may have been found differently."""
SHIFT = 6
"""Cells by which writing may be off for the same reason."""


def grid(image: Image.Image) -> Grid | None:
    """Where a page is written on; None where no writing was found."""
    grey = ImageOps.exif_transpose(image).convert("L")
    grey.thumbnail((LONGEST, LONGEST), Image.Resampling.BOX)
    region = written_region(np.asarray(grey, dtype=np.uint8))
    if region is None:
        return None
    grey = grey.rotate(_askew(grey.crop(region)), Image.Resampling.BILINEAR, fillcolor=grey.getpixel(region[:2]))
    region = written_region(np.asarray(grey, dtype=np.uint8)) or region
    page = grey.crop(region)
    if page.width > page.height:
        page = page.rotate(90, expand=True)
    ink = np.asarray(page.resize((COLUMNS * 6, ROWS * 6), Image.Resampling.BOX), dtype=np.float32)
    cells = ink.reshape(ROWS, 6, COLUMNS, 6)
    paper = np.percentile(cells, 95, axis=(1, 3))
    return _levelled((1 - cells.mean(axis=(1, 3)) / np.maximum(paper, 1)).astype(np.float32))


def _askew(page: Image.Image) -> float:
    """The turn, in degrees, by which lines of writing lie level: there ink and gaps are furthest apart."""
    small = ImageOps.autocontrast(
        page.resize((360, max(8, round(360 * page.height / page.width))), Image.Resampling.BOX)
    )
    best, at = -1.0, 0.0
    for turn in TURNS:
        turned = np.asarray(small.rotate(turn, Image.Resampling.BILINEAR, fillcolor=255), dtype=np.float32)
        inner = turned[20:-20, 30:-30]
        told = max(float(np.var(np.diff(inner.mean(axis=1)))), float(np.var(np.diff(inner.mean(axis=0)))))
        if told > best:
            best, at = told, turn
    return at


def likeness(one: Grid, other: Grid) -> int:
    """From 0 to 1000, which is the same grid."""
    best = max(_correlation(one, _scaled(turned, scale)) for turned in (other, other[::-1, ::-1]) for scale in SCALES)
    return max(0, round(1000 * best))


def _scaled(cells: Grid, scale: float) -> Grid:
    """The grid a little larger or smaller about its middle, cut or filled to its size."""
    if scale == 1.0:
        return cells
    size = (round(COLUMNS * scale), round(ROWS * scale))
    drawn = np.asarray(Image.fromarray(np.ascontiguousarray(cells)).resize(size, Image.Resampling.BILINEAR))
    made = np.zeros_like(cells)
    rows, columns = min(ROWS, drawn.shape[0]), min(COLUMNS, drawn.shape[1])
    top, left = (ROWS - rows) // 2, (COLUMNS - columns) // 2
    above, before = (drawn.shape[0] - rows) // 2, (drawn.shape[1] - columns) // 2
    made[top : top + rows, left : left + columns] = drawn[above : above + rows, before : before + columns]
    return made


def _correlation(one: Grid, other: Grid) -> float:
    """The best at any small shift, by the product of their spectra."""
    first, second = one - one.mean(), other - other.mean()
    size = float(np.sqrt((first * first).sum() * (second * second).sum()))
    if not size:
        return 0.0
    products = np.fft.irfft2(np.fft.rfft2(first) * np.conj(np.fft.rfft2(second)), s=first.shape)
    near = np.roll(products, (SHIFT, SHIFT), axis=(0, 1))[: 2 * SHIFT + 1, : 2 * SHIFT + 1]
    return float(near.max()) / size


def _levelled(cells: Grid) -> Grid:
    """Less what is common to a cell's neighbourhood: the layout of a form, which all its pages share, counts less."""
    padded = np.pad(cells, 3, mode="edge")
    sums = np.cumsum(np.cumsum(np.pad(padded, ((1, 0), (1, 0))), axis=0), axis=1)
    around = (sums[7:, 7:] - sums[:-7, 7:] - sums[7:, :-7] + sums[:-7, :-7]) / 49
    level: Grid = (cells - around).astype(np.float32)
    return level
