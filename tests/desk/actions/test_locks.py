"""A number that too many wrong codes locked is opened again by a person, and the ledger tells who and why."""

import asyncio

import pytest

from desk.actions import challenges, identities, locks
from desk.actions.locks import Reason
from desk.actions.turns import take_ups
from desk.model.errors import Missing, NotAChoice, SlipUnknown
from desk.model.visits import State
from desk.store import throttles
from identity.codes import LIMITS
from identity.errors import CodeError, CodeLocked, NotMobile, Stopped, Throttled
from identity.throttles import State as Lock
from tests.desk.world import World

MOBILE = ("MO", "66123456")
PHONE = "+85366123456"


async def missed(world: World, count: int) -> None:
    """So many failures, each as soon as it was let."""
    for _ in range(count):
        async with world.store.write() as unit:
            await throttles.count(unit, challenges.NUMBER, PHONE, LIMITS.missed)
        world.clock.pass_by(hours=3)


async def at_phone(world: World, corner: str = "MO-01") -> str:
    visit = await world.visit_to("documented", corner=corner)
    await identities.give_phone(world.desk, visit.id, *MOBILE)
    return visit.id


async def wrong(world: World, visit_id: str) -> type[Exception] | None:
    try:
        await identities.confirm_phone(world.desk, visit_id, "no code")
    except Exception as error:
        return type(error)
    return None


async def test_ten_wrong_codes_over_two_challenges_lock_the_number(world: World) -> None:
    visit_id = await at_phone(world)
    first = [await wrong(world, visit_id) for _ in range(6)]
    world.clock.pass_by(seconds=61)
    await identities.send_again(world.desk, visit_id)
    second = [await wrong(world, visit_id) for _ in range(6)]
    assert first[4:] == [CodeLocked, CodeLocked]
    assert second[4:] == [Throttled, Throttled]


async def test_while_locked_the_right_code_is_refused_and_none_is_sent(world: World) -> None:
    visit_id = await at_phone(world)
    async with world.store.write() as unit:
        for _ in range(10):
            await throttles.count(unit, challenges.NUMBER, PHONE, LIMITS.missed)
    with pytest.raises(Throttled) as refused:
        await identities.confirm_phone(world.desk, visit_id, world.courier.last_code)
    assert refused.value.wait.total_seconds() == 15 * 60
    world.clock.pass_by(seconds=61)
    with pytest.raises(Throttled):
        await identities.send_again(world.desk, visit_id)


async def test_another_visit_with_the_number_finds_it_locked(world: World) -> None:
    await missed(world, 50)
    visit = await world.visit_to("documented")
    with pytest.raises(Stopped):
        await identities.give_phone(world.desk, visit.id, *MOBILE)


async def test_the_right_code_clears_the_count(world: World) -> None:
    visit_id = await at_phone(world)
    for _ in range(4):
        await wrong(world, visit_id)
    await identities.confirm_phone(world.desk, visit_id, world.courier.last_code)
    assert (await locks.look(world.desk, *MOBILE)).failures == 0


async def test_a_new_code_leaves_the_count(world: World) -> None:
    visit_id = await at_phone(world)
    for _ in range(4):
        await wrong(world, visit_id)
    world.clock.pass_by(seconds=61)
    await identities.send_again(world.desk, visit_id)
    assert (await locks.look(world.desk, *MOBILE)).failures == 4


async def test_twenty_wrong_codes_at_once_are_five_failures(world: World) -> None:
    visit_id = await at_phone(world)
    ends = await asyncio.gather(*(wrong(world, visit_id) for _ in range(20)))
    assert all(end is not None and issubclass(end, CodeError) for end in ends)
    assert (await locks.look(world.desk, *MOBILE)).failures == LIMITS.tries


async def test_of_twenty_right_codes_at_once_one_is_used(world: World) -> None:
    visit_id = await at_phone(world)
    code = world.courier.last_code
    await asyncio.gather(
        *(identities.confirm_phone(world.desk, visit_id, code) for _ in range(20)), return_exceptions=True
    )
    assert (await world.tags()).count("code.used") == 1
    assert (await world.visit(visit_id)).state is State.CONFIRMED


async def test_a_stop_is_lifted_by_a_person_and_told(world: World) -> None:
    await missed(world, 50)
    assert (await locks.look(world.desk, *MOBILE)).state is Lock.STOPPED
    await locks.lift(world.desk, *MOBILE, Reason.SHOWED_PAPERS, world.staff["supervisor1"])
    assert (await locks.look(world.desk, *MOBILE)).state is Lock.OPEN
    lifted = [fact.event for fact in await world.store.facts((), 0) if fact.event.tag == "code.lock-lifted"]
    assert [(one.data["failures"], one.data["reason"]) for one in lifted] == [(50, "showed-papers")]


async def test_the_ledger_tells_of_a_lock_without_the_number(world: World) -> None:
    visit_id = await at_phone(world)
    for _ in range(5):
        await wrong(world, visit_id)
    world.clock.pass_by(seconds=61)
    await identities.send_again(world.desk, visit_id)
    for _ in range(5):
        await wrong(world, visit_id)
    facts = [fact.event for fact in await world.store.facts((), 0) if fact.event.tag == "code.locked"]
    assert [one.data["failures"] for one in facts] == [10]
    assert "66123456" not in repr(facts)


async def test_a_reason_of_ones_own_is_none(sqlite_world: World) -> None:
    with pytest.raises(NotAChoice):
        await locks.lift(sqlite_world.desk, *MOBILE, "because", sqlite_world.staff["supervisor1"])


async def test_a_number_that_is_no_mobile_is_refused(sqlite_world: World) -> None:
    with pytest.raises(NotMobile):
        await locks.look(sqlite_world.desk, "HK", "21234567")


async def test_a_number_nobody_has_looks_like_one_nobody_missed(sqlite_world: World) -> None:
    await at_phone(sqlite_world)
    known, unknown = [await locks.look(sqlite_world.desk, "MO", n) for n in ("66123456", "66999999")]
    assert (known.state, known.failures) == (unknown.state, unknown.failures)


async def test_a_receipt_that_too_many_codes_were_tried_for_is_opened_again(sqlite_world: World) -> None:
    assert (await locks.look(sqlite_world.desk, "receipt", " jm202600000001-0000 ")).shown == "JM202600000001-0000"
    await locks.lift(sqlite_world.desk, "receipt", "JM-1", Reason.OTHERS_TRIED, sqlite_world.staff["supervisor1"])
    assert "code.lock-lifted" in await sqlite_world.tags()


async def test_a_corner_at_which_too_many_wrong_letters_were_typed_is_opened_again(world: World) -> None:
    corner = world.corners["MO-02"]
    async with world.store.write() as unit:
        for _ in range(10):
            await throttles.count(unit, take_ups.LETTERS, corner.id, take_ups.MISSED)
    locked = await locks.look(world.desk, "corner", " mo-02 ")
    await locks.lift(world.desk, "corner", "MO-02", Reason.OTHERS_TRIED, world.staff["supervisor1"])
    after = await locks.look(world.desk, "corner", "MO-02")
    assert (locked.shown, locked.state, after.state) == ("MO-02", Lock.LOCKED, Lock.OPEN)
    with pytest.raises(SlipUnknown):
        await take_ups.begin(world.desk, corner, "ZZZZ-ZZZZ-ZZZZ")


async def test_a_corner_that_is_none_has_no_lock(sqlite_world: World) -> None:
    with pytest.raises(Missing):
        await locks.look(sqlite_world.desk, "corner", "XX-99")
