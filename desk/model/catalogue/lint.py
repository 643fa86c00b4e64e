"""The linter of a catalogue: what is wrong with definitions by themselves, with one another and with the store.

Rule 1: an item has one definition in the whole city (一個事項一個定義, 二次統籌): one code stands for one definition at
a time, one title for one code, one code of a material for one paper. Rule 2: nothing of an import is kept while
anything is refused, so that a catalogue is never half of one and half of another.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

from desk.model.catalogue import days, parts
from desk.model.catalogue.findings import Finding, Kept, Known, Rule, Told, Where, finding

EVER = datetime.max.replace(tzinfo=UTC)
DATES = ("effective_from", "effective_until")


def lint(definitions: Sequence[Told], known: Known) -> list[Finding]:
    """Everything wrong, by file and line; nothing when all may be brought in."""
    found = [one for told in definitions for one in parts.found(told, known)]
    if all(one.rule is not Rule.SHAPE for one in found):
        found += [*_versions(definitions, known), *_titles(definitions, known), *_papers(definitions)]
    return sorted(found, key=lambda one: (one.spot.file, one.spot.line, one.part, one.sentence))


def differing(one: Mapping[str, Any], other: Mapping[str, Any]) -> list[str]:
    """The parts that two definitions say differently, but for their days."""
    return sorted(part for part in {*one, *other} - {*DATES} if one.get(part) != other.get(part))


def fresh(entry: Mapping[str, Any], kept: Sequence[Kept]) -> bool:
    """Whether the store lacks this definition. One that says its day is the same as any version that says all of it;
    one without a day is held against the newest alone, so that an old wording can come back."""
    against = kept if entry.get("effective_from") else kept[-1:]
    return all(version.definition != entry for version in against)


def _versions(definitions: Sequence[Told], known: Known) -> Iterator[Finding]:
    by_code: dict[str, list[Told]] = defaultdict(list)
    for told in definitions:
        by_code[told.code].append(told)
    for code, several in by_code.items():
        several.sort(key=_first)
        for earlier, later in pairwise(several):
            yield from _beside(earlier, later)
        kept = known.kept.get(code, ())
        for told in several:
            if kept and fresh(told.entry, kept):
                yield from _after(told, kept[-1])


def _beside(earlier: Told, later: Told) -> Iterator[Finding]:
    """Two definitions of one item in one import: the earlier has to be over, or to be followed, by the later."""
    begins, ends = days.first(later.entry), days.end(earlier.entry) or EVER
    spot = earlier.spot(())
    at = f"the one at {spot.file}:{spot.line}"
    where: Where = ("effective_from",) if later.entry.get("effective_from") else ("code",)
    if begins is not None and begins > _first(earlier) and (begins >= ends or ends == EVER):
        return
    if parts_said := differing(earlier.entry, later.entry):
        sentence = f"{later.code} is defined twice and not alike ({', '.join(parts_said)}); see {at}."
        yield finding(later, ("code",), Rule.CONTRADICTION, sentence)
    if earlier.entry.get("effective_from") or later.entry.get("effective_from"):
        yield finding(later, where, Rule.OVERLAP, f"it would be in force at the same time as {at}.")
    elif not parts_said:
        yield finding(later, ("code",), Rule.TWICE, f"{later.code} is defined twice; see {at}.")


def _after(told: Told, newest: Kept) -> Iterator[Finding]:
    begins = days.first(told.entry)
    if begins is not None and begins <= newest.effective_from:
        since = days.told(newest.effective_from)
        sentence = f"version {newest.version} is in force from {since}; a changed definition has to begin later."
        yield finding(told, ("effective_from",), Rule.OVERLAP, sentence)


def _first(told: Told) -> datetime:
    return days.first(told.entry) or datetime.min.replace(tzinfo=UTC)


def _titles(definitions: Sequence[Told], known: Known) -> Iterator[Finding]:
    """One title under two codes: two departments describe one item."""
    codes = {told.code for told in definitions}
    whose: dict[tuple[str, str], str] = {
        title: code for title, code in known.titles.items() if code and code not in codes
    }
    for told in definitions:
        for tag, words in told.entry["title"].items():
            named = (tag, " ".join(str(words).split()).casefold())
            if (other := whose.setdefault(named, told.code)) != told.code:
                sentence = f"{other} has the same title; one item has one definition, so merge them."
                yield finding(told, ("title", tag), Rule.CONTRADICTION, sentence)
                break


def _papers(definitions: Sequence[Told]) -> Iterator[Finding]:
    """One code for two papers: what was given for one item could not be taken for the other."""
    first: dict[str, tuple[Told, Where, Any]] = {}
    for told in definitions:
        for number, paper in enumerate(told.entry["materials"]):
            where: Where = ("materials", number)
            other, place, name = first.setdefault(paper["code"], (told, where, paper["name"]))
            if name != paper["name"]:
                spot = other.spot(place)
                sentence = f"{paper['code']!r} has another name in {other.code} ({spot.file}:{spot.line})."
                yield finding(told, (*where, "name"), Rule.CONTRADICTION, sentence)
