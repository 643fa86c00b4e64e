"""A corner's device proves its key once a seating, and signs what its meetings left behind."""

import pytest

from desk.actions import corners, sessions
from desk.actions.evidence import device_keys, statements
from desk.model.errors import BadInput, Missing, Stale
from desk.model.evidence import statements as stated
from desk.store.evidence import device_keys as key_rows
from tests.desk.store.evidence.made import Device, seated
from tests.desk.world import World


async def test_a_corner_without_a_key_is_given_a_challenge(world: World) -> None:
    standing = await device_keys.standing(world.desk, world.corners["MO-01"], "")
    assert (standing.key_id, bool(standing.challenge)) == ("", True)


async def test_a_key_that_was_proved_stands(world: World) -> None:
    corner, device = await seated(world)
    standing = await device_keys.standing(world.desk, corner, "")
    assert standing.key_id == await device.prove_again(world, corner)


async def test_a_key_without_proof_is_refused(world: World) -> None:
    corner, device = world.corners["MO-01"], Device()
    with pytest.raises(BadInput):
        await device_keys.prove(world.desk, corner, device.public, device.sign(b"something else"))


async def test_what_is_no_key_is_refused(world: World) -> None:
    with pytest.raises(BadInput):
        await device_keys.prove(world.desk, world.corners["MO-01"], b"no key", b"x" * 64)


async def test_another_key_cannot_take_its_place(world: World) -> None:
    """Whoever has the cookie, and not the key."""
    corner, _ = await seated(world)
    with pytest.raises(Stale):
        await Device().prove_again(world, corner)


async def test_a_browser_seated_anew_proves_a_new_key(world: World) -> None:
    corner, _ = await seated(world)
    await corners.enrol(world.desk, "MO-01", world.secrets.corners["MO-01"], take_over=True)
    assert await Device().prove(world, corner)


async def test_a_proof_for_another_seating_is_refused(world: World) -> None:
    corner, device = world.corners["MO-01"], Device()
    standing = await device_keys.standing(world.desk, corner, "")
    proof = device.sign(stated.proof(standing.challenge, device.public.hex()))
    await corners.enrol(world.desk, "MO-01", world.secrets.corners["MO-01"], take_over=True)
    with pytest.raises(BadInput):
        await device_keys.prove(world.desk, corner, device.public, proof)


@pytest.mark.parametrize("own", ["", "0" * 16])
async def test_a_device_that_lost_its_key_is_noted_once(own: str, world: World) -> None:
    corner, _ = await seated(world)
    for _ in range(2):
        await device_keys.standing(world.desk, corner, own)
    async with world.store.read() as connection:
        key = await key_rows.of_corner(connection, corner.id)
    assert key is not None
    assert key.missed_at is not None
    assert (await world.tags()).count("corner.device-key-missed") == 1


async def test_what_a_meeting_left_behind_is_signed_once(world: World) -> None:
    corner, device = await seated(world)
    await world.done()
    world.clock.pass_by(minutes=1)
    assert [await device.sign_what_is_due(world, corner) for _ in range(2)] == [1, 0]
    assert (await world.tags())[-2:] == ["evidence.fixed", "evidence.signed"]


async def test_a_meeting_that_goes_on_is_not_signed_for(world: World) -> None:
    corner, _ = await seated(world)
    await world.in_session()
    world.clock.pass_by(minutes=1)
    assert not await statements.due(world.desk, corner)


async def test_a_corner_without_a_key_leaves_it_fixed_and_unsigned(world: World) -> None:
    await world.done()
    world.clock.pass_by(minutes=1)
    [statement] = await statements.due(world.desk, world.corners["MO-01"])
    assert statement.signature == ""


async def test_another_corner_cannot_sign(world: World) -> None:
    await seated(world)
    meeting = await world.in_session()
    await sessions.end(world.desk, meeting.session_id, meeting.clerk)
    world.clock.pass_by(minutes=1)
    [statement] = await statements.due(world.desk, world.corners["MO-01"])
    other, device = await seated(world, "MO-02")
    with pytest.raises(Missing):
        await statements.sign(world.desk, other, statement.id, device.sign(statements.text_of(statement).encode()))


async def test_a_signature_by_another_key_is_refused(world: World) -> None:
    corner, _ = await seated(world)
    await world.done()
    world.clock.pass_by(minutes=1)
    [statement] = await statements.due(world.desk, corner)
    with pytest.raises(BadInput):
        await statements.sign(world.desk, corner, statement.id, Device().sign(statements.text_of(statement).encode()))
