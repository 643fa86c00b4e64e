"""A wish in one's own words leads to items, tells its reasons, and goes to a person when it is not clear."""

from dataclasses import replace

import pytest

from desk.model.catalogue.intake import MOST, Intake, Told, likelihood


def told(code: str, *title: str, called: tuple[str, ...] = (), summary: tuple[str, ...] = ()) -> Told:
    return Told(version=(code, 1), title=frozenset(title), called=frozenset(called), summary=frozenset(summary))


TEN = [told(f"X-{number}", "=tax", f"={number}", called=(f"word{number}",)) for number in range(10)]


def heard(*signs: str) -> dict[str, str]:
    return {sign: sign.lstrip("=~!") for sign in signs}


def codes(intake: Intake, *signs: str) -> list[str]:
    return [guess.version[0] for guess in intake.answer(heard(*signs)).guesses]


def test_what_few_items_have_says_more_than_what_all_have() -> None:
    assert codes(Intake(TEN, []), "=tax", "=7")[0] == "X-7"


def test_a_title_says_more_than_a_summary() -> None:
    items = [told("A", summary=("=school",)), told("B", "=school"), *TEN]
    assert codes(Intake(items, []), "=school") == ["B", "A"]


def test_no_more_than_three_are_guessed() -> None:
    assert len(codes(Intake(TEN, []), "=tax")) == MOST


def test_equal_guesses_stand_in_the_order_of_their_codes() -> None:
    assert codes(Intake(reversed(TEN), []), "=tax") == ["X-0", "X-1", "X-2"]


def test_a_guess_tells_the_words_that_led_to_it_the_strongest_first() -> None:
    guess = Intake(TEN, []).answer(heard("=tax", "=7")).guesses[0]
    assert guess.because == ("7", "tax")


def test_silence_is_not_sure_of_anything() -> None:
    answer = Intake(TEN, []).answer({})
    assert (answer.guesses, answer.likelihood, answer.is_sure) == ((), 0.0, False)


def test_words_that_no_item_has_make_it_less_likely() -> None:
    intake = Intake(TEN, [])
    alone, besides = intake.answer(heard("=7", "word7")), intake.answer(heard("=7", "word7", "parrot", "pirate"))
    assert besides.likelihood < alone.likelihood


def test_what_is_asked_for_elsewhere_is_left_to_a_person() -> None:
    intake = Intake(TEN, [])
    assert intake.answer(heard("=7", "word7")).is_sure
    assert not intake.answer(heard("=7", "word7", "!journey")).is_sure


def test_an_empty_catalogue_is_never_sure() -> None:
    assert not Intake([], []).answer(heard("=tax")).is_sure


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("vacination", {"vacination": "vaccination"}), ("vaccination", {}), ("tex", {}), ("zeppelin", {})],
)
def test_a_misspelt_word_is_put_right_and_no_other(typed: str, meant: dict[str, str]) -> None:
    assert Intake(TEN, ["vaccination", "tax", "school"]).meant([typed]) == meant


def test_more_of_each_ground_is_never_less_likely() -> None:
    low, high = (0.2, 1.0), (0.9, 3.0)
    steps = [low, (high[0], low[1]), high]
    assert [likelihood(step) for step in steps] == sorted(likelihood(step) for step in steps)


def test_what_is_said_in_a_situation_speaks_for_its_item() -> None:
    spoken = replace(told("A", "=school"), said={"rain": 0.7})
    assert codes(Intake([spoken, told("B", "=school"), *TEN], []), "rain") == ["A"]


def test_what_no_item_answers_is_left_to_a_person() -> None:
    sure, unsure = Intake(TEN, []), Intake(TEN, [], nobody={"=7": 1.0, "word7": 1.0})
    assert sure.answer(heard("=7", "word7")).is_sure
    assert not unsure.answer(heard("=7", "word7")).is_sure
