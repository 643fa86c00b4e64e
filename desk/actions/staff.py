"""Staff: signed in with password and TOTP, throttled, idle sessions over by themselves."""

import asyncio
from datetime import timedelta

from desk.actions.desk import Desk
from desk.model.errors import SignInFailed, SignInThrottled
from desk.model.events import Event, Tag
from desk.model.staff import Staff
from desk.store import staff
from desk.store.staff import Credentials
from identity import totp
from identity.errors import TotpError

IDLE = timedelta(hours=2)
SIGN_OF_LIFE = timedelta(minutes=1)
FREE_FAILURES = 5
LOCK = timedelta(minutes=15)


async def sign_in(desk: Desk, login: str, password: str, code: str) -> tuple[Staff, str]:
    """The person, and the secret of their new session.

    The password is checked in a thread, outside any transaction; the TOTP step is used by one statement, so that of
    twenty submissions of one code one is let in.

    Raises:
        SignInFailed: login, password or code is wrong; never told which.
        SignInThrottled: too many failures in a row; wait.
    """
    async with desk.store.read() as connection:
        known = await staff.credentials(connection, desk.store.vault, login.strip().lower())
    now = desk.store.clock()
    if known is not None and known.locked_until is not None and now < known.locked_until:
        raise SignInThrottled("locked")
    kept = known.password_hash if known else None
    right = await asyncio.to_thread(desk.passwords.verify, kept, password)
    step = _step(known, code, desk) if known is not None and right else None
    if known is None or step is None:
        await _count_failure(desk, known)
        raise SignInFailed("sign-in failed")
    return await _let_in(desk, known.staff, step)


async def who(desk: Desk, secret: str) -> Staff:
    """Who is signed in with this secret; the session lives on, written down once in a while. Raises SignInNeeded."""
    now = desk.store.clock()
    async with desk.store.read() as connection:
        person, seen_at = await staff.signed_in(connection, secret, now - IDLE)
    if now - seen_at > SIGN_OF_LIFE:
        async with desk.store.write() as unit:
            await staff.touch_session(unit, secret)
    return person


async def choose_language(desk: Desk, person: Staff, language: str) -> None:
    """The language of this person's screens from now on."""
    async with desk.store.write() as unit:
        await staff.set_language(unit, person.id, language)


async def sign_out(desk: Desk, secret: str, person: Staff) -> None:
    """Ends this browser's session."""
    async with desk.store.write() as unit:
        await staff.close_session(unit, secret)
        unit.record(_event(Tag.STAFF_SIGNED_OUT, person.id, person.zone_id))


async def _let_in(desk: Desk, person: Staff, step: int) -> tuple[Staff, str]:
    async with desk.store.write() as unit:
        if not await staff.use_step(unit, person.id, step):
            raise SignInFailed("the code was used")
        secret = unit.chance.secret()
        await staff.open_session(unit, person.id, secret)
        unit.record(_event(Tag.STAFF_SIGNED_IN, person.id, person.zone_id))
    return person, secret


def _step(known: Credentials, code: str, desk: Desk) -> int | None:
    try:
        return totp.verify(known.totp_secret, code, desk.store.clock(), known.totp_step)
    except TotpError:
        return None


async def _count_failure(desk: Desk, known: Credentials | None) -> None:
    if known is None:
        return
    async with desk.store.write() as unit:
        await staff.count_failure(unit, known.staff.id, FREE_FAILURES, unit.now + LOCK)
        unit.record(_event(Tag.STAFF_SIGN_IN_FAILED, known.staff.id, known.staff.zone_id))


def _event(tag: Tag, staff_id: str, zone_id: str) -> Event:
    return Event(tag=tag, subject=staff_id, actor=f"staff:{staff_id}", zone_id=zone_id)
