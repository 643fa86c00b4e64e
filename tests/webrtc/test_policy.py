"""The table of who hears whom, cell by cell."""

import pytest

from webrtc import policy
from webrtc.errors import IllegalMove, UnknownSeat

SEATS = ["applicant", "clerk", "helper", "supervisor"]


@pytest.mark.parametrize(
    ("state", "seat", "heard"),
    [
        pytest.param("talking", "applicant", ["clerk"], id="talking-applicant"),
        pytest.param("talking", "clerk", ["applicant"], id="talking-clerk"),
        pytest.param("talking", "helper", ["applicant", "clerk"], id="talking-helper"),
        pytest.param("talking", "supervisor", ["applicant", "clerk"], id="talking-supervisor"),
        pytest.param("held", "applicant", [], id="held-applicant"),
        pytest.param("held", "clerk", [], id="held-clerk"),
        pytest.param("held", "helper", [], id="held-helper"),
        pytest.param("held", "supervisor", ["clerk"], id="held-supervisor"),
        *[pytest.param("closed", seat, [], id=f"closed-{seat}") for seat in SEATS],
    ],
)
def test_who_hears_whom(state: str, seat: str, heard: list[str]) -> None:
    assert policy.hears(policy.State(state), seat, SEATS) == heard


def test_a_second_helper_has_the_helpers_role() -> None:
    assert policy.role("helper:2") is policy.Role.HELPER


def test_an_unknown_seat_is_refused() -> None:
    with pytest.raises(UnknownSeat):
        policy.role("stranger")


@pytest.mark.parametrize("move", list(policy.Move))
def test_a_closed_bridge_makes_no_move(move: policy.Move) -> None:
    with pytest.raises(IllegalMove):
        policy.step(policy.State.CLOSED, move)
