"""A receipt is found by its number and opens as it was issued."""

import pytest

from desk.actions import receipts, recordings
from desk.model.errors import Missing, ReceiptUnknown
from tests.desk.world import World


async def test_a_receipt_is_found_by_its_number(world: World) -> None:
    meeting, receipt = await world.submitted()
    found = await receipts.by_number(world.desk, receipt.number)
    assert found == receipt
    assert await receipts.visit_of(world.desk, found) == meeting.visit_id


async def test_a_number_nobody_has_is_unknown(sqlite_world: World) -> None:
    with pytest.raises(ReceiptUnknown):
        await receipts.by_number(sqlite_world.desk, "JM202600000001-0000")


async def test_the_paper_opens_as_it_was_issued(sqlite_world: World) -> None:
    _, receipt = await sqlite_world.submitted()
    assert await receipts.paper(sqlite_world.desk, receipt) == b"%PDF-fake " + receipt.number.encode() + b" sealed"


async def test_the_strokes_of_a_signature_open(sqlite_world: World) -> None:
    meeting = await sqlite_world.signed()
    assert b"strokes" in await recordings.strokes(sqlite_world.desk, meeting.case_id)


async def test_a_case_that_was_not_signed_has_no_strokes(sqlite_world: World) -> None:
    meeting = await sqlite_world.in_session()
    with pytest.raises(Missing):
        await recordings.strokes(sqlite_world.desk, meeting.case_id)


@pytest.mark.parametrize("seat", ["applicant", "nobody", "../applicant"])
async def test_a_session_without_a_recording_has_nothing_to_play(sqlite_world: World, seat: str) -> None:
    meeting = await sqlite_world.in_session()
    with pytest.raises(Missing):
        await recordings.playable(sqlite_world.desk, meeting.session_id, seat)
