"""The ICE servers that one browser is given; TURN ones with credentials that end in two hours."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from desk.config import Settings
from webrtc import turn

LASTS = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Lister:
    """Lists them for a party, as `RTCConfiguration.iceServers` takes them."""

    settings: Settings
    now: Callable[[], datetime]

    def __call__(self, party: str) -> list[dict[str, object]]:
        """A server for each address of the settings."""
        return [self._server(url, party) for url in self.settings.ice_servers]

    def _server(self, url: str, party: str) -> dict[str, object]:
        if not url.startswith("turn") or not self.settings.turn_secret:
            return {"urls": [url]}
        given = turn.credentials(self.settings.turn_secret, party, now=self.now(), lifetime=LASTS)
        return {"urls": [url], "username": given.username, "credential": given.credential}
