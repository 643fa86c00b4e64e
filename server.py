"""Joins the parts: the only file that knows them all. `python server.py --help` names every command."""

import argparse
import asyncio
import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

import structlog
import uvloop
from aiohttp import web

from desk import config
from desk.actions import legs
from desk.actions.couriers import DemoCourier
from desk.actions.desk import Desk, Media
from desk.actions.line_tests import Tester
from desk.actions.media import FarMedia, LocalMedia
from desk.actions.media_events import Reporter, find_lost
from desk.actions.media_follow import Follower, take_up
from desk.actions.media_life import Life
from desk.actions.quality import Gauge
from desk.boards.reader import Reader
from desk.boards.search import Index
from desk.chores import data, demo_secrets, keys, providers, recordings, seed, showcase, signals, welcome
from desk.config import Settings
from desk.model.chance import Chance, utc_now
from desk.model.showcase import Demo
from desk.papers.printer import Printer
from desk.store import schema
from desk.store.bus import Bus, Ear
from desk.store.engine import connect
from desk.store.files import Files
from desk.store.nodes import ear_name
from desk.store.unit import Store
from desk.web import app as web_app
from desk.web import ices, logs, scrape
from desk.web.drawing import Pages
from desk.web.fetch import HttpFetch
from desk.web.metrics import Metrics
from desk.web.site import Site
from i18n.catalogues import Catalogues
from i18n.scripts import Scripts
from identity.codes import Codes
from identity.federation.party import RelyingParty
from identity.passwords import Passwords
from webrtc import native, whip
from webrtc.events import Event
from webrtc.node import Node
from webrtc.settings import NodeSettings

TEMPLATES = Path(__file__).parent / "templates"
SETTLE_SECONDS = 5.0
"""At the end, what the media told is entered within this time, or found at the next start."""
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
        provider_origins=tuple(party.provider.issuer for party in desk.providers.values()),
        ices=servers,
        demo=_demo(settings) if settings.demo else Demo(),
        metrics=metrics,
    )
    doors = whip.routes(node, [kept.tokens], now=utc_now, ices=servers) if node is not None else []
    app = web_app.build(site, TEMPLATES / "static", doors)
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
    kept, reporter, fetch = keys.ready(settings.data_dir / "keys"), Reporter(), HttpFetch()
    name = settings.media_node
    metrics, servers = Metrics(name), ices.Lister(settings, utc_now)
    node, follower = _node(settings, reporter, metrics), Follower(name)
    desk = _desk(settings, kept, LocalMedia(node, settings.recordings, kept.tokens, name), fetch)
    desk.store.bus.listen(lambda fact: follower.hear(fact.event))
    app = web.Application()
    app.router.add_routes(whip.routes(node, [kept.tokens], prefix=settings.media_prefix, now=utc_now, ices=servers))
    app.router.add_routes([scrape.of_node(metrics, settings.metrics_token)])
    app.router.add_get("/healthz", _healthy)
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
        life=Life(node),
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


def _store(settings: Settings, kept: keys.Keys) -> Store:
    return Store(
        connect(settings.database_url),
        vault=kept.vault,
        clock=utc_now,
        chance=Chance(),
        bus=Bus(os.urandom(8).hex()),
        files=Files(settings.data_dir / "files", kept.vault),
    )


def _desk(settings: Settings, kept: keys.Keys, media: Media, fetch: HttpFetch) -> Desk:
    store = _store(settings, kept)
    found = providers.configs(settings) if settings.demo else {}
    return Desk(
        settings=settings,
        store=store,
        media=media,
        courier=DemoCourier(store),
        providers={name: RelyingParty(one, kept.clients, fetch, utc_now) for name, one in found.items()},
        provider_names=dict(providers.NAMES) if settings.demo else {},
        codes=Codes(kept.codes, os.urandom),
        passwords=Passwords(),
        printer=Printer(font_dir=settings.font_dir, templates=TEMPLATES),
        scripts=Scripts(),
        catalogues=Catalogues(),
    )


