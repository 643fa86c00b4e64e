"""Reads the whole ledger beside its seals, in pages, and names the first entry that is not what was written.

Witnesses are the seals in the store and those in files of exported heads. A seal is believed only if a key that the
caller trusts signed it; what an unbelieved one says is not used, and that it stands there is a finding of its own.
"""

from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncConnection

from desk.model import chain
from desk.model.audit import Audit, Finding, What
from desk.model.chain import PRINT_DIGITS, Link, Seal
from desk.store import heads, ledger, seals
from identity import signing

PAGE = 1_000
SEALS_PAGE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """How many entries followed, the last one that a believed seal covers, how many seals there were, what is wrong."""

    entries: int
    sealed: int
    seals: int
    finding: Finding | None


@dataclass(slots=True)
class Witness:
    """Seals from one place, read as the audit goes on."""

    seals: AsyncIterator[Seal]
    trusted: Mapping[str, bytes]
    finding: Finding | None = None
    count: int = 0
    sealed: int = 0
    _covered: int = 0
    _current: Seal | None = None
    _ended: bool = False

    async def print_of(self, position: int) -> str:
        """What a believed seal says of the entry's hash: its first digits or all; nothing where none speaks of it."""
        while not self._ended and self._covered < position:
            await self._step()
        seal = self._current
        if seal is None or not seal.first <= position <= seal.position:
            return ""
        return seal.hash if position == seal.position else seal.print_of(position)

    async def drain(self) -> None:
        """Reads the rest, which speaks of entries that are not there."""
        while not self._ended:
            await self._step()

    async def _step(self) -> None:
        seal = await anext(self.seals, None)
        self._current, self._ended = None, seal is None
        if seal is None or seal.position <= self._covered:
            return
        self.count += 1
        what = _doubt(seal, self.trusted)
        if what is None:
            self._current, self.sealed = seal, seal.position
            if seal.first > self._covered + 1:
                self._note(self._covered + 1, What.SEAL_REMOVED)
        else:
            self._note(seal.position, what)
        self._covered = seal.position

    def _note(self, position: int, what: What) -> None:
        if self.finding is None:
            self.finding = Finding(position=position, what=what)


@dataclass(slots=True)
class Witnesses:
    """All of them together."""

    every: list[Witness] = field(default_factory=list)

    async def print_of(self, position: int) -> str:
        """The longest print that any has of this entry; that of the first where they disagree."""
        found = [told for told in [await one.print_of(position) for one in self.every] if told]
        for told in found[1:]:
            if told[:PRINT_DIGITS] != found[0][:PRINT_DIGITS]:
                self.every[-1]._note(position, What.SEAL_FORGED)
        agreed = [told for told in found if told[:PRINT_DIGITS] == found[0][:PRINT_DIGITS]]
        return max(agreed, key=len, default="")


async def verify(connection: AsyncConnection, trusted: Mapping[str, bytes], files: Sequence[Path]) -> Report:
    """`trusted`: public keys by their id. The connection should see one moment. Raises BadHeads, OSError."""
    witnesses = Witnesses([Witness(_from_file(path), trusted) for path in files])
    witnesses.every.append(Witness(_from_store(connection), trusted))
    head, audit = await ledger.head(connection), Audit()
    async for row in _rows(connection):
        audit.take(row, await witnesses.print_of(audit.good.position + 1))
        if audit.decided:
            break
    else:
        for one in witnesses.every:
            await one.drain()
    sealed = max(one.sealed for one in witnesses.every)
    found = [audit.end(head, sealed), *(one.finding for one in witnesses.every)]
    return Report(
        entries=audit.good.position,
        sealed=sealed,
        seals=sum(one.count for one in witnesses.every),
        finding=min((one for one in found if one is not None), key=lambda one: one.position, default=None),
    )


def _doubt(seal: Seal, trusted: Mapping[str, bytes]) -> What | None:
    """Why the seal is not believed."""
    if seal.key_id not in trusted:
        return What.SEAL_FOREIGN
    try:
        signature, statement = bytes.fromhex(seal.signature), chain.statement(seal)
    except ValueError:
        return What.SEAL_FORGED
    sound = len(seal.prints) % PRINT_DIGITS == 0 and 1 <= seal.first <= seal.position
    return None if sound and signing.is_signed(trusted[seal.key_id], signature, statement) else What.SEAL_FORGED


async def _rows(connection: AsyncConnection) -> AsyncIterator[Link]:
    after: int | None = None
    while page := await ledger.links(connection, after, PAGE):
        after = page[-1].entry.position
        for row in page:
            yield row


async def _from_store(connection: AsyncConnection) -> AsyncIterator[Seal]:
    after = -1
    while page := await seals.after(connection, after, SEALS_PAGE):
        after = page[-1].position
        for seal in page:
            yield seal


async def _from_file(path: Path) -> AsyncIterator[Seal]:
    lines: Iterator[Seal] = heads.read(path)
    for seal in lines:
        yield seal
