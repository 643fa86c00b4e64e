"""One-time codes sent to a telephone: six digits, five minutes, five tries, for one subject, purpose and content.

Pure: nothing is stored here. `issue` gives the code to send and the challenge to keep; `check` gives the
challenge as it must be kept from now on, and the refusal if there is one. The caller stores it with a
compare-and-set on `version` **before** it believes the answer: of twenty simultaneous submissions of the
right code one is stored, and the others, reading again, find it used. A refusal is returned rather than
raised, so that the try it cost is not rolled back with the transaction.

The challenge holds a keyed hash of the code, the subject, the purpose and the content (HMAC-SHA256), never
the code: without the key, the million codes cannot be tried against it. The code itself is HOTP (RFC 4226)
of a secret used once and thrown away.

How often codes are sent, and how often missed over all challenges, is bounded by `LIMITS`: the caller counts.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

import pyotp

from identity.errors import CodeError, CodeExpired, CodeForAnother, CodeLocked, CodeUsed, WrongCode
from identity.throttles import Rule


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """At most so many within so long."""

    most: int
    within: timedelta


MISSED = Rule()


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Every limit on one-time codes, in one place.

    Digits to the lock (`missed`) and the paces of a number are those the service was ordered with; they are stricter
    than NIST SP 800-63B (5.1.3.2: ten minutes, six digits; 5.2.2: at most 100 failures in a row). A number's paces
    count all purposes together. Those of a device and of an address are ours: a corner that serves a visit every five
    minutes asks for 36 codes an hour; a hall of five such corners, behind one address, for 180.
    """

    digits: int = 6
    tries: int = 5
    lifetime: timedelta = timedelta(minutes=5)
    missed: Rule = MISSED
    resend_after: timedelta = timedelta(seconds=60)
    number: tuple[Pace, ...] = (
        Pace(most=5, within=timedelta(hours=1)),
        Pace(most=10, within=timedelta(days=1)),
    )
    device: tuple[Pace, ...] = (Pace(most=60, within=timedelta(hours=1)),)
    hall: tuple[Pace, ...] = (Pace(most=300, within=timedelta(hours=1)),)
    """An address from which registered devices ask."""
    address: tuple[Pace, ...] = (Pace(most=30, within=timedelta(hours=1)),)
    """An address from which anybody else asks; what its registered devices ask for is not counted here."""


LIMITS = Limits()
DIGITS = LIMITS.digits
TRIES = LIMITS.tries
LIFETIME = LIMITS.lifetime


class State(StrEnum):
    """Where a challenge stands; its age is beside the state, not in it."""

    OPEN = "open"
    USED = "used"
    LOCKED = "locked"


class Move(StrEnum):
    """What can happen to a challenge."""

    ACCEPT = "accept"
    MISS = "miss"
    LOCK = "lock"


