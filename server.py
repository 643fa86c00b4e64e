"""Joins the parts: the only file that knows them all. `python server.py --help` names every command."""

import argparse
import asyncio
import gc
import os
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import structlog
import uvloop
from aiohttp import web

from desk import config
from desk.actions import legs
from desk.actions.deliveries import PostOffice
from desk.actions.desk import Desk, Media
from desk.actions.line_tests import Tester
from desk.actions.media import FarMedia, LocalMedia, receipts
from desk.actions.media_events import Reporter, find_lost
from desk.actions.media_follow import Follower, take_up
from desk.actions.media_life import Life
from desk.actions.quality import Gauge
from desk.boards.reader import Reader
from desk.boards.search import Index
from desk.chores import commands, demo_providers, demonstration, gateways, keys, providers, signals, stores, welcome
from desk.chores.commands import Command
from desk.chores.seal import sealer
from desk.config import Settings
from desk.model.chance import utc_now
from desk.model.showcase import Demo
from desk.papers.printer import Printer
from desk.store import schema
from desk.store.bus import Ear, Eye
from desk.store.nodes import ear_name
from desk.store.seals import Sealer
from desk.web import app as web_app
from desk.web import ices, logs, scrape
from desk.web.drawing import Pages
from desk.web.fetch import HttpFetch
from desk.web.metrics import Metrics
from desk.web.site import SITE, Site
from i18n.catalogues import Catalogues
from i18n.scripts import Scripts
from identity.codes import Codes
from identity.passwords import Passwords
from webrtc import native, whip
from webrtc.events import Event
from webrtc.node import Node
from webrtc.settings import NodeSettings

TEMPLATES = Path(__file__).parent / "templates"
SETTLE_SECONDS = 5.0
"""At the end, what the media told is entered within this time, or found at the next start."""
SWEEPS = (10_000, 10, 20)
"""How often the memory is searched for circles of garbage (gc.set_threshold). Each live page holds hundreds of objects:
by Python's own measure all those of 5,000 pages were gone through every ten seconds, for 0.6 s each time."""
REFUSALS: tuple[type[Exception], ...] = (config.BadSetting, demo_providers.ProvidersFailed, OSError, *commands.FAILURES)
"""What a command raises on purpose: its message is printed, and the exit status is 1."""
log = structlog.get_logger("desk")


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """Everything of one process, built and wired, and not yet started.

    `node`, `follower`: None where media are elsewhere. `life`: only of a media node alone.
    """

    settings: Settings
    keys: keys.Keys
    desk: Desk
    node: Node | None
    reporter: Reporter
    fetch: HttpFetch
    app: web.Application
    metrics: Metrics
    follower: Follower | None = None
    life: Life | None = None


def build(settings: Settings) -> Parts:
    """The parts of a web process, with media in it unless they are apart. Opens no connection and no port."""
    kept, reporter, fetch = keys.ready(settings.data_dir / "keys"), Reporter(), HttpFetch()
    metrics, servers = Metrics(), ices.Lister(settings, utc_now)
    node = None if settings.media_apart else _node(settings, reporter, metrics)
    media = FarMedia(kept.tokens) if node is None else LocalMedia(node, settings.recordings, kept.tokens)
    desk = _desk(settings, kept, media, fetch)
    if isinstance(media, FarMedia):
        desk.store.bus.listen(lambda fact: media.hear(fact.event))
    site = Site(
        desk=desk,
        reader=Reader(store=desk.store, scripts=desk.scripts, is_up=media.is_up),
        pages=Pages(TEMPLATES, desk.catalogues, demo=settings.demo),
        index=Index(),
        provider_origins=tuple(origin for each in desk.providers.values() for origin in each.origins),
        ices=servers,
        demo=demonstration.shown(settings) if settings.demo else Demo(),
        metrics=metrics,
    )
    app = web_app.build(site, TEMPLATES / "static", [] if node is None else _doors(node, kept, desk, servers))
    return Parts(
        settings=settings,
        keys=kept,
        desk=desk,
        node=node,
        reporter=reporter,
        fetch=fetch,
        app=app,
        metrics=metrics,
        follower=Follower() if node is not None else None,
    )


