"""A text fits its field, or is refused for a reason that has a name."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.model.errors import BadInput, NotAChoice, TextTooLong
from desk.model.forms import check_text
from desk.model.items import Choice, Field, FieldKind


def field(kind: str = "text", max_length: int = 20) -> Field:
    choices = (Choice(value="post", label={}), Choice(value="print", label={})) if kind == "choice" else ()
    return Field(
        name="f",
        label={},
        hint={},
        by="applicant",
        kind=FieldKind(kind),
        required=True,
        max_length=max_length,
        choices=choices,
    )


FITS = [
    ("text", "范乾后 𨋢 𠝹"),
    ("text", "João Conceição"),
    ("text", "\uf9dc compatibility ideograph"[:20]),
    ("text", "葛\U000e0100城"),
    ("text", "👩‍👩‍👧"),
    ("text", "<b>&amp;</b>"),
    ("text", "'; DROP TABLE --"),
    ("name", "范余于"),
    ("long-text", "第一行\n第二行"),
    ("date", "1990-05-01"),
    ("date", "2000-02-29"),
    ("number", "0"),
    ("number", "-12.5"),
    ("number", "2025"),
    ("number", "１２"),
    ("choice", "post"),
]
REFUSED = [
    ("text", "a\nb", BadInput),
    ("text", "a\tb", BadInput),
    ("text", "a\x00b", BadInput),
    ("text", "a\x1b[31m", BadInput),
    ("text", "a\x85b", BadInput),
    ("text", "\ud800", BadInput),
    ("long-text", "a\rb", BadInput),
    ("name", "李\n叶", BadInput),
    ("date", "1990-02-30", BadInput),
    ("date", "1990/05/01", BadInput),
    ("date", "19900501", BadInput),
    ("date", "1990-W18-2", BadInput),
    ("date", "１９９０-05-01", BadInput),
    ("date", "01-05-1990", BadInput),
    ("date", "一九九〇年", BadInput),
    ("number", "12a", BadInput),
    ("number", "1e9", BadInput),
    ("number", "--1", BadInput),
    ("choice", "fly", NotAChoice),
    ("choice", "Post", NotAChoice),
]


def refusal(of: Field, text: str) -> str:
    """What the refusal says; empty when the text fits."""
    try:
        check_text(of, text)
    except BadInput as error:
        return str(error)
    return ""


@pytest.mark.parametrize(("kind", "text"), FITS)
def test_a_text_fits(kind: str, text: str) -> None:
    check_text(field(kind), text)


@pytest.mark.parametrize(("kind", "text", "error"), REFUSED, ids=[f"{k}-{t!a}" for k, t, _ in REFUSED])
def test_a_text_does_not_fit(kind: str, text: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        check_text(field(kind), text)


@pytest.mark.parametrize("kind", list(FieldKind))
def test_an_empty_text_fits_every_field(kind: str) -> None:
    check_text(field(kind), "")


def test_length_is_counted_in_code_points() -> None:
    check_text(field(max_length=3), "𨋢𠝹𡃁")
    with pytest.raises(TextTooLong):
        check_text(field(max_length=3), "𨋢𠝹𡃁𡁻")


@given(kind=st.sampled_from(FieldKind), text=st.text(max_size=40))
def test_any_text_is_taken_or_refused_without_being_repeated(kind: Any, text: str) -> None:
    """A refusal names the field and nothing that was written."""
    assert refusal(field(kind), text) in ("", "f")


@given(text=st.text(max_size=20))
def test_what_is_taken_can_be_kept_as_utf_8(text: str) -> None:
    if not refusal(field("long-text"), text):
        assert text.encode().decode() == text
