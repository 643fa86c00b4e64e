"""Shared parts of a catalogue: a material, a field or a law that several items use is defined once and named after that.

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
            told[kind] = _by_language(found) if kind == "legal_basis" else found
    return told


def _part(part: Any, kind: str, named: str, number: int, shared: Mapping[str, Mapping[str, Entry]]) -> Any:
    if not isinstance(part, Mapping) or "use" not in part:
        return part
    code = str(part["use"])
    known = shared.get(kind, {}).get(code)
    if known is None:
        raise NotShared((kind, number), code)
    return {named: code, **known, **{key: value for key, value in part.items() if key != "use"}}


def _by_language(laws: Sequence[Any]) -> dict[str, list[Entry]]:
    """Laws as items have them: a list in each language."""
    tags = dict.fromkeys(tag for law in laws for tag in law.get("name", {}))
    return {
        tag: [{"name": law["name"].get(tag, ""), "article": law.get("article", {}).get(tag, "")} for law in laws]
        for tag in tags
    }
