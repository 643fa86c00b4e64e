"""Finds the first entry of the ledger that is not what was written, and says what was done to it.

The audit is fed every row in order of position, with what seals say of that position, and keeps three hashes: it may be
fed a ledger of any length. At the first row that does not follow, it goes on reading as a `Suspicion`: what it was is
seen from what comes later. A moved entry fits another place; a removed one leaves the rest consistent at positions
one higher; an inserted one has the original behind it; an edited one has none of these.
"""

from dataclasses import dataclass, field, replace
from enum import StrEnum

from desk.model import chain
from desk.model.chain import Head, Link

FURTHEST = 1_000
"""A row whose position was counted down is recognised if at most so many before it were removed."""


class What(StrEnum):
    """What was done."""

    EDITED = "edited"
    REMOVED = "removed"
    INSERTED = "inserted"
    REORDERED = "reordered"
    CUT_OFF = "cut-off"
    HEAD_EDITED = "head-edited"
    SEAL_FORGED = "seal-forged"
    SEAL_FOREIGN = "seal-foreign"
    SEAL_REMOVED = "seal-removed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """The first bad position. Not `certain`: no seal covers it; it may be the entry before, edited with its hash."""

    position: int
    what: What
    certain: bool = True


@dataclass(slots=True)
class Suspicion:
    """The row that did not follow, and what the rows after it tell of it. `before` is the last good hash."""

    before: str
    row: Link
    position: int
    printed: str
    home: int = 0
    elsewhere: bool = False
    shifted: bool = False
    last: str = ""

    def take(self, row: Link) -> None:
        """Looks at one row more."""
        prior = self.last or self.row.hash
        at_home = chain.link(prior, row.entry) == row.hash
        if not self.home and not at_home and self._belongs_here(row):
            self.home = row.entry.position
            follows = chain.link(self._original(row), _at(self.row, self.position + 1))
            self.elsewhere = self.elsewhere or follows == self.row.hash
        place = _at(self.row, row.entry.position)
        fits = {chain.link(prior, place), chain.link(row.hash, place)}
        self.elsewhere = self.elsewhere or bool(fits & {self.row.hash, row.hash})
        if not self.last:
            self.shifted = _shifted(self.row, row)
        self.last = row.hash

    def what(self, head: Head) -> What:
        """The verdict, once every row was seen."""
        if self.home:
            return What.REORDERED if self.elsewhere else What.INSERTED
        counted_down = self.row.hash == head.hash and head.position > self.position
        return What.REMOVED if self.shifted or counted_down else What.EDITED

    def _belongs_here(self, row: Link) -> bool:
        original = self._original(row)
        known = bool(self.printed) and original.startswith(self.printed)
        return known or original in (row.hash, self.row.hash)

    def _original(self, row: Link) -> str:
        return chain.link(self.before, _at(row, self.position))


@dataclass(slots=True)
class Audit:
    """Takes every row in order; `end` has the finding. `head` and the last sealed position are what must be reached."""

    good: Head = field(default_factory=Head)
    suspicion: Suspicion | None = None
    finding: Finding | None = None
    _before: str = chain.GENESIS

    @property
    def decided(self) -> bool:
        """Nothing that follows could change the finding."""
        return self.finding is not None

    def take(self, row: Link, printed: str = "") -> None:
        """One row more; `printed` is the sealed print of the position that comes next, if there is one."""
        if self.finding is not None:
            return
        if self.suspicion is not None:
            self.suspicion.take(row)
            return
        position = self.good.position + 1
        if row.entry.position != position:
            what = What.REMOVED if row.entry.position > position else What.INSERTED
            self.finding = Finding(position=min(position, row.entry.position), what=what)
            return
        self._follow(row, printed)

    def end(self, head: Head, sealed: int = 0) -> Finding | None:
        """What was found, when every row was taken: `sealed` is the last position of which any seal speaks."""
        if self.finding is not None:
            return self.finding
        if self.suspicion is not None:
            certain = bool(self.suspicion.printed)
            return Finding(position=self.suspicion.position, what=self.suspicion.what(head), certain=certain)
        return self._ending(head, sealed)

    def _follow(self, row: Link, printed: str) -> None:
        position, hashed = row.entry.position, chain.link(self.good.hash, row.entry)
        if printed and hashed.startswith(printed) and hashed != row.hash:
            self.finding = Finding(position=position, what=What.EDITED)
        elif hashed == row.hash and hashed.startswith(printed):
            self._before, self.good = self.good.hash, Head(position=position, hash=hashed)
        elif not printed and position > 1 and chain.link(self._before, _at(row, position - 1)) == row.hash:
            self.finding = Finding(position=position - 1, what=What.INSERTED)
        else:
            self.suspicion = Suspicion(self.good.hash, row, position, printed)

    def _ending(self, head: Head, sealed: int) -> Finding | None:
        good = self.good
        if max(head.position, sealed) > good.position:
            return Finding(position=good.position + 1, what=What.CUT_OFF)
        if head.position < good.position:
            return Finding(position=head.position + 1, what=What.INSERTED)
        if head.hash != good.hash:
            return Finding(position=good.position, what=What.HEAD_EDITED)
        return None


def _at(row: Link, position: int) -> chain.Entry:
    return replace(row.entry, position=position)


def _shifted(row: Link, following: Link) -> bool:
    """Whether the second row follows the first at positions higher than theirs: some before them are gone."""
    position = following.entry.position
    return any(
        chain.link(row.hash, _at(following, position + gone)) == following.hash for gone in range(1, FURTHEST + 1)
    )
