"""The desk's keys are made once, are nobody else's to read, and stay."""

import secrets
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest

from desk.chores import keys, rotation
from identity import vault
from identity.errors import BadKeyRing
from identity.vault import Place

PLACE = Place(table="t", column="c", row="r")


def test_a_second_start_has_the_same_keys(tmp_path: Path) -> None:
    first, second = keys.ready(tmp_path / "keys"), keys.ready(tmp_path / "keys")
    assert second.vault.open_text(first.vault.seal_text("x", PLACE), PLACE) == "x"
    assert (first.codes, first.tokens) == (second.codes, second.tokens)
    assert first.clients.public_jwks() == second.clients.public_jwks()
    assert first.ledger.public == second.ledger.public


def test_two_desks_have_different_keys(tmp_path: Path) -> None:
    assert keys.ready(tmp_path / "a").tokens != keys.ready(tmp_path / "b").tokens


def test_keys_for_codes_and_tokens_have_256_bits(tmp_path: Path) -> None:
    made = keys.ready(tmp_path / "keys")
    assert (len(made.codes), len(made.tokens)) == (32, 32)


def test_only_the_service_may_read_the_keys(tmp_path: Path) -> None:
    keys.ready(tmp_path / "keys")
    modes = {path.name: path.stat().st_mode & 0o777 for path in (tmp_path / "keys").iterdir()}
    assert modes == {"vault.ring": 0o600, "codes": 0o600, "tokens": 0o600, "clients.json": 0o600, "ledger.key": 0o600}
    assert (tmp_path / "keys").stat().st_mode & 0o077 == 0


def test_of_many_processes_that_start_at_once_all_have_the_same_keys(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as threads:
        made = list(threads.map(lambda _: keys.ready(tmp_path / "keys"), range(8)))
    assert len({each.tokens for each in made}) == 1
    assert len({each.codes for each in made}) == 1


def test_codes_keep_their_key_when_the_ring_turns(tmp_path: Path) -> None:
    first = keys.ready(tmp_path / "keys")
    rotation.rotate(tmp_path / "keys", datetime(2026, 11, 22, tzinfo=UTC))
    assert keys.ready(tmp_path / "keys").codes == first.codes


def test_codes_of_an_earlier_version_are_checked_still(tmp_path: Path) -> None:
    """They were under a key derived from the ring's current one."""
    ring = vault.ring_line("k1", secrets.token_bytes)
    (tmp_path / "vault.ring").write_bytes(ring)
    assert keys.ready(tmp_path).codes == vault.from_ring(ring, secrets.token_bytes).derive("codes")


def test_no_key_shows_in_a_repr(tmp_path: Path) -> None:
    assert repr(keys.ready(tmp_path / "keys")) == "Keys()"


def test_a_broken_ring_is_refused_and_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "vault.ring").write_text("not a ring")
    with pytest.raises(BadKeyRing):
        keys.ready(tmp_path)
    assert (tmp_path / "vault.ring").read_text() == "not a ring"
