"""What people type who write by sound: the table says what its sources say, and reads phrases as they are read."""

import pytest

from i18n import draw_readings
from i18n.readings import TABLE, Readings
from i18n.scripts import Scripts

READINGS, SCRIPTS = Readings(), Scripts()


def test_the_table_is_what_its_sources_draw() -> None:
    assert TABLE.read_text(encoding="utf-8") == draw_readings.draw()


@pytest.mark.parametrize(
    ("text", "pinyin", "jyutping"),
    [
        ("社會保險", "shehuibaoxian", "sewuibouhim"),
        ("居住證", "juzhuzheng", "geoizyuzing"),
        ("銀行", "yinhang", "nganhong"),
        ("會計", "kuaiji", "wuigai"),
        ("攞公積金", "luogongjijin", "logungzikgam"),
        ("abc 2026", "", ""),
        ("", "", ""),
    ],
)
def test_a_text_is_read_aloud(text: str, pinyin: str, jyutping: str) -> None:
    assert tuple(reading.whole for reading in READINGS.of(SCRIPTS.fold(text))) == (pinyin, jyutping)


def test_both_scripts_sound_alike() -> None:
    assert READINGS.of(SCRIPTS.fold("轉移登記")) == READINGS.of(SCRIPTS.fold("转移登记"))


def test_initials_are_the_first_letters() -> None:
    assert [reading.initials for reading in READINGS.of(SCRIPTS.fold("駕駛執照"))] == ["jszz", "gszz"]


def test_what_has_no_reading_is_passed_over() -> None:
    assert READINGS.of("社x保")[0].whole == "shebao"


@pytest.mark.parametrize(("character", "sound"), [("积", "zik"), ("工", "gung"), ("x", ""), ("", "")])
def test_a_character_has_a_sound(character: str, sound: str) -> None:
    assert READINGS.sound(character) == sound
