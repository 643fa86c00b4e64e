"""A corner's codes: one a slot, each hanging on the one before, by its own key, while its meeting is held."""

import asyncio

import pytest

from desk.actions import sessions
from desk.actions.evidence import corner_codes
from desk.actions.evidence.corner_codes import Signed
from desk.model.errors import BadInput, Missing, Stale
from desk.model.evidence import corner_codes as codes
from desk.store.evidence import corner_codes as rows
from tests.desk.store.evidence.made import Device, seated
from tests.desk.world import World


async def test_codes_hang_together(world: World) -> None:
    corner, device = await seated(world)
    meeting = await world.in_session()
    await device.show_some(world, corner, meeting.session_id, 3)
    async with world.store.read() as connection:
        kept = await rows.of_session(connection, meeting.session_id)
    assert [code.before for code in kept] == ["", *(codes.hash_of(code.signature) for code in kept[:-1])]


async def test_the_next_slots_code_may_be_signed_ahead_and_no_further(world: World) -> None:
    corner, device = await seated(world)
    meeting = await world.in_session()
    kept = [(await device.show(world, corner, meeting.session_id)).kept for _ in range(3)]
    assert kept == [True, True, False]


async def test_a_code_of_a_slot_that_is_past_is_not_kept(world: World) -> None:
    corner, device = await seated(world)
    meeting = await world.in_session()
    now = await corner_codes.standing(world.desk, corner, meeting.session_id)
    late = Signed(
        slot=now.slot - 1,
        before="",
        signature=device.sign(codes.text(corner.id, meeting.session_id, now.slot - 1, "")),
    )
    assert not (await corner_codes.keep(world.desk, corner, meeting.session_id, late)).kept


async def test_a_code_that_hangs_on_nothing_is_not_kept(world: World) -> None:
    corner, device = await seated(world)
    meeting = await world.in_session()
    await device.show(world, corner, meeting.session_id)
    now = await corner_codes.standing(world.desk, corner, meeting.session_id)
    signature = device.sign(codes.text(corner.id, meeting.session_id, now.free, ""))
    loose = Signed(slot=now.free, before="", signature=signature)
    assert not (await corner_codes.keep(world.desk, corner, meeting.session_id, loose)).kept


async def test_of_two_codes_of_one_slot_one_is_kept(world: World) -> None:
    corner, device = await seated(world)
    meeting = await world.in_session()
    both = (device.show(world, corner, meeting.session_id) for _ in range(2))
    answers = await asyncio.gather(*both, return_exceptions=True)
    assert [each for each in answers if isinstance(each, BaseException) and not isinstance(each, Stale)] == []
    async with world.store.read() as connection:
        slots = [code.slot for code in await rows.of_session(connection, meeting.session_id)]
    assert slots == sorted(set(slots)) != []


async def test_another_devices_code_is_refused(world: World) -> None:
    corner, _ = await seated(world)
    meeting = await world.in_session()
    with pytest.raises(BadInput):
        await Device().show(world, corner, meeting.session_id)


async def test_a_corner_without_a_key_shows_none(world: World) -> None:
    meeting = await world.in_session()
    with pytest.raises(BadInput):
        await Device().show(world, world.corners["MO-01"], meeting.session_id)


async def test_another_corners_meeting_has_no_code_from_here(world: World) -> None:
    corner, device = await seated(world, "MO-02")
    meeting = await world.in_session(corner="MO-01")
    with pytest.raises(Missing):
        await device.show(world, corner, meeting.session_id)


async def test_a_meeting_that_is_over_has_no_further_code(world: World) -> None:
    corner, device = await seated(world)
    meeting = await world.in_session()
    await sessions.end(world.desk, meeting.session_id, meeting.clerk)
    with pytest.raises(Missing):
        await device.show(world, corner, meeting.session_id)
