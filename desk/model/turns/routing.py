"""Which window can serve a turn: by zone, skill and spoken language; any qualified window by default (無差別辦理).

A *line* is the queue of one zone, skill and spoken language, or of one window. A clerk serves several lines; the first
of all their turns is called.
"""

import functools
from collections.abc import Iterable
from enum import StrEnum


class Speech(StrEnum):
    """Spoken languages (ISO 639), apart from the script that is read."""

    CANTONESE = "yue"
    PUTONGHUA = "cmn"
    PORTUGUESE = "pt"
    ENGLISH = "en"


OF_LANGUAGE = {
    "zh-Hant-HK": Speech.CANTONESE,
    "zh-Hant-MO": Speech.CANTONESE,
    "zh-Hans-CN": Speech.PUTONGHUA,
    "pt-MO": Speech.PORTUGUESE,
    "en-HK": Speech.ENGLISH,
}
"""What somebody who reads this language is taken to speak, until they say otherwise."""


def line(zone_id: str, skill: str, speech: Speech) -> str:
    """The queue of those who need this skill in this spoken language, in this zone."""
    return f"{zone_id}/{skill}/{speech.value}"


def line_of_window(window: str) -> str:
    """The queue of those who were sent to this window."""
    return f"window/{window}"


def lines_of(zone_ids: Iterable[str], skills: Iterable[str], speaks: Iterable[Speech], window: str) -> tuple[str, ...]:
    """Every queue that somebody with these skills and languages serves at this window."""
    return _lines(tuple(zone_ids), tuple(skills), tuple(speaks), window)


@functools.lru_cache(maxsize=1024)
def _lines(
    zone_ids: tuple[str, ...], skills: tuple[str, ...], speaks: tuple[Speech, ...], window: str
) -> tuple[str, ...]:
    of_skills = [line(zone, skill, speech) for zone in zone_ids for skill in skills for speech in speaks]
    return (*of_skills, *([line_of_window(window)] if window else []))
