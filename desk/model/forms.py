"""An item's form as declared data: a JSON Schema of what fits, and hints in every language of how it is shown.

Law: what fits is said here alone. The server (`desk.actions.cases.fitting`) and the browser
(`templates/static/js/lib/fitting.js`) check the schema made here, each with a validator of its own, and a test hands
both the same texts. So a schema holds `KEYWORDS` and nothing else, and its patterns only what Python's `re` and
JavaScript's `RegExp` with the flag `u` read alike (`desk.model.catalogue.patterns`). Every answer is a string, to the
code point as it was written; what is empty is not there.
"""

from collections.abc import Mapping
from typing import Any

from desk.model.items import Field, FieldKind, Item

DRAFT = "https://json-schema.org/draft/2020-12/schema"
Schema = dict[str, Any]
RULES = frozenset({"minLength", "pattern"})
"""What a definition may ask of a field beside its kind."""
KEYWORDS = ("type", "maxLength", "minLength", "enum", "format", "pattern", "allOf")
"""What the schema of a field is made of, in the order in which a text that does not fit is told why."""
LINE = r"^[^\u0000-\u001f\u007f-\u009f\ud800-\udfff]*$"
"""Control characters and lone surrogates are no text; everything else people write is."""
LINES = r"^[^\u0000-\u0009\u000b-\u001f\u007f-\u009f\ud800-\udfff]*$"
"""Line feeds too."""
NUMBER = r"^-?[0-9０-９]{1,15}(?:\.[0-9０-９]{1,6})?$"
"""Full-width digits too: Chinese keyboards write them, and a text stays as it was written."""
DATE = r"^[12][0-9]{3}-[0-9]{2}-[0-9]{2}$"
"""One form of ISO 8601 alone; `format` asks besides whether there is such a day."""
BY_KIND: Mapping[FieldKind, Schema] = {
    FieldKind.TEXT: {"pattern": LINE},
    FieldKind.LONG_TEXT: {"pattern": LINES},
    FieldKind.NAME: {"pattern": LINE},
    FieldKind.NUMBER: {"pattern": NUMBER},
    FieldKind.DATE: {"pattern": DATE, "format": "date"},
    FieldKind.CHOICE: {},
}


def schema_of(field: Field) -> Schema:
    """What fits one field, when anything is written there."""
    made: Schema = {"type": "string", "maxLength": field.max_length, **BY_KIND[field.kind]}
    if field.kind is FieldKind.CHOICE:
        made["enum"] = [choice.value for choice in field.choices]
    for keyword, rule in field.rules.items():
        if keyword in made:
            made["allOf"] = [{keyword: rule}]
        else:
            made[keyword] = rule
    return made


def document(item: Item) -> Schema:
    """The JSON Schema (draft 2020-12) of the whole form, filled: an object of texts by the names of their fields."""
    return {
        "$schema": DRAFT,
        "$id": f"urn:desk:form:{item.code}:{item.version}",
        "type": "object",
        "additionalProperties": False,
        "properties": {field.name: schema_of(field) for field in item.form},
        "required": [field.name for field in item.form if field.required],
    }


def hints(item: Item) -> Schema:
    """How the form is shown: the order of its fields, and of each its widget, who fills it, and its words by tag.

    `is_name` says that it is shown in no other script than it was written in.
    """
    return {
        "order": [field.name for field in item.form],
        "fields": {field.name: _hint(field) for field in item.form},
    }


def _hint(field: Field) -> Schema:
    told: Schema = {
        "widget": field.kind.value,
        "by": field.by,
        "is_name": field.kind is FieldKind.NAME,
        "title": dict(field.label),
        "help": dict(field.hint),
    }
    if field.choices:
        told["choices"] = {choice.value: dict(choice.label) for choice in field.choices}
    return told
