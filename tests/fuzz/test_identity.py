"""Each parser of `identity` under its coverage-guided fuzzer for a short time; `make fuzz-identity` is the long run."""

from __future__ import annotations

import pytest

from tests.fuzz.identity_targets import answered, running, stored, typed

SECONDS = 2


@pytest.mark.parametrize("name", sorted({**typed.TARGETS, **stored.TARGETS, **answered.TARGETS}))
def test_no_bytes_break_a_parser(name: str) -> None:
    ran = running.apart(name, SECONDS)
    assert ran.clean, ran.told


def test_a_target_that_breaks_is_noticed() -> None:
    assert not running.apart("breaks", SECONDS).clean
