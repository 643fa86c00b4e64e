"""Whether a page that cannot be read is told from one that can: on drawn pages, spoilt at known grades.

Beside the limit on smear stands how far the plainest reader there is still gets: each of a set of letters that differ
in one stroke is smeared, given a camera's noise and compared with every one of them, smeared alike. That reader knows
all it can meet, so it goes on where a person has long given up: it bounds the limit from above and does not set it.

    make bench-legibility
"""

import random
import time
from itertools import product

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from bench._line import end, quantile
from desk.actions.materials.legibility import measure
from desk.model.materials.legibility import MOST_SOFTNESS, Trouble, troubles
from tests.desk.actions.materials.pages import FONT, Shot, like, taken

ALIKE = "己已巳未末土士日曰目自白百大太犬天夫人入八干千于于王玉主天夭申甲由田鳥烏戊戌戍免兔折拆侯候第弟今令"
HEIGHT = 34
NOISE = 8.0
READ = 0.95
Grey = NDArray[np.float32]
GOOD = [
    Shot(seed=seed, light=light, noise=noise, latin=latin, turn=turn)
    for seed, light, noise, latin, turn in product((1,), (120, 200), (2, 7), (False, True), (0, 2))
]
BAD = [
    *((Trouble.BLURRED, Shot(seed=seed, smear=smear)) for seed, smear in product((1, 2), (5, 8))),
    *((Trouble.DARK, Shot(seed=seed, light=light)) for seed, light in product((1, 2), (70, 45))),
    *((Trouble.GLARE, Shot(seed=seed, shine=shine)) for seed, shine in product((1, 2), (0.01, 0.08))),
    *((Trouble.SMALL, Shot(seed=seed, size=size)) for seed, size in product((1, 2), (0.28,))),
    *((Trouble.CUT, Shot(seed=seed, shift=shift)) for seed, shift in product((1, 2), (0.3,))),
]


def main() -> None:
    """Prints what was measured, and its last line as JSON."""
    limit = softness_at_limit()
    alarms, took = 0, []
    for shot in GOOD:
        wrong, seconds = _graded(shot)
        alarms += bool(wrong)
        took.append(seconds)
    caught = named = 0
    for trouble, shot in BAD:
        wrong, seconds = _graded(shot)
        caught += bool(wrong)
        named += trouble in wrong
        took.append(seconds)
    edge = _graded(like(GOOD[0], smear=4))[0]
    print(f"who knows each letter reads {READ:.0%} at {limit:.0f}; the limit is {MOST_SOFTNESS}; smear 4: {edge}")
    end(
        "legibility",
        {
            "good": len(GOOD),
            "bad": len(BAD),
            "false_alarms": alarms / len(GOOD),
            "caught": caught / len(BAD),
            "named": named / len(BAD),
            "softness_read": limit,
            "softness_limit": MOST_SOFTNESS,
            "p50_ms": quantile(took, 0.5) * 1000,
            "p95_ms": quantile(took, 0.95) * 1000,
        },
    )


def _graded(shot: Shot) -> tuple[tuple[Trouble, ...], float]:
    picture = taken(shot)
    began = time.perf_counter()
    grades = measure(picture)
    return troubles(grades), time.perf_counter() - began


def softness_at_limit() -> float:
    """The largest smear, in thousandths of a letter's height, at which this share of the letters is recognised."""
    dice = np.random.default_rng(1)
    best = 0.0
    for softness in range(30, 260, 10):
        if _recognised(softness / 1000 * HEIGHT, dice) < READ:
            break
        best = softness
    return best


def _recognised(smear: float, dice: np.random.Generator) -> float:
    font = ImageFont.truetype(FONT, HEIGHT)
    clean = [_letter(letter, font, smear) for letter in dict.fromkeys(ALIKE)]
    known = np.stack([_unit(each) for each in clean])
    right = 0
    tries = 6
    for at, picture in enumerate(clean):
        for _ in range(tries):
            seen = _unit(picture + dice.normal(0, NOISE, picture.shape).astype(np.float32))
            right += int(np.argmax(known @ seen)) == at
    return right / (tries * len(clean))


def _letter(letter: str, font: ImageFont.FreeTypeFont, smear: float) -> Grey:
    sheet = Image.new("L", (HEIGHT + 24, HEIGHT + 28), 205)
    ImageDraw.Draw(sheet).text((12, 6), letter, font=font, fill=60)
    return np.asarray(sheet.filter(ImageFilter.GaussianBlur(smear)), dtype=np.float32)


def _unit(picture: Grey) -> Grey:
    level = (picture - picture.mean()).ravel()
    unit: Grey = level / np.linalg.norm(level)
    return unit


if __name__ == "__main__":
    random.seed(1)
    main()
