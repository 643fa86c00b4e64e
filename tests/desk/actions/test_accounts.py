"""An account is opened by invitation; nobody takes their own away, and the last administrator stays."""

import asyncio
from dataclasses import replace

import pytest

from desk.actions import accounts, staff
from desk.actions.accounts import Invited
from desk.model.errors import BadInput, LastAdministrator, LoginTaken, NotAllowed, OwnAccount, SignInNeeded
from desk.model.staff import Draft, Role, Staff
from desk.store import staff as rows
from desk.store import staff_sessions
from tests.desk.world import World

CLERK = Draft(name="示範", role=Role.CLERK, zone_id="", language="zh-Hans-CN", window="D01", skills=("tax",))
UNSOUND = {
    "no-name": replace(CLERK, name=" "),
    "clerk-without-window": replace(CLERK, window=""),
    "clerk-of-a-zone": replace(CLERK, zone_id="zone"),
    "helper-of-no-zone": replace(CLERK, role=Role.HELPER, window="", skills=()),
    "auditor-with-window": replace(CLERK, role=Role.AUDITOR, skills=()),
    "auditor-with-skills": replace(CLERK, role=Role.AUDITOR, window=""),
}


def administrator(world: World, number: int = 1) -> Staff:
    return world.staff[f"administrator{number}"]


def draft_of(person: Staff) -> Draft:
    return Draft(**{name: getattr(person, name) for name in Draft.__slots__})


async def opened(world: World, login: str = "chan.taiman") -> Invited:
    return await accounts.open_account(world.desk, login, CLERK, administrator(world))


async def session_of(world: World, person: Staff) -> str:
    secret = world.store.chance.secret()
    async with world.store.write() as unit:
        await staff_sessions.begin(unit, person.id, secret)
    return secret


async def test_a_new_account_is_told_its_invitation(world: World) -> None:
    found = await opened(world)
    assert (found.staff.login, found.staff.role, len(found.secret)) == ("chan.taiman", Role.CLERK, 43)


async def test_the_invitation_is_not_in_what_is_logged(sqlite_world: World) -> None:
    found = await opened(sqlite_world)
    assert found.secret not in repr(found)


async def test_a_login_is_given_once(world: World) -> None:
    await opened(world)
    with pytest.raises(LoginTaken):
        await opened(world, " Chan.Taiman")


@pytest.mark.parametrize("login", ["", "a", "1clerk", "clerk one", "clerk\x00", "ｃlerk", "a" * 50])
async def test_a_login_is_plain_letters_and_digits(sqlite_world: World, login: str) -> None:
    with pytest.raises(BadInput):
        await opened(sqlite_world, login)


@pytest.mark.parametrize("case", UNSOUND)
def test_an_account_fits_together(case: str) -> None:
    assert not UNSOUND[case].is_sound()


@pytest.mark.parametrize("login", ["clerk1", "supervisor1", "auditor1", "helper-macao"])
async def test_nobody_but_an_administrator_opens_accounts(sqlite_world: World, login: str) -> None:
    with pytest.raises(NotAllowed):
        await accounts.open_account(sqlite_world.desk, "chan", CLERK, sqlite_world.staff[login])


async def test_a_disabled_account_is_signed_out_everywhere(world: World) -> None:
    secret = await session_of(world, world.clerk)
    await accounts.disable(world.desk, world.clerk.id, administrator(world))
    with pytest.raises(SignInNeeded):
        await staff.who(world.desk, secret)


async def test_the_leg_of_a_disabled_account_is_dropped(sqlite_world: World) -> None:
    await accounts.disable(sqlite_world.desk, sqlite_world.clerk.id, administrator(sqlite_world))
    assert sqlite_world.media.dropped == [f"staff:{sqlite_world.clerk.id}"]


async def test_an_account_invited_anew_has_neither_password_nor_authenticator(world: World) -> None:
    await accounts.invite(world.desk, world.clerk.id, administrator(world))
    async with world.store.read() as connection:
        known = await rows.credentials_of(connection, world.store.vault, world.clerk.id)
    assert (known.state, known.password_hash, known.totp_secret) == ("invited", "", "")


async def test_an_account_invited_anew_is_signed_out_everywhere(sqlite_world: World) -> None:
    secret = await session_of(sqlite_world, sqlite_world.clerk)
    await accounts.invite(sqlite_world.desk, sqlite_world.clerk.id, administrator(sqlite_world))
    with pytest.raises(SignInNeeded):
        await staff.who(sqlite_world.desk, secret)


@pytest.mark.parametrize("act", [accounts.disable, accounts.invite], ids=["disable", "invite"])
async def test_nobody_does_it_to_themselves(sqlite_world: World, act: object) -> None:
    own = administrator(sqlite_world)
    with pytest.raises(OwnAccount):
        await act(sqlite_world.desk, own.id, own)  # type: ignore[operator]  # either of two functions alike


async def test_nobody_changes_their_own_role(sqlite_world: World) -> None:
    own = administrator(sqlite_world)
    with pytest.raises(OwnAccount):
        await accounts.change(sqlite_world.desk, own.id, replace(draft_of(own), role=Role.AUDITOR), own)


async def test_who_was_disabled_meanwhile_disables_nobody(world: World) -> None:
    first, second = administrator(world), administrator(world, 2)
    await accounts.disable(world.desk, second.id, first)
    with pytest.raises(NotAllowed):
        await accounts.disable(world.desk, first.id, second)


async def test_two_administrators_who_disable_each_other_at_once_leave_one(world: World) -> None:
    first, second = administrator(world), administrator(world, 2)
    ends = await asyncio.gather(
        accounts.disable(world.desk, second.id, first),
        accounts.disable(world.desk, first.id, second),
        return_exceptions=True,
    )
    assert sorted(type(end).__name__ for end in ends) in (["LastAdministrator", "NoneType"], ["NoneType", "NotAllowed"])


async def test_the_last_administrator_stays_one(sqlite_world: World) -> None:
    first, second = administrator(sqlite_world), administrator(sqlite_world, 2)
    await accounts.disable(sqlite_world.desk, second.id, first)
    async with sqlite_world.store.write() as unit:
        with pytest.raises(LastAdministrator):
            await accounts.leave_enough(unit, first)


async def test_a_role_changes_what_somebody_may(sqlite_world: World) -> None:
    clerk = sqlite_world.staff["clerk2"]
    changed = replace(draft_of(clerk), role=Role.SUPERVISOR, window="")
    await accounts.change(sqlite_world.desk, clerk.id, changed, administrator(sqlite_world))
    async with sqlite_world.store.read() as connection:
        assert (await rows.get(connection, clerk.id)).role is Role.SUPERVISOR


async def test_the_ledger_tells_who_did_it(sqlite_world: World) -> None:
    await opened(sqlite_world)
    facts = [fact.event for fact in await sqlite_world.store.facts((), 0)]
    own = f"staff:{administrator(sqlite_world).id}"
    assert [(each.tag, each.actor) for each in facts] == [("staff.account-opened", own), ("staff.invited", own)]