@asynccontextmanager
async def started(parts: Parts) -> AsyncIterator[str]:
    """The parts at work: the store at its form, sessions taken up again, the port open. Gives the address."""
    store = parts.desk.store
    await schema.migrate(store.engine)
    tasks = [asyncio.ensure_future(parts.reporter.run(parts.desk)), asyncio.ensure_future(parts.metrics.watch_loop())]
    gauge = None if parts.node is None else Gauge(parts.node, parts.metrics.watch)
    if parts.node is not None and gauge is not None:
        tester = Tester(parts.node)
        store.bus.listen(lambda fact: tester.hear(fact.event))
        tasks += [asyncio.ensure_future(gauge.run(parts.desk)), asyncio.ensure_future(tester.run(parts.desk))]
    if store.engine.dialect.name == "postgresql":
        own = ear_name(parts.settings.media_node if parts.life is not None else "")
        tasks.append(asyncio.ensure_future(Ear(parts.settings.database_url, store.bus, store.facts, own).run()))
    if parts.follower is not None:
        tasks.append(asyncio.ensure_future(parts.follower.run(parts.desk)))
    await _take_up(parts)
    runner = web.AppRunner(parts.app, access_log=None, shutdown_timeout=3.0)
    await runner.setup()
    await web.TCPSite(runner, parts.settings.host, parts.settings.port).start()
    if parts.life is not None:
        tasks.append(asyncio.ensure_future(parts.life.run(parts.desk)))
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


async def _healthy(_request: web.Request) -> web.Response:
    return web.json_response({"status": "ok"})


async def serve(settings: Settings) -> None:
    """The web, with media in the same process unless they are apart, until SIGINT or SIGTERM."""
    async with started(build(settings)) as address:
        log.info("serving", address=address, packet_path=native.form())
        await signals.until_told()


async def serve_media(settings: Settings) -> None:
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


async def demonstrate(settings: Settings) -> None:
    """Everything of the demonstration: store, synthetic people, identity providers, and the addresses to open."""
    settings = replace(settings, demo=True)
    async with AsyncExitStack() as stack:
        # Node starts while the store is filled: neither waits for the other.
        filling = asyncio.ensure_future(fill(settings))
        clients = keys.ready(settings.data_dir / "keys").clients
        await stack.enter_async_context(providers.running(settings, clients))
        await filling
        address = await stack.enter_async_context(started(build(settings)))
        print(welcome.text(address, demo_secrets.ready(_demo_file(settings), data.read(data.DEMO))), flush=True)
        await signals.until_told()


async def fill(settings: Settings) -> None:
    """Brings the demonstration's zones, corners, items, notices and staff into the store."""
    store = _store(settings, keys.ready(settings.data_dir / "keys"))
    try:
        await schema.migrate(store.engine)
        demonstration = data.read(data.DEMO)
        known = demo_secrets.ready(_demo_file(settings), demonstration)
        await seed.seed(store, demonstration, known.corners)
        await seed.seed_staff(store, Passwords(), demonstration, known.accounts)
    finally:
        await store.close()


async def migrate(settings: Settings) -> None:
    """Brings the store's tables to the form this version works with."""
    engine = connect(settings.database_url)
    try:
        await schema.migrate(engine)
    finally:
        await engine.dispose()


def _demo(settings: Settings) -> Demo:
    demonstration = data.read(data.DEMO)
    return showcase.build(demonstration, demo_secrets.ready(_demo_file(settings), demonstration))


def _demo_file(settings: Settings) -> Path:
    return settings.data_dir / "demo.json"


COMMANDS: dict[str, tuple[Callable[..., Awaitable[None]], str]] = {
    "serve": (serve, "serve the web, and media in the same process unless DESK_MEDIA_APART=1"),
    "media": (serve_media, "serve one media node alone (needs PostgreSQL)"),
    "demo": (demonstrate, "migrate, seed the demonstration, and serve it with its identity providers"),
    "migrate": (migrate, "bring the store's tables to the form of this version"),
    "seed": (fill, "bring the demonstration's zones, corners, items and staff into the store"),
    "join": (recordings.join, "join a session's recording into one Matroska file, and report its gaps and its drift"),
}


def main(arguments: list[str] | None = None) -> int:
    """Runs one command; the exit status."""
    parser = argparse.ArgumentParser(prog="server.py", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, (_, purpose) in COMMANDS.items():
        command = commands.add_parser(name, help=purpose, description=purpose)
        if name == "media":
            command.add_argument("--node", default="", metavar="NAME", help="the node's name, in letters and digits")
        if name == "join":
            command.add_argument("session", metavar="SESSION", help="the session's id, as /office/sessions has it")
            command.add_argument("file", metavar="FILE", type=Path, help="the .mkv file to write")
    chosen = parser.parse_args(arguments)
    named = {"DESK_MEDIA_NODE": chosen.node} if getattr(chosen, "node", "") else {}
    try:
        settings = config.read(os.environ | named)
        settings.data_dir.mkdir(parents=True, exist_ok=True)
        logs.configure(settings.log_format)
        rest = (chosen.session, chosen.file) if chosen.command == "join" else ()
        uvloop.run(COMMANDS[chosen.command][0](settings, *rest))  # type: ignore[arg-type]  # a coroutine is awaitable
    except (config.BadSetting, providers.ProvidersFailed, recordings.NotJoined, OSError) as error:
        print(f"server.py: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
