"""Keeps pictures small, and as they were where nothing to be seen has changed: a later time is no new picture."""

import pathlib

from PIL import Image, ImageChops

COLOURS = 256
LARGEST = 150_000
"""Bytes of one picture."""
VISIBLE = 40
"""How far a channel must be off to be seen."""
ALIKE = 0.006
"""The share of pixels that may be off in two pictures that are alike: a time, a number drawn by lot."""


def keep(taken: pathlib.Path, kept: pathlib.Path, scale: float, *, alike: float = ALIKE) -> str:
    """Puts a picture into the album, scaled and with few colours; says what became of it. Raises ValueError."""
    with Image.open(taken) as picture:
        full = picture.convert("RGB")
    size = (round(full.width * scale), round(full.height * scale))
    small = full if scale == 1 else full.resize(size, Image.Resampling.LANCZOS)
    if kept.exists() and off(small, kept) < alike:
        return "as it was"
    kept.parent.mkdir(parents=True, exist_ok=True)
    # Every colour is covered, however little there is of it: a red mark stays red.
    few = small.quantize(COLOURS, method=Image.Quantize.MAXCOVERAGE, kmeans=3, dither=Image.Dither.NONE)
    few.save(kept, optimize=True)
    if kept.stat().st_size > LARGEST:
        raise ValueError(f"{kept.name} has {kept.stat().st_size} bytes, more than {LARGEST}")
    return f"new, {kept.stat().st_size // 1000} kB"


def off(new: Image.Image, kept: pathlib.Path) -> float:
    """The share of pixels that somebody who looks at both would see to differ, 0 to 1."""
    with Image.open(kept) as picture:
        old = picture.convert("RGB")
    if old.size != new.size:
        return 1.0
    bands = ImageChops.difference(old, new).split()
    worst = ImageChops.lighter(ImageChops.lighter(bands[0], bands[1]), bands[2])
    return sum(worst.histogram()[VISIBLE:]) / (new.width * new.height)
