"""Fails, naming each message, when a language's catalogue is not whole and sound.

`python -m i18n.check` is part of `make check`. Each language stands for itself: Macao's traditional Chinese
borrows nothing from Hong Kong's.
"""

from __future__ import annotations

import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from babel.messages import Catalog, Message

from i18n import catalogues, extract, languages, pofiles, scripts
from i18n.errors import I18nError

_PLACEHOLDER: Final = re.compile(r"%\((\w+)\)[a-z]|(?<!%)%(?![(%])")
_TAG: Final = re.compile(r"</?[a-z][^>]*>", re.IGNORECASE)


class Fault(StrEnum):
    """What may be wrong with a message in one language."""

    MISSING = "missing"
    FUZZY = "fuzzy"
    FORMS = "wrong number of plural forms"
    PLACEHOLDERS = "differing placeholders"
    MARKUP = "differing markup"
    SCRIPT = "characters of the other script"
    OBSOLETE = "obsolete"
    STALE = "not gathered: run `make messages`"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One fault of one message in one language; `tag` is `template` for the template catalogue."""

    tag: str
    fault: Fault
    message: str

    def __str__(self) -> str:
        return f"{self.tag}: {self.fault}: {self.message!r}"


def examine(root: Path = extract.ROOT) -> list[Finding]:
    """All findings, by language; raises BrokenSource or BrokenCatalogue."""
    template = extract.gather(root)
    folder = root / "i18n" / "locale"
    findings = list(_stale(template, folder / f"{catalogues.DOMAIN}.pot"))
    for language in languages.LANGUAGES:
        catalogue = pofiles.read(catalogues.path(language, folder), language.locale)
        findings += faults(catalogue, template, language)
    return findings


def faults(catalogue: Catalog, template: Catalog, language: languages.Language) -> list[Finding]:
    """What is wrong with one language's catalogue, measured by the messages the sources hold."""
    pairs = [(wanted, catalogue.get(_singular(wanted), wanted.context)) for wanted in template if wanted.id]
    found = [(wanted, fault) for wanted, message in pairs for fault in _faults(wanted, message, language)]
    extra = [message for message in catalogue if message.id and _absent(message, template)]
    found += [(message, Fault.OBSOLETE) for message in (*extra, *catalogue.obsolete.values())]
    return [Finding(tag=language.tag, fault=fault, message=_singular(message)) for message, fault in found]


def main() -> int:
    """The command line; returns the exit status."""
    try:
        findings = examine()
    except I18nError as error:
        print(error, file=sys.stderr)
        return 1
    for finding in findings:
        print(finding)
    counts = Counter(f"{finding.tag} {finding.fault}" for finding in findings)
    print("; ".join(f"{what}: {count}" for what, count in counts.items()) or "catalogues are whole")
    return 1 if findings else 0


def _faults(wanted: Message, message: Message | None, language: languages.Language) -> Iterator[Fault]:
    if message is None or not any(pofiles.forms(message.string)):
        yield Fault.MISSING
        return
    if message.fuzzy:
        yield Fault.FUZZY
    ids, forms = pofiles.forms(wanted.id), pofiles.forms(message.string)
    if not all(forms) or (len(ids) > 1) != isinstance(message.string, tuple | list):
        yield Fault.FORMS
        return
    if not all(_fits(ids, form, last=place == len(forms)) for place, form in enumerate(forms, 1)):
        yield Fault.PLACEHOLDERS
    if any(_tags(form) != _tags(ids[0]) for form in forms):
        yield Fault.MARKUP
    if any(scripts.foreign(form, language.script) for form in forms):
        yield Fault.SCRIPT


def _fits(ids: tuple[str, ...], form: str, *, last: bool) -> bool:
    """A form must hold the placeholders of its English form, and may hold those of the other; a language
    with one form follows the plural. It must also survive being filled in."""
    needed = _placeholders(ids[-1] if last else ids[0])
    allowed = {name for text in ids for name in _placeholders(text)}
    return needed <= _placeholders(form) <= allowed and _fillable(form)


def _fillable(form: str) -> bool:
    try:
        form % defaultdict(int)
    except (TypeError, ValueError):
        return False
    return True


def _placeholders(text: str) -> set[str]:
    return {match[0] for match in _PLACEHOLDER.finditer(text.replace("%%", ""))}


def _tags(text: str) -> list[str]:
    return sorted(_TAG.findall(text))


def _stale(template: Catalog, file: Path) -> Iterator[Finding]:
    kept = pofiles.read(file, None)
    for message in template:
        if message.id and _absent(message, kept):
            yield Finding(tag="template", fault=Fault.STALE, message=_singular(message))


def _absent(message: Message, catalogue: Catalog) -> bool:
    return catalogue.get(_singular(message), message.context) is None


def _singular(message: Message) -> str:
    return pofiles.forms(message.id)[0]


if __name__ == "__main__":
    raise SystemExit(main())
