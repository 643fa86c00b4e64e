"""Whatever is done to a chain, the audit names the first entry it was done to, and what it was."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.model import chain
from desk.model.audit import Audit, Finding, What
from desk.model.chain import PRINT_DIGITS, Entry, Head, Link

AT = datetime(2026, 11, 22, tzinfo=UTC)
LENGTH = 12
Rows = list[Link]


def entry(position: int, subject: str = "") -> Entry:
    """Different at each position, but for its position and time."""
    return Entry(
        position=position,
        at=AT + timedelta(seconds=position),
        tag="ticket.moved",
        subject=subject or f"s{position}",
        actor="desk",
        zone_id="z",
        visit_id="v",
        case_id="",
        data={"n": position},
    )


ROWS = list(chain.extend(Head(), (entry(position) for position in range(1, LENGTH + 1))))
HEAD = Head(position=LENGTH, hash=ROWS[-1].hash)
POSITIONS = st.integers(1, LENGTH)
SEALED = st.sampled_from([0, LENGTH // 2, LENGTH])


def audited(rows: Sequence[Link], *, sealed: int = 0, head: Head = HEAD) -> Finding | None:
    """What the audit finds in these rows, the true ones having been sealed so far."""
    audit = Audit()
    for row in sorted(rows, key=lambda row: row.entry.position):
        coming = audit.good.position + 1
        audit.take(row, ROWS[coming - 1].hash[:PRINT_DIGITS] if coming <= sealed else "")
    return audit.end(head, sealed)


def at(row: Link, position: int) -> Link:
    return Link(entry=replace(row.entry, position=position), hash=row.hash)


def edited(rows: Rows, position: int, hashed: str = "") -> Rows:
    """The entry's data changed, its hash left as it was or set to this."""
    row = rows[position - 1]
    changed = Link(entry=replace(row.entry, data={"n": 99}), hash=hashed or row.hash)
    return [*rows[: position - 1], changed, *rows[position:]]


def rewritten(rows: Rows, position: int) -> Rows:
    """The entry edited, and every hash from there on made anew."""
    before = Head(position=position - 1, hash=rows[position - 2].hash if position > 1 else chain.GENESIS)
    return [*rows[: position - 1], *chain.extend(before, (one.entry for one in edited(rows, position)[position - 1 :]))]


def removed(rows: Rows, position: int) -> Rows:
    return [*rows[: position - 1], *rows[position:]]


def counted_down(rows: Rows, position: int) -> Rows:
    """Removed, and the entries after it renumbered, so that no gap shows."""
    return [*rows[: position - 1], *(at(row, row.entry.position - 1) for row in rows[position:])]


def swapped(rows: Rows, one: int, other: int) -> Rows:
    """Two entries with their hashes trade places."""
    made = list(rows)
    made[one - 1], made[other - 1] = at(rows[other - 1], one), at(rows[one - 1], other)
    return made


def swapped_under_their_hashes(rows: Rows, one: int, other: int) -> Rows:
    made = swapped(rows, one, other)
    for position in (one, other):
        made[position - 1] = replace(made[position - 1], hash=rows[position - 1].hash)
    return made


def moved(rows: Rows, one: int, other: int) -> Rows:
    """One entry taken out and put in elsewhere, all between renumbered."""
    made = list(rows)
    made.insert(other - 1, made.pop(one - 1))
    return [at(row, position) for position, row in enumerate(made, start=1)]


def inserted(rows: Rows, position: int, hashed: str) -> Rows:
    """A foreign entry put in, those after it renumbered."""
    foreign = Link(entry=entry(position, "foreign"), hash=hashed)
    return [*rows[: position - 1], foreign, *(at(row, row.entry.position + 1) for row in rows[position - 1 :])]


def fitting(position: int) -> str:
    """The hash that a foreign entry has where it is put in."""
    return chain.link(ROWS[position - 2].hash if position > 1 else chain.GENESIS, entry(position, "foreign"))


@pytest.mark.parametrize("sealed", [0, 5, LENGTH])
def test_an_untouched_chain_is_sound(sealed: int) -> None:
    assert audited(ROWS, sealed=sealed) is None


def test_an_empty_chain_is_sound() -> None:
    assert audited([], head=Head()) is None


@given(position=POSITIONS, sealed=SEALED)
def test_an_edited_entry_is_named(position: int, sealed: int) -> None:
    found = audited(edited(ROWS, position), sealed=sealed)
    assert found == Finding(position=position, what=What.EDITED, certain=position <= sealed)


@pytest.mark.parametrize("field", ["at", "tag", "subject", "actor", "zone_id", "visit_id", "case_id", "data"])
def test_each_column_that_is_edited_is_noticed(field: str) -> None:
    others: dict[str, Any] = {"at": AT, "data": {}}
    changed = replace(ROWS[4], entry=replace(ROWS[4].entry, **{field: others.get(field, "other")}))
    assert audited([*ROWS[:4], changed, *ROWS[5:]]) == Finding(position=5, what=What.EDITED, certain=False)


