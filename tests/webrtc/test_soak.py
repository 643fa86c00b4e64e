"""A recorded call of two legs, as the bench soaks it but short: nothing is left behind, and all of it is recorded."""

from collections.abc import Mapping

import pytest

from bench import soak

SECONDS = 20.0

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


@pytest.fixture(scope="module")
def figures(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, float]:
    """What the soak found, its segments cut every six seconds."""
    return soak.soak(SECONDS, tmp_path_factory.mktemp("soak"), segment_seconds=6.0)


@pytest.mark.parametrize("kind", ["tasks", "descriptors", "threads"])
def test_a_call_that_ended_leaves_nothing_behind(figures: Mapping[str, float], kind: str) -> None:
    assert figures[f"leaked_{kind}"] <= 0


def test_every_frame_that_was_sent_is_in_the_recording(figures: Mapping[str, float]) -> None:
    assert figures["frames_recorded"] > 0.98


def test_a_joined_recording_is_as_long_as_the_call(figures: Mapping[str, float]) -> None:
    assert figures["length_over_wall"] == pytest.approx(1.0, abs=0.05)


def test_a_joined_recording_is_read_without_an_error(figures: Mapping[str, float]) -> None:
    assert figures["ffprobe_errors"] == 0


def test_a_recording_is_cut_into_segments_as_it_goes(figures: Mapping[str, float]) -> None:
    assert figures["segments"] >= 2
