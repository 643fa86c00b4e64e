"""A page that cannot be read is told from one that can, each fault by its name."""

import pytest
from PIL import Image

from desk.actions.materials.legibility import measure
from desk.model.materials.legibility import Trouble, troubles
from tests.desk.actions.materials.pages import Shot, like, taken

GOOD = Shot()
READABLE = {
    "as the corner takes it": GOOD,
    "in Latin letters": like(GOOD, latin=True),
    "in small print": like(GOOD, points=8),
    "a little askew": like(GOOD, turn=3),
    "noisy": like(GOOD, noise=9),
    "a little soft": like(GOOD, smear=2),
    "by a weak lamp": like(GOOD, light=110),
    "in grey ink": like(GOOD, ink=150),
    "from further off": like(GOOD, size=0.6),
    "scanned": Shot(smear=0.6, light=255, ink=0, noise=0, size=1.0),
}
SPOILT = {
    "smeared": (like(GOOD, smear=5), Trouble.BLURRED),
    "badly smeared": (like(GOOD, smear=10), Trouble.BLURRED),
    "at night": (like(GOOD, light=60), Trouble.DARK),
    "under a small lamp": (like(GOOD, shine=0.01), Trouble.GLARE),
    "under a large lamp": (like(GOOD, shine=0.08), Trouble.GLARE),
    "washed out": (like(GOOD, shine=0.2), Trouble.GLARE),
    "too far off": (like(GOOD, size=0.25), Trouble.SMALL),
    "half out of the picture": (like(GOOD, shift=0.3), Trouble.CUT),
}


@pytest.mark.parametrize("shot", READABLE.values(), ids=READABLE)
def test_a_page_that_can_be_read_has_no_trouble(shot: Shot) -> None:
    assert troubles(measure(taken(shot))) == ()


@pytest.mark.parametrize(("shot", "trouble"), SPOILT.values(), ids=SPOILT)
def test_the_worst_trouble_of_a_page_is_named(shot: Shot, trouble: Trouble) -> None:
    assert troubles(measure(taken(shot)))[0] is trouble


@pytest.mark.parametrize("mode", ["L", "RGB", "RGBA", "P", "1", "CMYK", "I;16"])
def test_any_kind_of_picture_is_measured(mode: str) -> None:
    assert measure(Image.new(mode, (300, 200))).writing == 0


@pytest.mark.parametrize("size", [(1, 1), (1, 4000), (4000, 1), (96, 96), (97, 2000)])
def test_any_size_of_picture_is_measured(size: tuple[int, int]) -> None:
    assert troubles(measure(Image.new("L", size, 128))) == ()


@pytest.mark.parametrize(
    "picture",
    [
        Image.radial_gradient("L").resize((1200, 900)),
        Image.effect_noise((1200, 900), 40),
        Image.new("L", (900, 900), 255),
    ],
    ids=["gradient", "noise", "blank"],
)
def test_a_picture_without_writing_has_no_trouble(picture: Image.Image) -> None:
    assert troubles(measure(picture)) == ()
