"""A desk with two SIMULATED gateways over real HTTP, and a post office that may be ended and begun again."""

import asyncio
import contextlib
import dataclasses
import secrets
from collections.abc import Callable, Mapping
from datetime import timedelta

from desk.actions import identities
from desk.actions.couriers import HttpSmsCourier
from desk.actions.deliveries import Patience, PostOffice
from desk.model.chance import utc_now
from desk.model.deliveries import Delivery, State
from desk.store import deliveries as rows
from desk.web.fetch import HttpFetch
from tests.desk.world import World
from tests.fixtures.simulators.sms import SmsGatewaySimulator

MOBILE = ("MO", "66123456")
QUICK = Patience(tries=3, pause=timedelta(milliseconds=20), longest=timedelta(seconds=2))
WAIT_SECONDS = 30.0


class Posts:
    """A desk with two simulated gateways, and a post office that may be ended and begun again."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.first = SmsGatewaySimulator(name="first", secret=secrets.token_bytes(32))
        self.second = SmsGatewaySimulator(name="second", secret=secrets.token_bytes(32), kind="voice")
        self.fetch = HttpFetch()
        self._task: asyncio.Task[None] | None = None

    async def open(self) -> None:
        await self.first.start()
        await self.second.start()
        # Time passes by itself here: the gateways look at it too.
        self.world.store.clock = utc_now
        self.desk = self.world.desk

    def begin(self, patience: Patience = QUICK, timeout: float = 0.3) -> None:
        """A process that sends."""
        known = [each.gateway(timeout=timeout) for each in (self.first, self.second)]
        couriers = [HttpSmsCourier(each, self.fetch, words, utc_now, "https://desk.example") for each in known]
        office = PostOffice(self.world.store, couriers, patience)
        self.desk = dataclasses.replace(self.world.desk, courier=office, gateways={each.name: each for each in known})
        self.world.store.bus.listen(lambda fact: office.hear(fact.event))
        self._task = asyncio.ensure_future(office.run())

    async def end(self) -> None:
        """The process is gone."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    async def send(self) -> str:
        """A code for a new visit; the visit's id."""
        visit = await self.world.visit_to("documented")
        await identities.give_phone(self.desk, visit.id, *MOBILE)
        return visit.id

    async def delivery(self, visit_id: str) -> Delivery:
        async with self.world.store.read() as connection:
            found = await rows.newest(connection, visit_id, "visit.phone")
        assert found is not None
        return found

    async def until(self, visit_id: str, right: Callable[[Delivery], bool]) -> Delivery:
        """The message, once it is as it should be."""
        async with asyncio.timeout(WAIT_SECONDS):
            while not right(found := await self.delivery(visit_id)):  # noqa: ASYNC110  # no fact tells of each try
                await asyncio.sleep(0.02)
        return found

    async def until_sent(self, visit_id: str, gateway: str) -> Delivery:
        return await self.until(visit_id, lambda one: one.state is State.SENT and one.gateway == gateway)


def words(use: str, code: str, language: str, about: Mapping[str, str]) -> str:
    return f"{use} {code} {language}"
