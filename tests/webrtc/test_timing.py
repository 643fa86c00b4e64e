"""Capture times on one clock."""

import itertools

import pytest

from webrtc.timing import SLEW, Timing


def test_time_stamps_give_the_spacing() -> None:
    timing = Timing(48000)
    told = [timing.moment(960 * n, None, 100.0 + jitter) for n, jitter in enumerate((0.0, 0.05, 0.01))]
    assert told == pytest.approx([100.0, 100.02, 100.04])


def test_time_stamps_may_wrap() -> None:
    timing = Timing(48000)
    timing.moment(0xFFFFFFFF - 479, None, 100.0)
    assert timing.moment(480, None, 100.02) == pytest.approx(100.02)


def test_a_report_moves_the_clock_a_little_at_a_time() -> None:
    timing = Timing(48000)
    timing.moment(0, None, 100.0)
    told = [timing.moment(960 * n, 100.1 + 0.02 * n, 0.0) for n in range(1, 160)]
    steps = [later - earlier for earlier, later in itertools.pairwise(told)]
    assert max(steps) < 0.02 * (1 + SLEW) + 1e-9
    assert told[-1] == pytest.approx(100.1 + 0.02 * 159)


def test_another_stream_is_another_time() -> None:
    timing = Timing(48000)
    timing.moment(0, None, 100.0)
    assert timing.moment(3_000_000_000, None, 100.5) == pytest.approx(100.5)


def test_sound_and_picture_are_corrected_alike() -> None:
    sound, picture = Timing(48000), Timing(90000)
    heard = {n: sound.moment(960 * n, 100.5 + 0.02 * n if n else None, 100.0) for n in range(200)}
    seen = {2 * n: picture.moment(3600 * n, 100.5 + 0.04 * n if n else None, 100.0) for n in range(100)}
    assert max(abs(heard[n] - moment) for n, moment in seen.items()) < 0.002
