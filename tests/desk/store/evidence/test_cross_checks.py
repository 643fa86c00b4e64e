"""What was signed on the day is held against what is shown years later, whoever holds the city's key by then."""

from dataclasses import replace
from pathlib import Path

from sqlalchemy import text

from desk.model.evidence.findings import Finding, Part, What
from desk.store.evidence import verification
from desk.store.evidence.cross_checks import Trust
from identity.vault import Place
from tests.desk.store import tampering
from tests.desk.store.evidence.made import CITY, TRUST, Device, bundle, corner_keys, whole_case
from tests.desk.store.evidence.taken_apart import apart
from tests.desk.world import World

STRANGE = Trust(cities=TRUST.cities, corners={"0" * 16: Device().public})
"""Believes another device than the corner's."""


async def test_a_line_rewritten_in_the_store_is_not_what_the_corner_signed(sqlite_world: World, tmp_path: Path) -> None:
    """By somebody with the vault's keys and the city's: the bundle is signed by the right key, and says the wrong."""
    meeting = await whole_case(sqlite_world)
    line_id = f"{0:032x}"
    sealed = sqlite_world.store.vault.seal_text("不同意", Place(table="chat_lines", column="text", row=line_id))
    async with tampering.at(sqlite_world.store) as connection:
        update = text("UPDATE chat_lines SET text = :sealed WHERE id = :id")
        await connection.execute(update, {"sealed": sealed, "id": line_id})
    report = verification.verify(await bundle(sqlite_world, meeting, tmp_path / "bad.zip"), TRUST)
    assert report.finding == Finding(what=What.DIFFERS, part=Part.STATEMENT, name=f"chat {line_id}")


async def test_an_event_rewritten_in_the_store_is_not_what_the_ledgers_seal_says(
    sqlite_world: World, tmp_path: Path
) -> None:
    meeting = await whole_case(sqlite_world)
    async with tampering.at(sqlite_world.store) as connection:
        await connection.execute(text("UPDATE ledger SET actor = 'staff:x' WHERE tag = 'case.submitted'"))
        seq = (await connection.execute(text("SELECT seq FROM ledger WHERE tag = 'case.submitted'"))).scalar_one()
    report = verification.verify(await bundle(sqlite_world, meeting, tmp_path / "bad.zip"), TRUST)
    assert report.finding == Finding(what=What.UNPROVEN, part=Part.LEDGER, name=str(seq))


async def test_an_altered_recording_is_left_out_and_told(sqlite_world: World, tmp_path: Path) -> None:
    meeting = await whole_case(sqlite_world)
    (sqlite_world.desk.settings.recordings / meeting.session_id / "0.mkv").write_bytes(b"another picture")
    report = verification.verify(await bundle(sqlite_world, meeting, tmp_path / "bundle.zip"), TRUST)
    assert report.finding is None
    assert [remark.name.split()[0] for remark in report.remarks if remark.code == "altered"] == ["recording"]


async def test_corners_keys_that_were_given_are_believed(sqlite_world: World, tmp_path: Path) -> None:
    path = await bundle(sqlite_world, await whole_case(sqlite_world), tmp_path / "bundle.zip")
    trust = replace(TRUST, corners=await corner_keys(sqlite_world))
    assert verification.verify(path, trust).finding is None


async def test_a_code_by_another_device_is_named(sqlite_world: World, tmp_path: Path) -> None:
    path = await bundle(sqlite_world, await whole_case(sqlite_world), tmp_path / "bundle.zip")
    found = verification.verify(path, STRANGE).finding
    assert found is not None
    assert (found.what, found.part) == (What.RESIGNED, Part.CODE)


async def test_a_statement_by_another_device_is_named(sqlite_world: World, tmp_path: Path) -> None:
    """Of a meeting whose picture shows no codes: those are looked at before."""
    meeting = await whole_case(sqlite_world)
    bare = apart(await bundle(sqlite_world, meeting, tmp_path / "bundle.zip"))
    bare.entries = [each for each in bare.entries if each["kind"] != "code"]
    bare.resign(CITY)
    expected = Finding(what=What.RESIGNED, part=Part.STATEMENT, name=meeting.session_id)
    assert verification.verify(bare.write(tmp_path / "bare.zip"), STRANGE).finding == expected


async def test_a_statement_that_the_corner_did_not_sign_is_unproven(sqlite_world: World, tmp_path: Path) -> None:
    """Even under the city's own seal."""
    meeting = await whole_case(sqlite_world)
    bad = apart(await bundle(sqlite_world, meeting, tmp_path / "bundle.zip"))
    bad.entries[bad.entry("statement")]["content"]["content"] = "0" * 64
    bad.resign(CITY)
    expected = Finding(what=What.UNPROVEN, part=Part.STATEMENT, name=meeting.session_id)
    assert verification.verify(bad.write(tmp_path / "bad.zip"), TRUST).finding == expected


async def test_a_new_answer_is_told_and_no_fault(sqlite_world: World, tmp_path: Path) -> None:
    """What may be given again is shown as replaced."""
    meeting = await whole_case(sqlite_world)
    async with tampering.at(sqlite_world.store) as connection:
        await connection.execute(text("UPDATE answers SET revision = revision + 1"))
    report = verification.verify(await bundle(sqlite_world, meeting, tmp_path / "bundle.zip"), TRUST)
    assert report.finding is None
    assert {remark.name.split()[0] for remark in report.remarks if remark.code == "replaced"} == {"answer"}


async def test_what_came_after_the_last_seal_is_told(sqlite_world: World, tmp_path: Path) -> None:
    meeting = await whole_case(sqlite_world)
    path = await bundle(sqlite_world, meeting, tmp_path / "bundle.zip")
    assert not [remark for remark in verification.verify(path, TRUST).remarks if remark.code == "events-not-sealed"]
