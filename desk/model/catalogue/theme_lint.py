"""The linter of themes: each opens items that there are, in an order in which they can be done."""

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from desk.model.catalogue import days, parts
from desk.model.catalogue.findings import Finding, Known, Rule, Told, finding

FEWEST = 2
"""One item alone is no theme."""


def lint(themes: Sequence[Told], known: Known, items: Collection[str]) -> list[Finding]:
    """Everything wrong with these themes. `items`: every code there is, in the import or in the store."""
    found = [one for told in themes for one in _found(told, known, items)]
    seen: dict[str, Told] = {}
    for told in themes:
        first = seen.setdefault(told.code, told)
        if first is not told:
            spot = first.spot(())
            sentence = f"{told.code} is defined twice; see the one at {spot.file}:{spot.line}."
            found.append(finding(told, ("code",), Rule.CONTRADICTION, sentence))
    return sorted(found, key=lambda one: (one.spot.file, one.spot.line, one.part, one.sentence))


def _found(told: Told, known: Known, items: Collection[str]) -> Iterator[Finding]:
    if not 0 < len(told.code) <= parts.LONGEST_CODE:
        yield finding(told, ("code",), Rule.SHAPE, f"a code has 1 to {parts.LONGEST_CODE} characters.")
    for part in ("title", "summary"):
        yield from parts.in_every_language(told, (part,), told.entry.get(part), known)
    if told.entry.get("keywords"):
        yield from parts.in_every_language(told, ("keywords",), told.entry["keywords"], known)
    for part, read in (("effective_from", days.first), ("effective_until", days.end)):
        try:
            read(told.entry)
        except ValueError:
            yield finding(told, (part,), Rule.SHAPE, f"{part} has to be a day, like 2026-12-31.")
    opens = told.entry.get("items")
    if not isinstance(opens, list) or len(opens) < FEWEST or not all(isinstance(code, str) for code in opens):
        yield finding(told, ("items",), Rule.SHAPE, f"a theme opens {FEWEST} items or more, named by their codes.")
        return
    for number, code in enumerate(opens):
        if code not in items:
            yield finding(told, ("items", number), Rule.UNKNOWN, f"{code!r} is no item that is known.")
        if code in opens[:number]:
            yield finding(told, ("items", number), Rule.TWICE, f"{code} is opened twice.")
    yield from _needs(told, opens)


def _needs(told: Told, opens: list[str]) -> Iterator[Finding]:
    """What an item needs comes before it: so no two can wait for one another."""
    needs: Any = told.entry.get("needs", {})
    if not isinstance(needs, dict) or not all(isinstance(needed, list) for needed in needs.values()):
        yield finding(told, ("needs",), Rule.SHAPE, "needs has to name, for an item, the list of those before it.")
        return
    for code, needed in needs.items():
        for before in needed if code in opens else (code,):
            if before not in opens[: opens.index(code) if code in opens else 0]:
                sentence = f"{code} needs {before}, which does not come before it in this theme."
                yield finding(told, ("needs", code), Rule.UNKNOWN, sentence)
