"""Nonsense from a seed: the same seed throws the same bytes, and stands in the name of the test that failed.

`FUZZ_ROUNDS` says how many seeds are tried, `FUZZ_SEED` which is the first.
"""

import os
import random
from collections.abc import Iterator, Sequence

FIRST = int(os.environ.get("FUZZ_SEED", "1"))
SEEDS = range(FIRST, FIRST + int(os.environ.get("FUZZ_ROUNDS", "1")))
EDGES = (0, 1, 2, 3, 4, 7, 8, 11, 12, 19, 20, 27, 28, 47, 48, 1351, 1352, 1353, 1499, 1500, 1501, 2048, 4000, 60_000)
"""Lengths at which something changes, or once did."""

LONGEST = 65_000
"""Bytes; more no datagram holds."""


class Chance(random.Random):
    """Chance with a few ways to spoil bytes."""

    def spoil(self, data: bytes) -> bytes:
        """The bytes with one to three things wrong."""
        for _ in range(self.randint(1, 3)):
            data = self.choice(WAYS)(self, data)
        return data

    def number(self, bits: int) -> int:
        """A number of so many bits, often an extreme one."""
        return self.choice((0, 1, (1 << bits) - 1, 1 << (bits - 1), self.getrandbits(bits), self.getrandbits(bits)))

    def some(self, least: int, most: int) -> bytes:
        """Random bytes, so many."""
        return self.randbytes(self.randint(least, most))


def _flip(chance: Chance, data: bytes) -> bytes:
    fresh = bytearray(data)
    for _ in range(chance.randint(1, 8) if fresh else 0):
        fresh[chance.randrange(len(fresh))] ^= 1 << chance.randrange(8)
    return bytes(fresh)


def _cut(chance: Chance, data: bytes) -> bytes:
    return data[: chance.randint(0, len(data))]


def _behead(chance: Chance, data: bytes) -> bytes:
    return data[chance.randint(0, min(4, len(data))) :]


def _lengthen(chance: Chance, data: bytes) -> bytes:
    return data + chance.some(1, 64)


def _stretch(chance: Chance, data: bytes) -> bytes:
    wanted = chance.choice(EDGES)
    return data[:wanted] + bytes(max(0, wanted - len(data)))


def _fill(chance: Chance, data: bytes) -> bytes:
    at = chance.randint(0, len(data))
    end = min(len(data), at + chance.randint(1, 16))
    return data[:at] + chance.choice((b"\x00", b"\xff", b"\x80", b"\x7f")) * (end - at) + data[end:]


def _lie(chance: Chance, data: bytes) -> bytes:
    """Another number where a length might stand."""
    at = chance.randint(0, max(0, min(len(data), 48) - 2))
    return data[:at] + chance.number(16).to_bytes(2, "big") + data[at + 2 :]


def _double(chance: Chance, data: bytes) -> bytes:
    at = chance.randint(0, len(data))
    return data[:at] + data + data[at:]


WAYS = (_flip, _cut, _behead, _lengthen, _stretch, _fill, _lie, _double)


def spoiled(chance: Chance, good: Sequence[bytes], count: int) -> Iterator[bytes]:
    """So many datagrams, each a good one spoiled; now and then a good one again, or pure noise."""
    for _ in range(count):
        way = chance.random()
        if way < 0.1:
            yield chance.choice(good)
        elif way < 0.2:
            yield chance.some(0, 1600)
        else:
            yield chance.spoil(chance.choice(good))[:LONGEST]


def spoiled_text(chance: Chance, text: str) -> str:
    """SDP with lines lost, doubled, moved, or their words changed."""
    lines = text.splitlines()
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(lines))
        way = chance.randrange(6)
        if way == 0 and len(lines) > 1:
            del lines[at]
        elif way == 1:
            lines.insert(chance.randrange(len(lines)), lines[at])
        elif way == 2:
            lines[at] = _words_changed(chance, lines[at])
        elif way == 3:
            lines[at] = lines[at][: chance.randint(0, len(lines[at]))]
        elif way == 4:
            lines[at] += chance.choice(ODD)
        else:
            lines.insert(at, chance.choice(lines)[:8] + chance.choice(ODD))
    return "\r\n".join(lines) + chance.choice(("\r\n", "", "\n", "\r\n" * 3))


ODD = (
    "",
    " ",
    "0",
    "-1",
    "127",
    "128",
    "255",
    "300",
    "65536",
    "4294967296",
    "9" * 30,
    "9" * 5000,
    "x" * 300,
    "\x00",
    "é中\U0001f600",
    "/",
    ":",
    "=",
    " 0 0 0",
    "*",
    "%s%n",
)


def _words_changed(chance: Chance, line: str) -> str:
    mark = chance.choice((" ", ":", "/", "=", ";"))
    words = line.split(mark)
    words[chance.randrange(len(words))] = chance.choice(ODD)
    return mark.join(words)
