"""What is wrong with a bundle: the first thing that is not as it was signed, and what was done to it."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class What(StrEnum):
    """What was done."""

    FLIPPED = "flipped"
    DROPPED = "dropped"
    ADDED = "added"
    REORDERED = "reordered"
    TRUNCATED = "truncated"
    RESIGNED = "re-signed"
    DIFFERS = "differs"
    UNPROVEN = "unproven"


class Part(StrEnum):
    """Of which part of the bundle a finding speaks."""

    ARCHIVE = "archive"
    SEAL = "seal"
    HEAD = "head"
    ENTRY = "entry"
    FILE = "file"
    CODE = "code"
    STATEMENT = "statement"
    LEDGER = "ledger"
    STAMP = "stamp"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """The first thing that is wrong. `name`: its file, or kind and id; `number`: its place from 1, where it has one."""

    what: What
    part: Part
    name: str = ""
    number: int = 0


def first(expected: Sequence[str], found: Sequence[str]) -> tuple[int, What] | None:
    """Where the second list first differs from the first one, counted from 0, and what was done there."""
    for place, (was, stands) in enumerate(zip(expected, found, strict=False)):
        if was == stands:
            continue
        known = stands in expected
        if was in found[place + 1 :]:
            twice = found.count(stands) > expected.count(stands)
            return place, What.REORDERED if known and not twice else What.ADDED
        return place, What.DROPPED if known else What.FLIPPED
    if len(found) < len(expected):
        return len(found), What.TRUNCATED
    if len(found) > len(expected):
        return len(expected), What.ADDED
    return None
