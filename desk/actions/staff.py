"""Staff sign in with password and authenticator at once, throttled; sessions are proved anew, listed and ended.

Failures are counted by login and address tightly, by login loosely, and by address: whoever knows a login keeps its
owner out only from their own address, or with the help of many. Unknown logins are counted just the same, so that
neither answer nor lock tells whether one exists.
"""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from desk.actions import parting, seating
from desk.actions.desk import Desk
from desk.model.clients import UNKNOWN, Client
from desk.model.errors import SignInFailed, SignInThrottled
from desk.model.events import Event, Tag
from desk.model.sessions import staff_party
from desk.model.staff import Staff, StaffSession, State
from desk.store import enrolments, staff, staff_sessions, throttles
from desk.store.staff import Credentials
from desk.store.unit import Connection, Unit
from identity import recovery, totp
from identity.errors import TotpError
from identity.throttles import Rule, refusal

SIGN_OF_LIFE = timedelta(minutes=1)
QUARTER = timedelta(minutes=15)
PAIR, LOGIN, ADDRESS = "sign-in.pair", "sign-in.login", "sign-in.address"
RULES = {
    PAIR: Rule(free=5, lock=QUARTER, stop=50),
    LOGIN: Rule(free=50, lock=QUARTER, stop=100),
    ADDRESS: Rule(free=50, lock=QUARTER, stop=100_000),
}
"""NIST SP 800-63B, 5.2.2: at most 100 failures in a row for one account. An address may be a whole office's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """Who, and in which session."""

    staff: Staff
    session: StaffSession


async def sign_in(
    desk: Desk, login: str, password: str, code: str, client: Client = UNKNOWN, old: str = ""
) -> tuple[Staff, str]:
    """The person, and the secret of their new session; the session of the secret `old` is over.

    `code` is an authenticator's, or a recovery code. The password is checked in a thread, outside any transaction;
    step or recovery code is used by one statement, so that of twenty submissions of one code one is let in.

    Raises:
        SignInFailed: login, password or code is wrong; never told which.
        SignInThrottled: too many failures in a row; wait.
    """
    login = login.strip().lower()
    async with desk.store.read() as connection:
        known = await staff.credentials(connection, desk.store.vault, login)
        await _look(desk, connection, login, known, client)
    kept = known.password_hash if known is not None and known.state is State.ACTIVE else ""
    right = await asyncio.to_thread(desk.passwords.verify, kept or None, password)
    proof = prove(known, code, desk.store.clock()) if known is not None and right else None
    if known is None or proof is None:
        raise await _missed(desk, login, known, client)
    try:
        secret = await _let_in(desk, known, proof, client, old)
    except SignInFailed:
        if isinstance(proof, int):
            raise
        # A recovery code is looked at last: a wrong one counts as any other, or it would tell a right password.
        raise await _missed(desk, login, known, client) from None
    if desk.passwords.needs_rehash(known.password_hash):
        await _rehash(desk, known, password)
    return known.staff, secret


async def who(desk: Desk, secret: str) -> SignedIn:
    """Who is signed in with this secret; the session lives on, written down once in a while. Raises SignInNeeded."""
    now = desk.store.clock()
    async with desk.store.read() as connection:
        session = await staff_sessions.by_secret(connection, secret, now)
        person = await staff.get(connection, session.staff_id)
    if now - session.seen_at > SIGN_OF_LIFE:
        async with desk.store.write() as unit:
            await staff_sessions.touch(unit, session.id)
    return SignedIn(staff=person, session=session)


async def show_proof(desk: Desk, signed_in: SignedIn, code: str, client: Client) -> None:
    """The authenticator, or a recovery code, once more before a dangerous act. Raises SignInFailed, SignInThrottled."""
    login = signed_in.staff.login
    async with desk.store.read() as connection:
        known = await staff.credentials_of(connection, desk.store.vault, signed_in.staff.id)
        await _look(desk, connection, login, known, client)
    proof = prove(known, code, desk.store.clock())
    if proof is None:
        raise await _missed(desk, login, known, client)
    try:
        async with desk.store.write() as unit:
            await _clear(unit, known, client)
            await use(unit, known.staff, proof)
            await staff_sessions.prove(unit, signed_in.session.id)
    except SignInFailed:
        if isinstance(proof, int):
            raise
        raise await _missed(desk, login, known, client) from None


async def choose_language(desk: Desk, person: Staff, language: str) -> None:
    """The language of this person's screens from now on."""
    async with desk.store.write() as unit:
        await staff.set_language(unit, person.id, language)


async def sign_out(desk: Desk, secret: str, person: Staff) -> None:
    """Ends this browser's session; whoever signs out leaves the meeting that they took part in."""
    async with desk.store.write() as unit:
        await staff_sessions.end_by_secret(unit, secret)
        met = await parting.of_staff(unit, person.id, f"staff:{person.id}")
        unit.record(event(Tag.STAFF_SIGNED_OUT, person))
    await seating.settle(desk, *met)


