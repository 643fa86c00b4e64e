"""Pictures: frames are counted by time-stamp, and a freeze is what W3C webrtc-stats calls one."""

import pytest

from webrtc.pictures import Pictures

RATE = 90_000


def fed(*moments: float) -> Pictures:
    """One picture of two packets at each of these seconds."""
    pictures = Pictures()
    for moment in moments:
        for _ in range(2):
            pictures.note(int(moment * RATE) & 0xFFFFFFFF, moment)
    return pictures


def steady(count: int, start: float = 0.0, gap: float = 0.04) -> list[float]:
    return [start + index * gap for index in range(count)]


def test_a_picture_of_several_packets_counts_once() -> None:
    assert fed(*steady(10)).frames == 10


def test_a_steady_picture_never_stands_still() -> None:
    assert fed(*steady(100)).frozen == 0.0


def test_a_gap_of_half_a_second_is_a_freeze_of_half_a_second() -> None:
    assert fed(*steady(50), *steady(50, start=49 * 0.04 + 0.5)).frozen == pytest.approx(0.5)


def test_a_gap_below_the_margin_is_no_freeze() -> None:
    assert fed(*steady(50), *steady(50, start=49 * 0.04 + 0.17)).frozen == 0.0


def test_few_pictures_a_second_are_no_freeze() -> None:
    assert fed(*steady(20, gap=1.0)).frozen == 0.0


def test_a_packet_of_an_older_picture_is_passed_over() -> None:
    pictures = fed(*steady(10))
    pictures.note(int(0.08 * RATE), 0.5)
    assert (pictures.frames, pictures.frozen) == (10, 0.0)


def test_time_stamps_may_wrap() -> None:
    pictures = Pictures()
    for index in range(10):
        pictures.note((0xFFFFFFFF - 4 * 3600 + index * 3600) & 0xFFFFFFFF, index * 0.04)
    assert pictures.frames == 10


def test_another_stream_ends_no_gap() -> None:
    pictures = fed(*steady(10))
    pictures.restart()
    pictures.note(7, 60.0)
    assert (pictures.frames, pictures.frozen) == (11, 0.0)
