"""One-time codes sent to a telephone: six digits, five minutes, five tries, for one purpose and one content.

Pure: nothing is stored here. `issue` gives the code to send and the challenge to keep; `check` gives the
challenge as it must be kept from now on, and the refusal if there is one. The caller stores it with a
compare-and-set on `version` **before** it believes the answer: of twenty simultaneous submissions of the
right code one is stored, and the others, reading again, find it used. A refusal is returned rather than
raised, so that the try it cost is not rolled back with the transaction.

The challenge holds a keyed hash of the code, the purpose and the content (HMAC-SHA256), never the code:
without the key, the million codes cannot be tried against it. The code itself is HOTP (RFC 4226) of a
secret used once and thrown away.
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

DIGITS = 6
TRIES = 5
LIFETIME = timedelta(minutes=5)


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
class Challenge:
    """What is kept of a code that was sent. `version` grows by one with each change."""

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

    def issue(self, purpose: str, content: bytes, now: datetime) -> Issued:
        """A code for this purpose (`visit.phone`, `case.confirm`, …) and exactly this content."""
        code = hotp(self._chance(20), int.from_bytes(self._chance(4)))
        salt, digest = self._chance(16), hashlib.sha256(content).hexdigest()
        challenge = Challenge(
            purpose=purpose,
            content=digest,
            salt=salt,
            seal=self._seal(salt, purpose, digest, code),
            expires_at=_aware(now) + LIFETIME,
        )
        return Issued(code=code, challenge=challenge)

    def check(self, challenge: Challenge, typed: str, purpose: str, content: bytes, now: datetime) -> Answer:
        """What becomes of the challenge when this code is typed for this purpose and content."""
        if challenge.state is State.USED:
            return Answer(challenge=challenge, refusal=CodeUsed())
        if challenge.state is State.LOCKED:
            return Answer(challenge=challenge, refusal=CodeLocked())
        if _aware(now) >= challenge.expires_at:
            return Answer(challenge=challenge, refusal=CodeExpired())
        digest = hashlib.sha256(content).hexdigest()
        if (purpose, digest) != (challenge.purpose, challenge.content):
            return Answer(challenge=challenge, refusal=CodeForAnother())
        if hmac.compare_digest(self._seal(challenge.salt, purpose, digest, tidy(typed)), challenge.seal):
            return Answer(challenge=_moved(challenge, Move.ACCEPT), refusal=None)
        return _missed(challenge)

    def _seal(self, salt: bytes, purpose: str, digest: str, code: str) -> bytes:
        message = json.dumps(["one-time-code", salt.hex(), purpose, digest, code]).encode()
        return hmac.digest(self._key, message, "sha256")


def hotp(secret: bytes, counter: int) -> str:
    """Six digits, RFC 4226."""
    return pyotp.HOTP(base64.b32encode(secret).decode(), digits=DIGITS).at(counter)


def tidy(typed: str) -> str:
    """The digits alone: full-width ones made plain, spaces and dashes left out, cut at 16."""
    plain = unicodedata.normalize("NFKC", typed[:64])
    return "".join(c for c in plain if not c.isspace() and unicodedata.category(c) not in {"Pd", "Cf"})[:16]


def dump(challenge: Challenge) -> str:
    """The challenge as one line of JSON, to be kept."""
    return json.dumps(
        {
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
    """What `dump` made. Raises ValueError or KeyError for anything else."""
    kept: dict[str, Any] = json.loads(text)
    return Challenge(
        purpose=kept["purpose"],
        content=kept["content"],
        salt=bytes.fromhex(kept["salt"]),
        seal=bytes.fromhex(kept["seal"]),
        expires_at=datetime.fromisoformat(kept["expires_at"]),
        state=State(kept["state"]),
        tries=kept["tries"],
    )


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
