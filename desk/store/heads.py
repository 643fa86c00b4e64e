"""The heads of the ledger as they leave the machine: a file of one signed line a seal, appended to and never rewritten.

Each line is JSON: what the seal states (`chain.statement`: `at`, `hash`, `key_id`, `ledger`, `position`, `prints`), and
`public_key` and `signature` in hexadecimal. To check one, take these last two away, write the rest as canonical JSON
(RFC 8785), and verify the Ed25519 signature over it with a key that you trust: not with the one in the line.
"""

import fcntl
import json
import os
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from desk.model import chain
from desk.model.chain import Seal

LONGEST_LINE = 65_536


class BadHeads(ValueError):
    """A line of the file is no head; the message names file and line."""


def line(seal: Seal, public: bytes) -> bytes:
    """One head, with its end of line."""
    told = json.loads(chain.statement(seal)) | {"public_key": public.hex(), "signature": seal.signature}
    return chain.canonical(told) + b"\n"


def append(path: Path, seals: Sequence[Seal], public: bytes) -> None:
    """Adds the heads after the last one in the file, and waits for the disk. One process at a time does it; a line that
    a crash cut short is taken away first."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600), "r+b", buffering=0) as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        whole, last = _tail(file.fileno())
        file.truncate(whole)
        lines = b"".join(line(seal, public) for seal in seals if seal.position > last)
        os.write(file.fileno(), lines)
        os.fsync(file.fileno())


def last_position(path: Path) -> int:
    """The position of the last whole line; 0 when there is none."""
    try:
        with path.open("rb") as file:
            return _tail(file.fileno())[1]
    except FileNotFoundError:
        return 0


def read(path: Path) -> Iterator[Seal]:
    """The heads, in the order of the file. Raises BadHeads, OSError."""
    with path.open("rb") as file:
        for number, text in enumerate(file, start=1):
            try:
                yield _seal(json.loads(text))
            except (ValueError, KeyError, TypeError):
                raise BadHeads(f"{path}: line {number} is no head") from None


def _seal(told: dict[str, Any]) -> Seal:
    """Raises ValueError, KeyError, TypeError."""
    if told["ledger"] != chain.VERSION or type(told["position"]) is not int:
        raise ValueError("another version")
    texts = {name: told[name] for name in ("hash", "prints", "key_id", "signature")}
    if not all(isinstance(text, str) for text in texts.values()):
        raise TypeError("texts")
    return Seal(position=told["position"], sealed_at=datetime.fromisoformat(told["at"]), **texts)


def _tail(handle: int) -> tuple[int, int]:
    """Where the last whole line ends, and its position; 0 for an empty file. Raises ValueError if it is no head."""
    size = os.fstat(handle).st_size
    start = max(0, size - 2 * LONGEST_LINE)
    end = os.pread(handle, size - start, start)
    whole = end.rfind(b"\n") + 1
    if not whole:
        return 0, 0
    last = end[end.rfind(b"\n", 0, whole - 1) + 1 : whole]
    return start + whole, int(json.loads(last)["position"])
