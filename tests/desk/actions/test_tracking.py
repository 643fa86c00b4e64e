"""Who holds a receipt's number and its telephone sees where the case stands; nobody else does."""

import asyncio

import pytest
from sqlalchemy import select

from desk.actions import challenges, tracking
from desk.actions.challenges import Asker
from desk.model.codes import Use
from desk.model.errors import CodeTooSoon, SignInNeeded, TooManyCodes
from desk.store import people, tables, throttles
from identity.codes import LIMITS
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
    receipt = await tracking.whose(world.desk, secret)
    assert receipt.number == world.printer.drawn[-1].number


async def test_before_the_code_the_case_is_closed(sqlite_world: World) -> None:
    secret = await begun(sqlite_world)
    with pytest.raises(SignInNeeded):
        await tracking.whose(sqlite_world.desk, secret)


async def test_another_browser_sees_nothing(sqlite_world: World) -> None:
    secret = await begun(sqlite_world)
    await tracking.open_with_code(sqlite_world.desk, secret, sqlite_world.courier.last_code)
    with pytest.raises(SignInNeeded):
        await tracking.whose(sqlite_world.desk, "another secret")


async def test_after_half_an_hour_the_case_is_closed_again(sqlite_world: World) -> None:
    secret = await begun(sqlite_world)
    await tracking.open_with_code(sqlite_world.desk, secret, sqlite_world.courier.last_code)
    sqlite_world.clock.pass_by(minutes=30)
    with pytest.raises(SignInNeeded):
        await tracking.whose(sqlite_world.desk, secret)


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


@pytest.mark.parametrize("number", ["", "NOBODY-HAS-THIS"], ids=["a-receipt", "none"])
async def test_of_many_who_ask_at_once_one_is_sent_a_code(world: World, number: str) -> None:
    _, receipt = await world.done()
    world.clock.pass_by(days=1)
    asks = (tracking.begin(world.desk, number or receipt.number, "pt-MO") for _ in range(8))
    ends = await asyncio.gather(*asks, return_exceptions=True)
    assert sum(isinstance(end, str) for end in ends) == 1


async def test_a_second_asker_within_the_minute_waits(sqlite_world: World) -> None:
    await begun(sqlite_world)
    with pytest.raises(CodeTooSoon):
        await tracking.begin(sqlite_world.desk, sqlite_world.printer.drawn[-1].number, "pt-MO")


# ── A number that nobody has ──────────────────────────────────────────────────────────────────────────────────

NOBODYS = "JM202600000001-0000"


async def known_and_unknown(world: World) -> tuple[str, str]:
    """The number of a receipt, a day old, and one that nobody has."""
    _, receipt = await world.done()
    world.clock.pass_by(days=1)
    return receipt.number, NOBODYS


async def told(world: World, number: str, wrong: int, again: int) -> list[str]:
    """What an asker is told who types so many wrong codes, and asks again so often, each time after two minutes."""
    outcomes = []
    for _ in range(again):
        try:
            secret = await tracking.begin(world.desk, number, "pt-MO")
            outcomes.append("sent")
        except Exception as error:
            outcomes.append(f"{type(error).__name__} {getattr(error, 'wait', '')}")
        for _ in range(wrong):
            try:
                await tracking.open_with_code(world.desk, secret, "no code")
            except Exception as error:
                left = getattr(error, "tries_left", getattr(error, "wait", ""))
                outcomes.append(f"{type(error).__name__} {left}")
        world.clock.pass_by(minutes=2)
    return outcomes


@pytest.mark.parametrize(("wrong", "again"), [(0, 7), (3, 3), (6, 4)])
async def test_a_number_nobody_has_is_answered_like_any_other(world: World, wrong: int, again: int) -> None:
    known, unknown = await known_and_unknown(world)
    began = world.clock.now
    first = await told(world, known, wrong, again)
    world.clock.now = began
    assert await told(world, unknown, wrong, again) == first


async def test_nothing_is_sent_for_a_number_nobody_has(world: World) -> None:
    carried = len(world.courier.parcels)
    assert await tracking.begin(world.desk, NOBODYS, "pt-MO")
    assert len(world.courier.parcels) == carried


@pytest.mark.parametrize("code", ["000000", "", "123456"])
async def test_no_code_opens_what_is_not_there(sqlite_world: World, code: str) -> None:
    secret = await tracking.begin(sqlite_world.desk, NOBODYS, "pt-MO")
    with pytest.raises(WrongCode):
        await tracking.open_with_code(sqlite_world.desk, secret, code)
    with pytest.raises(SignInNeeded):
        await tracking.whose(sqlite_world.desk, secret)


async def test_what_the_telephone_itself_has_had_enough_of_is_not_told(world: World) -> None:
    """Its owner used five codes within the hour: whoever types the receipt's number sees what they always see."""
    meeting, receipt = await world.done()
    async with world.store.read() as connection:
        contact = await people.contact(connection, world.store.vault, meeting.visit_id)
    assert contact is not None
    for n in range(3):
        async with world.store.write() as unit:
            purpose = challenges.of(Use.VISIT_PHONE, f"other{n}", "x")
            await challenges.issue(world.desk, unit, purpose, contact, Asker(language="pt-MO"))
    carried = len(world.courier.parcels)
    secret = await tracking.begin(world.desk, receipt.number, "pt-MO")
    with pytest.raises(WrongCode):
        await tracking.open_with_code(world.desk, secret, "000000")
    assert len(world.courier.parcels) == carried


async def test_while_the_telephone_is_locked_no_code_is_right_and_nobody_is_told(world: World) -> None:
    secret = await begun(world)
    meeting_phone = world.courier.parcels[-1].phone
    async with world.store.write() as unit:
        for _ in range(10):
            await throttles.count(unit, challenges.NUMBER, meeting_phone, LIMITS.missed)
    with pytest.raises(WrongCode):
        await tracking.open_with_code(world.desk, secret, world.courier.last_code)


async def test_one_address_asks_thirty_times_an_hour(sqlite_world: World) -> None:
    for n in range(30):
        await tracking.begin(sqlite_world.desk, f"JM-{n}", "pt-MO", "192.0.2.7")
    with pytest.raises(TooManyCodes):
        await tracking.begin(sqlite_world.desk, "JM-30", "pt-MO", "192.0.2.7")
    assert await tracking.begin(sqlite_world.desk, "JM-30", "pt-MO", "192.0.2.8")


async def test_addresses_are_kept_as_hashes_only(world: World) -> None:
    await tracking.begin(world.desk, NOBODYS, "pt-MO", "192.0.2.7")
    async with world.store.read() as connection:
        rows = [repr((await connection.execute(select(table))).all()) for table in tables.metadata.sorted_tables]
    assert not any("192.0.2.7" in rows_of_one or NOBODYS in rows_of_one for rows_of_one in rows)


async def test_what_corners_behind_the_same_address_ask_for_leaves_room_for_visitors(world: World) -> None:
    hall = Asker(language="pt-MO", corner_id="corner", origin="192.0.2.7")
    async with world.store.write() as unit:
        for n in range(40):
            purpose = challenges.of(Use.VISIT_PHONE, f"visit{n}", "")
            await challenges.issue_to_nobody(world.desk, unit, purpose, hall)
    assert await tracking.begin(world.desk, "JM-1", "pt-MO", "192.0.2.7")
