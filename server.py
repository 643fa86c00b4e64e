"""Joins the parts: the only file that knows them all. `python server.py --help` names every command."""

import argparse
import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import structlog
import uvloop
from aiohttp import web

from desk import config
from desk.actions import sessions
from desk.actions.couriers import DemoCourier
from desk.actions.desk import Desk
from desk.actions.media import LocalMedia
from desk.actions.media_events import Reporter, find_lost_segments
from desk.boards.reader import Reader
from desk.boards.search import Index
from desk.chores import data, demo_secrets, keys, providers, seed, welcome
from desk.config import Settings
from desk.model.chance import Chance, utc_now
from desk.papers.printer import Printer
from desk.store import schema
from desk.store.bus import Bus, Ear
from desk.store.engine import connect
from desk.store.files import Files
from desk.store.unit import Store
from desk.web import app as web_app
from desk.web import logs
from desk.web.drawing import Pages
from desk.web.fetch import HttpFetch
from desk.web.site import Demo, DemoCorner, DemoStaff, Site
from i18n.catalogues import Catalogues
from i18n.scripts import Scripts
from identity.codes import Codes
from identity.federation.party import RelyingParty
from identity.passwords import Passwords
from webrtc import turn, whip
from webrtc.node import Node
from webrtc.settings import NodeSettings

TEMPLATES = Path(__file__).parent / "templates"
TURN_LASTS = timedelta(hours=2)
log = structlog.get_logger("desk")


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """Everything of one process, built and wired, and not yet started."""

    settings: Settings
    keys: keys.Keys
    desk: Desk
    node: Node
    reporter: Reporter
    fetch: HttpFetch
    app: web.Application


def build(settings: Settings) -> Parts:
    """Builds the parts and hands each what it needs. Reads keys and fonts; opens no connection and no port."""
    kept = keys.ready(settings.data_dir / "keys")
    store = Store(
        connect(settings.database_url),
        vault=kept.vault,
        clock=utc_now,
        chance=Chance(),
        bus=Bus(f"{os.getpid():x}-{os.urandom(4).hex()}"),
        files=Files(settings.data_dir / "files", kept.vault),
    )
    reporter, fetch = Reporter(), HttpFetch()
    node = Node(NodeSettings(addresses=settings.media_addresses or None), reporter.tell)
    found = providers.configs(settings) if settings.demo else {}
    desk = Desk(
        settings=settings,
        store=store,
        media=LocalMedia(node, settings.recordings, kept.tokens),
        courier=DemoCourier(store),
        providers={name: RelyingParty(one, kept.clients, fetch, utc_now) for name, one in found.items()},
        provider_names=dict(providers.NAMES) if settings.demo else {},
        codes=Codes(kept.codes, os.urandom),
        passwords=Passwords(),
        printer=Printer(font_dir=settings.font_dir, templates=TEMPLATES),
        scripts=Scripts(),
        catalogues=Catalogues(),
    )
    site = Site(
        desk=desk,
        reader=Reader(store=store, scripts=desk.scripts, is_up=desk.media.is_up),
        pages=Pages(TEMPLATES, desk.catalogues, demo=settings.demo),
        index=Index(),
        provider_origins=tuple(one.issuer for one in found.values()),
        ices=lambda party: _ices(settings, party),
        demo=_demo(settings) if settings.demo else Demo(),
    )
    app = web_app.build(site, TEMPLATES / "static", whip.routes(node, [kept.tokens], now=utc_now))
    return Parts(settings=settings, keys=kept, desk=desk, node=node, reporter=reporter, fetch=fetch, app=app)


@asynccontextmanager
async def started(parts: Parts) -> AsyncIterator[str]:
    """The parts at work: the store at its form, sessions taken up again, the port open. Gives the address."""
    store = parts.desk.store
    await schema.migrate(store.engine)
    tasks = [asyncio.ensure_future(parts.reporter.run(parts.desk))]
    if parts.settings.database_url.startswith("postgres"):
        tasks.append(asyncio.ensure_future(Ear(parts.settings.database_url, store.bus, store.facts).run()))
    await _take_up(parts)
    runner = web.AppRunner(parts.app, access_log=None, shutdown_timeout=3.0)
    await runner.setup()
    site = web.TCPSite(runner, parts.settings.host, parts.settings.port)
    await site.start()
    try:
        yield parts.settings.public_url
    finally:
        await runner.cleanup()
        await parts.node.close()
        await parts.reporter.settle()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await parts.fetch.close()
        await store.close()


