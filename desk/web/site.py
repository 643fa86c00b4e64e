"""What every handler works with: the desk, the boards' reader, the pages, and what the demonstration shows."""

from dataclasses import dataclass
from typing import Protocol

from aiohttp import web

from desk.actions.desk import Desk
from desk.boards.reader import Reader
from desk.boards.search import Index
from desk.model.showcase import Demo
from desk.web.drawing import Pages
from desk.web.metrics import Metrics


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
    metrics: Metrics


SITE: web.AppKey[Site] = web.AppKey("site", Site)
