"""Recovery codes are ten, differ, and are read back however they were written down."""

import secrets

import pytest

from identity import recovery


def test_there_are_ten_and_no_two_alike() -> None:
    assert len(set(recovery.new_codes(secrets.token_bytes))) == 10


def test_each_holds_eighty_bits() -> None:
    asked: list[int] = []

    def chance(count: int) -> bytes:
        asked.append(count)
        return bytes(count)

    recovery.new_codes(chance)
    assert asked == [10] * 10


def test_a_code_is_the_number_that_chance_gave() -> None:
    code = recovery.new_codes(lambda count: (0x0123456789ABCDEF0123).to_bytes(count))[0]
    assert sum(recovery.ALPHABET.index(c) << 5 * at for at, c in enumerate(reversed(code))) == 0x0123456789ABCDEF0123


def test_what_is_shown_is_read_back() -> None:
    codes = recovery.new_codes(secrets.token_bytes)
    assert tuple(recovery.canonical(recovery.shown(code)) for code in codes) == codes


@pytest.mark.parametrize(
    "typed", ["01AB-CD01-23EF-GH45", " o1ab cdoI 23ef gh45", "０１ａｂcdo123efgh45", "01ab–cd0l–23ef–gh45"]
)
def test_a_code_is_taken_as_people_write_it(typed: str) -> None:
    assert recovery.canonical(typed) == "01abcd0123efgh45"


@pytest.mark.parametrize("typed", ["", "123456", "01ab-cd01-23ef-gh4", "01ab-cd01-23ef-gh4!", "0" * 40])
def test_nothing_else_is_a_code(typed: str) -> None:
    assert recovery.canonical(typed) == ""
