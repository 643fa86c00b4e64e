"""A signature is strokes of points; anything else is refused."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.model import signatures
from desk.model.errors import BadInput, SignatureEmpty, TooLarge

number = st.floats(-5000, 5000)
point = st.fixed_dictionaries({"x": number, "y": number, "time": number}, optional={"pressure": st.floats(0, 1)})
drawn = st.lists(st.lists(point, min_size=8, max_size=12), min_size=1, max_size=3)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=9) | st.dictionaries(st.sampled_from(["x", "y", "time", "z"]), inner),
    max_leaves=20,
)


def line(points: int) -> list[dict[str, float]]:
    return [{"x": 1.0 * n, "y": 2.0, "time": 16.0 * n} for n in range(points)]


@given(value=drawn)
def test_strokes_are_kept_as_they_were_drawn(value: Any) -> None:
    kept = json.loads(signatures.encode(signatures.read(value)))["strokes"]
    assert [[point[:3] for point in stroke] for stroke in kept] == [
        [[point["x"], point["y"], point["time"]] for point in stroke] for stroke in value
    ]


@given(value=drawn)
def test_an_outline_has_a_path_for_each_stroke(value: Any) -> None:
    assert len(signatures.outline(signatures.encode(signatures.read(value)))) == len(value)


@given(value=json_values)
def test_whatever_is_sent_is_read_or_refused(value: Any) -> None:
    try:
        signatures.read(value)
    except BadInput:
        return


@pytest.mark.parametrize("value", [[], [[]], [line(7)], [line(3), line(4)]])
def test_too_few_points_are_no_signature(value: Any) -> None:
    with pytest.raises(SignatureEmpty):
        signatures.read(value)


def test_more_points_than_a_hand_draws_are_refused() -> None:
    with pytest.raises(TooLarge):
        signatures.read([line(20_001)])


@pytest.mark.parametrize(
    "wrong",
    [
        None,
        "strokes",
        {"strokes": []},
        [line(8), "x"],
        [[*line(8), [1, 2, 3]]],
        [[*line(8), {"x": 1, "y": 2}]],
        [[*line(8), {"x": "1", "y": 2, "time": 3}]],
        [[*line(8), {"x": True, "y": 2, "time": 3}]],
        [[*line(8), {"x": float("nan"), "y": 2, "time": 3}]],
        [[*line(8), {"x": float("inf"), "y": 2, "time": 3}]],
        [[*line(8), {"x": 10**400, "y": 2, "time": 3}]],
    ],
    ids=repr,
)
def test_another_shape_is_refused(wrong: Any) -> None:
    with pytest.raises(BadInput):
        signatures.read(wrong)