@given(position=POSITIONS, sealed=SEALED)
def test_an_edited_hash_is_named(position: int, sealed: int) -> None:
    rows = list(ROWS)
    rows[position - 1] = replace(rows[position - 1], hash="0" * 64)
    assert audited(rows, sealed=sealed) == Finding(position=position, what=What.EDITED, certain=position <= sealed)


@given(position=POSITIONS)
def test_an_entry_edited_with_its_own_hash_is_named_where_a_seal_covers_it(position: int) -> None:
    rows = edited(ROWS, position, rewritten(ROWS, position)[position - 1].hash)
    assert audited(rows, sealed=LENGTH) == Finding(position=position, what=What.EDITED)


@given(position=st.integers(1, LENGTH - 1))
def test_an_entry_edited_with_its_own_hash_shows_at_the_next_where_no_seal_does(position: int) -> None:
    rows = edited(ROWS, position, rewritten(ROWS, position)[position - 1].hash)
    assert audited(rows) == Finding(position=position + 1, what=What.EDITED, certain=False)


@given(position=POSITIONS)
def test_an_entry_before_a_seal_is_named_though_all_hashes_after_it_were_made_anew(position: int) -> None:
    rows = rewritten(ROWS, position)
    assert audited(rows, sealed=LENGTH, head=Head(position=LENGTH, hash=rows[-1].hash)) == Finding(
        position=position, what=What.EDITED
    )


@given(position=st.integers(1, LENGTH - 1), sealed=SEALED)
def test_a_removed_entry_is_named(position: int, sealed: int) -> None:
    assert audited(removed(ROWS, position), sealed=sealed) == Finding(position=position, what=What.REMOVED)


@given(position=st.integers(1, LENGTH - 1), count=st.integers(1, 3), sealed=SEALED)
def test_removed_entries_are_named_though_those_after_were_renumbered(position: int, count: int, sealed: int) -> None:
    rows = ROWS
    for _ in range(min(count, LENGTH - position)):
        rows = counted_down(rows, position)
    found = audited(rows, sealed=sealed)
    assert found is not None
    assert (found.position, found.what) == (position, What.REMOVED)


@given(pair=st.lists(POSITIONS, min_size=2, max_size=2, unique=True), sealed=SEALED)
@pytest.mark.parametrize("reorder", [swapped, swapped_under_their_hashes, moved])
def test_reordered_entries_are_named_by_the_first(
    reorder: Callable[[Rows, int, int], Rows], pair: list[int], sealed: int
) -> None:
    found = audited(reorder(ROWS, *pair), sealed=sealed)
    assert found == Finding(position=min(pair), what=What.REORDERED, certain=min(pair) <= sealed)


@given(position=POSITIONS, sealed=SEALED)
@pytest.mark.parametrize("hashed", [lambda _: "0" * 64, fitting], ids=["any-hash", "fitting-hash"])
def test_an_inserted_entry_is_named(hashed: Callable[[int], str], position: int, sealed: int) -> None:
    found = audited(inserted(ROWS, position, hashed(position)), sealed=sealed)
    assert found is not None
    assert (found.position, found.what) == (position, What.INSERTED)


def test_an_entry_appended_behind_the_heads_back_is_named() -> None:
    rows = inserted(ROWS, LENGTH + 1, fitting(LENGTH + 1))
    assert audited(rows) == Finding(position=LENGTH + 1, what=What.INSERTED)


@pytest.mark.parametrize("position", [0, -3])
def test_an_entry_before_the_first_is_named(position: int) -> None:
    assert audited([at(ROWS[3], position), *ROWS]) == Finding(position=position, what=What.INSERTED)


@given(left=st.integers(0, LENGTH - 1))
def test_a_tail_cut_off_is_named_by_the_head(left: int) -> None:
    assert audited(ROWS[:left]) == Finding(position=left + 1, what=What.CUT_OFF)


@given(left=st.integers(0, LENGTH - 1))
def test_a_tail_cut_off_with_its_head_is_named_by_the_seal(left: int) -> None:
    head = Head(position=left, hash=ROWS[left - 1].hash if left else chain.GENESIS)
    assert audited(ROWS[:left], head=head, sealed=LENGTH) == Finding(position=left + 1, what=What.CUT_OFF)


def test_a_head_that_is_not_the_last_hash_is_named() -> None:
    found = audited(ROWS, head=Head(position=LENGTH, hash="0" * 64))
    assert found == Finding(position=LENGTH, what=What.HEAD_EDITED)


def test_entries_alike_but_for_their_position_do_not_mislead() -> None:
    alike = [replace(entry(1), position=position) for position in range(1, 6)]
    rows = list(chain.extend(Head(), alike))
    head = Head(position=5, hash=rows[-1].hash)
    assert audited(edited(rows, 2), head=head) == Finding(position=2, what=What.EDITED, certain=False)
