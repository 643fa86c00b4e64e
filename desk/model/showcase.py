"""What the demonstration shows on its page of all screens: corners to sit down at, and staff to sign in as."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoCorner:
    """A corner anybody may sit down at in the demonstration; names by language tag."""

    code: str
    name: Mapping[str, str]
    zone_name: Mapping[str, str]
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoStaff:
    """A synthetic member of staff with everything needed to sign in."""

    login: str
    name: str
    role: str
    password: str
    totp_secret: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Demo:
    """The demonstration's corners and people; empty when it is off."""

    corners: tuple[DemoCorner, ...] = ()
    staff: tuple[DemoStaff, ...] = ()
