"""Builds the web application from its parts: routes, shield, live sockets, media doors, static files."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from pathlib import Path

from aiohttp import web

from desk.web import shield
from desk.web.keeper import Keeper
from desk.web.offering import Offering
from desk.web.routes import ROUTES
from desk.web.site import SITE, Site
from desk.web.sockets.live import SOCKETS, Sockets


def build(site: Site, static: Path, media: Iterable[web.RouteDef]) -> web.Application:
    """An application that is ready to be served; nothing runs before it is."""
    app = web.Application(middlewares=[shield.identify, shield.put_in_words, shield.guard_origin])
    app[SITE], app[SOCKETS] = site, Sockets()
    for method, path, door in ROUTES:
        app.router.add_route(method, path, door.handler)
    app.router.add_routes(media)
    app.router.add_static("/static", static)
    app.on_response_prepare.append(shield.protect)
    app.on_shutdown.append(_close_sockets)
    app.cleanup_ctx.append(_keep)
    return app


async def _keep(app: web.Application) -> AsyncIterator[None]:
    keeper = Keeper(app[SITE].desk, app[SOCKETS])
    duties = (keeper.run(), keeper.watch_nodes(), Offering(app[SITE].desk).run())
    keeping = [asyncio.ensure_future(duty) for duty in duties]
    yield
    for task in keeping:
        task.cancel()
    # Each is waited for: who was reading from the store lets its connection go before the store is closed.
    await asyncio.gather(*keeping, return_exceptions=True)
    await app[SOCKETS].channels.close()


async def _close_sockets(app: web.Application) -> None:
    await app[SOCKETS].close()
