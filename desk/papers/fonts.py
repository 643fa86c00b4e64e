"""Chooses the faces for each region's glyphs, and knows which characters they can draw.

One code point is drawn differently in Hong Kong and on the mainland (骨, 令, 直), so each run of text is set in
the face of the place it comes from. Macao has no face of its own and follows Hong Kong.
"""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import typst
from fontTools.ttLib import TTFont

from desk.papers import errors


class Place(StrEnum):
    """Whose glyphs a text is drawn with; templates/papers/look.typ names the same four."""

    HONG_KONG = "hk"
    MAINLAND = "cn"
    PORTUGUESE = "pt"
    ENGLISH = "en"


SANS = {
    Place.HONG_KONG: ("Noto Sans HK", "Noto Sans CJK HK"),
    Place.MAINLAND: ("Noto Sans SC", "Noto Sans CJK SC"),
}
SERIF = {
    Place.HONG_KONG: ("Noto Serif HK", "Noto Serif CJK HK"),
    Place.MAINLAND: ("Noto Serif SC", "Noto Serif CJK SC"),
}


def place(lang: str) -> Place:
    """The place of a language tag: zh-Hans… and zh-CN are the mainland, all other Chinese is Hong Kong."""
    parts = lang.lower().replace("_", "-").split("-")
    if parts[0] == "zh":
        return Place.MAINLAND if {"hans", "cn", "sg"} & set(parts) and "hant" not in parts else Place.HONG_KONG
    return Place.PORTUGUESE if parts[0] == "pt" else Place.ENGLISH


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """The faces found in one folder. `sans` and `serif` are family chains by place; the serif may be a sans."""

    fonts: typst.Fonts
    sans: dict[Place, list[str]]
    serif: dict[Place, list[str]]
    drawable: frozenset[int]

    def draws(self, character: str) -> bool:
        """Whether some face has a glyph for it. Private-use characters mean nothing outside the machine they come from,
        and PDF/A at level A refuses them (ISO 19005-2, 6.2.11.7.3)."""
        return ord(character) in self.drawable and unicodedata.category(character) != "Co"


def take_stock(folder: Path) -> Shelf:
    """Reads the folder's faces; takes about half a second, so do it once. Raises FontsMissing."""
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(folder)])
    families = set(fonts.families())
    sans = {key: _first(wanted, families, folder) for key, wanted in SANS.items()}
    serif = {key: next((name for name in wanted if name in families), sans[key]) for key, wanted in SERIF.items()}
    return Shelf(fonts=fonts, sans=_chains(sans), serif=_chains(serif), drawable=_drawable(fonts, set(sans.values())))


def _first(wanted: tuple[str, ...], families: set[str], folder: Path) -> str:
    found = next((name for name in wanted if name in families), None)
    if found is None:
        raise errors.FontsMissing(folder, wanted)
    return found


def _chains(faces: dict[Place, str]) -> dict[Place, list[str]]:
    """Each place's own face first, then the other's for what it lacks; Latin text uses the Hong Kong face's letters."""
    hong_kong, mainland = faces[Place.HONG_KONG], faces[Place.MAINLAND]
    return {where: [mainland, hong_kong] if where is Place.MAINLAND else [hong_kong, mainland] for where in Place}


def _drawable(fonts: typst.Fonts, families: Iterable[str]) -> frozenset[int]:
    files = {info.family: info for info in fonts.fonts() if info.family in families and info.path}
    points: set[int] = set()
    for info in files.values():
        with TTFont(info.path, fontNumber=info.index, lazy=True) as font:
            points.update(font.getBestCmap())
    return frozenset(points)
