"""Accounts of staff: opened by invitation, changed, invited anew, disabled; never by oneself, never the last one.

What an administrator gives somebody is an invitation, never a password: it is told once, used once, and over in a day.
"""

from dataclasses import dataclass

from desk.actions import parting
from desk.actions.desk import Desk
from desk.actions.staff import event
from desk.model.errors import AccountUnsound, LastAdministrator, LoginTaken, NotAllowed, OwnAccount
from desk.model.events import Event, Tag
from desk.model.sessions import staff_party
from desk.model.staff import INVITATION, Draft, Move, Permission, Role, Staff, State, login_of, step
from desk.store import enrolments, staff, staff_sessions, zones
from desk.store.unit import Store, Unit

ENOUGH = 2
"""So many active administrators there are before one may be taken away."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Invited:
    """Somebody, and the secret that lets them take their account up: told once."""

    staff: Staff
    secret: str

    def __repr__(self) -> str:
        return f"Invited(staff={self.staff.id!r})"


async def open_account(desk: Desk, login: str, draft: Draft, by: Staff) -> Invited:
    """A new account and its invitation. Raises BadInput, LoginTaken, Missing (no such zone), NotAllowed."""
    login = login_of(login)
    async with desk.store.write() as unit:
        await _may_still(unit, by)
        if await staff.credentials(unit.connection, unit.vault, login) is not None:
            raise LoginTaken("login")
        return await _open(unit, login, draft, by)


async def admit(store: Store, login: str, draft: Draft) -> Invited:
    """An account, or a new invitation to the one that is there, for whoever has the machine itself: how the first
    administrator comes in, and the last one comes back. Raises BadInput."""
    login = login_of(login)
    async with store.write() as unit:
        known = await staff.credentials(unit.connection, unit.vault, login)
        if known is None:
            return await _open(unit, login, draft, None)
        return await _invite(unit, await _move(unit, known.staff.id, Move.INVITE, None), None)


async def change(desk: Desk, staff_id: str, draft: Draft, by: Staff) -> Staff:
    """What an account says of its person, and what they may do from now on.

    Raises BadInput, LastAdministrator, Missing, OwnAccount: nobody changes their own role.
    """
    async with desk.store.write() as unit:
        await _may_still(unit, by)
        before = await staff.get(unit.connection, staff_id)
        await _check(unit, draft)
        if before.role is not draft.role:
            if by.id == staff_id:
                raise OwnAccount("role")
            await leave_enough(unit, before)
            await parting.of_staff(unit, staff_id, f"staff:{by.id}")
        person = draft.person(staff_id, before.login)
        await staff.change(unit, person)
        unit.record(_fact(Tag.STAFF_ACCOUNT_CHANGED, person, by, role=person.role.value))
    return person


async def invite(desk: Desk, staff_id: str, by: Staff) -> Invited:
    """A new invitation: password, authenticator, recovery codes and sessions of before are void.

    Raises LastAdministrator, Missing, OwnAccount.
    """
    async with desk.store.write() as unit:
        await _may_still(unit, by)
        person = await _move(unit, staff_id, Move.INVITE, by)
        invited = await _invite(unit, person, by)
    await desk.media.hang_up(staff_party(staff_id))
    return invited


async def disable(desk: Desk, staff_id: str, by: Staff) -> None:
    """Nobody signs in with it any more, until invited anew. Raises LastAdministrator, Missing, OwnAccount."""
    async with desk.store.write() as unit:
        await _may_still(unit, by)
        person = await _move(unit, staff_id, Move.DISABLE, by)
        unit.record(_fact(Tag.STAFF_DISABLED, person, by))
    await desk.media.drop(staff_party(staff_id))


async def _move(unit: Unit, staff_id: str, move: Move, by: Staff | None) -> Staff:
    known = await staff.credentials_of(unit.connection, unit.vault, staff_id)
    after = step(known.state, move)
    if by is not None and by.id == staff_id:
        raise OwnAccount(move)
    if known.state is State.ACTIVE and by is not None:
        await leave_enough(unit, known.staff)
    await staff.move(unit, staff_id, known.state, after)
    await staff.set_secrets(unit, staff_id, "", "")
    await enrolments.withdraw(unit, staff_id)
    await staff_sessions.end_all(unit, staff_id)
    await parting.of_staff(unit, staff_id, f"staff:{by.id}" if by is not None else "desk")
    return known.staff


async def _open(unit: Unit, login: str, draft: Draft, by: Staff | None) -> Invited:
    await _check(unit, draft)
    person = draft.person(unit.chance.id(), login)
    await staff.add(unit, person)
    unit.record(_fact(Tag.STAFF_ACCOUNT_OPENED, person, by, role=person.role.value))
    return await _invite(unit, person, by)


async def _invite(unit: Unit, person: Staff, by: Staff | None) -> Invited:
    secret = unit.chance.secret()
    await enrolments.invite(unit, person.id, secret, INVITATION)
    unit.record(_fact(Tag.STAFF_INVITED, person, by))
    return Invited(staff=person, secret=secret)


async def leave_enough(unit: Unit, person: Staff) -> None:
    """Two who take each other away at once do it one after the other: the second finds too few."""
    if person.role is Role.ADMINISTRATOR and await staff.hold_role(unit, Role.ADMINISTRATOR) < ENOUGH:
        raise LastAdministrator("administrator")


async def _may_still(unit: Unit, by: Staff) -> None:
    """The administrators are held first of all, so that who was taken away meanwhile does nothing any more."""
    await staff.hold_role(unit, Role.ADMINISTRATOR)
    known = await staff.credentials_of(unit.connection, unit.vault, by.id)
    if known.state is not State.ACTIVE or not known.staff.may(Permission.MANAGE_STAFF):
        raise NotAllowed(Permission.MANAGE_STAFF)


async def _check(unit: Unit, draft: Draft) -> None:
    for zone_id in filter(None, (draft.zone_id, *draft.serves)):
        await zones.get(unit.connection, zone_id)
    if not draft.is_sound():
        raise AccountUnsound("account")


def _fact(tag: Tag, person: Staff, by: Staff | None, **data: str | int) -> Event:
    if by is not None:
        return event(tag, person, by, **data)
    return Event(tag=tag, subject=person.id, actor="desk", zone_id=person.zone_id, data=data)
