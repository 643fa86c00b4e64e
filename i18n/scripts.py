"""Shows a text in the reader's script without touching what is kept, and folds scripts for search.

Law: what a person wrote is kept to the code point. A conversion is made only to be shown, beside the
original and labelled; names are not converted at all, for no way leads back (范 and 範, 余 and 餘).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import opencc

from i18n.languages import Language, Script

_VARIANTS: Final = str.maketrans(
    "﨑嵜锺戸曽斎斉鉄沢邨著頴颕彊恵徳靑淸鄕呉吿氷凃逹濶鎻栢菓暎甯寜濬櫈畧緖槪蔴蘓窻牕砲汚痺雠",
    "崎崎钟户曾斋齐铁泽村着颖颖强惠德青清乡吴告冰涂达阔锁柏果映宁宁浚凳略绪概麻苏窗窗炮污痹仇",
)
"""Variants OpenCC's tables leave apart, each with the simplified form it is looked for by."""


NO_TERMS: Final[Mapping[str, str]] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A text as one reader sees it; `original` is what is kept, and `converted` says they differ."""

    text: str
    converted: bool
    original: str
    script: Script
    original_script: Script


class Scripts:
    """The script converters, made once and handed in; safe to share between threads.

    OpenCC's `convert` keeps no state between calls; the cache of folded characters only ever gains equal
    entries.
    """

    def __init__(self) -> None:
        self._to_reader: Final = {
            (Script.HANT, Script.HANS): opencc.OpenCC("hk2s", include_tofu_risk_dictionaries=False),
            (Script.HANS, Script.HANT): opencc.OpenCC("s2hk", include_tofu_risk_dictionaries=False),
        }
        self._simplify: Final = opencc.OpenCC("hk2s")
        self._folded: Final[dict[str, str]] = {}

    def shown(self, text: str, source: Script, language: Language, terms: Mapping[str, str] = NO_TERMS) -> Shown:
        """The text as a reader of `language` should see it; only between the two Chinese scripts is it
        converted, and only when the source's script was told. Do not call it for names.

        `terms`: what the writer's place calls a thing, and what the reader's does (the item's glossary).
        """
        converter = self._to_reader.get((source, language.script))
        view = text if converter is None else _with_terms(converter, text, terms)
        return Shown(
            text=view,
            converted=view != text,
            original=text,
            script=source if view == text else language.script,
            original_script=source,
        )

    def told(self, text: str, language: Language) -> Script:
        """The script to keep with a text that was written on a page in `language`: the page's, unless that cannot be.

        On a page in Latin letters somebody may write Chinese; which of the two scripts, only the text can betray.
        """
        foreign_letters = any(character.isalpha() and not _is_latin(character) for character in text)
        return self.guess(text) if language.script is Script.LATN and foreign_letters else language.script

    def reading_aid(self, name: str, source: Script, language: Language) -> str | None:
        """A simplified reading of a traditional name, to stand labelled beside the name, or None.

        Made character by character. There is none the other way: one simplified character stands for
        several names.
        """
        if (source, language.script) != (Script.HANT, Script.HANS):
            return None
        aid = "".join(_convert(self._simplify, character) for character in name)
        return None if aid == name else aid

    def fold(self, text: str) -> str:
        """The search key: fold(a + b) == fold(a) + fold(b), so any substring is found by its own fold.

        Each character by itself: variation selectors and other invisible ones go, compatibility forms,
        case and accents are levelled, Han characters take their simplified form, white space is a space.
        """
        return "".join(self._fold(character) for character in text)

    def grams(self, text: str) -> list[str]:
        """The words to index a text under: the bigrams of its fold, and its last character."""
        folded = self.fold(text)
        return [folded[place : place + 2] for place in range(len(folded))]

    def wanted(self, query: str) -> list[str]:
        """The grams that a text holding the query must all have; a lone character is to be matched as a
        prefix of any gram. They may be scattered, so check `fold(query) in fold(text)` on what is found."""
        folded = self.fold(query.strip())
        return self.grams(folded)[:-1] if len(folded) > 1 else self.grams(folded)

    def guess(self, text: str) -> Script:
        """A hint at the script, for a field to start from and never to store as told: four names in ten
        are written alike in both Chinese scripts, and give UNKNOWN."""
        hant, hans = foreign(text, Script.HANS), foreign(text, Script.HANT)
        if bool(hant) != bool(hans):
            return Script.HANT if hant else Script.HANS
        letters = [character for character in text if character.isalpha()]
        latin = letters and all(map(_is_latin, letters))
        return Script.LATN if latin else Script.UNKNOWN

    def _fold(self, character: str) -> str:
        known = self._folded.get(character)
        if known is None:
            known = self._folded.setdefault(character, self._settle(character))
        return known

    def _settle(self, character: str) -> str:
        """Level until nothing changes: one table's answer may be another table's question."""
        before, after = "", character
        while before != after:
            before, after = after, "".join(self._level(part) for part in after)
        return after

    def _level(self, character: str) -> str:
        plain = unicodedata.normalize("NFKD", character).casefold()
        kept = (part for part in unicodedata.normalize("NFKD", plain) if not _invisible(part))
        return "".join(self._one(part) for part in kept).translate(_VARIANTS)

    def _one(self, character: str) -> str:
        return " " if character.isspace() else _convert(self._simplify, character)


def _is_latin(letter: str) -> bool:
    return unicodedata.name(letter, "").startswith("LATIN")


def _invisible(character: str) -> bool:
    """Combining marks (accents and variation selectors are among them) and format characters."""
    return unicodedata.category(character) in ("Mn", "Me", "Cf")


def _with_terms(converter: opencc.OpenCC, text: str, terms: Mapping[str, str]) -> str:
    """Each term by the reader's, the longest first; what stands between is converted."""
    if not terms:
        return _convert(converter, text)
    known = re.compile("(" + "|".join(map(re.escape, sorted(terms, key=len, reverse=True))) + ")")
    return "".join(terms.get(part) or _convert(converter, part) for part in known.split(text) if part)


def _convert(converter: opencc.OpenCC, text: str) -> str:
    """A lone surrogate, which UTF-8 cannot carry, is left as it is together with its text."""
    try:
        return str(converter.convert(text))
    except UnicodeEncodeError:
        return text


def foreign(text: str, script: Script) -> str:
    """The letters of a text that betray the other Chinese script, by the charsets of each place
    (Big5-HKSCS, GB 2312); always empty for Latin. Letters in neither charset betray nothing."""
    charsets = {Script.HANT: ("big5hkscs", "gb2312"), Script.HANS: ("gb2312", "big5hkscs")}
    if script not in charsets:
        return ""
    own, other = charsets[script]
    letters = (character for character in text if character.isalpha() and not character.isascii())
    return "".join(letter for letter in letters if _holds(other, letter) and not _holds(own, letter))


def _holds(charset: str, character: str) -> bool:
    try:
        character.encode(charset)
    except UnicodeEncodeError:
        return False
    return True
