"""A hall's screen, kept in step with the calls."""

from collections.abc import Mapping
from dataclasses import dataclass

from desk.boards.turns import halls
from desk.model.events import Event, Tag
from desk.web.pages.halls import context_of
from desk.web.site import Site
from desk.web.sockets.screens import QUIET_SECONDS, key_of


@dataclass(frozen=True, slots=True, kw_only=True)
class HallScreen:
    """The numbers that are called in one zone."""

    site: Site
    party: str
    zone_id: str
    language: str

    @property
    def key(self) -> tuple[object, ...]:
        """All that it is drawn from."""
        return key_of(self)

    @property
    def quiet_seconds(self) -> float:
        """A call is read out for a minute, and shown for a while."""
        return QUIET_SECONDS

    def cares(self, event: Event) -> bool:
        """Turns and meetings of this zone, and what a corner put away."""
        told = (Tag.CORNER_NOTICE_DISMISSED, Tag.VISIT_CLOSED)
        return event.zone_id == self.zone_id and (event.tag.startswith(("ticket.", "session.")) or event.tag in told)

    async def draw(self) -> Mapping[str, str] | str:
        """One fragment."""
        shown = await halls.hall(self.site.reader, self.zone_id)
        return {"calls": self.site.pages.draw("hall/calls.html", self.language, context_of(self.site, shown))}
