"""Draws i18n/readings.tsv: how each folded Han character is read aloud, in pinyin and in jyutping, without tones.

Run by hand when its sources change: `python -m i18n.draw_readings`. The libraries are tools of developers only:
imported at run time they would cost each process two seconds and 130 MB for what a table of 200 kB says as well.
Beside single characters the table has the pairs that are read otherwise than their characters alone (银行, 会计).
"""

import unicodedata
from collections.abc import Iterator
from pathlib import Path

import ToJyutping
from pypinyin import lazy_pinyin
from pypinyin.phrases_dict import phrases_dict

from i18n.readings import TABLE
from i18n.scripts import Scripts

CHARSETS = ("gb2312", "big5hkscs")
FIRST, LAST = 0x3400, 0x2FA1F
COMMON = 0xD8
"""GB 2312 keeps the 3,755 most common characters in rows whose first byte is below this."""


def draw() -> str:
    """The table's text."""
    scripts = Scripts()
    letters = (chr(number) for number in range(FIRST, LAST + 1))
    han = {scripts.fold(letter) for letter in letters if unicodedata.category(letter) == "Lo" and _is_known(letter)}
    alone = {letter: (_pinyin(letter), _jyutping(letter)) for letter in sorted(han) if len(letter) == 1}
    read = {letter: both for letter, both in alone.items() if both[0].isascii()}
    lines = [f"{text}\t{pinyin}\t{jyutping}" for text, (pinyin, jyutping) in (*read.items(), *_pairs(read))]
    return "\n".join(lines) + "\n"


def _pairs(alone: dict[str, tuple[str, str]]) -> Iterator[tuple[str, tuple[str, str]]]:
    """The pairs of common characters that are not read as their characters are alone."""
    for pair in sorted(text for text in phrases_dict if len(text) == 2 and all(map(_is_common, text))):
        if all(letter in alone for letter in pair):
            plain = tuple(" ".join(alone[letter][place] for letter in pair) for place in (0, 1))
            both = (_pinyin(pair), _jyutping(pair))
            if both != plain and all(len(reading.split()) == 2 for reading in both):
                yield pair, both


def _pinyin(text: str) -> str:
    return " ".join(lazy_pinyin(text))


def _jyutping(text: str) -> str:
    return " ".join((syllable or "").rstrip("123456") for _, syllable in ToJyutping.get_jyutping_list(text))


def _is_known(letter: str) -> bool:
    return any(_in(letter, charset) for charset in CHARSETS)


def _is_common(letter: str) -> bool:
    return _in(letter, "gb2312") and letter.encode("gb2312")[0] < COMMON


def _in(letter: str, charset: str) -> bool:
    try:
        letter.encode(charset)
    except UnicodeEncodeError:
        return False
    return True


def main() -> None:
    """Draws the table anew."""
    Path(TABLE).write_text(draw(), encoding="utf-8")


if __name__ == "__main__":
    main()
