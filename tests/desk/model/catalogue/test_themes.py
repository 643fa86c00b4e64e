"""A theme asks each paper once, goes on where one item fails, and says that it was only partly done."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from desk.model.catalogue import themes
from desk.model.catalogue.themes import Move, Opening, Outcome, Step, Theme, Why
from desk.model.errors import IllegalMove
from desk.model.items import Item, Paper, Patience
from desk.model.origins import Origin, Place, Proof
from desk.model.quality import Picture
from desk.model.recordings import Rule

NOW = datetime(2026, 11, 22, 6, tzinfo=UTC)
TAX, TRANSFER, WATER = "tax", "transfer", "water"
THEME = Theme(
    code="home",
    version=2,
    effective_from=NOW,
    title={},
    summary={},
    items=(TAX, TRANSFER, WATER),
    needs={TRANSFER: (TAX,)},
)


def paper(code: str, *, required: bool = True, origins: tuple[Origin, ...] = ()) -> Paper:
    return Paper(code=code, name={"en-HK": code}, note={}, required=required, still=True, origins=origins)


def item(code: str, *papers: Paper) -> Item:
    return Item(
        code=code,
        version=3,
        effective_from=NOW,
        department="",
        department_name={},
        skill="",
        letter="A",
        assurance="low",
        assurance_within=120,
        documents=(),
        picture=Picture.FACE,
        recording=Rule.WISHED,
        retention={},
        patience=Patience(),
        fee_amount=Decimal(0),
        fee_currency="CNY",
        statutory_days=1,
        promised_days=1,
        title={},
        summary={},
        who={},
        keywords={},
        laws={},
        papers=papers,
        form=(),
    )


def opening() -> Opening:
    return themes.opened(THEME, [item(code) for code in THEME.items], "opening", "visit", NOW)


def played(*steps: tuple[str, Move]) -> Opening:
    stands = opening()
    for code, move in steps:
        stands = themes.moved(THEME, stands, code, move, NOW, why=Why.REFUSED)
    return stands


def states(stands: Opening) -> dict[str, Step]:
    return {part.item_code: part.state for part in stands.parts}


def done(code: str) -> tuple[tuple[str, Move], tuple[str, Move]]:
    return (code, Move.START), (code, Move.FINISH)


def test_each_step_keeps_the_version_its_item_had() -> None:
    assert [part.item_version for part in opening().parts] == [3, 3, 3]


def test_a_paper_that_two_items_take_is_asked_for_once() -> None:
    asked = themes.asked([item(TAX, paper("deed")), item(TRANSFER, paper("deed"), paper("photo"))])
    assert [(one.paper.code, one.used_by) for one in asked] == [("deed", (TAX, TRANSFER)), ("photo", (TRANSFER,))]


def test_a_paper_is_required_where_any_item_cannot_do_without() -> None:
    (asked,) = themes.asked([item(TAX, paper("deed", required=False)), item(TRANSFER, paper("deed"))])
    assert (asked.paper.required, asked.needed_by) == (True, (TRANSFER,))


def test_papers_that_nobody_must_have_come_last() -> None:
    asked = themes.asked([item(TAX, paper("photo", required=False), paper("deed"))])
    assert [one.paper.code for one in asked] == ["deed", "photo"]


def test_a_paper_keeps_the_origin_rules_of_every_item() -> None:
    here = Origin(place=Place.HONG_KONG, proof=Proof.ATTESTED)
    there = Origin(place=Place.MACAO, proof=Proof.ATTESTED)
    (asked,) = themes.asked([item(TAX, paper("deed", origins=(here,))), item(WATER, paper("deed", origins=(there,)))])
    assert asked.paper.origins == (here, there)


def test_one_paper_given_counts_for_every_item() -> None:
    both = [item(TAX, paper("deed")), item(TRANSFER, paper("deed"), paper("photo"))]
    assert [themes.lacking(one, {"deed"}) for one in both] == [(), ("photo",)]


def test_what_needs_another_item_cannot_begin_before_it() -> None:
    assert themes.startable(THEME, opening()) == (TAX, WATER)
    with pytest.raises(IllegalMove):
        played((TRANSFER, Move.START))


def test_what_needs_another_item_can_begin_once_that_is_done() -> None:
    assert TRANSFER in themes.startable(THEME, played(*done(TAX)))


def test_an_item_that_fails_blocks_only_what_needs_it() -> None:
    stands = played((TAX, Move.START), (TAX, Move.FAIL))
    assert states(stands) == {TAX: Step.FAILED, TRANSFER: Step.BLOCKED, WATER: Step.WAITING}


def test_an_item_that_failed_says_why() -> None:
    part = played((TAX, Move.START), (TAX, Move.FAIL)).part(TAX)
    assert part is not None
    assert part.reason is Why.REFUSED


def test_a_theme_of_which_a_part_failed_is_partly_done() -> None:
    assert played((TAX, Move.FAIL), *done(WATER)).state is Outcome.PARTLY


def test_a_failed_item_tried_again_frees_what_needs_it() -> None:
    stands = played((TAX, Move.FAIL), *done(WATER), (TAX, Move.RETRY))
    assert states(stands) == {TAX: Step.WAITING, TRANSFER: Step.WAITING, WATER: Step.DONE}
    assert stands.state is Outcome.OPEN


@pytest.mark.parametrize(
    ("steps", "outcome"),
    [
        pytest.param([*done(TAX), *done(TRANSFER), *done(WATER)], Outcome.DONE, id="all-done"),
        pytest.param([*done(TAX), *done(TRANSFER), (WATER, Move.SKIP)], Outcome.DONE, id="one-not-wanted"),
        pytest.param([(TAX, Move.FAIL), (WATER, Move.FAIL)], Outcome.FAILED, id="nothing-done"),
        pytest.param([*done(TAX), *done(TRANSFER), (WATER, Move.START)], Outcome.OPEN, id="one-still-open"),
    ],
)
def test_the_whole_stands_as_its_steps_do(steps: list[tuple[str, Move]], outcome: Outcome) -> None:
    assert played(*steps).state is outcome


def test_every_move_counts_the_revision() -> None:
    assert played(*done(TAX)).revision == 2


def test_an_item_the_theme_does_not_open_cannot_move() -> None:
    with pytest.raises(IllegalMove):
        played(("marriage", Move.START))


def test_a_case_once_named_stays_named() -> None:
    started = themes.moved(THEME, opening(), TAX, Move.START, NOW, case_id="case")
    part = themes.moved(THEME, started, TAX, Move.FINISH, NOW).part(TAX)
    assert part is not None
    assert replace(part, moved_at=NOW).case_id == "case"
