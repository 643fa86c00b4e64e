"""Each kind of evidence changed, taken out, put elsewhere, cut off or added: the first is named, and what was done.

The tamperer is as strong as one without the city's key can be: every hash and check sum is made anew.
"""

import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desk.model.evidence.entries import Kind
from desk.model.evidence.findings import Finding, Part, What
from desk.model.evidence.manifests import MANIFEST, SEAL
from desk.store.evidence import verification
from tests.desk.store.evidence.made import CITY, STRANGER, TRUST
from tests.desk.store.evidence.taken_apart import Apart, apart, packed, unpacked

KINDS = sorted(set(Kind) - {Kind.WITHDRAWAL})
FILES = [Kind.DECISION, Kind.RECEIPT, Kind.RECORDING, Kind.SIGNATURE, Kind.STILL]
ALL_ALIKE = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def found(path: Path) -> Finding | None:
    return verification.verify(path, TRUST).finding


def named(bundle_apart: Apart, place: int) -> str:
    each = bundle_apart.entries[place]
    return f"{each['kind']} {each['subject']}"


def test_a_bundle_as_it_was_made_has_no_finding(whole: Path) -> None:
    assert found(whole) is None


def test_a_bundle_has_every_kind(whole: Path) -> None:
    assert {each["kind"] for each in apart(whole).entries} == set(KINDS)


def test_a_bundle_tells_how_the_clock_ran(whole: Path) -> None:
    told = [each["content"]["tag"] for each in apart(whole).entries if each["kind"] == Kind.EVENT]
    assert {"clock.set", "clock.warned", "case.decided", "result.post-asked", "result.posted"} <= set(told)


def test_other_programs_open_the_archive(whole: Path) -> None:
    with zipfile.ZipFile(whole) as archive:
        assert archive.testzip() is None
        assert archive.namelist()[:2] == [MANIFEST, SEAL]


def test_a_bundle_put_together_again_is_the_same(whole: Path, tmp_path: Path) -> None:
    """Else the tests below would find nothing but the tamperer's clumsiness."""
    assert apart(whole).write(tmp_path / "again.zip").read_bytes() == whole.read_bytes()


@pytest.mark.parametrize("kind", KINDS)
class TestEntries:
    """What stands in the manifest."""

    def test_a_changed_one_is_named(self, kind: Kind, whole: Path, tmp_path: Path) -> None:
        bad = apart(whole)
        place = bad.entry(kind)
        bad.entries[place]["content"]["extra"] = "x"
        expected = Finding(what=What.FLIPPED, part=Part.ENTRY, name=named(bad, place), number=place + 1)
        assert found(bad.write(tmp_path / "bad.zip")) == expected

    def test_one_that_was_taken_out_is_named(self, kind: Kind, whole: Path, tmp_path: Path) -> None:
        bad = apart(whole)
        place = bad.entry(kind)
        what = What.DROPPED if place < len(bad.entries) - 1 else What.TRUNCATED
        expected = Finding(what=what, part=Part.ENTRY, name=named(bad, place), number=place + 1)
        del bad.entries[place]
        assert found(bad.write(tmp_path / "bad.zip")) == expected

    def test_one_in_anothers_place_is_named(self, kind: Kind, whole: Path, tmp_path: Path) -> None:
        bad = apart(whole)
        place = bad.entry(kind)
        other = place + 1 if place + 1 < len(bad.entries) else place - 1
        first = min(place, other)
        expected = Finding(what=What.REORDERED, part=Part.ENTRY, name=named(bad, first), number=first + 1)
        bad.entries[place], bad.entries[other] = bad.entries[other], bad.entries[place]
        assert found(bad.write(tmp_path / "bad.zip")) == expected

    def test_one_that_stands_there_twice_is_named(self, kind: Kind, whole: Path, tmp_path: Path) -> None:
        bad = apart(whole)
        place = bad.entry(kind)
        bad.entries.insert(0, bad.entries[place])
        number = 1 if place else 2
        expected = Finding(what=What.ADDED, part=Part.ENTRY, name=named(bad, 0), number=number)
        assert found(bad.write(tmp_path / "bad.zip")) == expected

    def test_the_first_that_was_cut_off_is_named(self, kind: Kind, whole: Path, tmp_path: Path) -> None:
        bad = apart(whole)
        place = bad.entry(kind)
        expected = Finding(what=What.TRUNCATED, part=Part.ENTRY, name=named(bad, place), number=place + 1)
        del bad.entries[place:]
        assert found(bad.write(tmp_path / "bad.zip")) == expected


