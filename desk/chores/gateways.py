"""The gateways of an installation, as the file named by DESK_SMS_GATEWAYS has them (deploy/README.md shows one)."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from desk.actions.couriers import DemoCourier, HttpSmsCourier, Words
from desk.actions.deliveries import PostOffice
from desk.actions.desk import Courier
from desk.config import BadSetting, Settings
from desk.model import webhooks
from desk.model.gateways import PREFIXES, Gateway
from desk.store.unit import Store
from identity.federation.fetch import Fetch

SETTING = "DESK_SMS_GATEWAYS"
KINDS = ("sms", "voice", "chat")
KEYS = frozenset({"name", "url", "secret_file", "regions", "kind", "sender", "timeout"})
LONGEST_NAME = 24
LONGEST_TIMEOUT = 20.0
HERE = ("localhost", "127.0.0.1", "::1")


def read(settings: Settings) -> dict[str, Gateway]:
    """The gateways by name, in the order to be tried; none where no file is named. Raises BadSetting."""
    path = settings.sms_gateways
    if path is None:
        return {}
    if settings.demo:
        raise BadSetting(f"{SETTING}: the demonstration sends nothing to telephones; unset it, or DESK_DEMO")
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BadSetting(f"{SETTING}: {path.name} cannot be read: {type(error).__name__}") from None
    listed = told.get("gateway")
    if set(told) != {"gateway"} or not isinstance(listed, list) or not listed:
        raise BadSetting(f"{SETTING}: {path.name} holds one or more [[gateway]] and nothing else")
    found = [_gateway(each, path.parent) for each in listed]
    known = {gateway.name: gateway for gateway in found}
    if len(known) < len(found):
        raise BadSetting(f"{SETTING}: two gateways have one name")
    left = sorted(set(PREFIXES).difference(*(gateway.regions for gateway in found)))
    if left:
        raise BadSetting(f"{SETTING}: no gateway carries to {', '.join(left)}")
    return known


def required(settings: Settings) -> None:
    """Raises BadSetting where codes could reach nobody: without them no visit comes to its turn."""
    if not settings.demo and settings.sms_gateways is None:
        raise BadSetting(f"one-time codes have no way to telephones: set {SETTING} (docs/settings.md)")


def courier(settings: Settings, store: Store, known: Mapping[str, Gateway], fetch: Fetch, words: Words) -> Courier:
    """What carries codes: the gateways, or the demonstration's inbox."""
    if not known:
        return DemoCourier(store)
    carriers = [HttpSmsCourier(one, fetch, words, store.clock, settings.public_url) for one in known.values()]
    office = PostOffice(store, carriers)
    store.bus.listen(lambda fact: office.hear(fact.event))
    return office


def _gateway(told: object, folder: Path) -> Gateway:
    """One gateway. Raises BadSetting, which names it and what it should have, and no value."""
    if not isinstance(told, dict) or not isinstance(told.get("name"), str):
        raise BadSetting(f"{SETTING}: a gateway needs a name")
    name: str = told["name"]
    _demand(name.isascii() and name.replace("-", "").isalnum() and len(name) <= LONGEST_NAME, name, "a plain name")
    _demand(set(told) <= KEYS, name, f"only {', '.join(sorted(KEYS))}")
    _demand(told.get("kind", KINDS[0]) in KINDS, name, f"a kind of {', '.join(KINDS)}")
    regions = told.get("regions")
    _demand(isinstance(regions, list) and bool(regions) and set(regions) <= set(PREFIXES), name, "regions: HK, MO, CN")
    timeout = told.get("timeout", 5)
    _demand(isinstance(timeout, int | float) and 0 < timeout <= LONGEST_TIMEOUT, name, "a timeout of 1 to 20 seconds")
    _demand(isinstance(told.get("sender", ""), str), name, "a sender in text")
    return Gateway(
        name=name,
        url=_url(told, name),
        secret=_secret(told, name, folder),
        regions=frozenset(regions or ()),
        kind=told.get("kind", KINDS[0]),
        sender=told.get("sender", ""),
        timeout=float(timeout),
    )


def _url(told: Mapping[str, Any], name: str) -> str:
    url = told.get("url")
    _demand(isinstance(url, str), name, "a url")
    parts = urlsplit(str(url))
    here = parts.scheme == "http" and parts.hostname in HERE
    _demand(bool(parts.hostname) and (parts.scheme == "https" or here), name, "a url of https")
    return str(url)


def _secret(told: Mapping[str, Any], name: str, folder: Path) -> bytes:
    file = told.get("secret_file")
    _demand(isinstance(file, str), name, "a secret_file")
    try:
        return webhooks.secret((folder / str(file)).read_text(encoding="ascii"))
    except (OSError, ValueError):
        raise BadSetting(f"{SETTING}: {name} needs a secret_file with whsec_ and 24 to 64 bytes in base64") from None


def _demand(fits: bool, name: str, what: str) -> None:
    if not fits:
        raise BadSetting(f"{SETTING}: {name} needs {what}")
