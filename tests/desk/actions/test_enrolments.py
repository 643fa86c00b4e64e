"""An invitation is taken up once, with a password that is fit and an authenticator that was proved."""

import asyncio
from datetime import timedelta

import pytest

from desk.actions import accounts, enrolments, staff
from desk.actions.staff import SignedIn
from desk.model import errors
from desk.model.staff import INVITATION
from identity import totp
from identity.errors import WrongTotp
from tests.desk.actions.test_accounts import administrator, opened, session_of
from tests.desk.world import World

PASSWORD = "four words of mine"


async def take_up(world: World, invitation: str, password: str = PASSWORD, again: str = "") -> enrolments.TakenUp:
    enrolling = await enrolments.welcome(world.desk, invitation)
    code = totp.at(enrolling.secret, world.clock())
    return await enrolments.take_up(world.desk, invitation, password, again or password, code)


async def own(world: World, login: str = "clerk1") -> SignedIn:
    return await staff.who(world.desk, await session_of(world, world.staff[login]))


async def test_whoever_took_an_invitation_up_is_signed_in(world: World) -> None:
    taken = await take_up(world, (await opened(world)).secret)
    assert (await staff.who(world.desk, taken.secret)).staff.login == "chan.taiman"


async def test_and_signs_in_again_with_what_they_chose(world: World) -> None:
    invitation = (await opened(world)).secret
    secret = (await enrolments.welcome(world.desk, invitation)).secret
    await take_up(world, invitation)
    world.clock.pass_by(seconds=30)
    assert await staff.sign_in(world.desk, "chan.taiman", PASSWORD, totp.at(secret, world.clock()))


async def test_each_of_ten_recovery_codes_signs_in(sqlite_world: World) -> None:
    taken = await take_up(sqlite_world, (await opened(sqlite_world)).secret)
    for code in taken.codes:
        assert await staff.sign_in(sqlite_world.desk, "chan.taiman", PASSWORD, code)


async def test_the_code_that_proved_the_authenticator_signs_nobody_in(sqlite_world: World) -> None:
    invitation = (await opened(sqlite_world)).secret
    secret = (await enrolments.welcome(sqlite_world.desk, invitation)).secret
    await take_up(sqlite_world, invitation)
    with pytest.raises(errors.SignInFailed):
        await staff.sign_in(sqlite_world.desk, "chan.taiman", PASSWORD, totp.at(secret, sqlite_world.clock()))


async def test_of_ten_who_take_an_invitation_up_at_once_one_does(world: World) -> None:
    invitation = (await opened(world)).secret
    await enrolments.welcome(world.desk, invitation)
    ends = await asyncio.gather(*(take_up(world, invitation) for _ in range(10)), return_exceptions=True)
    assert sum(isinstance(end, enrolments.TakenUp) for end in ends) == 1


async def test_an_invitation_is_over_after_a_day(sqlite_world: World) -> None:
    invitation = (await opened(sqlite_world)).secret
    sqlite_world.clock.now += INVITATION
    with pytest.raises(errors.InvitationUnknown):
        await take_up(sqlite_world, invitation)


async def test_a_newer_invitation_makes_an_older_one_void(sqlite_world: World) -> None:
    first = await opened(sqlite_world)
    await accounts.invite(sqlite_world.desk, first.staff.id, administrator(sqlite_world))
    with pytest.raises(errors.InvitationUnknown):
        await enrolments.welcome(sqlite_world.desk, first.secret)


async def test_an_authenticator_that_is_not_proved_enrols_nobody(sqlite_world: World) -> None:
    invitation = (await opened(sqlite_world)).secret
    with pytest.raises(WrongTotp):
        await enrolments.take_up(sqlite_world.desk, invitation, PASSWORD, PASSWORD, "000000")


async def test_the_page_drawn_again_shows_the_same_secret(sqlite_world: World) -> None:
    invitation = (await opened(sqlite_world)).secret
    found = [await enrolments.welcome(sqlite_world.desk, invitation) for _ in range(2)]
    assert found[0].secret == found[1].secret


@pytest.mark.parametrize(
    ("password", "again", "refusal"),
    [
        ("short", "", errors.PasswordTooShort),
        ("password1234", "", errors.PasswordTooCommon),
        ("chan.taiman1", "", errors.PasswordTooNear),
        (PASSWORD, "four words of yours", errors.PasswordsDiffer),
    ],
    ids=["short", "common", "near", "differ"],
)
async def test_an_unfit_password_is_refused(
    sqlite_world: World, password: str, again: str, refusal: type[errors.BadInput]
) -> None:
    with pytest.raises(refusal):
        await take_up(sqlite_world, (await opened(sqlite_world)).secret, password, again)


async def test_a_changed_password_ends_the_other_sessions(world: World) -> None:
    other, here = await session_of(world, world.clerk), await own(world)
    current = world.secrets.accounts["clerk1"].password
    await enrolments.change_password(world.desk, here, current, PASSWORD, PASSWORD)
    with pytest.raises(errors.SignInNeeded):
        await staff.who(world.desk, other)


async def test_a_password_is_not_changed_without_the_current_one(sqlite_world: World) -> None:
    with pytest.raises(errors.SignInFailed):
        await enrolments.change_password(sqlite_world.desk, await own(sqlite_world), "another one", PASSWORD, PASSWORD)


async def test_a_new_authenticator_holds_once_it_was_proved(world: World) -> None:
    here = await own(world)
    secret = (await enrolments.begin_authenticator(world.desk, here)).secret
    await enrolments.change_authenticator(world.desk, here, totp.at(secret, world.clock()))
    world.clock.pass_by(seconds=30)
    password = world.secrets.accounts["clerk1"].password
    assert await staff.sign_in(world.desk, "clerk1", password, totp.at(secret, world.clock()))


async def test_until_then_the_one_of_before_does(sqlite_world: World) -> None:
    await enrolments.begin_authenticator(sqlite_world.desk, await own(sqlite_world))
    account = sqlite_world.secrets.accounts["clerk1"]
    code = totp.at(account.totp_secret, sqlite_world.clock())
    assert await staff.sign_in(sqlite_world.desk, "clerk1", account.password, code)


async def test_a_secret_shown_long_ago_is_not_enrolled(sqlite_world: World) -> None:
    here = await own(sqlite_world)
    secret = (await enrolments.begin_authenticator(sqlite_world.desk, here)).secret
    sqlite_world.clock.now += enrolments.HALF_HOUR + timedelta(seconds=1)
    with pytest.raises(WrongTotp):
        await enrolments.change_authenticator(sqlite_world.desk, here, totp.at(secret, sqlite_world.clock()))


async def test_new_recovery_codes_make_the_old_ones_void(sqlite_world: World) -> None:
    here = await own(sqlite_world)
    old = await enrolments.new_recovery_codes(sqlite_world.desk, here)
    await enrolments.new_recovery_codes(sqlite_world.desk, here)
    password = sqlite_world.secrets.accounts["clerk1"].password
    with pytest.raises(errors.SignInFailed):
        await staff.sign_in(sqlite_world.desk, "clerk1", password, old[0])