def build_media(settings: Settings) -> Parts:
    """The parts of a media node alone: WHIP's doors, a health page, and an ear for the ledger."""
    settings = replace(settings, providers=None, seal=None)  # it signs nobody in and seals nothing: no secret of either
    kept, reporter, fetch = keys.ready(settings.data_dir / "keys"), Reporter(), HttpFetch()
    name = settings.media_node
    metrics, servers = Metrics(name), ices.Lister(settings, utc_now)
    node, follower = _node(settings, reporter, metrics), Follower(name)
    desk = _desk(settings, kept, LocalMedia(node, settings.recordings, kept.tokens, name), fetch)
    desk.store.bus.listen(lambda fact: follower.hear(fact.event))
    app = web.Application()
    app.router.add_routes(_doors(node, kept, desk, servers))
    app.router.add_routes([scrape.of_node(metrics, settings.metrics_token)])
    life = Life(node)
    app.router.add_get("/healthz", partial(_healthy, life))
    return Parts(
        settings=settings,
        keys=kept,
        desk=desk,
        node=node,
        reporter=reporter,
        fetch=fetch,
        app=app,
        metrics=metrics,
        follower=follower,
        life=life,
    )


def _node(settings: Settings, reporter: Reporter, metrics: Metrics) -> Node:
    def tell(event: Event) -> None:
        reporter.tell(event)
        metrics.note(event)

    chosen = NodeSettings(
        addresses=settings.media_addresses or None,
        public_address=settings.media_public_address,
        record_floor=settings.recording_floor,
    )
    node = Node(chosen, tell)
    metrics.measure(node, chosen.max_legs)
    return node


def _doors(node: Node, kept: keys.Keys, desk: Desk, servers: ices.Lister) -> list[web.RouteDef]:
    prefix = desk.settings.media_prefix
    return whip.routes(node, [kept.tokens], prefix=prefix, now=utc_now, ices=servers, stands=receipts(desk))


def _desk(settings: Settings, kept: keys.Keys, media: Media, fetch: HttpFetch) -> Desk:
    store = stores.of(settings, kept)
    carriers, catalogues = gateways.read(settings), Catalogues()
    pages = Pages(TEMPLATES, catalogues, demo=settings.demo)
    known = providers.known(settings, kept.clients, fetch, utc_now)
    return Desk(
        settings=settings,
        store=store,
        media=media,
        courier=gateways.courier(settings, store, carriers, fetch, pages.message),
        providers=known.providers,
        provider_names=known.names,
        codes=Codes(kept.codes, os.urandom),
        passwords=Passwords(),
        printer=Printer(font_dir=settings.font_dir, templates=TEMPLATES),
        sealer=sealer(settings),
        scripts=Scripts(),
        catalogues=catalogues,
        gateways=carriers,
    )


@asynccontextmanager
async def started(parts: Parts) -> AsyncIterator[str]:
    """The parts at work: the store at its form, sessions taken up again, the port open. Gives the address."""
    store = parts.desk.store
    gc.set_threshold(*SWEEPS)
    await schema.migrate(store.engine, store.vault)
    tasks = [asyncio.ensure_future(parts.reporter.run(parts.desk)), asyncio.ensure_future(parts.metrics.watch_loop())]
    gauge = None if parts.node is None else Gauge(parts.node, parts.metrics.watch)
    if parts.node is not None and gauge is not None:
        tester = Tester(parts.node)
        store.bus.listen(lambda fact: tester.hear(fact.event))
        tasks += [asyncio.ensure_future(gauge.run(parts.desk)), asyncio.ensure_future(tester.run(parts.desk))]
    store.bus.begin(await store.position())
    tasks.append(asyncio.ensure_future(Eye(store.bus, store.facts).run()))
    if store.engine.dialect.name == "postgresql":
        own = ear_name(parts.settings.media_node if parts.life is not None else "")
        tasks.append(asyncio.ensure_future(Ear(parts.settings.database_url, store.bus, store.facts, own).run()))
    if parts.life is None:
        tasks.append(asyncio.ensure_future(Sealer(store, parts.keys.ledger, parts.settings.heads).run()))
    if parts.follower is not None:
        tasks.append(asyncio.ensure_future(parts.follower.run(parts.desk)))
    if parts.life is None and isinstance(parts.desk.courier, PostOffice):
        tasks.append(asyncio.ensure_future(parts.desk.courier.run()))
    await _take_up(parts)
    runner = web.AppRunner(parts.app, access_log=None, shutdown_timeout=3.0)
    await runner.setup()
    await web.TCPSite(runner, parts.settings.host, parts.settings.port).start()
    if parts.life is not None:
        tasks.append(asyncio.ensure_future(parts.life.run(parts.desk)))
    else:
        site = parts.app[SITE]
        tasks.append(asyncio.ensure_future(site.index.warm(site.reader)))
    try:
        yield parts.settings.public_url
    finally:
        await runner.cleanup()
        if gauge is not None:
            await gauge.settle(parts.desk)
        if parts.node is not None:
            await parts.node.close()
        with suppress(TimeoutError):
            async with asyncio.timeout(SETTLE_SECONDS):
                await parts.reporter.settle()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if parts.life is not None:
            await parts.life.end(parts.desk)
        await parts.fetch.close()
        await store.close()


