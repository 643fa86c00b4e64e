"""Ids sort by time and are never twice the same; secrets are long."""

import time
import uuid

from desk.model import chance


def test_an_id_is_a_uuid_of_version_7() -> None:
    made = uuid.UUID(chance.new_id())
    assert (made.version, made.variant) == (7, uuid.RFC_4122)


def test_an_id_holds_the_time_it_was_made() -> None:
    before = time.time_ns() // 1_000_000
    made = uuid.UUID(chance.new_id()).int >> 80
    assert before <= made <= time.time_ns() // 1_000_000


def test_ids_are_never_twice_the_same() -> None:
    assert len({chance.new_id() for _ in range(5000)}) == 5000


def test_a_secret_has_256_bits() -> None:
    assert len(chance.new_secret()) == 43


def test_the_clock_is_aware_and_in_utc() -> None:
    offset = chance.utc_now().utcoffset()
    assert offset is not None
    assert offset.total_seconds() == 0
