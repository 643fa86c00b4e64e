"""The live screen of a supervisor: the meetings under way, and the one they are in."""

from collections.abc import Mapping
from dataclasses import dataclass

from desk.boards.meetings import live
from desk.model.events import Event
from desk.model.staff import Staff
from desk.web.site import Site
from desk.web.sockets.screens import QUIET_SECONDS, key_of


@dataclass(frozen=True, slots=True, kw_only=True)
class SuperviseScreen:
    """The page /office/live."""

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
        """The minutes of a meeting grow without a fact."""
        return QUIET_SECONDS

    def cares(self, event: Event) -> bool:
        """Meetings, and who takes part in them."""
        return event.tag.startswith(("session.", "participant."))

    async def draw(self) -> Mapping[str, str] | str:
        """All three fragments from one reading; or the console, once they took a meeting over."""
        shown = await live.live(self.site.reader, self.staff)
        if shown.own:
            return "/console"
        context = {"live": shown, "nonce": ""}
        return {
            name: self.site.pages.draw(f"office/{name}.html", self.staff.language, context)
            for name in ("under-way", "watched", "tiles")
        }
