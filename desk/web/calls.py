"""A call: one request with whoever makes it. Each kind of caller has a type, so that no handler forgets to ask."""

from collections.abc import Mapping
from dataclasses import dataclass

from aiohttp import web

from desk.actions.desk import Desk
from desk.actions.staff import SignedIn
from desk.model.staff import Staff, StaffSession
from desk.model.visits import Visit
from desk.model.zones import Corner
from desk.web import problems
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

    def sentence(self, code: str, details: Mapping[str, object] | None = None) -> str:
        """What the caller reads of a problem; with its details, also how long to wait."""
        return self.site.pages.sentence(code, self.language, details)

    def problem(self, error: Exception | None) -> str | None:
        """What the caller reads of a refusal; None of none."""
        return self.sentence(problems.code_of(error), problems.details_of(error)) if error else None


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
    session: StaffSession
    secret: str

    @property
    def signed_in(self) -> SignedIn:
        """Who, and in which session, as actions take it."""
        return SignedIn(staff=self.staff, session=self.session)

    def page(self, template: str, context: Mapping[str, object], *, status: int = 200) -> web.Response:
        """A whole page, with what the frame of staff pages shows of them."""
        return Call.page(self, template, {"staff": self.staff} | dict(context), status=status)


def go(path: str) -> web.Response:
    """See other: the answer to a form that was taken."""
    return web.Response(status=303, headers={"Location": path})
