"""A gateway's report counts when it is signed, of now, and seen for the first time. The gateways are SIMULATORS."""

import json
import secrets
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from aiohttp.test_utils import TestServer

from desk.model.chance import utc_now
from desk.model.deliveries import State
from desk.web.drawing import Pages
from tests.desk.posts import Posts
from tests.desk.web.conftest import application
from tests.fixtures.simulators.sms import SmsGatewaySimulator

OTHER = secrets.token_bytes(32)
UNKNOWN = json.dumps({"type": "message.failed", "data": {"reference": "x"}}).encode()


@pytest.fixture
async def desk_url(posts: Posts, pages: Pages) -> AsyncIterator[str]:
    """The desk's own port, with the gateways known to it."""
    posts.world.desk = posts.desk
    server = TestServer(application(posts.world, pages))
    await server.start_server()
    yield str(server.make_url("")).rstrip("/")
    await server.close()


async def sent(posts: Posts) -> tuple[str, str]:
    """A visit and its message, which the first gateway has."""
    visit_id = await posts.send()
    return visit_id, (await posts.until_sent(visit_id, "first")).id


async def test_a_report_of_delivery_is_believed(posts: Posts, desk_url: str) -> None:
    visit_id, reference = await sent(posts)
    assert await posts.first.report(desk_url, reference) == 204
    assert (await posts.delivery(visit_id)).state is State.DELIVERED


async def test_after_a_report_of_failure_the_second_gateway_sends(posts: Posts, desk_url: str) -> None:
    visit_id, reference = await sent(posts)
    assert await posts.first.report(desk_url, reference, kind="failed") == 204
    await posts.until_sent(visit_id, "second")
    first, second = (next(iter(each.taken.values()))["data"]["text"] for each in (posts.first, posts.second))
    assert first == second


async def test_after_the_last_gateway_failed_nothing_is_left(posts: Posts, desk_url: str) -> None:
    posts.first.answers = [400]
    visit_id = await posts.send()
    reference = (await posts.until_sent(visit_id, "second")).id
    await posts.second.report(desk_url, reference, kind="failed")
    assert (await posts.delivery(visit_id)).state is State.FAILED


FORGED: dict[str, tuple[dict[str, Any], int]] = {
    "with-another-secret": ({"secret": OTHER}, 403),
    "of-yesterday": ({"at": utc_now() - timedelta(days=1)}, 403),
    "of-tomorrow": ({"at": utc_now() + timedelta(days=1)}, 403),
    "without-an-id": ({"id": ""}, 403),
    "with-too-long-an-id": ({"id": "x" * 65}, 403),
    "in-the-name-of-another-gateway": ({"gateway": "second"}, 403),
    "of-a-gateway-nobody-knows": ({"gateway": "third"}, 404),
    "that-is-no-json": ({"body": b"delivered"}, 422),
    "that-is-a-list": ({"body": b"[]"}, 422),
    "of-another-type": ({"kind": "read"}, 422),
    "of-an-unknown-message": ({"body": UNKNOWN}, 404),
    "that-is-too-large": ({"body": b" " * 20_000}, 413),
}


@pytest.mark.parametrize("forged", FORGED)
async def test_nothing_is_believed_of_a_report(posts: Posts, desk_url: str, forged: str) -> None:
    visit_id, reference = await sent(posts)
    changes, status = FORGED[forged]
    assert await posts.first.report(desk_url, reference, **changes) == status
    assert (await posts.delivery(visit_id)).state is State.SENT


async def test_a_report_replayed_is_refused(posts: Posts, desk_url: str) -> None:
    visit_id, reference = await sent(posts)
    assert await posts.first.report(desk_url, reference, kind="failed", id="one") == 204
    assert await posts.first.report(desk_url, reference, kind="failed", id="one") == 409
    await posts.until_sent(visit_id, "second")


LATE = {"of-what-was-delivered": "delivered", "of-what-failed": "failed"}


@pytest.mark.parametrize("late", LATE)
async def test_a_report_that_comes_late_changes_nothing(posts: Posts, desk_url: str, late: str) -> None:
    visit_id, reference = await sent(posts)
    posts.world.store.clock = lambda: utc_now() + timedelta(minutes=5)
    soon = utc_now() + timedelta(minutes=5)
    assert await posts.first.report(desk_url, reference, kind=LATE[late], at=soon) == 202
    assert (await posts.delivery(visit_id)).state is State.SENT


async def test_the_first_gateway_has_no_say_once_the_second_has_it(posts: Posts, desk_url: str) -> None:
    posts.first.answers = [400]
    visit_id = await posts.send()
    reference = (await posts.until_sent(visit_id, "second")).id
    assert await posts.first.report(desk_url, reference, kind="failed") == 202
    assert (await posts.delivery(visit_id)).state is State.SENT


async def test_a_report_after_delivery_sends_nothing_again(posts: Posts, desk_url: str) -> None:
    visit_id, reference = await sent(posts)
    await posts.first.report(desk_url, reference)
    assert await posts.first.report(desk_url, reference, kind="failed") == 202
    assert (await posts.delivery(visit_id)).state is State.DELIVERED


async def test_a_gateway_knows_no_other_gateways_secret(posts: Posts, desk_url: str) -> None:
    visit_id, reference = await sent(posts)
    posing = SmsGatewaySimulator(name="first", secret=posts.second.secret)
    assert await posing.report(desk_url, reference) == 403
    assert (await posts.delivery(visit_id)).state is State.SENT
