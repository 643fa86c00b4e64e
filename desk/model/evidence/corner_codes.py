"""What a corner shows in its own picture: a code that its device's key makes anew every ten seconds.

For each slot of ten seconds the device signs which corner, which meeting, which slot, and the hash of the signature
before. The signature is kept; the picture shows 40 bits of its hash. Whoever reads a picture's code finds the signature
it was made from: only this corner's key can have made it, and not before the one before it was there.

In the picture a strip stands at the foot, all of it in cells, of which 64 make the picture's width:

    2.5 cells high, black; on its left two rows of 32 cells, 0.25 below its upper edge: white is 1, black is 0
    64 bits: the slot modulo 2^16, 40 bits of code, 8 of check: the first of SHA-256 over the 7 bytes before
    on its right the same for people: the corner's name, the code in base 32 (Crockford), the slot's time in UTC+8
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from desk.model import chain

VERSION = "desk.corner-code/1"
SLOT_SECONDS = 10
AHEAD = 1
"""So many slots before it is shown a code may be signed."""
CODE_BYTES = 5
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
ACROSS, ROWS, BITS_A_ROW = 64, 2, 32
HEIGHT, EDGE = 2.5, 0.25
BYTES = ROWS * BITS_A_ROW // 8
HALF = 128
"""Of luminance: what is lighter is white."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CornerCode:
    """One slot's code. `before`: SHA-256 of the signature before in the same meeting, empty for the first; `signature`:
    raw r ‖ s, in hex."""

    id: str
    session_id: str
    corner_id: str
    slot: int
    before: str
    key_id: str
    signature: str
    kept_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What was read off a picture: the slot's last 16 bits, and the code as people read it."""

    slot: int
    code: str


def slot_of(at: datetime) -> int:
    """The slot of an instant."""
    return int(at.timestamp()) // SLOT_SECONDS


def begins(slot: int) -> datetime:
    """When it begins to be shown."""
    return datetime.fromtimestamp(slot * SLOT_SECONDS, UTC)


def text(corner_id: str, session_id: str, slot: int, before: str) -> bytes:
    """What the device signs, canonical."""
    return chain.canonical(
        {"before": before, "code": VERSION, "corner": corner_id, "session": session_id, "slot": slot}
    )


def hash_of(signature: str) -> str:
    """What the next code is signed with, and the code is cut from. Raises ValueError for what is no hex."""
    return hashlib.sha256(bytes.fromhex(signature)).hexdigest()


def shown(signature: str) -> str:
    """The code as people read it: eight characters. Raises ValueError for what is no hex."""
    return _base32(bytes.fromhex(hash_of(signature))[:CODE_BYTES])


def cells(slot: int, signature: str) -> tuple[int, ...]:
    """The 64 bits in the picture, by rows."""
    content = (slot % 65536).to_bytes(2, "big") + bytes.fromhex(hash_of(signature))[:CODE_BYTES]
    whole = content + hashlib.sha256(content).digest()[:1]
    return tuple(byte >> (7 - place) & 1 for byte in whole for place in range(8))


def read(picture: bytes, width: int, height: int, stride: int) -> Seen | None:
    """What stands in a picture's strip; None where nothing does. `picture`: a byte of luminance a pixel, by lines of
    `stride` bytes."""
    size = width / ACROSS
    top = height - HEIGHT * size + EDGE * size
    if size < 2 or top < 0:
        return None
    bits = [
        _mean(picture, stride, column * size, top + row * size, size) > HALF
        for row in range(ROWS)
        for column in range(BITS_A_ROW)
    ]
    return _seen(bits)


def _seen(bits: Sequence[bool]) -> Seen | None:
    whole = int("".join("1" if bit else "0" for bit in bits), 2).to_bytes(BYTES, "big")
    content = whole[:-1]
    if not any(content) or hashlib.sha256(content).digest()[:1] != whole[-1:]:
        return None
    return Seen(slot=int.from_bytes(content[:2], "big"), code=_base32(content[2:]))


def _mean(picture: bytes, stride: int, left: float, top: float, size: float) -> float:
    """Over the middle of a cell."""
    columns = slice(int(left + size / 4), max(int(left + size / 4) + 1, int(left + size * 3 / 4)))
    lines = range(int(top + size / 4), max(int(top + size / 4) + 1, int(top + size * 3 / 4)))
    found = [pixel for line in lines for pixel in picture[line * stride :][columns]]
    return sum(found) / len(found) if found else 0


def _base32(content: bytes) -> str:
    number = int.from_bytes(content, "big")
    return "".join(ALPHABET[number >> 5 * place & 31] for place in reversed(range(len(content) * 8 // 5)))


def match(found: Seen, known: Iterable[tuple[int, str]]) -> int | None:
    """The slot of the signature that a picture's code was cut from, among (slot, signature); None where it is none."""
    for slot, signature in known:
        if slot % 65536 == found.slot and shown(signature) == found.code:
            return slot
    return None
