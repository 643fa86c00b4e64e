"""Each refusal has a stable code of its own, by which its words are found."""

import re
from collections.abc import Iterator

from desk.model import errors
from desk.model.errors import DeskError


def every(kind: type[DeskError] = DeskError) -> Iterator[type[DeskError]]:
    yield kind
    for child in kind.__subclasses__():
        yield from every(child)


def test_no_two_refusals_share_a_code_but_by_descent() -> None:
    codes = [kind.code for kind in every() if kind.__module__ == errors.__name__ and "code" in vars(kind)]
    assert sorted(set(codes)) == sorted(codes)


def test_codes_are_words_joined_by_dashes() -> None:
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", kind.code) for kind in every())


def test_a_field_changed_by_another_hand_does_not_tell_its_text_in_its_string() -> None:
    assert "范" not in str(errors.FieldChanged(text="范余于", revision=2))
