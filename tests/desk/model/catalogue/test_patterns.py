"""Only patterns that both validators read alike, and read in bounded time, stand in forms."""

import pytest

from desk.model.catalogue.patterns import trouble

GOOD = [
    "^$",
    "^[0-9]{17}[0-9Xx]$",
    r"^[A-Z]{1,2}[0-9]{6}\([0-9A]\)$",
    "^(?:粤[A-Z]|粤Z)[A-Z0-9]{5}$",
    r"^[^\u0000-\u001f]*$",
    r"^\u4e00+$",
    "^[𠝹-𨋢]+$",
    "^(?:a+){1,3}$",
    "^(?:a|b(?:c|d)?)e$",
]
BAD = {
    "not anchored": "[0-9]+",
    "half anchored": "^[0-9]+",
    "digits of all scripts": r"^\d+$",
    "letters of all scripts": r"^\w+$",
    "any character": "^.+$",
    "boundary": r"^\bx$",
    "choice outside brackets": "^a|b$",
    "capturing": "^(a)$",
    "look-ahead": "^(?=a)a$",
    "back reference": r"^(?:a)\1$",
    "repetition in a repetition": "^(?:a+)+$",
    "repetition without end in a repetition": "^(?:a+)*$",
    "count without a beginning": "^a{,3}$",
    "possessive": "^a++$",
    "lazy": "^a+?$",
    "counted backwards": "^a{3,2}$",
    "range backwards": "^[z-a]$",
    "class in a class": "^[[a]]$",
    "empty class": "^[]$",
    "anchor within": "^a$b$",
    "open bracket": "^(?:a$",
    "closed bracket": "^a)$",
    "identity escape of a letter": r"^\a$",
    "property": r"^\p{Han}$",
    "lone surrogate": r"^\ud800$",
    "no text": 5,
}


@pytest.mark.parametrize("pattern", GOOD)
def test_a_pattern_is_allowed(pattern: str) -> None:
    assert trouble(pattern) == ""


@pytest.mark.parametrize("pattern", BAD.values(), ids=BAD)
def test_a_pattern_is_refused(pattern: object) -> None:
    assert trouble(pattern) != ""
