"""Sealed fields and blind indexes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from secrets import token_bytes

import pytest
from hypothesis import given
from hypothesis import strategies as st

from identity import errors, vault
from identity.vault import Place, Vault

HERE = Place(table="visits", column="document", row="v1")
OLD, NEW = bytes(range(32)), bytes(range(32, 64))


@pytest.fixture
def safe() -> Vault:
    return Vault({"k1": OLD}, "k1", token_bytes)


@given(text=st.text(), table=st.text(), column=st.text(), row=st.text())
def test_what_is_sealed_opens_in_its_place_to_the_code_point(text: str, table: str, column: str, row: str) -> None:
    safe = Vault({"k1": OLD}, "k1", token_bytes)
    place = Place(table=table, column=column, row=row)
    assert safe.open_text(safe.seal_text(text, place), place) == text


@pytest.mark.parametrize(
    "elsewhere",
    [
        replace(HERE, row="v2"),
        replace(HERE, column="phone"),
        replace(HERE, table="cases"),
        Place(table="visit", column="sdocument", row="v1"),
    ],
    ids=["row", "column", "table", "shifted-border"],
)
def test_a_value_moved_elsewhere_does_not_open(safe: Vault, elsewhere: Place) -> None:
    with pytest.raises(errors.NotOpened):
        safe.open(safe.seal(b"A123456(3)", HERE), elsewhere)


def test_every_altered_byte_is_noticed(safe: Vault) -> None:
    sealed = safe.seal(b"A123456(3)", HERE)
    for place in range(len(sealed)):
        altered = bytearray(sealed)
        altered[place] ^= 1
        with pytest.raises((errors.NotOpened, errors.KeyMissing)):
            safe.open(bytes(altered), HERE)


def test_every_cut_is_noticed(safe: Vault) -> None:
    sealed = safe.seal(b"A123456(3)", HERE)
    for length in range(len(sealed)):
        with pytest.raises((errors.NotOpened, errors.KeyMissing)):
            safe.open(sealed[:length], HERE)


def test_equal_values_are_sealed_unlike(safe: Vault) -> None:
    assert safe.seal(b"same", HERE) != safe.seal(b"same", HERE)


def test_an_older_key_still_opens_and_is_seen_to_be_old(safe: Vault) -> None:
    rotated = Vault({"k1": OLD, "k2": NEW}, "k2", token_bytes)
    sealed = safe.seal(b"value", HERE)
    assert rotated.open(sealed, HERE) == b"value"
    assert not rotated.is_current(sealed)
    assert rotated.is_current(rotated.seal(b"value", HERE))


def test_without_its_key_a_value_does_not_open(safe: Vault) -> None:
    with pytest.raises(errors.KeyMissing):
        Vault({"k2": NEW}, "k2", token_bytes).open(safe.seal(b"value", HERE), HERE)


def test_the_keys_identifier_is_sealed_in() -> None:
    twins = Vault({"k1": OLD, "k2": OLD}, "k1", token_bytes)
    with pytest.raises(errors.NotOpened):
        twins.open(twins.seal(b"value", HERE).replace(b"k1", b"k2", 1), HERE)


def test_an_index_finds_equal_values_across_a_rotation(safe: Vault) -> None:
    rotated = Vault({"k1": OLD, "k2": NEW}, "k2", token_bytes)
    assert safe.index("hkid", "A123456(3)") in rotated.indexes("hkid", "A123456(3)")
    assert rotated.indexes("hkid", "A123456(3)")[0] == rotated.index("hkid", "A123456(3)")


def test_an_index_of_another_purpose_cannot_be_compared(safe: Vault) -> None:
    assert safe.index("hkid", "A123456(3)") != safe.index("phone", "A123456(3)")


def test_an_index_needs_the_key(safe: Vault) -> None:
    assert Vault({"k1": NEW}, "k1", token_bytes).index("hkid", "A") != safe.index("hkid", "A")


def test_a_pseudonym_is_short_and_stable(safe: Vault) -> None:
    assert safe.pseudonym("visit", "v1") == safe.pseudonym("visit", "v1")
    assert len(safe.pseudonym("visit", "v1")) == 16


def test_a_key_ring_is_read_with_the_current_key_first() -> None:
    ring = vault.ring_line("k2", token_bytes) + vault.ring_line("k1", token_bytes)
    safe = vault.from_ring(ring, token_bytes)
    assert safe.seal(b"", HERE)[2:4] == b"k2"


class Turning:
    """A ring that says once that it changed."""

    def __init__(self) -> None:
        self.lines: bytes | None = None

    def __call__(self) -> bytes | None:
        lines, self.lines = self.lines, None
        return lines


def turning() -> tuple[Turning, Vault, bytes]:
    """A vault in use, how its ring is changed, and the ring it began with."""
    ring, renewed = vault.ring_line("k1", token_bytes), Turning()
    return renewed, vault.from_ring(ring, token_bytes, renewed), ring


def test_a_vault_in_use_seals_under_a_key_that_was_added() -> None:
    renewed, safe, ring = turning()
    renewed.lines = vault.ring_line("k2", token_bytes) + ring
    assert safe.seal(b"value", HERE).startswith(safe.head("k2"))
    assert safe.key_ids == ("k2", "k1")


def test_a_vault_in_use_opens_what_a_key_sealed_that_was_added() -> None:
    renewed, safe, ring = turning()
    newer = vault.ring_line("k2", token_bytes) + ring
    sealed = vault.from_ring(newer, token_bytes).seal(b"value", HERE)
    renewed.lines = newer
    assert safe.open(sealed, HERE) == b"value"


def test_a_vault_in_use_lets_go_of_a_key_that_was_retired() -> None:
    renewed, safe, _ = turning()
    sealed = safe.seal(b"value", HERE)
    renewed.lines = vault.ring_line("k2", token_bytes)
    safe.reload()
    with pytest.raises(errors.KeyMissing):
        safe.open(sealed, HERE)


def test_an_index_is_looked_for_under_a_key_that_was_added() -> None:
    renewed, safe, ring = turning()
    newer = vault.ring_line("k2", token_bytes) + ring
    index = vault.from_ring(newer, token_bytes).index("hkid", "A")
    renewed.lines = newer
    assert safe.indexes("hkid", "A")[0] == index


def test_a_ring_that_cannot_be_read_leaves_the_one_in_use() -> None:
    renewed, safe, _ = turning()
    sealed = safe.seal(b"value", HERE)
    renewed.lines = b"not a ring"
    assert safe.is_current(safe.seal(b"other", HERE))
    assert safe.open(sealed, HERE) == b"value"


def test_what_a_key_sealed_begins_with_its_head(safe: Vault) -> None:
    assert safe.seal(b"value", HERE).startswith(safe.head("k1"))
    assert not safe.seal(b"value", HERE).startswith(safe.head("k"))


BAD_RINGS: dict[str, Callable[[], bytes]] = {
    "empty": lambda: b"",
    "no-key": lambda: b"k1\n",
    "short-key": lambda: b"k1 AAAA\n",
    "not-base64": lambda: b"k1 !!!!\n",
    "not-text": lambda: b"\xff\xfe",
    "twice-the-same": lambda: vault.ring_line("k1", token_bytes) * 2,
}


@pytest.mark.parametrize("ring", BAD_RINGS)
def test_a_bad_key_ring_is_refused(ring: str) -> None:
    with pytest.raises(errors.BadKeyRing):
        vault.from_ring(BAD_RINGS[ring](), token_bytes)
