"""What is written in a field and not yet kept: whose answer was lost is not asked about their own words."""

import json
import pathlib
import subprocess
from typing import Any

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[3]


@pytest.fixture
def play(node_bin: str) -> Any:
    def played(*moves: tuple[Any, ...]) -> list[Any]:
        command = [node_bin, "tests/fixtures/draft.mjs", (ROOT / "templates/static/js/lib/draft.js").as_uri()]
        done = subprocess.run(command, input=json.dumps(moves), cwd=ROOT, capture_output=True, text=True, check=True)
        answers: list[Any] = json.loads(done.stdout)
        return answers

    return played


def test_what_is_sent_is_written_upon_what_was_seen_at_the_first_key(play: Any) -> None:
    assert play(("begin", 3), ("send", "a"))[-1] == {"text": "a", "rev": 3}


def test_after_an_answer_the_next_is_written_upon_it(play: Any) -> None:
    assert play(("begin", 3), ("send", "a"), ("kept", 4), ("send", "ab"))[-1] == {"text": "ab", "rev": 4}


def test_own_words_whose_answer_was_lost_are_no_conflict(play: Any) -> None:
    moves = [("begin", 0), ("send", "a"), ("send", "ab"), ("refused", {"text": "a", "rev": 1}), ("send", "ab")]
    assert play(*moves)[-2:] == [True, {"text": "ab", "rev": 1}]


def test_the_other_hands_words_are_a_conflict(play: Any) -> None:
    moves = [("begin", 0), ("send", "a"), ("refused", {"text": "b", "rev": 1}), ("theirs",)]
    assert play(*moves)[-2:] == [False, {"text": "b", "rev": 1}]


def test_own_words_of_an_earlier_revision_are_a_conflict(play: Any) -> None:
    """They were kept, and the other hand put them back since: that is the other hand's wish."""
    moves = [("begin", 0), ("send", "a"), ("kept", 1), ("send", "ab"), ("refused", {"text": "a", "rev": 3})]
    assert play(*moves)[-1] is False


@pytest.mark.parametrize(("whose", "text"), [("mine", "mine"), ("theirs", "yours")])
def test_what_was_chosen_is_written_upon_what_the_other_wrote(play: Any, whose: str, text: str) -> None:
    moves = [("begin", 0), ("send", "mine"), ("refused", {"text": "yours", "rev": 7}), ("settle", whose, "mine")]
    assert play(*moves, ("send", text))[-2:] == [text, {"text": text, "rev": 7}]


def test_a_third_writing_is_a_conflict_again(play: Any) -> None:
    moves = [
        ("begin", 0),
        ("send", "mine"),
        ("refused", {"text": "yours", "rev": 7}),
        ("settle", "mine", "mine"),
        ("send", "mine"),
        ("refused", {"text": "yours again", "rev": 8}),
    ]
    assert play(*moves)[-1] is False
