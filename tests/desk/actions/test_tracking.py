"""Who holds a receipt's number and its telephone sees where the case stands; nobody else does."""

import pytest

from desk.actions import tracking
from desk.model.errors import CodeTooSoon, ReceiptUnknown, SignInNeeded
from identity.errors import CodeLocked, CodeUsed, WrongCode
from tests.desk.world import World


async def begun(world: World) -> str:
    """A browser that was sent a code; its secret."""
    _, receipt = await world.done()
    world.clock.pass_by(days=1)
    return await tracking.begin(world.desk, receipt.number, "pt-MO")


async def test_the_code_opens_the_case_to_this_browser(world: World) -> None:
    secret = await begun(world)
    await tracking.open_with_code(world.desk, secret, world.courier.last_code)
    receipt = await tracking.whose(world.desk, secret, opened=True)
    assert receipt.number == world.printer.drawn[-1].number


async def test_before_the_code_the_case_is_closed(sqlite_world: World) -> None:
    secret = await begun(sqlite_world)
    with pytest.raises(SignInNeeded):
        await tracking.whose(sqlite_world.desk, secret, opened=True)


async def test_another_browser_sees_nothing(sqlite_world: World) -> None:
    secret = await begun(sqlite_world)
    await tracking.open_with_code(sqlite_world.desk, secret, sqlite_world.courier.last_code)
    with pytest.raises(SignInNeeded):
        await tracking.whose(sqlite_world.desk, "another secret", opened=True)


async def test_after_half_an_hour_the_case_is_closed_again(sqlite_world: World) -> None:
    secret = await begun(sqlite_world)
    await tracking.open_with_code(sqlite_world.desk, secret, sqlite_world.courier.last_code)
    sqlite_world.clock.pass_by(minutes=30)
    with pytest.raises(SignInNeeded):
        await tracking.whose(sqlite_world.desk, secret, opened=True)


async def test_a_number_nobody_has_is_unknown(sqlite_world: World) -> None:
    with pytest.raises(ReceiptUnknown):
        await tracking.begin(sqlite_world.desk, "JM202600000001-0000", "pt-MO")


async def test_a_number_is_taken_as_people_type_it(sqlite_world: World) -> None:
    _, receipt = await sqlite_world.done()
    assert await tracking.begin(sqlite_world.desk, f" {receipt.number.lower()} ", "pt-MO")


async def test_the_code_comes_in_the_language_of_the_asker(sqlite_world: World) -> None:
    await begun(sqlite_world)
    assert sqlite_world.courier.parcels[-1].language == "pt-MO"


async def test_wrong_codes_lock(sqlite_world: World) -> None:
    secret = await begun(sqlite_world)
    for expected in (WrongCode, WrongCode, WrongCode, WrongCode, CodeLocked, CodeLocked):
        with pytest.raises(expected):
            await tracking.open_with_code(sqlite_world.desk, secret, "no code")


async def test_a_code_opens_once(sqlite_world: World) -> None:
    secret = await begun(sqlite_world)
    await tracking.open_with_code(sqlite_world.desk, secret, sqlite_world.courier.last_code)
    with pytest.raises(CodeUsed):
        await tracking.open_with_code(sqlite_world.desk, secret, sqlite_world.courier.last_code)


async def test_a_second_asker_within_the_minute_waits(sqlite_world: World) -> None:
    await begun(sqlite_world)
    with pytest.raises(CodeTooSoon):
        await tracking.begin(sqlite_world.desk, sqlite_world.printer.drawn[-1].number, "pt-MO")
