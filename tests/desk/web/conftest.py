"""The web floor over a world: a client that is anybody, and cookies that make it a corner or a member of staff."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient

from desk.actions import corners
from desk.boards.reader import Reader
from desk.boards.search import Index
from desk.model.showcase import Demo
from desk.store import staff_sessions
from desk.web import app as web_app
from desk.web import cookies
from desk.web.drawing import Pages
from desk.web.metrics import Metrics
from desk.web.site import Site
from tests.desk.world import World, catalogues
from tests.fixtures.programs import ROOT

Client = TestClient[web.Request, web.Application]
PROVIDERS = ("http://iamsmart.example", "http://macao.example")


@pytest.fixture(scope="session")
def pages() -> Pages:
    """Every template in every language, drawn as the demonstration does."""
    return Pages(ROOT / "templates", catalogues(), demo=True)


@pytest.fixture
async def client(sqlite_world: World, pages: Pages, aiohttp_client: Callable[..., Awaitable[Client]]) -> Client:
    """A browser without any cookie, which follows no redirect by itself."""
    return await aiohttp_client(application(sqlite_world, pages))


def application(world: World, pages: Pages) -> web.Application:
    """The application as server.py builds it, but for the media doors."""
    site = Site(
        desk=world.desk,
        reader=Reader(store=world.store, scripts=world.desk.scripts, is_up=world.media.is_up),
        pages=pages,
        index=Index(),
        provider_origins=PROVIDERS,
        ices=lambda party: [],
        demo=Demo(),
        metrics=Metrics(),
    )
    return web_app.build(site, ROOT / "templates" / "static", [])


async def sit_down(client: Client, world: World, code: str = "MO-01") -> None:
    """The client's browser serves the corner from now on."""
    _, secret = await corners.enrol(world.desk, code, world.secrets.corners[code], take_over=True)
    client.session.cookie_jar.update_cookies({cookies.CORNER: secret}, client.make_url("/"))


async def sign_in(client: Client, world: World, login: str) -> None:
    """The client's browser is signed in as this person."""
    secret = world.store.chance.secret()
    async with world.store.write() as unit:
        await staff_sessions.begin(unit, world.staff[login].id, secret)
    client.session.cookie_jar.update_cookies({cookies.STAFF: secret}, client.make_url("/"))


async def get_page(client: Client, path: str, **headers: str) -> tuple[int, str]:
    """Status and text, as a browser asks for a page."""
    async with client.get(path, headers={"Accept": "text/html"} | headers, allow_redirects=False) as answer:
        return answer.status, await answer.text()


async def post_form(client: Client, path: str, **fields: str) -> tuple[int, str]:
    """Status, and where it leads."""
    headers = {"Accept": "text/html"}
    async with client.post(path, data=fields, headers=headers, allow_redirects=False) as answer:
        return answer.status, answer.headers.get("Location", "")


async def call(client: Client, method: str, path: str, body: object = None) -> tuple[int, Any]:
    """Status and answer of the JSON interface."""
    sent = {} if body is None else body
    async with client.request(method, path, json=sent, headers={"Accept": "application/json"}) as answer:
        return answer.status, await answer.json(content_type=None)