@pytest.mark.parametrize("kind", FILES)
class TestFiles:
    """What stands beside the manifest."""

    def test_a_changed_one_is_named(self, kind: Kind, whole: Path, tmp_path: Path) -> None:
        bad = apart(whole)
        place = bad.file(kind)
        name, content = bad.files[place]
        bad.files[place] = (name, content[:-1] + bytes([content[-1] ^ 1]))
        expected = Finding(what=What.FLIPPED, part=Part.FILE, name=name)
        assert found(bad.write(tmp_path / "bad.zip")) == expected

    def test_one_that_was_taken_out_is_named(self, kind: Kind, whole: Path, tmp_path: Path) -> None:
        bad = apart(whole)
        place = bad.file(kind)
        name, _ = bad.files.pop(place)
        assert found(bad.write(tmp_path / "bad.zip")) == Finding(what=What.DROPPED, part=Part.FILE, name=name)

    def test_one_in_anothers_place_is_named(self, kind: Kind, whole: Path, tmp_path: Path) -> None:
        bad = apart(whole)
        place = bad.file(kind)
        other = place - 1 if place else 1
        first = bad.files[min(place, other)][0]
        bad.files[place], bad.files[other] = bad.files[other], bad.files[place]
        assert found(bad.write(tmp_path / "bad.zip")) == Finding(what=What.REORDERED, part=Part.FILE, name=first)

    def test_one_that_was_shortened_is_named(self, kind: Kind, whole: Path, tmp_path: Path) -> None:
        bad = apart(whole)
        place = bad.file(kind)
        name, content = bad.files[place]
        bad.files[place] = (name, content[:-1])
        assert found(bad.write(tmp_path / "bad.zip")) == Finding(what=What.TRUNCATED, part=Part.FILE, name=name)

    def test_one_that_came_in_is_named(self, kind: Kind, whole: Path, tmp_path: Path) -> None:
        bad = apart(whole)
        bad.files.insert(bad.file(kind), (f"{kind.value}/other.bin", b"x"))
        expected = Finding(what=What.ADDED, part=Part.FILE, name=f"{kind.value}/other.bin")
        assert found(bad.write(tmp_path / "bad.zip")) == expected

    def test_where_the_file_was_cut_off_is_named(self, kind: Kind, whole: Path, tmp_path: Path) -> None:
        bad = apart(whole)
        name, content = bad.files[bad.file(kind)]
        data = whole.read_bytes()
        (tmp_path / "bad.zip").write_bytes(data[: data.index(content) + 1])
        assert found(tmp_path / "bad.zip") == Finding(what=What.TRUNCATED, part=Part.FILE, name=name)


def test_a_bundle_signed_anew_by_another_is_named(whole: Path, tmp_path: Path) -> None:
    bad = apart(whole)
    bad.entries[3]["content"]["extra"] = "x"
    bad.resign(STRANGER)
    expected = Finding(what=What.RESIGNED, part=Part.SEAL, name=STRANGER.key_id)
    assert found(bad.write(tmp_path / "bad.zip")) == expected


def test_another_seal_of_the_city_does_not_fit(whole: Path, tmp_path: Path) -> None:
    """A seal of some other bundle, signed by the right key."""
    bad, other = apart(whole), apart(whole)
    del other.entries[5]
    other.resign(CITY)
    bad.seal = other.seal
    finding = found(bad.write(tmp_path / "bad.zip"))
    assert finding is not None
    assert (finding.what, finding.number) == (What.ADDED, 6)


def test_a_changed_head_is_named(whole: Path, tmp_path: Path) -> None:
    bad = apart(whole)
    bad.head["about"]["reason"] = "another reason"
    assert found(bad.write(tmp_path / "bad.zip")) == Finding(what=What.FLIPPED, part=Part.HEAD, name=MANIFEST)


@pytest.mark.parametrize(("place", "name"), [(0, MANIFEST), (1, SEAL)])
def test_manifest_and_seal_are_missed(place: int, name: str, whole: Path, tmp_path: Path) -> None:
    members = unpacked(whole)
    del members[place]
    (tmp_path / "bad.zip").write_bytes(packed(members))
    assert found(tmp_path / "bad.zip") == Finding(what=What.DROPPED, part=Part.FILE, name=name)


def test_bytes_behind_the_end_are_named(whole: Path, tmp_path: Path) -> None:
    (tmp_path / "bad.zip").write_bytes(whole.read_bytes() + b"x")
    assert found(tmp_path / "bad.zip") == Finding(what=What.ADDED, part=Part.ARCHIVE)


def test_no_bit_can_be_flipped_anywhere(whole: Path, tmp_path: Path) -> None:
    data, bad = whole.read_bytes(), tmp_path / "bad.zip"

    @ALL_ALIKE
    @given(st.integers(0, len(data) - 1), st.integers(0, 7))
    def flipped(at: int, bit: int) -> None:
        bad.write_bytes(data[:at] + bytes([data[at] ^ 1 << bit]) + data[at + 1 :])
        assert found(bad) is not None

    flipped()


def test_no_end_can_be_cut_off(whole: Path, tmp_path: Path) -> None:
    data, bad = whole.read_bytes(), tmp_path / "bad.zip"

    @ALL_ALIKE
    @given(st.integers(0, len(data) - 1))
    def cut(at: int) -> None:
        bad.write_bytes(data[:at])
        finding = found(bad)
        assert finding is not None
        assert finding.what is What.TRUNCATED

    cut()


def test_no_bytes_can_be_taken_out_or_put_in(whole: Path, tmp_path: Path) -> None:
    data, bad = whole.read_bytes(), tmp_path / "bad.zip"

    @ALL_ALIKE
    @given(st.integers(0, len(data) - 1), st.integers(0, 40), st.binary(max_size=40))
    def replaced(at: int, gone: int, come: bytes) -> None:
        changed = data[:at] + come + data[at + gone :]
        bad.write_bytes(changed)
        assert (found(bad) is None) == (changed == data)

    replaced()
