"""The chain's encoding is exact, and any program can make the same hashes."""

import hashlib
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.model import chain
from desk.model.chain import Entry, Head, Seal

AT = datetime(2026, 11, 22, 6, 16, 31, 42, tzinfo=UTC)
FIRST = Entry(
    position=1,
    at=AT,
    tag="ticket.moved",
    subject="s",
    actor="staff:x",
    zone_id="z",
    visit_id="v",
    case_id="",
    data={"state": "waiting", "number": '甲\u000b"001', "n": 3, "\ufb33": 1, "😀": 2},
)
ENCODED = (
    '{"actor":"staff:x","at":"2026-11-22T06:16:31.000042Z","case_id":"",'
    '"data":{"n":3,"number":"甲\\u000b\\"001","state":"waiting","😀":2,"\ufb33":1},'
    '"position":1,"subject":"s","tag":"ticket.moved","visit_id":"v","zone_id":"z"}'
)
"""As RFC 8785 has it: members by UTF-16 code units, so that U+1F600 stands before U+FB33."""
GENESIS = "da2cb6f81ec4af47f940fd481fe5f410b904d2c0b4eef8150073847b089ec97f"
HASH = "94061e3a4c9f5b16a1dcc9c2d27ce05079e119cc838e586ba52c6a10102f8666"
WORDS = st.text(st.characters(exclude_categories=["Cs"]))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-chain.GREATEST, chain.GREATEST) | WORDS,
    lambda inner: st.lists(inner) | st.dictionaries(WORDS, inner),
    max_leaves=8,
)


def test_the_genesis_names_the_version() -> None:
    assert hashlib.sha256(b"desk.ledger/1").hexdigest() == chain.GENESIS == GENESIS


def test_an_entry_is_encoded_as_the_vector_says() -> None:
    assert chain.encode(FIRST).decode() == ENCODED


def test_an_entry_is_hashed_as_the_vector_says() -> None:
    assert chain.link(GENESIS, FIRST) == HASH
    assert hashlib.sha256(bytes.fromhex(GENESIS) + ENCODED.encode()).hexdigest() == HASH


def test_the_docs_show_the_vector() -> None:
    page = (Path(__file__).parents[3] / "docs" / "ledger.md").read_text(encoding="utf-8")
    assert f"{GENESIS}\n{ENCODED}\n{HASH}\n" in page


@given(value=VALUES)
def test_what_is_encoded_reads_back_the_same(value: object) -> None:
    assert json.loads(chain.canonical(value)) == value


@given(one=VALUES, other=VALUES)
def test_two_values_that_differ_are_encoded_unlike(one: object, other: object) -> None:
    assert (chain.canonical(one) == chain.canonical(other)) == (
        json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)
    )


@given(members=st.dictionaries(WORDS, st.integers(0, 9)))
def test_the_order_in_which_members_came_does_not_matter(members: dict[str, int]) -> None:
    assert chain.canonical(dict(reversed(members.items()))) == chain.canonical(members)


@pytest.mark.parametrize("value", [0.5, 2**53, -(2**53), b"x", {1: "a"}, {"a": {"b": 1e9}}])
def test_what_has_no_exact_form_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match=r"form|exactly|name"):
        chain.canonical(value)


def test_an_instant_of_another_zone_is_the_same_in_utc() -> None:
    assert chain.instant(AT.astimezone(timezone(timedelta(hours=8)))) == chain.instant(AT)


def test_a_naive_instant_is_refused() -> None:
    with pytest.raises(ValueError, match="naive"):
        chain.instant(AT.replace(tzinfo=None))


@pytest.mark.parametrize(
    "field", ["position", "at", "tag", "subject", "actor", "zone_id", "visit_id", "case_id", "data"]
)
def test_every_field_is_hashed(field: str) -> None:
    others: dict[str, Any] = {"position": 2, "at": AT + timedelta(microseconds=1), "data": {}}
    changed = replace(FIRST, **{field: others.get(field, "other")})
    assert chain.link(GENESIS, changed) != HASH


def test_a_longer_chain_goes_on_from_the_hash_before() -> None:
    second = replace(FIRST, position=2)
    whole = list(chain.extend(Head(), [FIRST, second]))
    assert [one.hash for one in whole] == [HASH, chain.link(HASH, second)]
    assert list(chain.extend(Head(position=1, hash=HASH), [second])) == whole[1:]


def test_a_seal_states_all_but_its_signature() -> None:
    seal = Seal(position=2, hash=HASH, prints="0" * 32, sealed_at=AT, key_id="k", signature="s")
    assert json.loads(chain.statement(seal)) == {
        "at": "2026-11-22T06:16:31.000042Z",
        "hash": HASH,
        "key_id": "k",
        "ledger": "desk.ledger/1",
        "position": 2,
        "prints": "0" * 32,
    }


def test_a_seal_has_a_print_of_each_entry_since_the_one_before() -> None:
    seal = Seal(position=7, hash=HASH, prints="a" * 16 + "b" * 16, sealed_at=AT, key_id="k")
    assert (seal.first, seal.print_of(6), seal.print_of(7)) == (6, "a" * 16, "b" * 16)
