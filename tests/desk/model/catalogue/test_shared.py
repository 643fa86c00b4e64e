"""A part that several items share stands once, and each item says only what is its own."""

from collections.abc import Mapping
from typing import Any

import pytest

from desk.model.catalogue.shared import NotShared, expanded

SHARED: Mapping[str, Mapping[str, dict[str, Any]]] = {
    "materials": {"photo": {"name": {"en-HK": "Photo"}, "required": True}},
    "legal_basis": {"law": {"name": {"en-HK": "A Law", "pt-MO": "Uma lei"}}},
}


def test_a_shared_part_stands_in_its_place_under_its_code() -> None:
    item = expanded({"materials": [{"use": "photo"}]}, SHARED)
    assert item["materials"] == [{"code": "photo", "name": {"en-HK": "Photo"}, "required": True}]


def test_what_the_item_says_goes_before_what_is_shared() -> None:
    assert expanded({"materials": [{"use": "photo", "required": False}]}, SHARED)["materials"][0]["required"] is False


def test_laws_come_out_by_language_with_the_items_own_article() -> None:
    item = expanded({"legal_basis": [{"use": "law", "article": {"en-HK": "Article 2", "pt-MO": "artigo 2.º"}}]}, SHARED)
    assert item["legal_basis"] == {
        "en-HK": [{"name": "A Law", "article": "Article 2"}],
        "pt-MO": [{"name": "Uma lei", "article": "artigo 2.º"}],
    }


def test_a_part_nobody_defined_is_named_with_its_place() -> None:
    with pytest.raises(NotShared) as refused:
        expanded({"materials": [{"use": "photo"}, {"use": "fingerprint"}]}, SHARED)
    assert (refused.value.where, refused.value.code) == (("materials", 1), "fingerprint")


def test_what_shares_nothing_stays_as_it_is() -> None:
    item = {"code": "X", "materials": [{"code": "own"}], "legal_basis": {"en-HK": []}}
    assert expanded(item, {}) == item
