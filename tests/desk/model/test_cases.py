"""A case moves by its table, and what is signed is bound to its content to the code point."""

import unicodedata
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from desk.model.cases.cases import Answer, Case, Hand, Move, State, content_hash, step
from desk.model.errors import IllegalMove
from tests.desk.model.tables import illegal, legal

TABLE = """
drafting read reading
drafting revise drafting
drafting withdraw withdrawn
reading read reading
reading answer reading
reading stop-reading drafting
reading ask-signature signing
reading revise reading
reading withdraw withdrawn
signing ask-signature signing
signing read reading
signing sign signed
signing revise drafting
signing withdraw withdrawn
signed read reading
signed sign signed
signed confirm confirmed
signed revise drafting
signed withdraw withdrawn
confirmed read reading
confirmed submit submitted
confirmed revise drafting
confirmed withdraw withdrawn
submitted accept accepted
submitted ask-more incomplete
submitted refuse refused
incomplete give-more submitted
incomplete refuse refused
accepted ask-more halted
accepted finish done
accepted hand-on referred
accepted refuse refused
halted give-more accepted
halted refuse refused
referred hand-back accepted
"""
OPENED = datetime(2026, 11, 21, 7, 0, tzinfo=UTC)
LATER = OPENED + timedelta(minutes=9)


def case(state: str = "drafting") -> Case:
    return Case(
        id="c",
        number="JM202600000001",
        zone_id="z",
        visit_id="v",
        applicant_id="a",
        item_code="JM-SI-001",
        item_version=1,
        state=State(state),
        opened_at=OPENED,
        moved_at=OPENED,
    )


def answer(**said: Any) -> Answer:
    fields: dict[str, Any] = {
        "case_id": "c",
        "field": "purpose",
        "text": "范余于",
        "language": "zh-Hant-HK",
        "script": "Hant",
        "hand": Hand.APPLICANT,
        "author_id": "v",
        "revision": 1,
        "written_at": OPENED,
    }
    return Answer(**fields | said)


texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20)
answers = st.lists(
    st.builds(
        answer,
        field=st.sampled_from(["purpose", "name", "remark", "year"]),
        text=texts,
        script=st.sampled_from(["Hant", "Hans", "Latn"]),
        hand=st.sampled_from(Hand),
        revision=st.integers(1, 9),
    ),
    max_size=4,
    unique_by=lambda one: one.field,
)
materials = st.lists(
    st.tuples(st.sampled_from(["identity-document", "deed"]), st.text("0123456789abcdef", min_size=64, max_size=64)),
    max_size=2,
    unique_by=lambda one: one[0],
)


@pytest.mark.parametrize(("state", "move", "after"), legal(TABLE))
def test_a_case_moves(state: str, move: str, after: str) -> None:
    assert step(case(state), Move(move), LATER).state == after


@pytest.mark.parametrize(("state", "move"), illegal(TABLE, State, Move))
def test_a_case_does_not_move(state: str, move: str) -> None:
    with pytest.raises(IllegalMove):
        step(case(state), Move(move), LATER)


@given(written=answers, pictures=materials, chance=st.randoms())
def test_the_order_of_answers_and_materials_does_not_count(written: Any, pictures: Any, chance: Any) -> None:
    mixed_answers, mixed_pictures = written[:], pictures[:]
    chance.shuffle(mixed_answers)
    chance.shuffle(mixed_pictures)
    assert content_hash(case(), written, pictures) == content_hash(case(), mixed_answers, mixed_pictures)


@given(before=texts, after=texts)
def test_any_other_text_is_other_content(before: str, after: str) -> None:
    assume(before != after)
    assert content_hash(case(), [answer(text=before)], []) != content_hash(case(), [answer(text=after)], [])


@given(text=texts)
def test_texts_that_only_look_alike_are_other_content(text: str) -> None:
    """A compatibility ideograph is another character, and a name may be written with it."""
    written = f"{text}\uf9dc"
    composed = unicodedata.normalize("NFC", written)
    assert composed != written
    assert content_hash(case(), [answer(text=written)], []) != content_hash(case(), [answer(text=composed)], [])


@pytest.mark.parametrize(
    "said",
    [{"field": "other"}, {"language": "zh-Hans-CN"}, {"script": "Hans"}, {"hand": Hand.CLERK}, {"revision": 2}],
    ids=lambda said: next(iter(said)),
)
def test_every_part_of_an_answer_is_content(said: dict[str, Any]) -> None:
    assert content_hash(case(), [answer()], []) != content_hash(case(), [answer(**said)], [])


@pytest.mark.parametrize(
    "said", [{"number": "JM2"}, {"item_code": "X"}, {"item_version": 2}], ids=lambda s: next(iter(s))
)
def test_case_number_item_and_its_version_are_content(said: dict[str, Any]) -> None:
    assert content_hash(case(), [answer()], []) != content_hash(replace(case(), **said), [answer()], [])


@given(pictures=materials)
def test_another_picture_is_other_content(pictures: list[tuple[str, str]]) -> None:
    more = [*pictures, ("extra", "0" * 64)]
    assert content_hash(case(), [], pictures) != content_hash(case(), [], more)


def test_an_empty_answer_is_no_content() -> None:
    assert content_hash(case(), [answer(text="")], []) == content_hash(case(), [], [])


def test_two_texts_cannot_be_shifted_between_two_fields() -> None:
    first = [answer(field="a", text="12"), answer(field="b", text="3")]
    second = [answer(field="a", text="1"), answer(field="b", text="23")]
    assert content_hash(case(), first, []) != content_hash(case(), second, [])


def test_what_was_read_and_confirmed_is_content() -> None:
    read = ("names", "ab" * 32)
    assert content_hash(case(), [answer()], [], [read]) != content_hash(case(), [answer()], [])
    assert content_hash(case(), [answer()], [], [read]) != content_hash(case(), [answer()], [], [("names", "cd" * 32)])


def test_the_state_of_a_case_is_no_content() -> None:
    assert content_hash(case("signed"), [answer()], []) == content_hash(case("confirmed"), [answer()], [])


def test_the_hash_of_known_content_never_changes() -> None:
    """Receipts and signatures of years hold this hash: its form is fixed."""
    kept = content_hash(case(), [answer()], [("identity-document", "ab" * 32)])
    assert kept == "c80eec1dc09579a0990aa6805bd9ac4a3558068a5f2aef80de35734853d4c384"
