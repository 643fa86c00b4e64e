"""How alike two pictures of pages are: whether a sheet that came by post is the page that was shown to the camera.

Theory of operation. What of a page stays the same between a corner's camera and a scanner is where it is written on.
Each picture is cut to its writing, and the ink in it laid on a grid of 48 × 68 cells, each cell set against the paper
around it, so that light and size fall away. Two grids are compared by their correlation, at the best of small shifts,
the right way up and upside down. Pages of the same form are alike in their layout, so a likeness counts only beside
those with the other pages (desk/model/materials/originals.py). `make bench-likeness` says how often it errs.
"""

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from desk.actions.materials.legibility import LONGEST, written_region

Grid = NDArray[np.float32]

COLUMNS, ROWS = 48, 68
SHIFT = 2
"""Cells by which writing may be off when its edges were found differently."""


def grid(image: Image.Image) -> Grid | None:
    """Where a page is written on; None where no writing was found."""
    grey = ImageOps.exif_transpose(image).convert("L")
    grey.thumbnail((LONGEST, LONGEST), Image.Resampling.BOX)
    region = written_region(np.asarray(grey, dtype=np.uint8))
    if region is None:
        return None
    page = grey.crop(region)
    if page.width > page.height:
        page = page.rotate(90, expand=True)
    ink = np.asarray(page.resize((COLUMNS * 8, ROWS * 8), Image.Resampling.BOX), dtype=np.float32)
    cells = ink.reshape(ROWS, 8, COLUMNS, 8)
    paper = np.percentile(cells, 95, axis=(1, 3))
    darkness = 1 - cells.mean(axis=(1, 3)) / np.maximum(paper, 1)
    return _levelled(darkness.astype(np.float32))


def likeness(one: Grid, other: Grid) -> int:
    """From 0 to 1000, which is the same grid."""
    best = max(_shifted(one, other), _shifted(one, np.ascontiguousarray(other[::-1, ::-1])))
    return max(0, round(1000 * best))


def _shifted(one: Grid, other: Grid) -> float:
    found = 0.0
    for down in range(-SHIFT, SHIFT + 1):
        for right in range(-SHIFT, SHIFT + 1):
            a = one[max(0, down) : ROWS + min(0, down), max(0, right) : COLUMNS + min(0, right)]
            b = other[max(0, -down) : ROWS + min(0, -down), max(0, -right) : COLUMNS + min(0, -right)]
            found = max(found, _correlation(a, b))
    return found


def _correlation(a: Grid, b: Grid) -> float:
    first, second = a - a.mean(), b - b.mean()
    size = float(np.sqrt((first * first).sum() * (second * second).sum()))
    return float((first * second).sum()) / size if size else 0.0


def _levelled(cells: Grid) -> Grid:
    """Less what is common to a cell's neighbourhood: the layout of a form, which all its pages share, counts less."""
    padded = np.pad(cells, 3, mode="edge")
    sums = np.cumsum(np.cumsum(np.pad(padded, ((1, 0), (1, 0))), axis=0), axis=1)
    around = (sums[7:, 7:] - sums[:-7, 7:] - sums[7:, :-7] + sums[:-7, :-7]) / 49
    level: Grid = (cells - around).astype(np.float32)
    return level
