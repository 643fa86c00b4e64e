"""The door of `/metrics`: a bearer token where one is set, else this machine alone, and not through a proxy."""

import contextlib
import hmac
import ipaddress

from aiohttp import web

from desk.boards.figures import Figures, figures
from desk.model.errors import NotAllowed, StoreUnavailable
from desk.web.doors import Door
from desk.web.metrics import TYPE, Metrics
from desk.web.site import SITE

FORWARDED = ("X-Forwarded-For", "Forwarded", "X-Real-IP")


def may_scrape(request: web.Request, token: str) -> bool:
    """Whether the caller shows the token; without one set, whether it is a process of this machine."""
    if token:
        shown = request.headers.get("Authorization", "")
        return hmac.compare_digest(shown.encode(), f"Bearer {token}".encode())
    return not any(name in request.headers for name in FORWARDED) and _is_loopback(request.remote or "")


def _is_loopback(address: str) -> bool:
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    mapped = getattr(found, "ipv4_mapped", None)
    return bool((mapped or found).is_loopback)


def of_site() -> Door:
    """The web process's figures."""

    async def handler(request: web.Request) -> web.StreamResponse:
        site = request.app[SITE]
        if not may_scrape(request, site.desk.settings.metrics_token):
            raise NotAllowed("metrics")
        seen: Figures | None = None
        with contextlib.suppress(StoreUnavailable):
            seen = await figures(site.reader)
        site.metrics.set_figures(seen)
        return _answer(site.metrics)

    return Door(name="metrics", handler=handler)


def of_node(metrics: Metrics, token: str) -> web.RouteDef:
    """The figures of a media node alone."""

    async def handler(request: web.Request) -> web.StreamResponse:
        return _answer(metrics) if may_scrape(request, token) else web.Response(status=403)

    return web.get("/metrics", handler)


def _answer(metrics: Metrics) -> web.Response:
    return web.Response(body=metrics.text(), headers={"Content-Type": TYPE, "Cache-Control": "no-store"})
