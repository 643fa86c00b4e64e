"""Remembers what has been laid out, so that a second set-up does nothing.

A stamp lives inside the folder it vouches for and is written last: a folder that was removed, or a step
that was interrupted, has no stamp and is done again.
"""

import hashlib
import pathlib
from collections.abc import Iterable


def digest(sources: Iterable[pathlib.Path], salt: str = "") -> str:
    """The SHA-256, in hex, of the sources' bytes in the order given, and of a salt."""
    total = hashlib.sha256(salt.encode())
    for source in sources:
        total.update(hashlib.sha256(source.read_bytes()).digest())
    return total.hexdigest()


def stands(stamp: pathlib.Path, expected: str) -> bool:
    """Whether the stamp is there and vouches for what is expected."""
    return stamp.is_file() and stamp.read_text(encoding="ascii") == expected


def put(stamp: pathlib.Path, value: str) -> None:
    """Write the stamp so that it is there whole or not at all."""
    fresh = stamp.with_name(stamp.name + ".new")
    fresh.write_text(value, encoding="ascii")
    fresh.replace(stamp)
