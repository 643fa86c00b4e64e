"""The one form of a bundle's ZIP file: stored members, one after another, and nothing that could differ.

Each byte of the file is either content or follows from names, sizes and check sums: whoever verifies makes it anew and
compares. Sizes are always in ZIP64 extra fields, dates always 1980-01-01. Source: APPNOTE.TXT 6.3.10, 4.3.
"""

import struct
from collections.abc import Sequence
from dataclasses import dataclass

LOCAL, CENTRAL, END64, LOCATOR, END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x06\x06", b"PK\x06\x07", b"PK\x05\x06"
VERSION, UNIX, UTF_8, STORED, MIDNIGHT, NEW_YEAR_1980 = 45, 3 << 8, 0x0800, 0, 0, 0x21
ELSEWHERE, MANY = 0xFFFFFFFF, 0xFFFF
READABLE_BY_US = 0o100600 << 16
HEAD = struct.Struct("<4s5H3I2H")
SIZES = struct.Struct("<2H2Q")
PLACES = struct.Struct("<2H3Q")


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One member as it stands in the file: `at` is where its header begins."""

    name: str
    size: int
    crc: int
    at: int = 0

    @property
    def begins(self) -> int:
        """Where its content begins."""
        return self.at + header_size(self.name)

    @property
    def ends(self) -> int:
        """Where the next member begins."""
        return self.begins + self.size


def header_size(name: str) -> int:
    """Bytes before the content of a member."""
    return HEAD.size + len(name.encode()) + SIZES.size


def header(member: Member) -> bytes:
    """What stands before a member's content."""
    name = member.name.encode()
    told = (VERSION, UTF_8, STORED, MIDNIGHT, NEW_YEAR_1980, member.crc, ELSEWHERE, ELSEWHERE, len(name), SIZES.size)
    return HEAD.pack(LOCAL, *told) + name + SIZES.pack(1, 16, member.size, member.size)


def read_header(data: bytes, at: int) -> Member | None:
    """The member whose header these bytes begin with; None where they are no header of ours, whole."""
    if len(data) < HEAD.size or data[:4] != LOCAL:
        return None
    *_, crc, _, _, length, extra = HEAD.unpack_from(data)
    if extra != SIZES.size or len(data) < HEAD.size + length + SIZES.size:
        return None
    try:
        name = data[HEAD.size : HEAD.size + length].decode()
    except UnicodeDecodeError:
        return None
    _, _, size, _ = SIZES.unpack_from(data, HEAD.size + length)
    return Member(name=name, size=size, crc=crc, at=at)


def directory(members: Sequence[Member]) -> bytes:
    """What stands behind the last member."""
    at = members[-1].ends if members else 0
    listed = b"".join(_listed(member) for member in members)
    count = len(members)
    end64 = struct.pack("<4sQ2H2I4Q", END64, 44, UNIX | VERSION, VERSION, 0, 0, count, count, len(listed), at)
    locator = struct.pack("<4sIQI", LOCATOR, 0, at + len(listed), 1)
    return listed + end64 + locator + struct.pack("<4s4H2IH", END, 0, 0, MANY, MANY, ELSEWHERE, ELSEWHERE, 0)


def _listed(member: Member) -> bytes:
    name = member.name.encode()
    told = (UNIX | VERSION, VERSION, UTF_8, STORED, MIDNIGHT, NEW_YEAR_1980, member.crc, ELSEWHERE, ELSEWHERE)
    rest = (len(name), PLACES.size, 0, 0, 0, READABLE_BY_US, ELSEWHERE)
    places = PLACES.pack(1, 24, member.size, member.size, member.at)
    return struct.pack("<4s6H3I5H2I", CENTRAL, *told, *rest) + name + places
