"""A text fits its field, or is refused for a reason that has a name; server and browser say the same of every text."""

import json
import pathlib
import random
import subprocess
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.actions.cases import fitting
from desk.model import forms
from desk.model.catalogue import patterns
from desk.model.errors import BadInput, NotAChoice, TextTooLong, TextTooShort
from desk.model.items import Choice, Field, FieldKind

ROOT = pathlib.Path(__file__).resolve().parents[4]
GROUPS: list[dict[str, Any]] = json.loads((ROOT / "tests/fixtures/form_texts.json").read_text(encoding="utf-8"))
LETTERS = "0159-.,/ \n\r\t\x00\x7f\x85aAX粤粵ZＡ１٣范𨋢𠝹\u0301\u200d\u2028\ud800\udc00\ufeff×−"


def field(schema: dict[str, Any]) -> Field:
    return Field(
        name="f",
        label={},
        hint={},
        by="applicant",
        kind=FieldKind(schema.get("kind", "text")),
        required=True,
        max_length=schema.get("max_length", 20),
        choices=tuple(Choice(value=value, label={}) for value in schema.get("choices", ())),
        rules=schema.get("rules", {}),
    )


SCHEMAS = {group["name"]: forms.schema_of(field(group["schema"])) for group in GROUPS}
FITS = [(group["name"], text) for group in GROUPS for text in group["fits"]]
FAILS = [
    (group["name"], keyword, text) for group in GROUPS for keyword, texts in group["fails"].items() for text in texts
]


def in_browser(node_bin: str, asked: list[tuple[str, str]]) -> list[str]:
    """By which keyword the browser's validator finds each of these texts unfit."""
    told = json.dumps([[SCHEMAS[name], text] for name, text in asked])
    command = [node_bin, "tests/fixtures/fitting.mjs", (ROOT / "templates/static/js/lib/fitting.js").as_uri()]
    done = subprocess.run(command, input=told, cwd=ROOT, capture_output=True, text=True, check=True)
    found: list[str] = json.loads(done.stdout)
    return found


def as_it_comes(text: str) -> str:
    """Over JSON two halves of a character that stand side by side are one."""
    come: str = json.loads(json.dumps(text))
    return come


@pytest.mark.parametrize(("name", "text"), FITS, ids=[f"{name}-{text!a}" for name, text in FITS])
def test_a_text_fits(name: str, text: str) -> None:
    assert fitting.misfit(SCHEMAS[name], text) == ""


@pytest.mark.parametrize(("name", "keyword", "text"), FAILS, ids=[f"{n}-{t!a}" for n, _, t in FAILS])
def test_a_text_does_not_fit_and_the_keyword_says_why(name: str, keyword: str, text: str) -> None:
    assert fitting.misfit(SCHEMAS[name], text) == keyword


def test_the_browser_says_the_same_of_the_same_texts(node_bin: str) -> None:
    asked = [*FITS, *((name, text) for name, _, text in FAILS)]
    assert in_browser(node_bin, asked) == ["" for _ in FITS] + [keyword for _, keyword, _ in FAILS]


def test_the_browser_says_the_same_of_texts_that_nobody_thought_of(node_bin: str) -> None:
    chance = random.Random(20_260)  # texts, not secrets
    asked = [
        (name, as_it_comes("".join(chance.choice(LETTERS) for _ in range(chance.randrange(1, 24)))))
        for name in SCHEMAS
        for _ in range(300)
    ]
    assert in_browser(node_bin, asked) == [fitting.misfit(SCHEMAS[name], text) for name, text in asked]


def test_the_schemas_hold_the_known_keywords_alone() -> None:
    assert {keyword for schema in SCHEMAS.values() for keyword in schema} <= set(forms.KEYWORDS)


@pytest.mark.parametrize("pattern", [forms.LINE, forms.LINES, forms.NUMBER, forms.DATE])
def test_our_own_patterns_are_read_alike(pattern: str) -> None:
    assert patterns.trouble(pattern) == ""


@pytest.mark.parametrize("kind", [kind for kind in FieldKind if kind is not FieldKind.CHOICE])
def test_an_empty_text_fits_every_field(kind: str) -> None:
    fitting.check(field({"kind": kind, "rules": {"minLength": 3}}), "")


@pytest.mark.parametrize(
    ("schema", "text", "error"),
    [
        ({"max_length": 3}, "𨋢𠝹𡃁𡁻", TextTooLong),
        ({"rules": {"minLength": 2}}, "𨋢", TextTooShort),
        ({"kind": "choice", "choices": ["post"]}, "fly", NotAChoice),
        ({"kind": "number"}, "12a", BadInput),
    ],
    ids=lambda value: value.__name__ if isinstance(value, type) else "",
)
def test_a_refusal_is_named(schema: dict[str, Any], text: str, error: type[Exception]) -> None:
    with pytest.raises(error) as caught:
        fitting.check(field(schema), text)
    assert type(caught.value) is error


def refusal(schema: dict[str, Any], text: str) -> str:
    """What the refusal says; empty when the text fits."""
    try:
        fitting.check(field(schema), text)
    except BadInput as error:
        return str(error)
    return ""


@given(name=st.sampled_from(sorted(SCHEMAS)), text=st.text(max_size=40))
def test_any_text_is_taken_or_refused_without_being_repeated(name: str, text: str) -> None:
    """A refusal names the field and nothing that was written."""
    schema = next(group["schema"] for group in GROUPS if group["name"] == name)
    assert refusal(schema, text) in ("", "f")


@given(text=st.text(st.characters(codec=None), max_size=20))
def test_what_is_taken_can_be_kept_as_utf_8(text: str) -> None:
    if not fitting.misfit(SCHEMAS["lines"], text):
        assert text.encode().decode() == text
