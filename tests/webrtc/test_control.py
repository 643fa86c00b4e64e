"""A far side's estimate of its downlink is shared out among the pictures it is sent."""

from tests.webrtc.seating import Table
from webrtc.control import LEAST_SHARE, shares
from webrtc.outlet import Outlet
from webrtc.policy import Mode


def pictures(*modes: Mode) -> list[Outlet]:
    """The clerk's sections for pictures in a meeting with an applicant, and as many experts."""
    table = Table()
    clerk = table.sit("clerk")
    table.sit("applicant")
    for number, mode in enumerate(modes, 1):
        table.sit(f"expert:{number}", mode)
    return [outlet for outlet in clerk.outlets if outlet.kind == "video"]


def test_one_picture_has_the_whole_line() -> None:
    assert [bitrate for _, bitrate in shares(pictures(), 800_000)] == [800_000]


def test_a_section_on_which_nothing_is_sent_has_no_share() -> None:
    assert len(shares(pictures(Mode.INVITED, Mode.WAITING), 800_000)) == 2


def test_two_pictures_that_begin_have_half_each() -> None:
    assert [bitrate for _, bitrate in shares(pictures(Mode.INVITED), 800_000)] == [400_000, 400_000]


def test_a_picture_that_sends_more_has_more() -> None:
    outlets = pictures(Mode.INVITED)
    outlets[0].rate.bits = 3 * LEAST_SHARE
    outlets[1].rate.bits = LEAST_SHARE
    assert [bitrate for _, bitrate in shares(outlets, 600_000)] == [400_000, 200_000]


def test_all_shares_together_do_not_exceed_the_line() -> None:
    assert sum(bitrate for _, bitrate in shares(pictures(Mode.INVITED, Mode.INVITED), 800_001)) <= 800_001
