"""Who hears and sees whom, every cell stated by hand and counted in packets: state, listener and mode, source and mode.

A row is a listener, a column a source: `b` both heard and seen, `h` heard alone, `.` nothing at all.
"""

import pytest

from tests.webrtc.seating import Table
from webrtc.policy import Mode

Seat = tuple[str, Mode | None]
PACKETS = 5
COUNTS = {"b": (PACKETS, PACKETS, PACKETS), "h": (PACKETS, 0, 0), ".": (0, 0, 0)}
"""Packets of the voice, the picture, and the second picture."""

CELLS = {
    "talking": """
                             A C Iw Ii Sl Sw Ss Ew Ei Hw Hi
    applicant                . b .  b  .  .  b  .  b  .  b
    clerk                    b . .  b  .  h  b  .  b  .  b
    interpreter waiting      . . .  .  .  .  .  .  .  .  .
    interpreter invited      b b .  b  .  .  b  .  b  .  b
    supervisor listening     b b .  b  .  .  b  .  b  .  b
    supervisor whispering    b b .  b  .  .  b  .  b  .  b
    supervisor speaking      b b .  b  .  .  b  .  b  .  b
    expert waiting           . . .  .  .  .  .  .  .  .  .
    expert invited           b b .  b  .  .  b  .  b  .  b
    helper waiting           . . .  .  .  .  .  .  .  .  .
    helper invited           b b .  b  .  .  b  .  b  .  b
    """,
    "private": """
                             A C Iw Ii Sl Sw Ss Ew Ei Hw Hi
    applicant                . . .  .  .  .  .  .  .  .  .
    clerk                    . . .  b  .  h  b  .  b  .  .
    interpreter waiting      . . .  .  .  .  .  .  .  .  .
    interpreter invited      . b .  b  .  .  b  .  b  .  .
    supervisor listening     . b .  b  .  .  b  .  b  .  .
    supervisor whispering    . b .  b  .  .  b  .  b  .  .
    supervisor speaking      . b .  b  .  .  b  .  b  .  .
    expert waiting           . . .  .  .  .  .  .  .  .  .
    expert invited           . b .  b  .  .  b  .  b  .  .
    helper waiting           . . .  .  .  .  .  .  .  .  .
    helper invited           . . .  .  .  .  .  .  .  .  .
    """,
    "held": """
                             A C Iw Ii Sl Sw Ss Ew Ei Hw Hi
    applicant                . . .  .  .  .  .  .  .  .  .
    clerk                    . . .  .  .  h  b  .  .  .  .
    interpreter waiting      . . .  .  .  .  .  .  .  .  .
    interpreter invited      . . .  .  .  .  .  .  .  .  .
    supervisor listening     . b .  .  .  .  .  .  .  .  .
    supervisor whispering    . b .  .  .  .  .  .  .  .  .
    supervisor speaking      . b .  .  .  .  .  .  .  .  .
    expert waiting           . . .  .  .  .  .  .  .  .  .
    expert invited           . . .  .  .  .  .  .  .  .  .
    helper waiting           . . .  .  .  .  .  .  .  .  .
    helper invited           . . .  .  .  .  .  .  .  .  .
    """,
}


def rows() -> list[object]:
    """One parameter a cell, named state-listener-source."""
    found: list[object] = []
    for state, matrix in CELLS.items():
        lines = [line.split() for line in matrix.strip().splitlines()[1:]]
        seats = [(line[0], Mode(line[1]) if len(line) == 13 else None) for line in lines]
        for line, listener in zip(lines, seats, strict=True):
            for symbol, source in zip(line[-11:], seats, strict=True):
                name = f"{state}-{_said(listener)}-gets-{_said(source)}"
                found.append(pytest.param(state, listener, source, symbol, id=name))
    return found


def _said(seat: Seat) -> str:
    return seat[0] if seat[1] is None else f"{seat[0]}.{seat[1]}"


def enter(table: Table, state: str) -> None:
    """Bring the bridge into the state."""
    table.bridge.hold(state == "held")
    table.bridge.confer(state == "private")


@pytest.mark.parametrize(("state", "listener", "source", "symbol"), rows())
def test_cell(state: str, listener: Seat, source: Seat, symbol: str) -> None:
    table = Table()
    ear = table.sit(*listener)
    mouth = table.sit(f"{source[0]}:2", source[1])
    enter(table, state)
    ear.sent.clear()
    for mid in (0, 1, 6):
        mouth.send(mid, PACKETS)
    table.wait(0.25)
    mouth.send(6, PACKETS)
    voices = sum(ear.sent[mid] for mid in ("0", "2", "4"))
    pictures = sum(ear.sent[mid] for mid in ("1", "3", "5"))
    seconds = ear.sent["6"]
    assert (voices, pictures, seconds) == COUNTS[symbol]


def test_a_closed_bridge_passes_nothing() -> None:
    table = Table()
    clerk, applicant = table.sit("clerk"), table.sit("applicant")
    table.bridge.close()
    applicant.send(0, PACKETS)
    assert not clerk.sent


def test_a_tester_gets_their_own_packets_back() -> None:
    table = Table()
    tester = table.sit("tester")
    tester.send(0, PACKETS)
    tester.send(1, PACKETS)
    assert tester.sent == {"0": PACKETS, "1": PACKETS}


def test_nobody_else_gets_a_testers_packets() -> None:
    table = Table()
    legs = [table.sit(seat, mode) for seat, mode in (("applicant", None), ("supervisor", Mode.SPEAKING))]
    table.sit("tester").send(0, PACKETS)
    assert not any(leg.sent for leg in legs)
