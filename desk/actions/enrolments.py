"""Enrolments of staff: an invitation is taken up with a password and a proved authenticator; both can be renewed.

An authenticator is believed only once a code of it was typed; till then its secret waits sealed beside the account.
"""

import asyncio
from dataclasses import dataclass
from datetime import timedelta

from desk.actions.desk import Desk
from desk.actions.staff import SignedIn, event
from desk.model import errors
from desk.model.clients import UNKNOWN, Client
from desk.model.events import Tag
from desk.model.staff import INVITATION, Move, Staff, step
from desk.store import enrolments, staff, staff_sessions
from desk.store.unit import Unit
from identity import recovery, totp
from identity.errors import WrongTotp
from identity.passwords import Weakness, weakness

ISSUER = "Remote handling desk"
"""What the authenticator calls us."""
HALF_HOUR = timedelta(minutes=30)
WEAK: dict[Weakness, type[errors.BadInput]] = {
    Weakness.SHORT: errors.PasswordTooShort,
    Weakness.LONG: errors.TextTooLong,
    Weakness.COMMON: errors.PasswordTooCommon,
    Weakness.NEAR: errors.PasswordTooNear,
}
HOUSE = ("desk", "remote", "handling", "password")


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolling:
    """Whose authenticator is being enrolled: its secret, to type, and its address, for a camera. Both are secret."""

    staff: Staff
    secret: str
    address: str

    def __repr__(self) -> str:
        return f"Enrolling(staff={self.staff.id!r})"


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenUp:
    """Whoever took an invitation up: the secret of their session, and their recovery codes, shown this once."""

    staff: Staff
    secret: str
    codes: tuple[str, ...]

    def __repr__(self) -> str:
        return f"TakenUp(staff={self.staff.id!r})"


async def welcome(desk: Desk, invitation: str) -> Enrolling:
    """Whom the invitation is for, and the authenticator to be enrolled; the same one until it is over.

    Raises InvitationUnknown.
    """
    async with desk.store.write() as unit:
        staff_id = await enrolments.invited(unit.connection, invitation, unit.now)
        return await _enrolling(unit, staff_id, INVITATION)


async def take_up(
    desk: Desk, invitation: str, password: str, again: str, code: str, client: Client = UNKNOWN
) -> TakenUp:
    """The account is its person's: password, authenticator and recovery codes in one step, once; and they are in.

    Raises InvitationUnknown, a BadInput that says what is amiss with the password, WrongTotp.
    """
    enrolling = await welcome(desk, invitation)
    _check_password(enrolling.staff, password, again)
    proved = totp.verify(enrolling.secret, code, desk.store.clock())
    hashed = await asyncio.to_thread(desk.passwords.hash, password)
    async with desk.store.write() as unit:
        staff_id = await enrolments.take_up(unit, invitation)
        known = await staff.credentials_of(unit.connection, unit.vault, staff_id)
        await enrolments.finish(unit, staff_id)
        await staff.move(unit, staff_id, known.state, step(known.state, Move.ENROL))
        await staff.set_secrets(unit, staff_id, hashed, enrolling.secret, proved)
        codes = await _new_codes(unit, known.staff)
        secret = unit.chance.secret()
        await staff_sessions.begin(unit, staff_id, secret, client)
        unit.record(event(Tag.STAFF_ENROLLED, known.staff))
    return TakenUp(staff=known.staff, secret=secret, codes=codes)


async def change_password(desk: Desk, signed_in: SignedIn, current: str, password: str, again: str) -> None:
    """Another password; all other sessions of this person are over. Raises SignInFailed, BadInput."""
    person = signed_in.staff
    _check_password(person, password, again)
    async with desk.store.read() as connection:
        known = await staff.credentials_of(connection, desk.store.vault, person.id)
    if not await asyncio.to_thread(desk.passwords.verify, known.password_hash or None, current):
        raise errors.SignInFailed("wrong password")
    hashed = await asyncio.to_thread(desk.passwords.hash, password)
    async with desk.store.write() as unit:
        await staff.set_password(unit, person.id, hashed)
        await _end_others(unit, signed_in)
        unit.record(event(Tag.STAFF_PASSWORD_CHANGED, person))


async def begin_authenticator(desk: Desk, signed_in: SignedIn) -> Enrolling:
    """The authenticator that this person is about to enrol in place of theirs, which holds until then."""
    async with desk.store.write() as unit:
        return await _enrolling(unit, signed_in.staff.id, HALF_HOUR)


async def change_authenticator(desk: Desk, signed_in: SignedIn, code: str) -> None:
    """The new authenticator is proved, and holds; all other sessions of this person are over. Raises WrongTotp."""
    person = signed_in.staff
    async with desk.store.read() as connection:
        since = desk.store.clock() - HALF_HOUR
        secret = await enrolments.begun(connection, desk.store.vault, person.id, since)
    if not secret:
        raise WrongTotp
    proved = totp.verify(secret, code, desk.store.clock())
    async with desk.store.write() as unit:
        if not await enrolments.finish(unit, person.id):
            raise WrongTotp
        await staff.set_authenticator(unit, person.id, secret, proved)
        await _end_others(unit, signed_in)
        unit.record(event(Tag.STAFF_AUTHENTICATOR_CHANGED, person))


async def new_recovery_codes(desk: Desk, signed_in: SignedIn) -> tuple[str, ...]:
    """Ten codes in place of those of before, shown this once."""
    async with desk.store.write() as unit:
        return await _new_codes(unit, signed_in.staff)


async def _enrolling(unit: Unit, staff_id: str, lasts: timedelta) -> Enrolling:
    person = await staff.get(unit.connection, staff_id)
    secret = await enrolments.begun(unit.connection, unit.vault, staff_id, unit.now - lasts)
    if not secret:
        secret = totp.new_secret(unit.chance.bytes)
        await enrolments.begin(unit, staff_id, secret)
    return Enrolling(staff=person, secret=secret, address=totp.provisioning_uri(secret, person.login, ISSUER))


async def _new_codes(unit: Unit, person: Staff) -> tuple[str, ...]:
    codes = recovery.new_codes(unit.chance.bytes)
    await enrolments.keep_codes(unit, person.id, codes)
    unit.record(event(Tag.STAFF_RECOVERY_CODES_MADE, person))
    return tuple(recovery.shown(code) for code in codes)


async def _end_others(unit: Unit, signed_in: SignedIn) -> None:
    if await staff_sessions.end_all(unit, signed_in.staff.id, but=signed_in.session.id):
        unit.record(event(Tag.STAFF_SESSION_ENDED, signed_in.staff, left=1))


def _check_password(person: Staff, password: str, again: str) -> None:
    if password != again:
        raise errors.PasswordsDiffer("typed in two ways")
    weak = weakness(password, (person.login, person.name, *HOUSE))
    if weak is not None:
        raise WEAK[weak](weak)
