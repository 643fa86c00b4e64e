"""What a source is asked for when its packets do not come."""

from tests.webrtc.packets import made
from tests.webrtc.seating import KEY_FRAME, Table
from webrtc.inlet import Inlet
from webrtc.reception import LIFETIME

RETRY = 0.05


def torn(table: Table) -> Inlet:
    """The applicant's picture, of which one packet is missing."""
    inlet = table.legs["applicant"].inlets[1]
    for sequence in (1, 3):
        packet = made(KEY_FRAME, sequence=sequence, timestamp=3000 * sequence, ssrc=1001)
        packet.codec = inlet.codec
        inlet.take(packet, table.time)
    return inlet


def key_frames_asked(table: Table, after: float) -> int:
    """How many more than before, when its missing packets are looked at so many seconds later."""
    inlet = torn(table)
    before = inlet.key_frames_asked
    inlet.ask_missing(table.time + after, RETRY)
    return inlet.key_frames_asked - before


def test_a_packet_that_was_asked_for_in_vain_makes_a_key_frame_asked_for() -> None:
    table = Table()
    table.sit("clerk")
    table.sit("applicant")
    assert key_frames_asked(table, LIFETIME + 0.1) == 1


def test_no_key_frame_is_asked_for_while_a_packet_may_still_come() -> None:
    table = Table()
    table.sit("clerk")
    table.sit("applicant")
    assert key_frames_asked(table, LIFETIME - 0.1) == 0


def test_no_key_frame_is_asked_of_a_picture_that_nobody_sees() -> None:
    table = Table()
    table.sit("applicant")
    assert key_frames_asked(table, LIFETIME + 0.1) == 0
