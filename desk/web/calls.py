"""A call: one request with whoever makes it. Each kind of caller has a type, so that no handler forgets to ask."""

from collections.abc import Mapping
from dataclasses import dataclass

from aiohttp import web

from desk.actions.desk import Desk
from desk.model.staff import Staff
from desk.model.visits import Visit
from desk.model.zones import Corner
from desk.web.site import SITE, Site

NONCE: web.RequestKey[str] = web.RequestKey("nonce", str)
REQUEST_ID: web.RequestKey[str] = web.RequestKey("request_id", str)


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """Anybody's request. `language` is the tag to answer in."""

    request: web.Request
    language: str

    @property
    def site(self) -> Site:
        """The web floor's bundle."""
        return self.request.app[SITE]

    @property
    def desk(self) -> Desk:
        """What actions work with."""
        return self.site.desk

    def part(self, name: str) -> str:
        """A variable part of the path."""
        return self.request.match_info[name]

    def page(self, template: str, context: Mapping[str, object], *, status: int = 200) -> web.Response:
        """A whole page in the caller's language; never kept by the browser."""
        common = {"nonce": self.request[NONCE], "path": self.request.path}
        text = self.site.pages.draw(template, self.language, common | dict(context))
        return web.Response(text=text, content_type="text/html", status=status, headers={"Cache-Control": "no-store"})

    def sentence(self, code: str) -> str:
        """What the caller reads of a problem."""
        return self.site.pages.sentence(code, self.language)


@dataclass(frozen=True, slots=True, kw_only=True)
class CornerCall(Call):
    """A registered corner's request; `visit` is its open visit, if there is one."""

    corner: Corner
    visit: Visit | None


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitCall(Call):
    """An applicant's request, in their visit's language."""

    corner: Corner
    visit: Visit


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffCall(Call):
    """A signed-in person's request, who has the permission the route names."""

    staff: Staff
    secret: str


def go(path: str) -> web.Response:
    """See other: the answer to a form that was taken."""
    return web.Response(status=303, headers={"Location": path})
