"""A sign-in that was begun: what the caller keeps between sending the person off and their coming back.

It holds secrets (nonce, PKCE verifier): sealed where it is kept, never sent to the browser, and deleted by
compare-and-set **before** `finish` is called, so that one answer is looked at once.
"""

from __future__ import annotations

import base64
import hmac
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any

from identity.assurance import Level
from identity.errors import SignInExpired, WrongState
from identity.federation.refusals import BegunElsewhere

LIFETIME = timedelta(minutes=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingSignIn:
    """`state` comes back with the person and finds this again; nonce and verifier must not leave the server."""

    provider: str
    state: str = field(repr=False)
    nonce: str = field(default="", repr=False)
    """What the provider must repeat to us, within what it signs or encrypts; empty where its protocol has no place."""
    verifier: str = field(default="", repr=False)
    """Of the code challenge (RFC 7636); empty where the provider knows none."""
    demand: Level
    began_at: datetime

    @property
    def expires_at(self) -> datetime:
        return self.began_at + LIFETIME


def belongs(pending: PendingSignIn, answer: Mapping[str, str], provider: str) -> None:
    """Whether what the browser brought back belongs to this sign-in: looked at before all else.

    Raises WrongState, BegunElsewhere.
    """
    if not same(answer.get("state", ""), pending.state):
        raise WrongState("state")
    if pending.provider != provider:
        raise BegunElsewhere("provider")


def same(one: str, other: str) -> bool:
    """Compares secrets in a time that does not tell how much of them is right; any text at all may be handed in."""
    return hmac.compare_digest(*(text.encode("utf-8", "surrogatepass") for text in (one, other)))


def in_time(pending: PendingSignIn, now: datetime) -> None:
    """Raises SignInExpired."""
    if now >= pending.expires_at:
        raise SignInExpired


def word(chance: bytes) -> str:
    """Chance as letters and digits that need no escaping anywhere."""
    return base64.urlsafe_b64encode(chance).rstrip(b"=").decode()


def dump(pending: PendingSignIn) -> str:
    """One line of JSON, secret."""
    return json.dumps({**asdict(pending), "began_at": pending.began_at.isoformat()})


def load(text: str) -> PendingSignIn:
    """What `dump` made. Raises ValueError, KeyError or TypeError for anything else."""
    kept: dict[str, Any] = json.loads(text)
    return PendingSignIn(
        **{
            **kept,
            "demand": Level(kept["demand"]),
            "began_at": datetime.fromisoformat(kept["began_at"]),
        }
    )
