"""What each live screen shows, and which facts make it look again."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Protocol

from desk.actions import corners, visits
from desk.boards import assists, console, corner, identity, zone
from desk.boards.turns.corner_notices import banner
from desk.boards.turns.lines import Wanted
from desk.model.errors import CornerUnknown
from desk.model.events import Event, Tag
from desk.model.sessions import staff_party
from desk.model.staff import Staff
from desk.model.visits import State, Visit
from desk.web import steps
from desk.web.pages import proving
from desk.web.pages.work import called
from desk.web.pages.zone import Powers
from desk.web.site import Site

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

QUIET_SECONDS = 10.0
LINES_SECONDS = 5.0
"""As often as the figures of lines are entered."""


class Screen(Protocol):
    """One open page. Pages with the same `key` are drawn alike, and share the drawing."""

    @property
    def site(self) -> Site:
        """What it is drawn with."""

    @property
    def key(self) -> tuple[object, ...]:
        """All that the drawing depends on beside the store."""

    @property
    def party(self) -> str:
        """Who is here by this page."""

    @property
    def zone_id(self) -> str:
        """The zone it belongs to; empty for none."""

    @property
    def quiet_seconds(self) -> float:
        """After so many seconds without a fact it is drawn all the same: for what no fact tells."""

    def cares(self, event: Event) -> bool:
        """Whether this fact may change what is shown. A yes too many costs a drawing."""

    async def draw(self) -> Mapping[str, str] | str:
        """Every fragment by its element id; or a path, when the page has to go elsewhere."""


def key_of(screen: "DataclassInstance") -> tuple[object, ...]:
    """Every field of a screen but who is before it: whatever is added to a screen later is part of its key."""
    told = (getattr(screen, field.name) for field in fields(screen) if field.name not in ("site", "party"))
    return (type(screen), *told)


@dataclass(frozen=True, slots=True, kw_only=True)
class CornerScreen:
    """The applicant's stage."""

    site: Site
    party: str
    zone_id: str
    visit_id: str
    language: str
    secret: str

    @property
    def key(self) -> tuple[object, ...]:
        """All that it is drawn from."""
        return key_of(self)

    @property
    def quiet_seconds(self) -> float:
        """How lines fare changes without a fact."""
        return LINES_SECONDS

    def cares(self, event: Event) -> bool:
        """Facts of this visit, and whatever may change its place in the queue or the estimate."""
        return event.visit_id == self.visit_id or event.tag.startswith(
            ("ticket.", "presence.", "session.leg", "corner.")
        )

    async def draw(self) -> Mapping[str, str] | str:
        """The stage; or another page, once the visit is closed or another browser took the corner over."""
        try:
            own = await corners.whose(self.site.desk, self.secret)
        except CornerUnknown:
            return "/corner"
        shown = await corner.stage(self.site.reader, self.visit_id)
        if shown.corner_id != own.id and shown.kind != "withdrawn":
            # Its applicant stepped away, or took the turn up at another corner: nothing of them stays here.
            return "/corner"
        if shown.kind in ("closed", "withdrawn"):
            return "/corner" if shown.kind == "closed" else steps.gone(shown.language)
        if shown.language != self.language:
            return "/corner/visit"
        context = {"stage": shown, "nonce": "", **proving.for_stage(self.site, shown)}
        context["banner"] = await banner(self.site.reader, own.id, shown.language)
        return {
            name: self.site.pages.draw(f"corner/{name}.html", shown.language, context)
            for name in ("banner", "stage", "tiles")
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class AssistScreen:
    """The corner while staff look at a document."""

    site: Site
    party: str
    zone_id: str
    visit: Visit
    secret: str

    @property
    def key(self) -> tuple[object, ...]:
        """All that it is drawn from."""
        return key_of(self)

    @property
    def quiet_seconds(self) -> float:
        """That nobody came in time is told by no fact."""
        return QUIET_SECONDS

    def cares(self, event: Event) -> bool:
        """Facts of this visit."""
        return event.visit_id == self.visit.id

    async def draw(self) -> Mapping[str, str] | str:
        """How far it is; or where the visit goes on."""
        try:
            await corners.whose(self.site.desk, self.secret)
        except CornerUnknown:
            return "/corner"
        visit = await visits.current(self.site.desk, self.visit.corner_id)
        if visit is None or visit.id != self.visit.id or visit.state is not State.CONSENTED:
            return steps.page_of(visit)
        shown = await assists.progress(self.site.reader, visit)
        context = {"assist": shown, "nonce": ""}
        return {"assist": self.site.pages.draw("corner/assist-progress.html", visit.language, context)}


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeScreen:
    """The page that asks for the code to the telephone: how far the message came."""

    site: Site
    party: str
    zone_id: str
    visit: Visit

    @property
    def key(self) -> tuple[object, ...]:
        """All that it is drawn from."""
        return key_of(self)

    @property
    def quiet_seconds(self) -> float:
        """Each way of a message is a fact."""
        return QUIET_SECONDS

    def cares(self, event: Event) -> bool:
        """The ways of this visit's messages."""
        return event.tag is Tag.CODE_CARRIED and event.visit_id == self.visit.id

    async def draw(self) -> Mapping[str, str] | str:
        """One line; the form around it is left alone."""
        contact = await identity.contact(self.site.reader, self.visit)
        shown = contact.delivery if contact else ""
        drawn = self.site.pages.draw("corner/delivery.html", self.visit.language, {"delivery": shown})
        return {"delivery": drawn}


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsoleScreen:
    """A clerk's queue, meeting and case."""

    site: Site
    party: str
    zone_id: str
    staff: Staff

    @property
    def key(self) -> tuple[object, ...]:
        """All that it is drawn from."""
        return key_of(self)

    @property
    def quiet_seconds(self) -> float:
        """How lines fare changes without a fact."""
        return LINES_SECONDS

    def cares(self, event: Event) -> bool:
        """Turns, meetings, cases: whatever moves at any window may move this one's queue."""
        return not event.tag.startswith(("line.", "visit.", "staff.", "track."))

    async def draw(self) -> Mapping[str, str] | str:
        """All five fragments from one reading."""
        shown = await console.desktop(self.site.reader, self.staff)
        context = {
            "desktop": shown,
            "queue": shown.queue,
            "meeting": shown.meeting,
            "case": shown.case,
            "receipt": shown.receipt,
            "called": called(self.site, self.staff.language),
            "nonce": "",
        }
        return {
            name: self.site.pages.draw(f"console/{name}.html", self.staff.language, context)
            for name in ("queue", "session", "chat", "line", "case", "consult", "tiles", "parts")
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneScreen:
    """The zone board."""

    site: Site
    party: str
    zone_id: str
    language: str
    may: Powers
    wanted: Wanted

    @property
    def key(self) -> tuple[object, ...]:
        """All that it is drawn from."""
        return key_of(self)

    @property
    def quiet_seconds(self) -> float:
        """The minutes that were waited grow without a fact."""
        return QUIET_SECONDS

    def cares(self, event: Event) -> bool:
        """Facts of this zone, and clerks coming and going."""
        return event.zone_id in (self.zone_id, "")

    async def draw(self) -> Mapping[str, str] | str:
        """All six fragments from one reading."""
        site = self.site
        shown = await zone.board(site.reader, self.zone_id, self.language, self.wanted, site.pages.version)
        context = {"board": shown, "zone_id": self.zone_id, "may": self.may, "nonce": ""}
        return {
            name: site.pages.draw_once(f"zone/{name}.html", self.language, context, (shown.zone_id, self.may, *parts))
            for name, parts in _parts_of(shown).items()
        }


def _parts_of(shown: zone.Board) -> Mapping[str, tuple[Hashable, ...]]:
    """What each fragment of the board is drawn from, beside the zone and what somebody may do."""
    return {
        "alerts": (shown.alerts,),
        "tickets": (shown.columns, shown.filters, shown.wanted),
        "corners": (shown.corners,),
        "windows": (shown.windows,),
        "businesses": (shown.businesses,),
        "today": (shown.today,),
    }


def console_screen(site: Site, person: Staff) -> ConsoleScreen:
    """The console of this clerk."""
    return ConsoleScreen(site=site, party=staff_party(person.id), zone_id="", staff=person)
