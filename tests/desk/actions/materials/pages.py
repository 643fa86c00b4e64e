"""Pages as a camera would see them, drawn and then spoilt at known grades: blur, shine, darkness, distance."""

import io
import random
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter, ImageFont

A4 = (2480, 3508)
"""Pixels of a sheet at 300 dpi."""
HAN = "茲證明申請人確於澳門特別行政區居留並已繳納社會保險費用本證明書僅供辦理業務不得轉讓日期編號姓名地址土士末未己已"
LATIN = (
    "Certificado",
    "de",
    "residência",
    "The",
    "undersigned",
    "hereby",
    "declares",
    "Macau",
    "1999",
    "para",
    "efeitos",
)
FONT = ".tools/fonts/NotoSansHK_400Regular.ttf"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shot:
    """How the page was taken. `smear`: sigma in pixels at 300 dpi; `light`: what the paper's white becomes;
    `shine`: share of the page under a lamp's reflection; `size`: the sheet's share of the picture's width;
    `shift`: how far it lies out of the picture; `noise`: sigma in grey levels; `ink`: the ink's level of 255."""

    smear: float = 1.0
    light: float = 205
    shine: float = 0.0
    size: float = 0.86
    shift: float = 0.0
    noise: float = 3.0
    ink: float = 40
    turn: float = 0.0
    points: float = 10.5
    latin: bool = False
    seed: int = 1


@cache
def page(seed: int = 1, points: float = 10.5, latin: bool = False) -> Image.Image:
    """A sheet of writing at 300 dpi, black on white: a heading, paragraphs, a rule, a table."""
    dice = random.Random(seed)
    sheet = Image.new("L", A4, 255)
    draw = ImageDraw.Draw(sheet)
    height = points * 300 / 72
    text, large = ImageFont.truetype(FONT, height), ImageFont.truetype(FONT, height * 1.6)
    draw.text((280, 250), _line(dice, 900, height * 1.6, latin), font=large, fill=0)
    top = 250 + height * 3
    while top < 3150:
        width = dice.choice((1920, 1920, 1920, 1100))
        draw.text((280, top), _line(dice, width, height, latin), font=text, fill=0)
        top += height * dice.choice((1.7, 1.7, 1.7, 2.9))
        if dice.random() < 0.05:
            draw.line((280, top, 2200, top), fill=0, width=4)
            top += height
    return sheet


def _line(dice: random.Random, width: float, height: float, latin: bool) -> str:
    if latin:
        return " ".join(dice.choice(LATIN) for _ in range(max(1, int(width / height / 3.2))))
    return "".join(dice.choice(HAN) for _ in range(max(1, int(width / height))))


def taken(shot: Shot, size: tuple[int, int] = (2480, 3508)) -> Image.Image:
    """The page in a picture of that size, on a dark table, spoilt as the shot says."""
    sheet = page(shot.seed, shot.points, shot.latin)
    if shot.turn:
        sheet = sheet.rotate(shot.turn, Image.Resampling.BICUBIC, expand=False, fillcolor=255)
    width = round(size[0] * shot.size)
    small = sheet.resize((width, round(width * A4[1] / A4[0])), Image.Resampling.LANCZOS)
    grey = np.float32(shot.ink) + np.asarray(small, dtype=np.float32) * np.float32((255 - shot.ink) / 255)
    table = np.full((size[1], size[0]), 70.0, dtype=np.float32)
    _lay(table, grey, shot.shift)
    table *= shot.light / 255
    if shot.smear:
        blurred = Image.fromarray(table.astype(np.uint8)).filter(ImageFilter.GaussianBlur(shot.smear))
        table = np.asarray(blurred, dtype=np.float32)
    if shot.shine:
        table = table + _lamp(table.shape, shot.shine)
    dice = np.random.default_rng(shot.seed)
    noisy = table + dice.normal(0, shot.noise, table.shape).astype(np.float32)
    return Image.fromarray(np.clip(noisy, 0, 255).astype(np.uint8))


def _lay(table: NDArray[np.float32], sheet: NDArray[np.float32], shift: float) -> None:
    height, width = min(sheet.shape[0], table.shape[0]), sheet.shape[1]
    left = (table.shape[1] - width) // 2 - round(shift * width)
    top = max(0, (table.shape[0] - sheet.shape[0]) // 2)
    skip = max(0, -left)
    table[top : top + height, max(0, left) : left + width] = sheet[:height, skip:]


def _lamp(shape: tuple[int, ...], share: float) -> NDArray[np.float32]:
    """A round shine, at its end over that share of the picture and fading around it."""
    rows, columns = np.mgrid[0 : shape[0], 0 : shape[1]].astype(np.float32)
    away = np.hypot(rows - shape[0] * 0.45, columns - shape[1] * 0.55)
    radius = np.sqrt(share * shape[0] * shape[1] / np.pi)
    shine: NDArray[np.float32] = np.clip(260 * (1.5 - away / (2 * radius)), 0, 260).astype(np.float32)
    return shine


def jpeg(image: Image.Image, quality: int = 90) -> bytes:
    """As a camera sends it."""
    made = io.BytesIO()
    image.save(made, "JPEG", quality=quality)
    return made.getvalue()


def like(shot: Shot, **changes: float | bool) -> Shot:
    """The same shot but for that."""
    return replace(shot, **changes)  # type: ignore[arg-type]  # each is of its field's type
