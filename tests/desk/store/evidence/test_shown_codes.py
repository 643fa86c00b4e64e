"""Of a corner's codes the first that was changed, taken out, moved or is another's is named, whoever sealed it all."""

from dataclasses import replace
from pathlib import Path

import pytest

from desk.model.evidence import corner_codes as codes
from desk.model.evidence.findings import Part, What
from desk.store.evidence import verification
from desk.store.evidence.cross_checks import Trust
from tests.desk.store.evidence.made import CITY, TRUST, Device
from tests.desk.store.evidence.taken_apart import Apart, apart


def places(bad: Apart) -> list[int]:
    """Where the codes stand."""
    return [place for place, each in enumerate(bad.entries) if each["kind"] == "code"]


def moment(bad: Apart, place: int) -> str:
    return codes.begins(bad.entries[place]["content"]["slot"]).isoformat()


def verified(bad: Apart, to: Path, trust: Trust = TRUST) -> tuple[What, Part, str]:
    """What is found, once the holder of the city's key has sealed it anew."""
    bad.resign(CITY)
    finding = verification.verify(bad.write(to), trust).finding
    assert finding is not None
    return finding.what, finding.part, finding.name


def test_codes_that_are_whole_are_told(whole: Path) -> None:
    told = {remark.code: remark.count for remark in verification.verify(whole, TRUST).remarks}
    assert told["codes-shown"] == 4


@pytest.mark.parametrize(
    ("part", "value"), [("slot", 7), ("corner", "0" * 32), ("signature", "00" * 64), ("signature", "x"), ("public", "")]
)
def test_a_changed_one_is_named(whole: Path, tmp_path: Path, part: str, value: object) -> None:
    bad = apart(whole)
    place = places(bad)[1]
    bad.entries[place]["content"][part] = value
    expected = moment(bad, place)
    assert verified(bad, tmp_path / "bad.zip") == (What.FLIPPED, Part.CODE, expected)


@pytest.mark.parametrize("number", [0, 1, 2])
def test_one_that_was_taken_out_is_named_by_the_next(whole: Path, tmp_path: Path, number: int) -> None:
    bad = apart(whole)
    every = places(bad)
    expected = f"before {moment(bad, every[number + 1])}"
    del bad.entries[every[number]]
    assert verified(bad, tmp_path / "bad.zip") == (What.DROPPED, Part.CODE, expected)


def test_the_last_one_taken_out_is_missed_by_what_the_corner_signed(whole: Path, tmp_path: Path) -> None:
    bad = apart(whole)
    place = places(bad)[-1]
    named = f"code {bad.entries[place]['subject']}"
    del bad.entries[place]
    assert verified(bad, tmp_path / "bad.zip") == (What.DIFFERS, Part.STATEMENT, named)


def test_one_in_anothers_place_is_named(whole: Path, tmp_path: Path) -> None:
    bad = apart(whole)
    _, second, third, _ = places(bad)
    bad.entries[second], bad.entries[third] = bad.entries[third], bad.entries[second]
    expected = moment(bad, second)
    assert verified(bad, tmp_path / "bad.zip") == (What.REORDERED, Part.CODE, expected)


def test_one_of_another_meeting_is_none_of_this(whole: Path, tmp_path: Path) -> None:
    bad = apart(whole)
    place = places(bad)[0]
    bad.entries[place]["session"] = "0" * 32
    expected = moment(bad, place)
    assert verified(bad, tmp_path / "bad.zip") == (What.FLIPPED, Part.CODE, expected)


def test_those_of_another_device_are_named(whole: Path, tmp_path: Path) -> None:
    bad = apart(whole)
    expected = moment(bad, places(bad)[0])
    trust = replace(TRUST, corners={"0" * 16: Device().public})
    assert verified(bad, tmp_path / "bad.zip", trust) == (What.RESIGNED, Part.CODE, expected)
