"""The fonts that set-up lays out draw the characters that people here are named with."""

import os
import pathlib

import pytest
from fontTools import ttLib

from tests.house.repository import ROOT

PRINT = ROOT / os.environ.get("DESK_FONT_DIR", ".tools/fonts")
VENDOR = ROOT / "templates" / "static" / "vendor"
HONG_KONG = "\U000282e2\U00020779范余于叶鍾陳李邨嘅啲ãçéõ"
MAINLAND = "范余于叶钟陈李国办ãçéõ"
FACES = {
    "NotoSansHK_400Regular.ttf": HONG_KONG,
    "NotoSansHK_700Bold.ttf": HONG_KONG,
    "NotoSansSC_400Regular.ttf": MAINLAND,
    "NotoSansSC_700Bold.ttf": MAINLAND,
}


def everything(encoding: str) -> set[str]:
    """Every ideograph of a two-byte character set."""
    pairs = (bytes([high, low]) for high in range(0x81, 0xFF) for low in range(0x40, 0xFF))
    drawn = "".join(pair.decode(encoding, errors="ignore") for pair in pairs)
    return {character for character in drawn if "\u4e00" <= character <= "\u9fff"}


def drawn_by(face: str) -> set[str]:
    with ttLib.TTFont(PRINT / face, lazy=True) as font:
        return {chr(code) for code in font.getBestCmap()}


@pytest.mark.parametrize("face", FACES)
def test_a_printed_name_has_all_its_characters(face: str) -> None:
    assert set(FACES[face]) - drawn_by(face) == set()


@pytest.mark.parametrize(
    ("encoding", "face"),
    [
        ("big5", "NotoSansHK_400Regular.ttf"),
        ("big5hkscs", "NotoSansHK_400Regular.ttf"),
        ("gb2312", "NotoSansSC_400Regular.ttf"),
    ],
)
def test_a_whole_character_set_is_drawn(encoding: str, face: str) -> None:
    assert everything(encoding) - drawn_by(face) == set()


@pytest.mark.parametrize("family", ["Noto Sans Variable", "Noto Sans HK Variable", "Noto Sans SC Variable"])
def test_browsers_are_offered_each_family(family: str) -> None:
    assert f"font-family: '{family}'" in (VENDOR / "fonts.css").read_text(encoding="utf-8")


def test_every_font_file_named_is_there() -> None:
    sheet = (VENDOR / "fonts.css").read_text(encoding="utf-8")
    named = [piece.split(")")[0] for piece in sheet.split("url(")[1:]]
    assert [name for name in named if not pathlib.Path(VENDOR / name).is_file()] == []
