"""The generated catalogue is as large as a city's, the same each time, and nothing the linter would refuse."""

from itertools import islice

from bench import _items
from desk.model.catalogue.findings import Known, Spot, Told
from desk.model.catalogue.lint import lint
from identity.documents import Kind

KNOWN = Known(
    languages=frozenset(_items.TAGS),
    departments=frozenset({"government-services"}),
    skills=frozenset({"government-services"}),
    documents=frozenset(kind.value for kind in Kind),
)


def test_there_are_79000_items_each_with_a_code_and_a_title_of_its_own() -> None:
    every = [(one["code"], one["title"]["zh-Hans-CN"], one["title"]["en-HK"]) for one in _items.definitions_of()]
    assert [len(set(told)) for told in zip(*every, strict=True)] == [_items.MOST] * 3


def test_they_are_the_same_each_time() -> None:
    assert list(islice(_items.definitions_of(), 200)) == list(islice(_items.definitions_of(), 200))


def test_the_linter_refuses_none_of_them() -> None:
    told = [Told(entry=one, spots={(): Spot(file="generated", line=1)}) for one in _items.definitions_of(1_000)]
    assert lint(told, KNOWN) == []
