"""What an item is called and what a list says of it, without the rest of its definition."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """One version of an item. `called`: everyday names and keywords; all by language tag, as they were written.

    `promised_days` are working days; 0 means on the spot.
    """

    code: str
    version: int
    titles: Mapping[str, str]
    called: Mapping[str, tuple[str, ...]]
    summaries: Mapping[str, str]
    department: Mapping[str, str]
    promised_days: int
    skill: str = ""

    def names(self) -> Iterator[str]:
        """Every everyday name and keyword, of every language."""
        for words in self.called.values():
            yield from words
