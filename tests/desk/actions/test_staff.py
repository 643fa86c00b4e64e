"""Staff sign in with password and authenticator; guessing is slowed, and a code is used once."""

import asyncio
from datetime import timedelta

import pytest

from desk.actions import staff
from desk.model.errors import BadInput, SignInFailed, SignInNeeded, SignInThrottled, Stale
from identity import totp
from tests.desk.world import World


async def sign_in(world: World, login: str = "clerk1", password: str = "", code: str = "") -> str:
    """The secret of the new session; what is not told is right."""
    account = world.secrets.accounts["clerk1"]
    right = totp.at(account.totp_secret, world.clock())
    return (await staff.sign_in(world.desk, login, password or account.password, code or right))[1]


async def test_who_signed_in_is_known_by_the_secret(world: World) -> None:
    secret = await sign_in(world)
    assert await staff.who(world.desk, secret) == world.staff["clerk1"]


async def test_a_login_is_taken_as_people_type_it(sqlite_world: World) -> None:
    assert await sign_in(sqlite_world, login=" Clerk1 ")


@pytest.mark.parametrize(
    "wrong",
    [{"login": "nobody"}, {"login": "clerk2"}, {"password": "wrong"}, {"code": "no code"}],
    ids=["no-such-login", "another's-password", "password", "code"],
)
async def test_what_is_wrong_is_never_told(sqlite_world: World, wrong: dict[str, str]) -> None:
    with pytest.raises(SignInFailed) as caught:
        await sign_in(sqlite_world, **wrong)
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
        sqlite_world.clock.now += staff.IDLE - timedelta(seconds=1)
        assert await staff.who(sqlite_world.desk, secret) == sqlite_world.clerk


async def test_a_session_without_a_sign_of_life_is_over(sqlite_world: World) -> None:
    secret = await sign_in(sqlite_world)
    sqlite_world.clock.now += staff.IDLE
    with pytest.raises(SignInNeeded):
        await staff.who(sqlite_world.desk, secret)


async def test_staff_choose_the_language_of_their_screens(sqlite_world: World) -> None:
    secret = await sign_in(sqlite_world)
    await staff.choose_language(sqlite_world.desk, sqlite_world.clerk, "pt-MO")
    assert (await staff.who(sqlite_world.desk, secret)).language == "pt-MO"


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
