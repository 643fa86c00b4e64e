"""The identity providers the desk knows: those of the file that was named, or the demonstration's own."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from desk.actions.desk import Names
from desk.chores import demo_providers, provider_file
from desk.chores.provider_file import Entry, GuangdongShaped, IamSmartShaped, OpenId
from desk.chores.watched import Watched
from desk.config import Settings
from identity.federation.fetch import Fetch
from identity.federation.guangdong import Guangdong
from identity.federation.iamsmart import IamSmart
from identity.federation.keys import ClientKeys
from identity.federation.party import RelyingParty
from identity.federation.provider import Provider

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Every provider the desk knows, and what each is called in every language, in the order to be offered."""

    providers: Mapping[str, Provider]
    names: Mapping[str, Names]


def known(settings: Settings, keys: ClientKeys, fetch: Fetch, clock: Clock) -> Known:
    """The providers of these settings, ready to be asked. Raises BadSetting, BadData."""
    if settings.providers is not None:
        entries = provider_file.read(settings.providers, settings.public_url)
        return Known(
            providers={entry.config.name: Watched(_built(entry, keys, fetch, clock)) for entry in entries},
            names={entry.config.name: entry.names for entry in entries},
        )
    if not settings.demo:
        return Known(providers={}, names={})
    found = demo_providers.configs(settings)
    return Known(
        providers={name: Watched(RelyingParty(each, keys, fetch, clock)) for name, each in found.items()},
        names=demo_providers.names(),
    )


def _built(entry: Entry, keys: ClientKeys, fetch: Fetch, clock: Clock) -> Provider:
    match entry:
        case OpenId():
            return RelyingParty(entry.config, keys, fetch, clock)
        case IamSmartShaped():
            return IamSmart(entry.config, entry.credentials, fetch, clock)
        case GuangdongShaped():
            return Guangdong(entry.config, fetch, clock)
