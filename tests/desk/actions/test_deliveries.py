"""A code comes to its telephone over whichever gateway works, once, while it is good; and reports are believed only
when they are signed. The gateways are SIMULATORS, spoken to over real HTTP."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select

from desk.actions import deliveries, identities
from desk.actions.couriers import HttpSmsCourier
from desk.actions.deliveries import PostOffice
from desk.model.chance import utc_now
from desk.model.deliveries import State
from desk.store import deliveries as rows
from desk.store import tables
from tests.desk.posts import MOBILE, QUICK, Posts, words
from tests.desk.world import World
from tests.fixtures.simulators.sms import Busy, Silence


async def kept_parcels(world: World) -> list[object]:
    async with world.store.read() as connection:
        return list((await connection.execute(select(tables.deliveries.c.parcel))).scalars())


# ── Sending ───────────────────────────────────────────────────────────────────────────────────────────────────


async def test_the_code_that_was_sent_confirms_the_phone(posts: Posts) -> None:
    visit_id = await posts.send()
    await posts.until_sent(visit_id, "first")
    (message,) = posts.first.taken.values()
    _, code, language = message["data"]["text"].split()
    assert (message["data"]["to"], language) == ("+85366123456", "zh-Hant-MO")
    await identities.confirm_phone(posts.desk, visit_id, code)


TROUBLES: dict[str, list[int | Silence | Busy]] = {
    "silence-then-good": [Silence()],
    "500-then-good": [500, 503],
    "429-then-good": [Busy("0")],
    "429-with-a-date-of-the-past": [Busy("Wed, 21 Oct 2015 07:28:00 GMT")],
    "429-with-nonsense": [Busy("soon")],
}


@pytest.mark.parametrize("trouble", TROUBLES)
async def test_a_gateway_is_tried_again_under_the_same_id_after(posts: Posts, trouble: str) -> None:
    posts.first.answers = list(TROUBLES[trouble])
    visit_id = await posts.send()
    delivery = await posts.until_sent(visit_id, "first")
    assert set(posts.first.tried) == {f"{delivery.id}.0"}
    assert len(posts.first.tried) == len(TROUBLES[trouble]) + 1
    assert posts.second.tried == []


async def test_retry_after_is_kept_to(posts: Posts) -> None:
    posts.first.answers = [Busy("1")]
    visit_id = await posts.send()
    waiting = await posts.until(visit_id, lambda one: one.tries == 1)
    assert waiting.next_at - waiting.moved_at >= timedelta(seconds=1)


HOPELESS: dict[str, list[int | Silence | Busy]] = {
    "refused": [400],
    "unauthorised": [401],
    "moved": [302],
    "silent-throughout": [Silence(), Silence(), Silence()],
    "broken-throughout": [500, 500, 500],
    "busy-for-too-long": [Busy("60")],
}


@pytest.mark.parametrize("hopeless", HOPELESS)
async def test_the_second_gateway_takes_over_when_the_first_is(posts: Posts, hopeless: str) -> None:
    posts.first.answers = list(HOPELESS[hopeless])
    visit_id = await posts.send()
    delivery = await posts.until_sent(visit_id, "second")
    assert list(posts.second.taken) == [f"{delivery.id}.1"]
    assert len(posts.first.tried) == len(HOPELESS[hopeless])


async def test_after_the_last_gateway_it_has_failed_and_is_forgotten(posts: Posts) -> None:
    posts.first.answers, posts.second.answers = [400], [400]
    visit_id = await posts.send()
    await posts.until(visit_id, lambda one: one.state is State.FAILED)
    assert await kept_parcels(posts.world) == [None]


async def test_the_request_does_not_wait_for_the_gateway(posts: Posts) -> None:
    posts.first.answers = [Silence()]
    visit_id = await posts.send()
    assert posts.first.taken == {}
    assert (await posts.delivery(visit_id)).state is State.QUEUED


async def test_what_a_process_left_is_sent_by_the_next(posts: Posts) -> None:
    await posts.end()
    visit_id = await posts.send()
    posts.begin()
    await posts.until_sent(visit_id, "first")


async def test_a_message_in_the_hands_of_another_process_is_left_alone(posts: Posts) -> None:
    """Two processes send from one store: each message goes out once."""
    other = PostOffice(posts.world.store, [*posts.desk.courier._couriers.values()], QUICK)  # type: ignore[attr-defined]  # a PostOffice
    task = asyncio.ensure_future(other.run())
    visit_id = await posts.send()
    await other.carry(None)  # type: ignore[arg-type]  # it only wakes
    await posts.until_sent(visit_id, "first")
    task.cancel()
    assert len(posts.first.tried) == 1


async def test_a_newer_code_takes_the_place_of_one_that_is_not_sent_yet(posts: Posts) -> None:
    await posts.end()
    visit_id = await posts.send()
    older = await posts.delivery(visit_id)
    await identities.give_phone(posts.desk, visit_id, "MO", "66123457")
    async with posts.world.store.read() as connection:
        assert (await rows.get(connection, older.id)).state is State.EXPIRED


async def test_a_code_that_is_too_old_is_not_sent(posts: Posts) -> None:
    await posts.end()
    visit_id = await posts.send()
    posts.world.store.clock = lambda: utc_now() + timedelta(minutes=5)
    posts.begin()
    await posts.until(visit_id, lambda one: one.state is State.EXPIRED)
    assert posts.first.tried == []


async def test_what_was_sent_is_forgotten_with_its_code(posts: Posts) -> None:
    visit_id = await posts.send()
    await posts.until_sent(visit_id, "first")
    posts.world.store.clock = lambda: utc_now() + timedelta(minutes=5)
    await deliveries.sweep(posts.desk)
    assert (await posts.delivery(visit_id)).state is State.EXPIRED
    assert await kept_parcels(posts.world) == [None]


async def test_a_region_that_no_gateway_serves_has_failed_at_once(posts: Posts) -> None:
    await posts.end()
    visit = await posts.world.visit_to("documented")
    await identities.give_phone(posts.desk, visit.id, *MOBILE)
    only = HttpSmsCourier(posts.first.gateway("HK"), posts.fetch, words, utc_now, "https://desk.example")
    task = asyncio.ensure_future(PostOffice(posts.world.store, [only], QUICK).run())
    await posts.until(visit.id, lambda one: one.state is State.FAILED)
    task.cancel()


async def test_the_store_holds_no_number_in_clear_while_a_message_waits(posts: Posts) -> None:
    await posts.end()
    await posts.send()
    async with posts.world.store.read() as connection:
        assert "66123456" not in repr((await connection.execute(select(tables.deliveries))).all())


async def test_the_ledger_tells_the_way_of_a_message(posts: Posts) -> None:
    posts.first.answers = [400]
    visit_id = await posts.send()
    await posts.until_sent(visit_id, "second")
    facts = [fact.event for fact in await posts.world.store.facts((), 0) if fact.event.tag == "code.carried"]
    assert [(one.data["state"], one.data["gateway"]) for one in facts] == [("queued", ""), ("sent", "second")]
    assert {one.visit_id for one in facts} == {visit_id}
