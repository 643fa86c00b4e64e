"""How Han characters are read aloud, in pinyin and in jyutping, without tones: what people type who write by sound.

The table (readings.tsv) is drawn by i18n.draw_readings from pypinyin (MIT) and ToJyutping (BSD 2-Clause). Readings are
for finding only. They say nothing about how somebody's name is spelt: that is told by its papers.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

TABLE: Final = Path(__file__).parent / "readings.tsv"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One text's syllables in one romanisation, for its Han characters alone, in their order."""

    syllables: tuple[str, ...]

    @property
    def initials(self) -> str:
        """The first letter of each: shbz."""
        return "".join(syllable[:1] for syllable in self.syllables)

    @property
    def whole(self) -> str:
        """All run together, as they are typed: shebaozheng."""
        return "".join(self.syllables)


class Readings:
    """The table, read once and handed in; safe to share between threads, for nothing in it changes."""

    def __init__(self) -> None:
        self._known: Final = dict(_row(line) for line in TABLE.read_text(encoding="utf-8").splitlines())

    def of(self, folded: str) -> tuple[Reading, Reading]:
        """Pinyin and jyutping of a folded text (i18n.scripts); characters that have no reading are passed over."""
        pinyin: list[str] = []
        jyutping: list[str] = []
        place = 0
        while place < len(folded):
            pair = self._known.get(folded[place : place + 2])
            taken = 2 if pair and place + 1 < len(folded) else 1
            found = pair if taken == 2 else self._known.get(folded[place])
            if found is not None:
                pinyin.extend(found[0])
                jyutping.extend(found[1])
            place += taken
        return Reading(syllables=tuple(pinyin)), Reading(syllables=tuple(jyutping))

    def sound(self, character: str) -> str:
        """The jyutping syllable of one folded character, else nothing."""
        found = self._known.get(character)
        return found[1][0] if found and found[1] else ""


def _row(line: str) -> tuple[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    text, pinyin, jyutping = line.split("\t")
    return text, (tuple(pinyin.split()), tuple(jyutping.split()))