async def _take_up(parts: Parts) -> None:
    """Sessions that were open when the last process ended: their files are entered, their bridges opened again."""
    for session in await sessions.every_open(parts.desk):
        await find_lost_segments(parts.desk, session)
    count = await sessions.take_up(parts.desk)
    if count:
        log.info("sessions.taken_up", count=count)


async def serve(settings: Settings) -> None:
    """Web and media in one process, until SIGINT or SIGTERM."""
    async with started(build(settings)) as address:
        log.info("serving", address=address)
        await _until_told()


async def demonstrate(settings: Settings) -> None:
    """Everything of the demonstration: store, synthetic people, identity providers, and the addresses to open."""
    settings = replace(settings, demo=True)
    await fill(settings)
    parts = build(settings)
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(providers.running(settings, parts.keys.clients))
        address = await stack.enter_async_context(started(parts))
        print(welcome.text(address, demo_secrets.ready(_demo_file(settings), data.read(data.DEMO))), flush=True)
        await _until_told()


async def fill(settings: Settings) -> None:
    """Brings the demonstration's zones, corners, items, notices and staff into the store."""
    kept = keys.ready(settings.data_dir / "keys")
    store = Store(
        connect(settings.database_url),
        vault=kept.vault,
        clock=utc_now,
        chance=Chance(),
        bus=Bus("seed"),
        files=Files(settings.data_dir / "files", kept.vault),
    )
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
    known = demo_secrets.ready(_demo_file(settings), demonstration)
    names = {entry["login"]: str(entry["name"]) for entry in demonstration.staff}
    return Demo(
        corners=tuple(
            DemoCorner(
                code=corner["code"], name=corner["name"], zone_name=zone["name"], key=known.corners[corner["code"]]
            )
            for zone in demonstration.zones
            for corner in zone["corners"]
        ),
        staff=tuple(
            DemoStaff(
                login=account.login,
                name=names[account.login],
                role=account.role,
                password=account.password,
                totp_secret=account.totp_secret,
            )
            for account in known.accounts.values()
        ),
    )


def _demo_file(settings: Settings) -> Path:
    return settings.data_dir / "demo.json"


def _ices(settings: Settings, party: str) -> list[dict[str, object]]:
    """The ICE servers for one browser; TURN ones with credentials that end in two hours."""
    servers: list[dict[str, object]] = []
    for url in settings.ice_servers:
        if url.startswith("turn") and settings.turn_secret:
            given = turn.credentials(settings.turn_secret, party, now=utc_now(), lifetime=TURN_LASTS)
            servers.append({"urls": [url], "username": given.username, "credential": given.credential})
        else:
            servers.append({"urls": [url]})
    return servers


async def _until_told() -> None:
    told = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, told.set)
    await told.wait()


COMMANDS: dict[str, tuple[Callable[[Settings], Awaitable[None]], str]] = {
    "serve": (serve, "serve web and media in one process"),
    "demo": (demonstrate, "migrate, seed the demonstration, and serve it with its identity providers"),
    "migrate": (migrate, "bring the store's tables to the form of this version"),
    "seed": (fill, "bring the demonstration's zones, corners, items and staff into the store"),
}


def main(arguments: list[str] | None = None) -> int:
    """Runs one command; the exit status."""
    parser = argparse.ArgumentParser(prog="server.py", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, (_, purpose) in COMMANDS.items():
        commands.add_parser(name, help=purpose, description=purpose)
    chosen = parser.parse_args(arguments)
    try:
        settings = config.read(os.environ)
        settings.data_dir.mkdir(parents=True, exist_ok=True)
        logs.configure(settings.log_format)
        uvloop.run(COMMANDS[chosen.command][0](settings))  # type: ignore[arg-type]  # a coroutine is awaitable
    except (config.BadSetting, providers.ProvidersFailed, OSError) as error:
        print(f"server.py: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
