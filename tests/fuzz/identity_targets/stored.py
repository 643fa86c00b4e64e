"""What is read back from where it was kept: sealed values, key rings, challenges, sign-ins that were begun."""

from __future__ import annotations

from datetime import UTC, datetime

from identity import codes, errors, vault
from identity.assurance import Level
from identity.federation import pending
from identity.vault import Place, Vault
from tests.fuzz.identity_targets.target import Target, demand, text

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
PLACE = Place(table="documents", column="number", row="1")
VALUE = b"A123456(3)"
VAULT = Vault({"one": b"k" * 32, "two": b"l" * 32}, "one", lambda count: b"n" * count)
SEALED = VAULT.seal(VALUE, PLACE)
RING = vault.ring_line("one", lambda count: b"k" * count)
PURPOSE = codes.Purpose(subject="visit-1", name="visit.phone", content=b"+85261234567")
CHALLENGE = codes.Codes(b"k" * 32, lambda count: b"n" * count).issue(PURPOSE, NOW).challenge
BEGUN = pending.PendingSignIn(
    provider="iamsmart", state="s" * 43, nonce="n" * 43, verifier="v" * 43, demand=Level.HIGH, began_at=NOW
)


def _open(data: bytes) -> None:
    """The bytes, and a sound value with the bytes laid over it, place first: most of its head stays whole."""
    place = data[0] % len(SEALED) if data else 0
    laid = SEALED[:place] + data[1:] + SEALED[place + len(data[1:]) :]
    for sealed in (data, laid):
        try:
            opened = VAULT.open(sealed, PLACE)
        except errors.VaultError:
            continue
        demand(sealed == SEALED and opened == VALUE, "nothing opens but what was sealed")


def _ring(data: bytes) -> None:
    try:
        ring = vault.from_ring(data, lambda count: b"n" * count)
    except errors.BadKeyRing:
        return
    demand(ring.open(ring.seal(VALUE, PLACE), PLACE) == VALUE, "a ring that is read seals and opens")


def _challenge(data: bytes) -> None:
    try:
        kept = codes.load(text(data))
    except (ValueError, KeyError, TypeError):
        return
    demand(isinstance(kept, codes.Challenge), "a challenge is read, or refused")


def _begun(data: bytes) -> None:
    try:
        kept = pending.load(text(data))
    except (ValueError, KeyError, TypeError):
        return
    demand(isinstance(kept.demand, Level), "a sign-in that was begun is read, or refused")


TARGETS: dict[str, Target] = {
    "sealed-value": Target(one=_open, seeds=(SEALED, b"\x07\x00", SEALED[:20])),
    "key-ring": Target(one=_ring, seeds=(RING, RING + RING.replace(b"one", b"two"))),
    "challenge-kept": Target(one=_challenge, seeds=(codes.dump(CHALLENGE).encode(),), longest=1024),
    "sign-in-kept": Target(one=_begun, seeds=(pending.dump(BEGUN).encode(),), longest=1024),
}
