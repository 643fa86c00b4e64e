"""Seals anew what an older key sealed, while the desk serves: every sealed column stands in one table here.

Rule 1: a row is changed by compare-and-set on the very bytes that were opened. Whoever writes it meanwhile wins, and
has sealed under the current key. Rule 2: a sealed value and its blind index are written together, the value sealed
first: a row whose value is under the current key has its index there too. Rule 3: who looks for an index looks under
every key of the ring.

Some indexes cannot be made anew, since what they are of is not kept. They pass away (`PASSING`); until then their key
is needed.
"""

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Column, ColumnElement, Row, Table, and_, func, or_, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from desk.model.errors import Stale
from desk.store import bindings, holders, names, people, places
from desk.store import tables as t
from desk.store.finding import index
from desk.store.unit import Store, Unit
from identity.errors import VaultError
from identity.vault import NONCE_BYTES, Place, Vault

BATCH = 100
TAG_BYTES = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """A blind index beside a sealed column, made of what it holds; `canonical` is empty where it cannot be."""

    column: Column[Any]
    purpose: str
    canonical: Callable[[Row[Any], str], str] = lambda _row, text: text


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """A column that the vault sealed; its place is the primary key, parts joined by a slash."""

    column: Column[Any]
    index: Index | None = None

    @property
    def keys(self) -> tuple[Column[Any], ...]:
        """What identifies a row."""
        return tuple(self.column.table.primary_key.columns)

    def place(self, row: Row[Any]) -> Place:
        """Where the row's value is sealed to."""
        parts = (str(row._mapping[key]) for key in self.keys)
        return Place(table=_table(self).name, column=self.column.name, row="/".join(parts))


@dataclass(frozen=True, slots=True, kw_only=True)
class Passing:
    """An index that cannot be made anew: of rows that `matter`, needed so long (None: until they are gone)."""

    column: Column[Any]
    since: Column[Any]
    lasts: timedelta | None = None
    matter: Callable[[Vault], ColumnElement[bool]]


def _kind_and_number(row: Row[Any], number: str) -> str:
    return f"{row.kind}:{number}" if number else ""


def _of_unknown_number(vault: Vault) -> ColumnElement[bool]:
    """A number known through a mainland account alone is not kept: what is sealed is an empty text."""
    column, heads = t.holders.c.number, [vault.head(key_id) for key_id in vault.key_ids]
    empty = [and_(_begins(column, head), func.length(column) == len(head) + NONCE_BYTES + TAG_BYTES) for head in heads]
    return or_(*empty)


SEALED = (
    Sealed(column=t.answers.c.text),
    Sealed(column=t.applicants.c.names),
    Sealed(column=t.appointments.c.secret),
    Sealed(column=t.assists.c.names),
    Sealed(column=t.assists.c.number),
    Sealed(
        column=t.bindings.c.subject,
        index=Index(
            column=t.bindings.c.subject_index,
            purpose=bindings.INDEX,
            canonical=lambda row, subject: f"{row.provider}:{subject}",
        ),
    ),
    Sealed(column=t.case_exports.c.reason),
    Sealed(column=t.challenges.c.value),
    Sealed(column=t.chat_lines.c.text),
    Sealed(column=t.contacts.c.phone, index=Index(column=t.contacts.c.phone_index, purpose="phone")),
    Sealed(column=t.corner_notices.c.text),
    Sealed(column=t.corner_statements.c.covers),
    Sealed(column=t.decisions.c.words),
    Sealed(column=t.deliveries.c.parcel),
    Sealed(
        column=t.documents.c.number,
        index=Index(column=t.documents.c.number_index, purpose="documents.number", canonical=_kind_and_number),
    ),
    Sealed(column=t.follow_ups.c.note),
    Sealed(
        column=t.holders.c.number,
        index=Index(column=t.holders.c.number_index, purpose=holders.INDEX, canonical=_kind_and_number),
    ),
    Sealed(column=t.holds.c.reason),
    Sealed(column=t.inbox.c.body),
    Sealed(column=t.pending_sign_ins.c.value),
    Sealed(column=t.postings.c.address),
    Sealed(column=t.ratings.c.comment),
    Sealed(column=t.readings.c.said),
    Sealed(column=t.readings.c.value),
    Sealed(column=t.sendings.c.note),
    Sealed(column=t.staff.c.totp_secret),
    Sealed(column=t.staff_enrolments.c.totp_secret),
    Sealed(column=t.statements.c.text),
    Sealed(column=t.transactions.c.content),
    Sealed(column=t.wishes.c.text),
)
"""Every column that the vault sealed, sorted."""
BESIDE = {
    t.case_names.c.mark: t.applicants.c.names,
    t.case_words.c.mark: t.transactions.c.content,
    t.name_grams.c.gram: t.applicants.c.names,
}
"""Indexes in tables of their own, and the sealed column that they are made of."""
PASSING = (
    Passing(
        column=t.challenges.c.origin_index,
        since=t.challenges.c.issued_at,
        lasts=timedelta(days=1),
        matter=lambda _: t.challenges.c.origin_index != "",
    ),
    Passing(
        column=t.challenges.c.phone_index,
        since=t.challenges.c.issued_at,
        lasts=timedelta(days=1),
        matter=lambda _: t.challenges.c.phone_index != "",
    ),
    Passing(column=t.holders.c.number_index, since=t.holders.c.linked_at, matter=_of_unknown_number),
    Passing(
        column=t.slips.c.letters_index,
        since=t.slips.c.printed_at,
        lasts=timedelta(days=2),
        matter=lambda _: t.slips.c.letters_index != "",
    ),
    Passing(
        column=t.staff_recovery_codes.c.code_hash,
        since=t.staff_recovery_codes.c.made_at,
        matter=lambda _: t.staff_recovery_codes.c.used_at.is_(None),
    ),
    Passing(column=t.throttles.c.key, since=t.throttles.c.moved_at, matter=lambda _: t.throttles.c.failures > 0),
)
"""Indexes that cannot be made anew, sorted."""


