"""Camera pictures that are kind to look at: people cut from paper, before paper hills. Nobody is portrayed.

camera = Scene(path)            a Y4M file of one picture that Chromium's fake camera plays
camera.show(with_card(applicant()))   the camera sees something else from now on
"""

import math
import pathlib
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from tests.fixtures.programs import ROOT

SIZE = (1280, 720)
RATE = 8
FONT = ROOT / ".tools" / "fonts" / "NotoSansHK_700Bold.ttf"
Points = list[tuple[float, float]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Papers:
    """The colours that a person is cut from."""

    skin: str
    hair: str
    coat: str
    collar: str
    long_hair: bool = False
    headset: bool = False


class Scene:
    """The file that a fake camera plays: one frame, over and over, which may be changed while it plays."""

    def __init__(self, path: pathlib.Path, picture: Image.Image) -> None:
        self.path = path
        self._head = f"YUV4MPEG2 W{SIZE[0]} H{SIZE[1]} F{RATE}:1 Ip A1:1 C420jpeg\n".encode()
        path.write_bytes(self._head + b"FRAME\n" + _planes(picture))

    def show(self, picture: Image.Image) -> None:
        """The camera sees this from now on."""
        with self.path.open("r+b") as file:
            file.seek(len(self._head) + len(b"FRAME\n"))
            file.write(_planes(picture))


def applicant() -> Image.Image:
    """Somebody at a corner by the sea: warm papers, a sun, waves as on the pavements of Macao."""
    picture = Image.new("RGB", SIZE, "#f3e3c6")
    _cut(picture, "#e9a44c", _circle(1010, 190, 95))
    _cut(picture, "#d9b48a", _hills(430, 60, 520, 0.4))
    _cut(picture, "#7fa79a", _hills(500, 46, 430, 1.9))
    _cut(picture, "#4f8583", _hills(590, 22, 160, 0.0))
    _cut(picture, "#39696c", _hills(648, 22, 160, 1.6))
    _person(picture, Papers(skin="#e6b893", hair="#5b3a33", coat="#8c3b4a", collar="#f6ead7", long_hair=True))
    return picture


def clerk() -> Image.Image:
    """Somebody at a window before the watch-towers of Kaiping: cool papers."""
    picture = Image.new("RGB", SIZE, "#dce9ea")
    _cut(picture, "#bcd3cf", _hills(400, 50, 600, 2.6))
    for left, top, width in ((120, 250, 120), (300, 310, 90), (960, 220, 130), (1130, 300, 100)):
        _tower(picture, left, top, width)
    _cut(picture, "#86ab9d", _hills(560, 30, 480, 0.9))
    _cut(picture, "#c08a4e", [(0, 668), (1280, 668), (1280, 720), (0, 720)])
    papers = Papers(skin="#dcae88", hair="#2d2b33", coat="#274b6d", collar="#eef3f4", headset=True)
    _person(picture, papers)
    return picture


def with_card(picture: Image.Image) -> Image.Image:
    """The same person, holding a card up to the camera that says what it is."""
    picture = picture.copy()
    card = Image.new("RGBA", (640, 400), (0, 0, 0, 0))
    draw = ImageDraw.Draw(card)
    draw.rounded_rectangle((0, 0, 639, 399), 30, fill="#f7fbfa")
    draw.rounded_rectangle((0, 0, 639, 96), 30, fill="#3f7d78")
    draw.rectangle((0, 66, 639, 96), fill="#3f7d78")
    draw.rounded_rectangle((40, 136, 200, 352), 14, fill="#d5e4e1")
    draw.ellipse((84, 168, 156, 248), fill="#8fb3ac")
    draw.pieslice((62, 256, 178, 420), 180, 360, fill="#8fb3ac")
    for top, length in ((146, 330), (206, 260), (266, 300), (326, 190)):
        draw.rounded_rectangle((240, top, 240 + length, top + 24), 12, fill="#d5e4e1")
    draw.text((320, 48), "示範 DEMO", font=ImageFont.truetype(str(FONT), 52), fill="#ffffff", anchor="mm")
    card = card.rotate(-3, expand=True, resample=Image.Resampling.BICUBIC)
    picture.paste(card, (310, 250), card)
    for left in (300, 880):
        _cut(picture, "#e6b893", _circle(left + 50, 610, 52))
    return picture


def _person(picture: Image.Image, papers: Papers) -> None:
    """Head and shoulders in the middle."""
    if papers.long_hair:
        _cut(picture, papers.hair, _rounded(640, 370, 165, 235))
    _cut(picture, papers.coat, [*_arc(640, 770, 400, 260, 180, 360), (1040, 720), (240, 720)])
    _cut(picture, papers.skin, [(585, 420), (695, 420), (715, 560), (565, 560)])
    _cut(picture, papers.collar, [(560, 525), (640, 610), (720, 525), (745, 560), (640, 680), (535, 560)])
    _cut(picture, papers.skin, _rounded(640, 335, 120, 150))
    _cut(picture, papers.hair, [*_arc(640, 318, 142, 160, 180, 360), *_arc(640, 318, 142, 62, 0, -70)[::1], (560, 235)])
    draw = ImageDraw.Draw(picture)
    for left in (570, 672):
        draw.arc((left, 335, left + 38, 367), 200, 340, fill=papers.hair, width=6)
        draw.ellipse((left - 8, 380, left + 40, 412), fill=_between(papers.skin, "#d9714f"))
    draw.arc((600, 380, 680, 436), 25, 155, fill="#9c4a3c", width=6)
    if papers.headset:
        draw.arc((494, 160, 786, 520), 180, 360, fill="#3b4753", width=14)
        _cut(picture, "#3b4753", _rounded(506, 345, 26, 46))
        _cut(picture, "#3b4753", _rounded(774, 345, 26, 46))
        draw.arc((506, 300, 700, 462), 80, 170, fill="#3b4753", width=8)
        draw.ellipse((604, 446, 632, 470), fill="#3b4753")


def _tower(picture: Image.Image, left: int, top: int, width: int) -> None:
    """A watch-tower: a tall house, a gallery, a little dome."""
    _cut(picture, "#a7bfc0", [(left, 720), (left, top + 70), (left + width, top + 70), (left + width, 720)])
    edge = width // 8
    _cut(
        picture,
        "#93afb1",
        [
            (left - edge, top + 90),
            (left - edge, top + 50),
            (left + width + edge, top + 50),
            (left + width + edge, top + 90),
        ],
    )
    _cut(picture, "#7f9fa2", _arc(left + width / 2, top + 50, width * 0.36, 56, 180, 360))
    draw = ImageDraw.Draw(picture)
    for row in range(3):
        for column in (0.28, 0.62):
            at = left + width * column
            draw.rectangle((at, top + 130 + row * 80, at + width * 0.12, top + 164 + row * 80), fill="#dce9ea")


def _cut(picture: Image.Image, colour: str, outline: Points) -> None:
    """One piece of paper and its soft shadow, its edge smooth."""
    mask = Image.new("L", (SIZE[0] * 2, SIZE[1] * 2))
    ImageDraw.Draw(mask).polygon([(x * 2, y * 2) for x, y in outline], fill=255)
    mask = mask.resize(SIZE, Image.Resampling.LANCZOS)
    shadow = Image.new("L", SIZE)
    shadow.paste(mask.point(lambda level: level * 3 // 10), (4, 8))
    picture.paste("#2b2320", mask=shadow.filter(ImageFilter.GaussianBlur(9)))
    picture.paste(colour, mask=mask)


def _circle(x: float, y: float, radius: float) -> Points:
    return _rounded(x, y, radius, radius)


def _rounded(x: float, y: float, across: float, down: float) -> Points:
    return _arc(x, y, across, down, 0, 360)


def _arc(x: float, y: float, across: float, down: float, start: int, end: int) -> Points:
    step = 3 if end > start else -3
    turns = [math.radians(angle) for angle in range(start, end + step, step)]
    return [(x + across * math.cos(turn), y + down * math.sin(turn)) for turn in turns]


def _hills(level: float, height: float, length: float, phase: float) -> Points:
    line = [(float(x), level - height * math.sin(x / length * math.tau + phase)) for x in range(0, SIZE[0] + 8, 8)]
    return [*line, (SIZE[0], SIZE[1]), (0, SIZE[1])]


def _between(first: str, second: str) -> str:
    halves = [(int(first[at : at + 2], 16) * 2 + int(second[at : at + 2], 16)) // 3 for at in (1, 3, 5)]
    return "#" + "".join(f"{half:02x}" for half in halves)


def _planes(picture: Image.Image) -> bytes:
    """Y, U, V of BT.601, limited range, colour at half size."""
    bands = np.asarray(picture.convert("YCbCr"), dtype=np.float32)
    luma = 16 + bands[:, :, 0] * 219 / 255
    colour = 128 + (bands[:, :, 1:] - 128) * 224 / 255
    half = colour.reshape(SIZE[1] // 2, 2, SIZE[0] // 2, 2, 2).mean(axis=(1, 3))
    return b"".join(np.round(plane).astype(np.uint8).tobytes() for plane in (luma, half[:, :, 0], half[:, :, 1]))
