"""The client of a request: the peer, or whom a proxy that we trust names (X-Forwarded-For, its last entry)."""

import ipaddress
from collections.abc import Iterable

from aiohttp import web

from desk.model.clients import Client, client
from desk.web.site import SITE


def of(request: web.Request) -> Client:
    """Who asks. A header of somebody who is no proxy of ours is not believed (DESK_TRUSTED_PROXIES)."""
    trusted = request.app[SITE].desk.settings.trusted_proxies
    address = behind(request.remote or "", request.headers.get("X-Forwarded-For", ""), trusted)
    return client(address, request.headers.get("User-Agent", ""))


def behind(peer: str, forwarded_for: str, trusted: Iterable[str]) -> str:
    """From the peer back through the proxies of ours, to the first address that is none."""
    networks = [ipaddress.ip_network(each, strict=False) for each in trusted]
    address = peer
    for before in reversed([each.strip() for each in forwarded_for.split(",") if each.strip()]):
        if not _within(address, networks):
            break
        address = before
    return address


def _within(address: str, networks: list[ipaddress.IPv4Network | ipaddress.IPv6Network]) -> bool:
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(found.version == network.version and found in network for network in networks)
