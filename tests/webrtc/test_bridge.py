"""A bridge and its seats: who sits where, what a change costs, what is shown in which slot, and what is recorded."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.webrtc.seating import PAGE, VP8, Table
from webrtc import rtcp
from webrtc.errors import IllegalMove, UnknownBridge, UnknownSeat
from webrtc.policy import Mode
from webrtc.slots import Slot
from webrtc.wiring import SHOWN_SECONDS

ONE = ("audio", "video")
SECOND = 6
"""The section of the second picture."""


def meeting() -> Table:
    """An applicant and a clerk."""
    table = Table()
    table.sit("applicant")
    table.sit("clerk")
    return table


# Seats


def test_a_party_leaves_its_seat_for_another() -> None:
    table = meeting()
    table.bridge.seat("supervisor", "clerk")
    assert table.bridge.seats == {"applicant": "applicant", "supervisor": "clerk"}


def test_a_seat_begins_in_its_roles_first_mode() -> None:
    table = meeting()
    table.sit("helper")
    assert table.bridge.modes["helper"] is Mode.WAITING


def test_a_party_that_is_seated_again_keeps_its_mode() -> None:
    table = meeting()
    helper = table.sit("helper", Mode.INVITED)
    table.bridge.seat("helper", helper.party)
    assert table.bridge.modes["helper"] is Mode.INVITED


def test_who_takes_over_a_seat_has_to_be_invited_anew() -> None:
    table = meeting()
    table.sit("helper", Mode.INVITED)
    table.sit("helper", party="another helper")
    assert table.bridge.modes["helper"] is Mode.WAITING


def test_a_seat_that_nobody_has_takes_no_mode() -> None:
    with pytest.raises(UnknownSeat):
        meeting().bridge.set_mode("helper", Mode.INVITED)


def test_a_mode_of_another_role_is_refused() -> None:
    table = meeting()
    table.sit("helper")
    with pytest.raises(IllegalMove):
        table.bridge.set_mode("helper", Mode.WHISPERING)


def test_a_closed_bridge_takes_nobody() -> None:
    table = meeting()
    table.bridge.close()
    with pytest.raises(UnknownBridge):
        table.bridge.seat("clerk", "clerk")


# What a change costs


def key_frame_requests(told: list[bytes]) -> list[bool]:
    """Of each RTCP packet in these compounds, whether it asks for a key frame."""
    packets = [packet for compound in told for packet in rtcp.parse(compound)]
    return [isinstance(packet, rtcp.RtcpPsfbPacket) and rtcp.is_key_frame_request(packet) for packet in packets]


def everything_told(table: Table) -> list[bytes]:
    """Every RTCP compound sent to anybody."""
    return [told for leg in table.legs.values() for told in leg.told]


def test_joining_asks_each_for_one_key_frame_and_nothing_else() -> None:
    table = meeting()
    assert [key_frame_requests(leg.told) for leg in table.legs.values()] == [[True], [True]]


@pytest.mark.parametrize("mode", [Mode.LISTENING, Mode.WHISPERING, Mode.SPEAKING])
def test_a_change_that_does_not_concern_a_source_asks_nothing_of_it(mode: Mode) -> None:
    table = meeting()
    table.sit("supervisor", mode)
    before = len(table.legs["applicant"].told)
    table.time += 10
    table.bridge.set_mode("supervisor", Mode.LISTENING)
    assert len(table.legs["applicant"].told) == before


def test_seating_the_same_party_again_asks_nothing() -> None:
    table = meeting()
    before = everything_told(table)
    table.time += 10
    table.bridge.seat("clerk", "clerk")
    assert everything_told(table) == before


def test_in_a_transfer_the_new_clerk_is_asked_for_a_key_frame_at_once() -> None:
    table = meeting()
    newer = table.sit("clerk", party="new")
    assert key_frame_requests(newer.told) == [True]


def test_in_a_transfer_the_applicant_hears_the_new_clerk_on_the_same_section() -> None:
    table = meeting()
    table.sit("clerk", party="new").send(0, 5)
    assert table.legs["applicant"].sent == {"0": 5}


def test_after_a_transfer_the_former_clerk_gets_nothing() -> None:
    table = meeting()
    table.sit("clerk", party="new")
    table.legs["applicant"].send(0, 5)
    table.legs["applicant"].send(1, 5)
    assert not table.legs["clerk"].sent


def test_after_a_transfer_the_former_clerk_is_not_heard() -> None:
    table = meeting()
    table.sit("clerk", party="new")
    table.legs["clerk"].send(0, 5)
    assert not table.legs["applicant"].sent


def test_after_a_hold_a_key_frame_is_asked_for_again() -> None:
    table = meeting()
    table.bridge.hold(True)
    before = len(table.legs["applicant"].told)
    table.time += 10
    table.bridge.hold(False)
    assert len(table.legs["applicant"].told) == before + 1


def test_the_end_of_a_hold_does_not_end_a_private_talk() -> None:
    table = meeting()
    table.bridge.confer(True)
    table.bridge.hold(False)
    table.legs["clerk"].send(0, 5)
    assert not table.legs["applicant"].sent


# Slots


def test_the_main_person_is_in_the_first_slot_and_the_others_follow() -> None:
    table = meeting()
    table.sit("interpreter", Mode.INVITED)
    table.sit("expert", Mode.INVITED)
    assert table.slots("applicant") == [
        ("0", "clerk"),
        ("2", "interpreter"),
        ("4", "expert"),
        ("1", "clerk"),
        ("3", "interpreter"),
        ("5", "expert"),
    ]


def test_who_came_earlier_keeps_their_slot() -> None:
    table = meeting()
    table.sit("helper", Mode.INVITED)
    table.sit("interpreter", Mode.INVITED)
    assert [seat for _, seat in table.slots("applicant")[:3]] == ["clerk", "helper", "interpreter"]


def test_who_is_left_alone_does_not_move_up() -> None:
    table = meeting()
    table.sit("interpreter", Mode.INVITED)
    table.sit("expert", Mode.INVITED)
    table.bridge.unseat("interpreter")
    assert ("4", "expert") in table.slots("applicant")


def test_a_seat_whose_leg_is_new_has_its_slot_still() -> None:
    table = meeting()
    table.sit("interpreter", Mode.INVITED)
    table.sit("expert", Mode.INVITED)
    del table.legs["interpreter"]
    table.bridge.rewire()
    table.leg("interpreter")
    table.bridge.rewire()
    assert ("2", "interpreter") in table.slots("applicant")


def test_the_clerks_slot_stays_empty_while_the_clerk_is_away() -> None:
    table = meeting()
    table.sit("interpreter", Mode.INVITED)
    table.bridge.unseat("clerk")
    assert table.slots("applicant") == [("2", "interpreter"), ("3", "interpreter")]


def test_who_is_away_yields_where_slots_are_few() -> None:
    table = meeting()
    for seat in ("interpreter", "expert", "helper"):
        table.sit(seat, Mode.INVITED)
    del table.legs["interpreter"]
    table.bridge.rewire()
    assert {seat for _, seat in table.slots("applicant")} == {"clerk", "expert", "helper"}


def test_a_fourth_person_is_neither_heard_nor_seen() -> None:
    table = meeting()
    for seat in ("interpreter", "expert", "helper"):
        table.sit(seat, Mode.INVITED)
    table.legs["helper"].send(0, 5)
    assert not table.legs["applicant"].sent


def test_a_leg_with_one_slot_gets_the_main_person() -> None:
    table = Table()
    table.sit("applicant", kinds=ONE)
    table.sit("interpreter", Mode.INVITED)
    table.sit("clerk")
    assert table.slots("applicant") == [("0", "clerk"), ("1", "clerk")]


def test_a_leg_with_one_slot_gets_who_is_there() -> None:
    table = Table()
    table.sit("clerk", kinds=ONE)
    table.sit("applicant")
    table.sit("expert", Mode.INVITED)
    table.bridge.confer(True)
    assert table.slots("clerk") == [("0", "expert"), ("1", "expert")]


def test_a_leg_without_sound_gets_pictures() -> None:
    table = meeting()
    table.sit("supervisor", kinds=("video",))
    assert table.slots("supervisor") == [("0", "applicant")]


def test_a_whisper_has_a_slot_without_a_picture() -> None:
    table = meeting()
    table.sit("supervisor", Mode.WHISPERING)
    assert table.slots("clerk") == [("0", "applicant"), ("2", "supervisor"), ("1", "applicant")]


def test_a_changed_layout_is_told() -> None:
    table = meeting()
    table.sit("supervisor", Mode.WHISPERING)
    assert table.told("clerk")[-1] == table.bridge.layout("clerk")


def test_a_layout_that_stays_is_not_told() -> None:
    table = meeting()
    table.sit("supervisor", Mode.WHISPERING)
    assert len(table.told("applicant")) == 1


def test_who_leaves_is_told_of_an_empty_layout() -> None:
    table = meeting()
    table.bridge.unseat("clerk")
    assert table.told("clerk")[-1] == ()


# Second pictures


def test_a_second_picture_is_passed_on_once_it_comes() -> None:
    table = meeting()
    table.legs["applicant"].send(SECOND, 1)
    table.wait(0.25)
    table.legs["applicant"].send(SECOND, 5)
    assert table.legs["clerk"].sent == {str(SECOND): 5}


def test_a_second_picture_is_told_with_its_rank() -> None:
    table = meeting()
    table.legs["applicant"].send(SECOND, 1)
    table.wait(0.25)
    assert table.told("clerk")[-1][-1] == Slot(mid=str(SECOND), kind="video", seat="applicant", rank=1)


def test_a_second_picture_that_ended_leaves_its_slot() -> None:
    table = meeting()
    table.legs["applicant"].send(SECOND, 1)
    table.wait(0.25)
    table.wait(SHOWN_SECONDS)
    assert (str(SECOND), "applicant") not in table.slots("clerk")


def test_of_two_second_pictures_a_third_person_gets_the_applicants() -> None:
    table = meeting()
    table.sit("supervisor")
    table.legs["clerk"].send(SECOND, 1)
    table.legs["applicant"].send(SECOND, 1)
    table.wait(0.25)
    assert (str(SECOND), "applicant") in table.slots("supervisor")


def test_of_a_leg_with_one_voice_the_second_video_is_the_second_picture() -> None:
    table = Table()
    table.sit("clerk")
    camera = table.sit("applicant", kinds=("audio", "video", "video"))
    camera.send(2, 1)
    table.wait(0.25)
    assert (str(SECOND), "applicant") in table.slots("clerk")


def test_what_comes_on_a_slot_for_others_goes_nowhere() -> None:
    table = meeting()
    table.legs["applicant"].send(PAGE.index("audio", 1), 5)
    table.wait(0.25)
    table.legs["applicant"].send(PAGE.index("audio", 1), 5)
    assert not table.legs["clerk"].sent


# The record


async def recorded(path: Path, *, state: str = "talking", **modes: Mode) -> set[tuple[str, str]]:
    """(seat, kind) of what is recorded of an applicant, a clerk, and those named."""
    table = Table(path)
    for seat, mode in {"applicant": None, "clerk": None, **modes}.items():
        table.sit(seat, mode)
    table.bridge.hold(state == "held")
    table.bridge.confer(state == "private")
    recorder = table.bridge.recorder
    assert recorder is not None
    found = {(track.seat, track.kind) for track in recorder._taps}
    table.bridge.close()
    await recorder.close()
    return found


async def test_a_picture_whose_codec_changes_is_another_track(tmp_path: Path) -> None:
    table = Table(tmp_path)
    table.sit("clerk")
    table.sit("applicant").inlets[1].codec = replace(VP8, name="h264")
    table.wait(0.25)
    recorder = table.bridge.recorder
    assert recorder is not None
    found = {track.codec for track in recorder._taps if track.seat == "applicant"}
    table.bridge.close()
    await recorder.close()
    assert found == {"opus", "h264"}


BOTH = {(seat, kind) for seat in ("applicant", "clerk") for kind in ("audio", "video")}


async def test_the_record_holds_both_sides(tmp_path: Path) -> None:
    assert await recorded(tmp_path) == BOTH


async def test_the_record_holds_who_was_invited(tmp_path: Path) -> None:
    assert await recorded(tmp_path, expert=Mode.INVITED) == BOTH | {("expert", "audio"), ("expert", "video")}


async def test_the_record_holds_no_whisper(tmp_path: Path) -> None:
    assert await recorded(tmp_path, supervisor=Mode.WHISPERING) == BOTH


@pytest.mark.parametrize("state", ["private", "held"])
async def test_what_staff_say_without_the_applicant_is_not_recorded(tmp_path: Path, state: str) -> None:
    found = await recorded(tmp_path, state=state, supervisor=Mode.SPEAKING, expert=Mode.INVITED)
    assert found == set()
