"""How often a sheet that came by post is taken for the wrong page, or for none, set against the stills of the corner.

Pages of one layout, which is the hard case: each is taken by the corner's camera (askew, from near or far, by weak
light) and scanned later; every scan is judged among all pages of its bag, and once more in a bag without its own page.

    make bench-likeness
"""

import time

from bench._line import end, quantile
from desk.actions.materials.likeness import Grid, grid, likeness
from desk.model.materials.originals import Verdict, judge
from tests.desk.actions.materials.pages import Shot, taken

PAGES = 12
BAG = 6
SCAN = (1240, 1754)


def main() -> None:
    """Prints what was measured as one line of JSON."""
    stills = [_still(seed) for seed in range(PAGES)]
    took = []
    wrong = none = swallowed = 0
    for seed in range(PAGES):
        picture = taken(Shot(smear=0.8, light=250, ink=10, noise=1, size=0.98, seed=seed), SCAN)
        began = time.perf_counter()
        sheet = grid(picture)
        assert sheet is not None, "a page without writing"
        first = seed // BAG * BAG
        bag = list(range(first, first + BAG))
        row = [likeness(sheet, stills[each]) for each in bag]
        took.append(time.perf_counter() - began)
        (found,) = judge([row])
        none += found.verdict is Verdict.UNKNOWN
        wrong += found.page is not None and bag[found.page] != seed
        (without,) = judge([[value for each, value in zip(bag, row, strict=True) if each != seed]])
        swallowed += without.verdict is not Verdict.UNKNOWN
    end(
        "likeness",
        {
            "pages": PAGES,
            "wrong_page": wrong / PAGES,
            "own_page_not_known": none / PAGES,
            "stranger_taken": swallowed / PAGES,
            "p95_ms": quantile(took, 0.95) * 1000,
        },
    )


def _still(seed: int) -> Grid:
    turn, size, light = (-2.0, 0.0, 1.5)[seed % 3], (0.86, 0.7)[seed % 2], (200.0, 120.0)[seed // 2 % 2]
    return _seen(Shot(seed=seed, turn=turn, size=size, light=light), (1860, 2631))


def _seen(shot: Shot, size: tuple[int, int]) -> Grid:
    found = grid(taken(shot, size))
    assert found is not None, "a page without writing"
    return found


if __name__ == "__main__":
    main()