async def end_session(desk: Desk, staff_id: str, session_id: str, by: Staff) -> None:
    """One of this person's sessions is over, by themselves or by who may; its sockets close. Raises Missing."""
    async with desk.store.write() as unit:
        person = await staff.get(unit.connection, staff_id)
        await staff_sessions.end(unit, staff_id, session_id)
        left = len(await staff_sessions.of(unit.connection, staff_id, unit.now))
        met = () if left else await parting.of_staff(unit, staff_id, f"staff:{by.id}")
        unit.record(event(Tag.STAFF_SESSION_ENDED, person, by, session=session_id, left=left))
    if not left:
        await desk.media.hang_up(staff_party(staff_id))
    await seating.settle(desk, *met)


async def end_sessions(desk: Desk, staff_id: str, by: Staff, but: str = "") -> None:
    """All of this person's sessions but one are over. Raises Missing."""
    async with desk.store.write() as unit:
        person = await staff.get(unit.connection, staff_id)
        met = () if but else await parting.of_staff(unit, staff_id, f"staff:{by.id}")
        if await staff_sessions.end_all(unit, staff_id, but):
            unit.record(event(Tag.STAFF_SESSION_ENDED, person, by, left=int(bool(but))))
    if not but:
        await desk.media.hang_up(staff_party(staff_id))
    await seating.settle(desk, *met)


async def lift(desk: Desk, staff_id: str, by: Staff) -> None:
    """Somebody who was locked out may try again, from wherever they tried. Raises Missing."""
    async with desk.store.write() as unit:
        person = await staff.get(unit.connection, staff_id)
        await throttles.lift(unit, LOGIN, person.login)
        await staff.pardon(unit, staff_id)
        unit.record(event(Tag.STAFF_THROTTLE_LIFTED, person, by))


async def forget(desk: Desk) -> None:
    """Sessions that are over by their age are taken out."""
    async with desk.store.write() as unit:
        await staff_sessions.forget(unit)


def prove(known: Credentials, code: str, now: datetime) -> int | str | None:
    """What the code would use up: an authenticator's step, or a recovery code in canonical form; None for neither."""
    typed = recovery.canonical(code)
    if typed:
        return typed
    if not known.totp_secret:
        return None
    try:
        return totp.verify(known.totp_secret, code, now, known.totp_step)
    except TotpError:
        return None


async def use(unit: Unit, person: Staff, proof: int | str) -> None:
    """Uses step or recovery code up. Raises SignInFailed where it was, or is none."""
    if isinstance(proof, int):
        if not await staff.use_step(unit, person.id, proof):
            raise SignInFailed("the code was used")
        return
    if not await enrolments.use_code(unit, person.id, proof):
        raise SignInFailed("no such recovery code, or it was used")
    unit.record(event(Tag.STAFF_RECOVERY_CODE_USED, person))


def event(tag: Tag, person: Staff, by: Staff | None = None, **data: str | int) -> Event:
    """A fact about an account, by whom it was done; by its own person unless told."""
    actor = f"staff:{(by or person).id}"
    return Event(tag=tag, subject=person.id, actor=actor, zone_id=person.zone_id, data=data)


async def _let_in(desk: Desk, known: Credentials, proof: int | str, client: Client, old: str) -> str:
    async with desk.store.write() as unit:
        await _clear(unit, known, client)
        await use(unit, known.staff, proof)
        if old:
            await staff_sessions.end_by_secret(unit, old)
        secret = unit.chance.secret()
        session = await staff_sessions.begin(unit, known.staff.id, secret, client)
        unit.record(event(Tag.STAFF_SIGNED_IN, known.staff, session=session.id))
    return secret


async def _rehash(desk: Desk, known: Credentials, password: str) -> None:
    stronger = await asyncio.to_thread(desk.passwords.hash, password)
    async with desk.store.write() as unit:
        await staff.rehash(unit, known.staff.id, known.password_hash, stronger)


def _keys(login: str, known: Credentials | None, client: Client) -> Iterator[tuple[str, str]]:
    """What is counted, always in this order: two sign-ins wait for each other, and never both ways."""
    yield PAIR, f"{login}|{client.origin}|{known.pardons if known else 0}"
    yield LOGIN, login
    if client.origin:
        yield ADDRESS, client.origin


async def _look(desk: Desk, connection: Connection, login: str, known: Credentials | None, client: Client) -> None:
    for purpose, value in _keys(login, known, client):
        if refusal(await throttles.look(connection, desk.store.vault, purpose, value), desk.store.clock()):
            raise SignInThrottled(purpose)


async def _missed(desk: Desk, login: str, known: Credentials | None, client: Client) -> SignInFailed | SignInThrottled:
    """One failure more, for an account that there is and one that there is not alike, and what is said of it.

    Where a key was locked while the password was looked at, nothing is said but that: as to who typed it right.
    """
    locked = False
    async with desk.store.write() as unit:
        for purpose, value in _keys(login, known, client):
            locked |= refusal(await throttles.hold(unit, purpose, value), unit.now) is not None
            await throttles.count(unit, purpose, value, RULES[purpose])
        if known is not None:
            unit.record(event(Tag.STAFF_SIGN_IN_FAILED, known.staff))
        else:
            unit.record(Event(tag=Tag.STAFF_SIGN_IN_FAILED, subject="", actor="desk"))
    return SignInThrottled("locked meanwhile") if locked else SignInFailed("sign-in failed")


async def _clear(unit: Unit, known: Credentials, client: Client) -> None:
    for purpose, value in _keys(known.staff.login, known, client):
        if await throttles.clear(unit, purpose, value) is not None:
            raise SignInThrottled(purpose)
