"""Staff sign in with password and authenticator; guessing is slowed, and a code is used once."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from desk.actions import staff
from desk.actions.staff import SignedIn
from desk.model.clients import UNKNOWN, Client
from desk.model.errors import BadInput, Missing, SignInFailed, SignInNeeded, SignInThrottled, Stale
from desk.model.staff import FRESH, IDLE, LONGEST, fresh_enough
from desk.store import enrolments
from desk.store import staff as rows
from identity import recovery, totp
from identity.passwords import Passwords
from tests.desk.world import World

HERE, THERE = (Client(origin=each, masked="", browser="") for each in ("203.0.113.1", "203.0.113.2"))


async def sign_in(
    world: World, login: str = "clerk1", password: str = "", code: str = "", client: Client = UNKNOWN, old: str = ""
) -> str:
    """The secret of the new session; what is not told is right."""
    account = world.secrets.accounts["clerk1"]
    right = totp.at(account.totp_secret, world.clock())
    return (await staff.sign_in(world.desk, login, password or account.password, code or right, client, old))[1]


async def fail(world: World, times: int, login: str = "clerk1", client: Client = UNKNOWN) -> None:
    for _ in range(times):
        with pytest.raises(SignInFailed):
            await sign_in(world, login=login, password="wrong", client=client)


async def signed_in(world: World) -> SignedIn:
    return await staff.who(world.desk, await sign_in(world))


async def recovery_codes(world: World) -> tuple[str, ...]:
    codes = recovery.new_codes(world.store.chance.bytes)
    async with world.store.write() as unit:
        await enrolments.keep_codes(unit, world.clerk.id, codes)
    return codes


async def test_who_signed_in_is_known_by_the_secret(world: World) -> None:
    secret = await sign_in(world)
    assert (await staff.who(world.desk, secret)).staff == world.clerk


async def test_a_login_is_taken_as_people_type_it(sqlite_world: World) -> None:
    assert await sign_in(sqlite_world, login=" Clerk1 ")


@pytest.mark.parametrize(
    "wrong",
    [{"login": "nobody"}, {"login": "clerk2"}, {"password": "wrong"}, {"code": "no code"}],
    ids=["no-such-login", "another's-password", "password", "code"],
)
async def test_what_is_wrong_is_never_told(sqlite_world: World, wrong: dict[str, str]) -> None:
    with pytest.raises(SignInFailed) as caught:
        await sign_in(sqlite_world, wrong.get("login", "clerk1"), wrong.get("password", ""), wrong.get("code", ""))
    assert str(caught.value) == "sign-in failed"


async def test_a_login_that_is_no_text_is_refused_on_each_engine(world: World) -> None:
    with pytest.raises((SignInFailed, BadInput)):
        await sign_in(world, login="clerk\x00")


async def test_a_code_signs_in_once(sqlite_world: World) -> None:
    await sign_in(sqlite_world)
    with pytest.raises(SignInFailed):
        await sign_in(sqlite_world)


async def test_the_next_code_signs_in_again(sqlite_world: World) -> None:
    await sign_in(sqlite_world)
    sqlite_world.clock.pass_by(seconds=30)
    assert await sign_in(sqlite_world)


async def test_of_twenty_submissions_of_one_code_one_is_let_in(world: World) -> None:
    ends = await asyncio.gather(*(sign_in(world) for _ in range(20)), return_exceptions=True)
    assert sum(isinstance(end, str) for end in ends) == 1
    assert all(isinstance(end, SignInFailed | SignInThrottled | Stale) for end in ends if not isinstance(end, str))


async def test_five_failures_lock_even_who_knows_everything(world: World) -> None:
    for _ in range(5):
        with pytest.raises(SignInFailed):
            await sign_in(world, password="wrong")
    with pytest.raises(SignInThrottled):
        await sign_in(world)


async def test_twenty_failures_at_once_lock_too(world: World) -> None:
    await asyncio.gather(*(sign_in(world, password="wrong") for _ in range(20)), return_exceptions=True)
    with pytest.raises(SignInThrottled):
        await sign_in(world)


async def test_a_quarter_of_an_hour_later_the_lock_is_open(sqlite_world: World) -> None:
    for _ in range(5):
        with pytest.raises(SignInFailed):
            await sign_in(sqlite_world, password="wrong")
    sqlite_world.clock.pass_by(minutes=15)
    assert await sign_in(sqlite_world)


async def test_who_signed_in_begins_to_count_anew(sqlite_world: World) -> None:
    for _ in range(2):
        for _ in range(4):
            with pytest.raises(SignInFailed):
                await sign_in(sqlite_world, password="wrong")
        sqlite_world.clock.pass_by(minutes=1)
        assert await sign_in(sqlite_world)


async def test_a_session_lives_on_while_it_is_used(sqlite_world: World) -> None:
    secret = await sign_in(sqlite_world)
    for _ in range(5):
        sqlite_world.clock.now += IDLE - timedelta(seconds=1)
        assert (await staff.who(sqlite_world.desk, secret)).staff == sqlite_world.clerk


async def test_a_session_without_a_sign_of_life_is_over(sqlite_world: World) -> None:
    secret = await sign_in(sqlite_world)
    sqlite_world.clock.now += IDLE
    with pytest.raises(SignInNeeded):
        await staff.who(sqlite_world.desk, secret)


async def test_staff_choose_the_language_of_their_screens(sqlite_world: World) -> None:
    secret = await sign_in(sqlite_world)
    await staff.choose_language(sqlite_world.desk, sqlite_world.clerk, "pt-MO")
    assert (await staff.who(sqlite_world.desk, secret)).staff.language == "pt-MO"


async def test_who_signed_out_is_unknown(sqlite_world: World) -> None:
    secret = await sign_in(sqlite_world)
    await staff.sign_out(sqlite_world.desk, secret, sqlite_world.clerk)
    with pytest.raises(SignInNeeded):
        await staff.who(sqlite_world.desk, secret)


async def test_the_ledger_knows_who_came_and_who_failed(sqlite_world: World) -> None:
    with pytest.raises(SignInFailed):
        await sign_in(sqlite_world, password="wrong")
    await staff.sign_out(sqlite_world.desk, await sign_in(sqlite_world), sqlite_world.clerk)
    assert await sqlite_world.tags() == ["staff.sign-in-failed", "staff.signed-in", "staff.signed-out"]


async def test_a_login_that_is_not_there_is_locked_just_as_one_that_is(world: World) -> None:
    await fail(world, 5, login="nobody")
    with pytest.raises(SignInThrottled):
        await sign_in(world, login="nobody")


async def test_who_knows_a_login_keeps_its_owner_out_from_their_own_address_only(world: World) -> None:
    await fail(world, 5, client=HERE)
    assert await sign_in(world, client=THERE)


async def test_fifty_failures_from_everywhere_lock_a_login(sqlite_world: World) -> None:
    for number in range(10):
        await fail(sqlite_world, 5, client=Client(origin=f"203.0.113.{number}", masked="", browser=""))
    with pytest.raises(SignInThrottled):
        await sign_in(sqlite_world, client=Client(origin="198.51.100.1", masked="", browser=""))


async def test_fifty_failures_under_many_logins_lock_an_address(sqlite_world: World) -> None:
    for number in range(50):
        await fail(sqlite_world, 1, login=f"nobody{number}", client=HERE)
    with pytest.raises(SignInThrottled):
        await sign_in(sqlite_world, client=HERE)


async def test_the_locks_of_somebody_are_lifted_by_who_may(world: World) -> None:
    await fail(world, 5, client=HERE)
    await staff.lift(world.desk, world.clerk.id, world.staff["supervisor1"])
    assert await sign_in(world, client=HERE)


async def test_a_recovery_code_signs_in_in_place_of_the_authenticator(world: World) -> None:
    codes = await recovery_codes(world)
    assert await sign_in(world, code=recovery.shown(codes[3]))


async def test_of_twenty_submissions_of_one_recovery_code_one_is_let_in(world: World) -> None:
    code = (await recovery_codes(world))[0]
    ends = await asyncio.gather(*(sign_in(world, code=code) for _ in range(20)), return_exceptions=True)
    assert sum(isinstance(end, str) for end in ends) == 1
    assert all(isinstance(end, SignInFailed | SignInThrottled | Stale) for end in ends if not isinstance(end, str))


async def test_another_persons_recovery_code_signs_nobody_in(sqlite_world: World) -> None:
    codes = recovery.new_codes(sqlite_world.store.chance.bytes)
    async with sqlite_world.store.write() as unit:
        await enrolments.keep_codes(unit, sqlite_world.staff["clerk2"].id, codes)
    with pytest.raises(SignInFailed):
        await sign_in(sqlite_world, code=codes[0])


async def test_a_wrong_recovery_code_is_counted_like_any_failure(sqlite_world: World) -> None:
    wrong = recovery.new_codes(sqlite_world.store.chance.bytes)[0]
    for _ in range(5):
        with pytest.raises(SignInFailed):
            await sign_in(sqlite_world, code=wrong)
    with pytest.raises(SignInThrottled):
        await sign_in(sqlite_world)


@pytest.mark.parametrize("password", ["", "wrong"], ids=["right-password", "wrong-password"])
async def test_who_is_locked_while_the_password_is_looked_at_is_told_the_same(world: World, password: str) -> None:
    wrong = recovery.new_codes(world.store.chance.bytes)[0]
    tries = (sign_in(world, password=password, code=wrong) for _ in range(20))
    ends = await asyncio.gather(*tries, return_exceptions=True)
    told = [type(end) for end in ends if not isinstance(end, Stale)]
    assert told.count(SignInFailed) <= 5
    assert set(told) <= {SignInFailed, SignInThrottled}


async def test_signing_in_anew_ends_the_browsers_session_of_before(sqlite_world: World) -> None:
    old = await sign_in(sqlite_world)
    sqlite_world.clock.pass_by(seconds=30)
    await sign_in(sqlite_world, old=old)
    with pytest.raises(SignInNeeded):
        await staff.who(sqlite_world.desk, old)


async def test_a_session_is_over_after_twelve_hours_however_much_it_is_used(sqlite_world: World) -> None:
    secret = await sign_in(sqlite_world)
    for _ in range(LONGEST // timedelta(minutes=20) - 1):
        sqlite_world.clock.now += timedelta(minutes=20)
        await staff.who(sqlite_world.desk, secret)
    sqlite_world.clock.now += timedelta(minutes=20)
    with pytest.raises(SignInNeeded):
        await staff.who(sqlite_world.desk, secret)


async def test_a_password_is_hashed_anew_when_the_parameters_grew(sqlite_world: World) -> None:
    stronger = replace(sqlite_world.desk, passwords=Passwords(passes=2, memory_kib=16, lanes=1))
    account = sqlite_world.secrets.accounts["clerk1"]
    code = totp.at(account.totp_secret, sqlite_world.clock())
    await staff.sign_in(stronger, "clerk1", account.password, code)
    async with sqlite_world.store.read() as connection:
        known = await rows.credentials_of(connection, sqlite_world.store.vault, sqlite_world.clerk.id)
    assert not stronger.passwords.needs_rehash(known.password_hash)


async def test_another_may_end_a_session_and_its_leg_is_hung_up(world: World) -> None:
    found = await signed_in(world)
    await staff.end_session(world.desk, world.clerk.id, found.session.id, world.staff["supervisor1"])
    assert world.media.hung_up == [f"staff:{world.clerk.id}"]


async def test_a_session_that_was_ended_opens_nothing(world: World) -> None:
    secret = await sign_in(world)
    session = (await staff.who(world.desk, secret)).session
    await staff.end_session(world.desk, world.clerk.id, session.id, world.staff["supervisor1"])
    with pytest.raises(SignInNeeded):
        await staff.who(world.desk, secret)


async def test_a_session_is_not_ended_under_anothers_name(sqlite_world: World) -> None:
    found = await signed_in(sqlite_world)
    with pytest.raises(Missing):
        await staff.end_session(
            sqlite_world.desk, sqlite_world.staff["clerk2"].id, found.session.id, sqlite_world.staff["supervisor1"]
        )


async def test_a_proof_grows_old_and_is_given_anew(sqlite_world: World) -> None:
    secret = await sign_in(sqlite_world)
    sqlite_world.clock.now += FRESH + timedelta(seconds=1)
    stale = await staff.who(sqlite_world.desk, secret)
    code = totp.at(sqlite_world.secrets.accounts["clerk1"].totp_secret, sqlite_world.clock())
    await staff.show_proof(sqlite_world.desk, stale, code, UNKNOWN)
    found = [each.session for each in (stale, await staff.who(sqlite_world.desk, secret))]
    assert [fresh_enough(session, sqlite_world.clock()) for session in found] == [False, True]


async def test_proofs_are_throttled_as_sign_ins_are(sqlite_world: World) -> None:
    found = await signed_in(sqlite_world)
    for _ in range(5):
        with pytest.raises(SignInFailed):
            await staff.show_proof(sqlite_world.desk, found, "000000", UNKNOWN)
    with pytest.raises(SignInThrottled):
        await staff.show_proof(sqlite_world.desk, found, "000000", UNKNOWN)
