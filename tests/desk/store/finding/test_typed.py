"""One field: what is typed is taken for what it can be."""

import pytest

from desk.store.finding import typed


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("JM202600000042", "JM202600000042"),
        ("ｊｍ２０２６００００００４２", "JM202600000042"),
        ("2026 0000 0042", "JM202600000042"),
        ("JM202600000042-0815", "JM202600000042"),
        ("JM2026", ""),
    ],
)
def test_a_number_of_a_case_or_receipt(text: str, number: str) -> None:
    assert typed.understand(text).number == number


@pytest.mark.parametrize(
    ("text", "kinds"),
    [("A123456(3)", {"hkid", "passport"}), ("5234567", {"macao-bir", "passport"}), ("440102198001010010", set())],
)
def test_what_may_be_a_document_is_each_that_it_may_be(text: str, kinds: set[str]) -> None:
    assert {document.kind.value for document in typed.understand(text).documents} == kinds


@pytest.mark.parametrize(
    ("text", "numbers"),
    [("9120 0001", ("+85291200001",)), ("+853 6612 0001", ("+85366120001",)), ("13800138000", ("+8613800138000",))],
)
def test_a_telephone_of_each_region_that_has_it(text: str, numbers: tuple[str, ...]) -> None:
    assert typed.understand(text).phones == numbers


@pytest.mark.parametrize("text", ["陳大文", "João", "Chan 12", "二〇二六年"])
def test_words_are_words(text: str) -> None:
    understood = typed.understand(text)
    assert (understood.words, understood.is_number) == (text, False)
