"""Whether a text fits its field, by the JSON Schema of the form; the browser checks the same, and is not believed."""

import re
from collections.abc import Mapping
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker, ValidationError, validators

from desk.model import forms
from desk.model.errors import BadInput, NotAChoice, TextTooLong, TextTooShort
from desk.model.items import Field, Item

DATES = FormatChecker(formats=("date",))
REFUSALS: Mapping[str, type[BadInput]] = {
    "maxLength": TextTooLong,
    "minLength": TextTooShort,
    "enum": NotAChoice,
}


def check(field: Field, text: str) -> None:
    """Accepts a text for a field as it is; an empty one always fits (whether it may stay empty is asked at signing).

    Raises:
        TextTooLong, TextTooShort: more or fewer code points than the field takes.
        NotAChoice: a choice that is not offered.
        BadInput: anything else that does not fit, or a character that is no text.
    """
    keyword = misfit(forms.schema_of(field), text) if text else ""
    if keyword:
        raise REFUSALS.get(keyword, BadInput)(field.name)


def misfit(schema: Mapping[str, Any], text: str) -> str:
    """The keyword by which a text does not fit the schema of a field, the foremost of `forms.KEYWORDS`; empty: none."""
    found = {error.validator for error in _validator(schema).iter_errors(text)}
    return next((keyword for keyword in forms.KEYWORDS if keyword in found), "")


def unfilled(item: Item, texts: Mapping[str, str]) -> tuple[str, ...]:
    """The fields by which the whole form cannot be signed yet: required and empty, or written and unfit."""
    filled = {name: text for name, text in texts.items() if text}
    schema = forms.document(item)
    wrong: set[str] = set()
    for error in _validator(schema).iter_errors(filled):
        if error.validator == "required":
            wrong.update(name for name in schema["required"] if name not in filled)
        else:
            wrong.update(str(part) for part in list(error.absolute_path)[:1])
    return tuple(field.name for field in item.form if field.name in wrong)


def _validator(schema: Mapping[str, Any]) -> Any:
    made: Any = validators.extend(Draft202012Validator, {"pattern": _pattern})  # type: ignore[no-untyped-call]
    return made(schema, format_checker=DATES)


def _pattern(_validator: object, pattern: str, text: object, _schema: object) -> Any:
    """As the library's own, except that `$` is the end: Python's lets one line feed follow."""
    if isinstance(text, str) and not re.fullmatch(pattern[1:-1], text):
        yield ValidationError("pattern")
