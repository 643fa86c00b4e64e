"""What every handler works with: the desk, the boards' reader, the pages, and what the demonstration shows."""

from dataclasses import dataclass
from typing import Protocol

from aiohttp import web

from desk.actions.desk import Desk
from desk.boards.reader import Reader
from desk.boards.search import Index
from desk.model.items import Words
from desk.web.drawing import Pages


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoCorner:
    """A corner anybody may sit down at in the demonstration."""

    code: str
    name: Words
    zone_name: Words
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


class Ices(Protocol):
    """Names the ICE servers a browser may use for one leg."""

    def __call__(self, party: str) -> list[dict[str, object]]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """The web floor's bundle. `provider_origins`: where the identity page's form may lead."""

    desk: Desk
    reader: Reader
    pages: Pages
    index: Index
    provider_origins: tuple[str, ...]
    ices: Ices
    demo: Demo


SITE: web.AppKey[Site] = web.AppKey("site", Site)
