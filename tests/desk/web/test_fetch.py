"""The desk's own way to providers: bounded, following nothing, logging nothing, telling nothing in its errors."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable

import aiohttp
import pytest
from aiohttp import web

from desk.web.fetch import CONNECTIONS_A_HOST, HttpFetch
from identity.federation.fetch import LARGEST_ANSWER, Request

SECRET = "a-person-of-the-test"
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Serve = Callable[[Handler], Awaitable[str]]


@pytest.fixture
async def serve() -> AsyncIterator[Serve]:
    """A function that answers with a handler on loopback, and gives the address."""
    runners: list[web.AppRunner] = []

    async def start(handler: Handler) -> str:
        app = web.Application()
        app.router.add_route("*", "/{rest:.*}", handler)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        runners.append(runner)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        return f"http://127.0.0.1:{runner.addresses[0][1]}/"

    yield start
    for runner in runners:
        await runner.cleanup()


@pytest.fixture
async def fetch() -> AsyncIterator[HttpFetch]:
    made = HttpFetch(aiohttp.ClientTimeout(total=2))
    yield made
    await made.close()


def get(url: str) -> Request:
    return Request(method="GET", url=url, headers={})


async def test_an_answer_is_given_whole_with_its_headers(fetch: HttpFetch, serve: Serve) -> None:
    async def answer(_request: web.Request) -> web.StreamResponse:
        return web.Response(body=b"hello", headers={"X-Nonce": "n1"})

    got = await fetch(get(await serve(answer)))
    assert (got.status, got.body, got.headers["x-nonce"]) == (200, b"hello", "n1")


async def test_no_redirect_is_followed(fetch: HttpFetch, serve: Serve) -> None:
    async def answer(_request: web.Request) -> web.StreamResponse:
        raise web.HTTPFound("/elsewhere")

    assert (await fetch(get(await serve(answer)))).status == 302


async def test_no_cookie_is_kept(fetch: HttpFetch, serve: Serve) -> None:
    seen = []

    async def answer(request: web.Request) -> web.StreamResponse:
        seen.append(dict(request.cookies))
        response = web.Response()
        response.set_cookie("session", SECRET)
        return response

    url = await serve(answer)
    for _ in range(2):
        await fetch(get(url))
    assert seen == [{}, {}]


async def test_no_more_is_read_than_is_allowed(fetch: HttpFetch, serve: Serve) -> None:
    async def answer(_request: web.Request) -> web.StreamResponse:
        return web.Response(body=b"x" * (4 * LARGEST_ANSWER))

    assert len((await fetch(get(await serve(answer)))).body) == LARGEST_ANSWER + 1


async def test_so_many_are_at_one_providers_door_at_once(fetch: HttpFetch, serve: Serve) -> None:
    inside, most, full = 0, 0, asyncio.Event()

    async def answer(_request: web.Request) -> web.StreamResponse:
        nonlocal inside, most
        inside += 1
        most = max(most, inside)
        if inside >= CONNECTIONS_A_HOST:
            full.set()
        await full.wait()
        inside -= 1
        return web.Response()

    url = await serve(answer)
    await asyncio.gather(*(fetch(get(url)) for _ in range(3 * CONNECTIONS_A_HOST)))
    assert most == CONNECTIONS_A_HOST


async def cut_off(request: web.Request) -> web.StreamResponse:
    """Begins an answer that tells of a person, and goes away."""
    response = web.StreamResponse(headers={"Content-Length": "9999", "X-Person": SECRET})
    await response.prepare(request)
    await response.write(SECRET.encode())
    assert request.transport is not None
    request.transport.close()
    return response


async def test_an_error_tells_nothing_of_what_was_sent_or_answered(fetch: HttpFetch, serve: Serve) -> None:
    url = await serve(cut_off)
    with pytest.raises(ConnectionError) as caught:
        await fetch(Request(method="POST", url=f"{url}?who={SECRET}", headers={}, body=SECRET.encode()))
    assert SECRET not in f"{caught.value!r} {caught.value.__cause__} {vars(caught.value)}"
    assert url not in str(caught.value)


async def test_nobody_there_is_a_plain_error(fetch: HttpFetch, free_port: int) -> None:
    with pytest.raises(ConnectionError) as caught:
        await fetch(get(f"http://127.0.0.1:{free_port}/{SECRET}"))
    assert SECRET not in str(caught.value)


async def test_an_address_that_is_none_is_a_plain_error(fetch: HttpFetch) -> None:
    with pytest.raises(OSError, match=r"^[A-Za-z]+$"):
        await fetch(get(f"http://[{SECRET}"))


async def test_nothing_is_logged(fetch: HttpFetch, serve: Serve, caplog: pytest.LogCaptureFixture) -> None:
    async def answer(_request: web.Request) -> web.StreamResponse:
        return web.Response(status=500, text=SECRET)

    url = await serve(answer)
    with caplog.at_level(logging.DEBUG):
        await fetch(get(f"{url}?who={SECRET}"))
    assert SECRET not in caplog.text
