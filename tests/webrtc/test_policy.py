"""The laws behind the tables of who hears and sees whom; each cell is counted in packets by test_bridge_cells."""

import itertools

import pytest

from webrtc import policy
from webrtc.errors import IllegalMove, UnknownSeat
from webrtc.policy import Mode, Role, State

STAFF = [Role.CLERK, Role.INTERPRETER, Role.SUPERVISOR, Role.EXPERT]
BESIDE = [Role.APPLICANT, Role.HELPER]


def everybody(**modes: Mode) -> dict[str, Mode]:
    """One seat of each role, in the widest mode that the role has, or in the one named."""
    return {role.value: modes.get(role.value, policy.MODES[role][-1]) for role in Role}


@pytest.mark.parametrize("state", [State.PRIVATE, State.HELD])
@pytest.mark.parametrize(("outside", "inside"), list(itertools.product(BESIDE, STAFF)))
def test_on_hold_and_in_private_nothing_passes_between_the_applicants_side_and_staff(
    state: State, outside: Role, inside: Role
) -> None:
    seats = everybody()
    assert outside not in policy.hears(state, inside, seats)
    assert inside not in policy.hears(state, outside, seats)


@pytest.mark.parametrize(("state", "listener"), list(itertools.product(State, Role)))
def test_whoever_is_seen_is_heard(state: State, listener: Role) -> None:
    for mode in Mode:
        seats = dict.fromkeys(everybody(), mode)
        assert set(policy.sees(state, listener, seats)) <= set(policy.hears(state, listener, seats))


@pytest.mark.parametrize("listener", list(Role))
def test_a_closed_bridge_joins_nobody(listener: Role) -> None:
    assert policy.hears(State.CLOSED, listener, everybody()) == ()


@pytest.mark.parametrize("listener", [role for role in Role if role is not Role.CLERK])
def test_a_whisper_is_heard_by_no_other_than_the_clerk(listener: Role) -> None:
    seats = everybody(supervisor=Mode.WHISPERING)
    assert all(Role.SUPERVISOR not in policy.hears(state, listener, seats) for state in State)


def test_a_second_interpreter_hears_the_first() -> None:
    seats = everybody() | {"interpreter:2": Mode.INVITED}
    assert "interpreter" in policy.hears(State.TALKING, "interpreter:2", seats)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.TESTER])
def test_nobody_hears_themselves(role: Role) -> None:
    assert all(role not in policy.hears(state, role, everybody()) for state in State)


def test_a_tester_hears_themselves_alone() -> None:
    assert policy.hears(State.TALKING, "tester", everybody()) == ("tester",)


@pytest.mark.parametrize("role", list(Role))
def test_every_role_has_a_first_mode_and_a_main_person(role: Role) -> None:
    assert (policy.mode(role), policy.main(role)) == (policy.MODES[role][0], policy.MEETS[State.TALKING, role][0])


def test_a_second_helper_has_the_helpers_role() -> None:
    assert policy.role("helper:2") is Role.HELPER


def test_an_unknown_seat_is_refused() -> None:
    with pytest.raises(UnknownSeat):
        policy.role("stranger")


def test_a_mode_of_another_role_is_refused() -> None:
    with pytest.raises(IllegalMove):
        policy.mode("clerk", Mode.WHISPERING)


@pytest.mark.parametrize(
    ("before", "move", "after"),
    [
        pytest.param("talking", "confer", "private", id="talking-confer-private"),
        pytest.param("private", "rejoin", "talking", id="private-rejoin-talking"),
        pytest.param("private", "hold", "held", id="private-hold-held"),
        pytest.param("private", "resume", "private", id="private-resume-private"),
        pytest.param("held", "confer", "private", id="held-confer-private"),
        pytest.param("held", "rejoin", "held", id="held-rejoin-held"),
        pytest.param("held", "resume", "talking", id="held-resume-talking"),
    ],
)
def test_a_move_leads_where_the_table_says(before: str, move: str, after: str) -> None:
    assert policy.step(State(before), policy.Move(move)) is State(after)


@pytest.mark.parametrize("move", list(policy.Move))
def test_a_closed_bridge_makes_no_move(move: policy.Move) -> None:
    with pytest.raises(IllegalMove):
        policy.step(State.CLOSED, move)
