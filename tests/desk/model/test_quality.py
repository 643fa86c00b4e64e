"""A line's grade and an item's demand: both are read off their tables, and each row of them is tried."""

from dataclasses import replace

import pytest

from desk.model.quality import DEMANDS, GOOD, LIMITS, Grade, Line, Picture, Trouble, Way, judge, lacking

AUDIO = Way(kind="audio", bitrate=32_000, loss=0.0, jitter=0.005, frames_per_second=0.0, frozen=0.0, key_frames_asked=0)
VIDEO = Way(
    kind="video", bitrate=800_000, loss=0.0, jitter=0.005, frames_per_second=25.0, frozen=0.0, key_frames_asked=0
)
LINE = Line(round_trip=0.04, sent=(AUDIO, VIDEO), got=(AUDIO, VIDEO))


def line(*, audio: Way = AUDIO, video: Way = VIDEO, round_trip: float = 0.04) -> Line:
    """A good line, with this changed in what the person sends."""
    return replace(LINE, sent=(audio, video), round_trip=round_trip)


WEAK = {
    Trouble.LOSS: (line(video=replace(VIDEO, loss=0.05)), line(video=replace(VIDEO, loss=0.2))),
    Trouble.DELAY: (line(round_trip=0.3), line(round_trip=0.9)),
    Trouble.UNSTEADY: (line(audio=replace(AUDIO, jitter=0.08)), line(audio=replace(AUDIO, jitter=0.3))),
    Trouble.FROZEN: (line(video=replace(VIDEO, frozen=0.2)), line(video=replace(VIDEO, frozen=0.7))),
    Trouble.SLOW: (
        line(video=replace(VIDEO, frames_per_second=5.0)),
        line(video=replace(VIDEO, frames_per_second=1.0)),
    ),
}
"""For each limit a line that is fair, and one that is poor."""


def test_a_good_line_is_good() -> None:
    assert judge(LINE) == GOOD


def test_a_line_that_carries_sound_alone_may_be_good() -> None:
    assert judge(replace(LINE, sent=(AUDIO,), got=(AUDIO,))) == GOOD


def test_every_limit_is_tried() -> None:
    assert {limit.trouble for limit in LIMITS} == set(WEAK)


@pytest.mark.parametrize("trouble", WEAK)
def test_past_the_first_limit_a_line_is_fair(trouble: Trouble) -> None:
    assert (judge(WEAK[trouble][0]).grade, judge(WEAK[trouble][0]).trouble) == (Grade.FAIR, trouble)


@pytest.mark.parametrize("trouble", WEAK)
def test_past_the_second_limit_a_line_is_poor(trouble: Trouble) -> None:
    assert (judge(WEAK[trouble][1]).grade, judge(WEAK[trouble][1]).trouble) == (Grade.POOR, trouble)


def test_a_poor_figure_outweighs_a_fair_one_before_it() -> None:
    both = line(video=replace(VIDEO, loss=0.05), round_trip=0.9)
    assert judge(both).trouble is Trouble.DELAY


def test_what_the_person_gets_counts_too() -> None:
    assert judge(replace(LINE, got=(replace(AUDIO, loss=0.2),))).trouble is Trouble.LOSS


@pytest.mark.parametrize("picture", Picture)
def test_every_kind_of_picture_has_its_demand(picture: Picture) -> None:
    assert picture in DEMANDS


@pytest.mark.parametrize("picture", Picture)
def test_a_good_line_is_enough_for_everything(picture: Picture) -> None:
    assert lacking(LINE, picture) is Trouble.NONE


SHORT = [
    (line(video=replace(VIDEO, loss=0.04)), Picture.DOCUMENT, Trouble.LOSS),
    (line(video=replace(VIDEO, frozen=0.5)), Picture.DOCUMENT, Trouble.FROZEN),
    (line(video=replace(VIDEO, frames_per_second=2.0)), Picture.DOCUMENT, Trouble.SLOW),
    (line(video=replace(VIDEO, bitrate=100_000, jitter=0.1)), Picture.DOCUMENT, Trouble.NARROW),
    (line(video=replace(VIDEO, bitrate=100_000, loss=0.02)), Picture.DOCUMENT, Trouble.NARROW),
    (line(video=replace(VIDEO, bitrate=100_000, frozen=0.1)), Picture.DOCUMENT, Trouble.NARROW),
    (line(video=replace(VIDEO, bitrate=100_000), round_trip=0.3), Picture.DOCUMENT, Trouble.NARROW),
    (line(round_trip=1.0), Picture.DOCUMENT, Trouble.DELAY),
    (replace(LINE, sent=(AUDIO,)), Picture.DOCUMENT, Trouble.DARK),
    (line(video=replace(VIDEO, frames_per_second=4.0)), Picture.FACE, Trouble.SLOW),
    (line(audio=replace(AUDIO, loss=0.1)), Picture.VOICE, Trouble.LOSS),
    (replace(LINE, sent=(VIDEO,)), Picture.VOICE, Trouble.DARK),
]


@pytest.mark.parametrize(("weak", "picture", "trouble"), SHORT)
def test_what_a_line_lacks_is_named(weak: Line, picture: Picture, trouble: Trouble) -> None:
    assert lacking(weak, picture) is trouble


ENOUGH = [
    (line(video=replace(VIDEO, loss=0.04)), Picture.FACE),
    (line(video=replace(VIDEO, bitrate=200_000, jitter=0.1)), Picture.FACE),
    (line(video=replace(VIDEO, bitrate=20_000)), Picture.DOCUMENT),
    (replace(LINE, sent=(AUDIO,)), Picture.VOICE),
]


@pytest.mark.parametrize(("weak", "picture"), ENOUGH)
def test_what_is_too_weak_for_a_document_may_do_for_less(weak: Line, picture: Picture) -> None:
    assert lacking(weak, picture) is Trouble.NONE
