"""A sign-in that was begun: what the caller keeps between sending the person off and their coming back.

It holds secrets (nonce, PKCE verifier): sealed where it is kept, never sent to the browser, and deleted by
compare-and-set **before** `finish` is called, so that one answer is looked at once.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any

from identity.assurance import Level

LIFETIME = timedelta(minutes=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingSignIn:
    """`state` comes back with the person and finds this again; nonce and verifier must not leave the server."""

    provider: str
    state: str = field(repr=False)
    nonce: str = field(repr=False)
    verifier: str = field(repr=False)
    demand: Level
    began_at: datetime

    @property
    def expires_at(self) -> datetime:
        return self.began_at + LIFETIME


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