MOVES: dict[tuple[State, Move], State] = {
    (State.OPEN, Move.ACCEPT): State.USED,
    (State.OPEN, Move.MISS): State.OPEN,
    (State.OPEN, Move.LOCK): State.LOCKED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Purpose:
    """What a code is for: who or what asks (`subject`), to do what (`visit.phone`, …), with exactly which content."""

    subject: str
    name: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Challenge:
    """What is kept of a code that was sent. `version` grows by one with each change."""

    subject: str
    purpose: str
    content: str
    """SHA-256 of the exact content the code confirms, hex."""
    salt: bytes
    seal: bytes = field(repr=False)
    expires_at: datetime
    state: State = State.OPEN
    tries: int = 0

    @property
    def version(self) -> int:
        """For the compare-and-set: no two values of one challenge share it."""
        return self.tries + (self.state is not State.OPEN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Issued:
    """A new code, to be sent and forgotten, and its challenge, to be kept."""

    code: str = field(repr=False)
    challenge: Challenge


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """`challenge` is what must be kept now; the code was accepted if `refusal` is None."""

    challenge: Challenge
    refusal: CodeError | None

    @property
    def accepted(self) -> bool:
        return self.refusal is None


def step(state: State, move: Move) -> State:
    """The state after the move. Raises ValueError for a move that cannot be made."""
    try:
        return MOVES[state, move]
    except KeyError:
        raise ValueError(f"a challenge that is {state} cannot {move}") from None


class Codes:
    """Issues and checks codes under one key (32 bytes), with chance handed in."""

    def __init__(self, key: bytes, chance: Callable[[int], bytes]) -> None:
        if len(key) < 32:
            raise ValueError("a key of at least 32 bytes is needed")
        self._key = key
        self._chance = chance

    def issue(self, purpose: Purpose, now: datetime) -> Issued:
        """A code for exactly this."""
        code = hotp(self._chance(20), int.from_bytes(self._chance(4)))
        return Issued(code=code, challenge=self._challenge(purpose, now, code))

    def decoy(self, purpose: Purpose, now: datetime) -> Challenge:
        """A challenge that no code answers and nobody can tell from another: for what is asked of nobody we know."""
        return self._challenge(purpose, now, self._chance(32).hex())

    def check(self, challenge: Challenge, typed: str, purpose: Purpose, now: datetime) -> Answer:
        """What becomes of the challenge when this code is typed for this."""
        if challenge.state is State.USED:
            return Answer(challenge=challenge, refusal=CodeUsed())
        if challenge.state is State.LOCKED:
            return Answer(challenge=challenge, refusal=CodeLocked())
        if _aware(now) >= challenge.expires_at:
            return Answer(challenge=challenge, refusal=CodeExpired())
        if _bound(purpose) != (challenge.subject, challenge.purpose, challenge.content):
            return Answer(challenge=challenge, refusal=CodeForAnother())
        if hmac.compare_digest(self._seal(challenge.salt, purpose, tidy(typed)), challenge.seal):
            return Answer(challenge=_moved(challenge, Move.ACCEPT), refusal=None)
        return _missed(challenge)

    def _challenge(self, purpose: Purpose, now: datetime, code: str) -> Challenge:
        subject, name, digest = _bound(purpose)
        salt = self._chance(16)
        return Challenge(
            subject=subject,
            purpose=name,
            content=digest,
            salt=salt,
            seal=self._seal(salt, purpose, code),
            expires_at=_aware(now) + LIFETIME,
        )

    def _seal(self, salt: bytes, purpose: Purpose, code: str) -> bytes:
        message = json.dumps(["one-time-code", salt.hex(), *_bound(purpose), code]).encode()
        return hmac.digest(self._key, message, "sha256")


def hotp(secret: bytes, counter: int) -> str:
    """Six digits, RFC 4226."""
    return pyotp.HOTP(base64.b32encode(secret).decode(), digits=DIGITS).at(counter)


def tidy(typed: str) -> str:
    """The digits alone: full-width ones made plain, spaces and dashes left out, cut at 16."""
    plain = unicodedata.normalize("NFKC", typed[:64])
    return "".join(c for c in plain if not c.isspace() and unicodedata.category(c) not in {"Pd", "Cf", "Cs"})[:16]


def dump(challenge: Challenge) -> str:
    """The challenge as one line of JSON, to be kept."""
    return json.dumps(
        {
            "subject": challenge.subject,
            "purpose": challenge.purpose,
            "content": challenge.content,
            "salt": challenge.salt.hex(),
            "seal": challenge.seal.hex(),
            "expires_at": challenge.expires_at.isoformat(),
            "state": challenge.state.value,
            "tries": challenge.tries,
        }
    )


def load(text: str) -> Challenge:
    """What `dump` made. Raises ValueError or KeyError for anything else.

    A challenge from before subjects were in the seal is for nobody: no code answers it any more.
    """
    kept: dict[str, Any] = json.loads(text)
    if not isinstance(kept, dict):
        raise ValueError("no challenge")
    return Challenge(
        subject=kept.get("subject", ""),
        purpose=kept["purpose"],
        content=kept["content"],
        salt=bytes.fromhex(kept["salt"]),
        seal=bytes.fromhex(kept["seal"]),
        expires_at=datetime.fromisoformat(kept["expires_at"]),
        state=State(kept["state"]),
        tries=kept["tries"],
    )


def _bound(purpose: Purpose) -> tuple[str, str, str]:
    return purpose.subject, purpose.name, hashlib.sha256(purpose.content).hexdigest()


def _missed(challenge: Challenge) -> Answer:
    left = TRIES - challenge.tries - 1
    if left > 0:
        missed = replace(_moved(challenge, Move.MISS), tries=challenge.tries + 1)
        return Answer(challenge=missed, refusal=WrongCode(left))
    locked = replace(_moved(challenge, Move.LOCK), tries=TRIES)
    return Answer(challenge=locked, refusal=CodeLocked())


def _moved(challenge: Challenge, move: Move) -> Challenge:
    return replace(challenge, state=step(challenge.state, move))


def _aware(now: datetime) -> datetime:
    if now.tzinfo is None:
        raise ValueError("time must be aware")
    return now
