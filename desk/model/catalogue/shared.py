"""Shared parts of a catalogue: a material, a field or a law that several items use is defined once, then named.

`{use: CODE}` in an item stands for the shared part of that code; what stands beside `use` goes before what is shared.
A law's article is said by the item, in every language; the law's names are shared.
"""

from collections.abc import Mapping, Sequence
from typing import Any

Entry = dict[str, Any]
KINDS: Mapping[str, str] = {"materials": "code", "form": "name", "legal_basis": "code"}
"""The parts of an item that may be shared, and what each is told apart by."""


class NotShared(KeyError):
    """An item uses a part that nobody defined: `where` it stands (kind, position), and the `code` it named."""

    def __init__(self, where: tuple[str, int], code: str) -> None:
        super().__init__(code)
        self.where = where
        self.code = code


def expanded(entry: Entry, shared: Mapping[str, Mapping[str, Entry]]) -> Entry:
    """The item with each shared part in its place. `shared`: by kind, then by code. Raises NotShared."""
    told = dict(entry)
    for kind, named in KINDS.items():
        if isinstance(parts := told.get(kind), Sequence) and not isinstance(parts, str):
            found = [_part(part, kind, named, number, shared) for number, part in enumerate(parts)]
            told[kind] = by_language(found) if kind == "legal_basis" else found
    return told


def _part(part: Any, kind: str, named: str, number: int, shared: Mapping[str, Mapping[str, Entry]]) -> Any:
    if not isinstance(part, Mapping) or "use" not in part:
        return part
    code = str(part["use"])
    known = shared.get(kind, {}).get(code)
    if known is None:
        raise NotShared((kind, number), code)
    return {named: code, **known, **{key: value for key, value in part.items() if key != "use"}}


def by_language(laws: Sequence[Any]) -> dict[str, list[Entry]]:
    """Laws as items have them: a list in each language."""
    named = [(_said(law, "name"), _said(law, "article")) for law in laws]
    tags = dict.fromkeys(tag for names, _ in named for tag in names)
    return {tag: [{"name": names.get(tag, ""), "article": said.get(tag, "")} for names, said in named] for tag in tags}


def _said(law: Any, part: str) -> Mapping[str, Any]:
    """A part in every language; nothing where something else stands, which the linter then misses."""
    said = law.get(part) if isinstance(law, Mapping) else None
    return said if isinstance(said, Mapping) else {}
