"""The ICE servers that one browser is given; TURN ones with credentials that end in two hours."""

from datetime import datetime, timedelta

from desk.config import Settings
from webrtc import turn

LASTS = timedelta(hours=2)


def servers(settings: Settings, party: str, now: datetime) -> list[dict[str, object]]:
    """As `RTCConfiguration.iceServers` takes them."""
    found: list[dict[str, object]] = []
    for url in settings.ice_servers:
        if url.startswith("turn") and settings.turn_secret:
            given = turn.credentials(settings.turn_secret, party, now=now, lifetime=LASTS)
            found.append({"urls": [url], "username": given.username, "credential": given.credential})
        else:
            found.append({"urls": [url]})
    return found