async def _take_up(parts: Parts) -> None:
    """What an earlier process left: where media are here, files are entered and bridges opened again; else which legs
    are up is read."""
    if isinstance(parts.desk.media, FarMedia):
        for party, node in await legs.up(parts.desk):
            parts.desk.media.know(party, node, up=True)
        return
    await legs.forget(parts.desk, parts.settings.media_node)
    await find_lost(parts.desk)
    count = await take_up(parts.desk, parts.settings.media_node)
    if count:
        log.info("sessions.taken_up", count=count)


async def _healthy(life: Life, _request: web.Request) -> web.Response:
    """Before it has told that it lives, no room is placed on it."""
    return web.json_response({"status": "ok" if life.told else "beginning"}, status=200 if life.told else 503)


async def serve(settings: Settings) -> int:
    """The web, with media in the same process unless they are apart, until SIGINT or SIGTERM."""
    gateways.required(settings)
    async with started(build(settings)) as address:
        log.info("serving", address=address, packet_path=native.form())
        await signals.until_told()
    return 0


async def serve_media(settings: Settings) -> int:
    """A media node alone, until SIGINT or SIGTERM; it is emptied first, and stops at once when told twice.

    Raises BadSetting.
    """
    if not settings.media_node:
        raise config.BadSetting("a media node has a name: --node NAME, or DESK_MEDIA_NODE")
    if settings.database_url.startswith("sqlite"):
        raise config.BadSetting("a media node alone hears of sessions through PostgreSQL: set DESK_DATABASE_URL")
    parts = build_media(settings)
    async with started(parts):
        log.info("serving media", node=settings.media_node, packet_path=native.form())
        await signals.until_told()
        if parts.life is not None:
            await signals.unless_told_again(parts.life.drain(parts.desk))
    return 0


def _media_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--node", default="", metavar="NAME", help="the node's name, in letters and digits")


async def demonstrate(settings: Settings) -> int:
    """Everything of the demonstration: store, synthetic people, identity providers, and the addresses to open."""
    settings = replace(settings, demo=True)
    async with AsyncExitStack() as stack:
        # Node starts while the store is filled: neither waits for the other.
        filling = asyncio.ensure_future(demonstration.fill(settings))
        clients = keys.ready(settings.data_dir / "keys").clients
        await stack.enter_async_context(demo_providers.running(settings, clients))
        await filling
        address = await stack.enter_async_context(started(build(settings)))
        print(welcome.text(address, demonstration.secrets(settings)), flush=True)
        await signals.until_told()
    return 0


SERVING: tuple[Command, ...] = (
    Command(
        name="serve",
        purpose="serve the web, and media in the same process unless DESK_MEDIA_APART=1",
        run=lambda settings, _chosen: serve(settings),
    ),
    Command(
        name="media",
        purpose="serve one media node alone (needs PostgreSQL)",
        run=lambda settings, _chosen: serve_media(settings),
        arguments=_media_arguments,
    ),
    Command(
        name="demo",
        purpose="migrate, seed the demonstration, and serve it with its identity providers",
        run=lambda settings, _chosen: demonstrate(settings),
    ),
)


def main(arguments: list[str] | None = None) -> int:
    """Runs one command; the exit status."""
    parser = argparse.ArgumentParser(prog="server.py", description=__doc__)
    known = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    every = {command.name: command for command in (*SERVING, *commands.COMMANDS)}
    for command in every.values():
        command.arguments(known.add_parser(command.name, help=command.purpose, description=command.purpose))
    chosen = parser.parse_args(arguments)
    named = {"DESK_MEDIA_NODE": chosen.node} if getattr(chosen, "node", "") else {}
    try:
        settings = config.read(os.environ | named)
        settings.data_dir.mkdir(parents=True, exist_ok=True)
        logs.configure(settings.log_format)
        return uvloop.run(_run(every[chosen.command], settings, chosen))
    except REFUSALS as error:
        print(f"server.py: {error}", file=sys.stderr)
        return 1


async def _run(command: Command, settings: Settings, chosen: argparse.Namespace) -> int:
    return await command.run(settings, chosen)


if __name__ == "__main__":
    sys.exit(main())