@dataclass(slots=True)
class Count:
    """What a run did: values sealed anew, values that somebody wrote meanwhile, values that do not open."""

    sealed: int = 0
    overtaken: int = 0
    broken: int = 0


async def reseal(store: Store) -> Count:
    """Seals and indexes anew all that is not under the current key: rows some at a time, then files.

    What does not open stays as it is. A second run finds what was begun before the rotation and written after its row
    was passed.
    """
    count = Count()
    for sealed in SEALED:
        async for rows in _outdated(store, sealed):
            await _renew(store, sealed, rows, count)
    for sha256 in await store.files.outdated():
        if await store.files.reseal(sha256):
            count.sealed += 1
        else:
            count.broken += 1
    while await index.catch_up(store):
        pass
    return count


async def sealed_by(store: Store, key_id: str) -> dict[str, int]:
    """How many values this key sealed, by `table.column`; of files as `files`. Only those that there are."""
    found: dict[str, int] = {}
    async with store.read() as connection:
        for sealed in SEALED:
            query = select(func.count()).where(_begins(sealed.column, store.vault.head(key_id)))
            found[str(sealed.column)] = (await connection.execute(query)).scalar_one()
    found["files"] = await store.files.sealed_by(key_id)
    return {name: count for name, count in found.items() if count}


async def passing(store: Store, until: datetime) -> dict[str, int]:
    """How many indexes that cannot be made anew are still needed and older than that, by `table.column`."""
    found: dict[str, int] = {}
    async with store.read() as connection:
        for one in PASSING:
            old = and_(one.since <= until, one.matter(store.vault))
            if one.lasts is not None:
                old = and_(old, one.since > store.clock() - one.lasts)
            found[str(one.column)] = (await connection.execute(select(func.count()).where(old))).scalar_one()
    return {name: count for name, count in found.items() if count}


async def _outdated(store: Store, sealed: Sealed) -> AsyncIterator[Sequence[Row[Any]]]:
    """Rows whose value another key than the current one sealed, in order of their primary key."""
    last: tuple[Any, ...] | None = None
    while True:
        async with store.read() as connection:
            rows = await _page(connection, store.vault, sealed, last)
        if not rows:
            return
        last = tuple(rows[-1]._mapping[key] for key in sealed.keys)
        yield rows


async def _page(
    connection: AsyncConnection, vault: Vault, sealed: Sealed, last: tuple[Any, ...] | None
) -> Sequence[Row[Any]]:
    column = sealed.column
    current = vault.head(vault.key_ids[0])
    query = select(_table(sealed)).where(column.is_not(None), func.substr(column, 1, len(current)) != current)
    if last is not None:
        query = query.where(tuple_(*sealed.keys) > tuple_(*last))
    return (await connection.execute(query.order_by(*sealed.keys).limit(BATCH))).all()


async def _renew(store: Store, sealed: Sealed, rows: Sequence[Row[Any]], count: Count) -> None:
    """Some rows, in one unit of work; where one of them is in another's way, each in a unit of its own."""
    try:
        async with store.write() as unit:
            done = Count()
            for row in rows:
                await _renew_one(unit, sealed, row, done)
    except Stale:
        if len(rows) > 1:
            for row in rows:
                await _renew(store, sealed, [row], count)
            return
        done = Count(overtaken=1)
    count.sealed += done.sealed
    count.overtaken += done.overtaken
    count.broken += done.broken


async def _renew_one(unit: Unit, sealed: Sealed, row: Row[Any], done: Count) -> None:
    try:
        changed = _values(unit.vault, sealed, row)
    except VaultError:
        done.broken += 1
        return
    stands = and_(*(key == row._mapping[key] for key in sealed.keys))
    stands = and_(stands, sealed.column == row._mapping[sealed.column])
    renewed = (await unit.connection.execute(update(_table(sealed)).where(stands).values(changed))).rowcount
    if renewed and sealed.column is t.applicants.c.names:
        await names.index(unit, await people.applicant(unit.connection, unit.vault, row.id))
        await places.touch_person(unit, row.id)
    if renewed and sealed.column is t.transactions.c.content:
        await places.touch(unit, row.case_id)
    done.sealed += renewed
    done.overtaken += 1 - renewed


def _values(vault: Vault, sealed: Sealed, row: Row[Any]) -> dict[str, Any]:
    """The row's columns as the current key has them. Raises VaultError."""
    place = sealed.place(row)
    plain = vault.open(row._mapping[sealed.column], place)
    changed: dict[str, Any] = {sealed.column.name: vault.seal(plain, place)}
    if sealed.index is not None:
        canonical = sealed.index.canonical(row, plain.decode())
        if canonical:
            changed[sealed.index.column.name] = vault.index(sealed.index.purpose, canonical).hex()
    return changed


def _begins(column: Column[Any], head: bytes) -> ColumnElement[bool]:
    return func.substr(column, 1, len(head)) == head


def _table(sealed: Sealed) -> Table:
    table = sealed.column.table
    assert isinstance(table, Table)
    return table
