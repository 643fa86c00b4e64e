"""Deliveries: queued codes are sent over one gateway after another, and gateways report what became of them.

Rule 1: what is to be sent stands in the store, in the commit that made the code; a process only takes it from there.
Rule 2: who sends a message has leased it (`next_at` lies ahead); a process that dies lets the lease run out.
Rule 3: after each try the store is asked again: what a report or a newer code changed meanwhile stands.
Rule 4: nothing is sent once the code is too old, and what was to be carried is forgotten then.
"""

import asyncio
import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

import structlog

from desk.actions.couriers import HttpSmsCourier, Kind, Outcome
from desk.actions.desk import Desk, Parcel
from desk.model import gateways, webhooks
from desk.model.deliveries import OVER, Delivery, Move, State
from desk.model.errors import BadInput, DeskError, Missing, ReportSeen, Stale
from desk.model.events import Event, Tag
from desk.model.webhooks import Signed
from desk.store import deliveries
from desk.store.unit import Store, Unit

AT_ONCE = 16
LEASE = timedelta(seconds=5)
"""Beyond the gateway's own time."""
LOOK_SECONDS = 5.0
MESSAGES_KEPT, REPORTS_KEPT = timedelta(days=2), timedelta(hours=1)
"""A report older than five minutes is refused by its age: its id need not be known for longer."""
log = structlog.get_logger("desk.deliveries")


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How often one gateway is tried, how long after the first failure (each later pause is twice as long), and how
    long a gateway may ask us to wait before the next one is tried instead."""

    tries: int = 4
    pause: timedelta = timedelta(seconds=1)
    longest: timedelta = timedelta(seconds=20)


class PostOffice:
    """The courier where there are gateways: it sends what is queued, in the background."""

    def __init__(self, store: Store, couriers: Sequence[HttpSmsCourier], patience: Patience | None = None) -> None:
        """The couriers in the order to be tried."""
        self._store = store
        self._couriers = {courier.gateway.name: courier for courier in couriers}
        self._gateways = tuple(courier.gateway for courier in couriers)
        self._patience = patience or Patience()
        self._woken = asyncio.Event()
        self._busy: dict[str, asyncio.Task[None]] = {}

    async def carry(self, parcel: Parcel) -> None:
        """It is queued already; it is sent at once, and not waited for."""
        self._woken.set()

    def hear(self, event: Event) -> None:
        """A report sent a message back into the queue."""
        if event.tag is Tag.CODE_CARRIED and event.data.get("state") == State.QUEUED:
            self._woken.set()

    async def run(self) -> None:
        """Until cancelled. What an earlier process left is taken up first."""
        try:
            while True:
                self._woken.clear()
                pause = LOOK_SECONDS
                try:
                    pause = await self._round()
                except DeskError:
                    log.warning("deliveries.store_away")
                with suppress(TimeoutError):
                    async with asyncio.timeout(pause):
                        await self._woken.wait()
        finally:
            for task in tuple(self._busy.values()):
                task.cancel()
            await asyncio.gather(*self._busy.values(), return_exceptions=True)

    async def _round(self) -> float:
        """Begins with all that is due; how many seconds until there may be more."""
        now = self._store.clock()
        async with self._store.read() as connection:
            due = await deliveries.due(connection, now, AT_ONCE)
            soonest = await deliveries.soonest(connection, now)
        for delivery_id in due:
            if delivery_id not in self._busy and len(self._busy) < AT_ONCE:
                self._busy[delivery_id] = asyncio.ensure_future(self._carry(delivery_id))
        ahead = (soonest - now).total_seconds() if soonest else LOOK_SECONDS
        return min(max(ahead, 0.01), LOOK_SECONDS)

    async def _carry(self, delivery_id: str) -> None:
        try:
            await self._try(delivery_id)
        except (Stale, Missing):
            log.debug("delivery.taken_elsewhere", delivery=delivery_id)
        except Exception:
            log.exception("delivery.broken", delivery=delivery_id)
        finally:
            del self._busy[delivery_id]
            self._woken.set()

    async def _try(self, delivery_id: str) -> None:
        """Leases one message, sends it, and writes what came of it."""
        async with self._store.write() as unit:
            delivery = await deliveries.get(unit.connection, delivery_id)
            if delivery.state is not State.QUEUED or delivery.next_at > unit.now:
                return
            parcel = Parcel(**json.loads(await deliveries.parcel(unit, delivery)))
            ways = gateways.serving(self._gateways, parcel.phone)
            if delivery.channel >= len(ways) or delivery.expires_at <= unit.now:
                over = Move.EXPIRE if delivery.expires_at <= unit.now else Move.GIVE_UP
                _record(unit, await deliveries.move(unit, delivery, over))
                return
            gateway = ways[delivery.channel]
            lease = unit.now + timedelta(seconds=gateway.timeout) + LEASE
            leased = await deliveries.move(unit, delivery, Move.RETRY, gateway=gateway.name, next_at=lease)
        outcome = await self._couriers[gateway.name].send(parcel, leased)
        log.info("delivery.tried", delivery=delivery_id, gateway=gateway.name, outcome=outcome.kind.value)
        async with self._store.write() as unit:
            _record(unit, await self._note(unit, leased, outcome, last=delivery.channel + 1 >= len(ways)))

    async def _note(self, unit: Unit, leased: Delivery, outcome: Outcome, *, last: bool) -> Delivery:
        if outcome.kind is Kind.TAKEN:
            return await deliveries.move(unit, leased, Move.SEND)
        tries = leased.tries + 1
        pause = max(self._patience.pause * 2 ** (tries - 1), outcome.after)
        hopeless = outcome.kind is Kind.REFUSED or tries >= self._patience.tries
        too_long = pause > self._patience.longest and not last
        if hopeless or too_long or unit.now + pause >= leased.expires_at:
            return await _turn(unit, leased, last=last)
        return await deliveries.move(unit, leased, Move.RETRY, tries=tries, next_at=unit.now + pause)


async def report(desk: Desk, name: str, call: Signed) -> bool:
    """A gateway's report: delivered, or failed, and then the next gateway is tried; whether it changed anything. One
    that comes too late (the code is too old, or another gateway has it) changes nothing.

    Raises Missing (gateway, message), ReportForged, ReportTooOld, ReportSeen, BadInput.
    """
    gateway = desk.gateways.get(name)
    if gateway is None:
        raise Missing("gateway")
    webhooks.check(gateway.secret, call, desk.store.clock())
    reference, arrived = _read(call.body)
    async with desk.store.write() as unit:
        if not await deliveries.first_seen(unit, name, call.id):
            raise ReportSeen("seen before")
        delivery = await deliveries.get(unit.connection, reference)
        if delivery.gateway != name or delivery.state in OVER or delivery.expires_at <= unit.now:
            return False
        if arrived:
            after = await deliveries.move(unit, delivery, Move.DELIVER)
        else:
            parcel = Parcel(**json.loads(await deliveries.parcel(unit, delivery)))
            ways = gateways.serving(desk.gateways.values(), parcel.phone)
            after = await _turn(unit, delivery, last=delivery.channel + 1 >= len(ways))
        _record(unit, after)
    return True


async def sweep(desk: Desk) -> None:
    """What is too old is sent no more and forgotten."""
    async with desk.store.write() as unit:
        await deliveries.expire(unit)
        await deliveries.forget(unit, unit.now - MESSAGES_KEPT, unit.now - REPORTS_KEPT)


async def _turn(unit: Unit, delivery: Delivery, *, last: bool) -> Delivery:
    """To the next gateway, or given up after the last."""
    if last:
        return await deliveries.move(unit, delivery, Move.GIVE_UP)
    channel = delivery.channel + 1
    return await deliveries.move(unit, delivery, Move.TURN, channel=channel, gateway="", tries=0, next_at=unit.now)


def _read(body: bytes) -> tuple[str, bool]:
    """Which message, and whether it arrived. Raises BadInput."""
    try:
        told = json.loads(body)
        kind, reference = told["type"], told["data"]["reference"]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise BadInput("not a report") from None
    if kind not in ("message.delivered", "message.failed") or not isinstance(reference, str):
        raise BadInput("not a report")
    return reference, kind == "message.delivered"


def _record(unit: Unit, delivery: Delivery) -> None:
    """Tells the fact of a message that moved on; another try at the same gateway is none."""
    if delivery.state is State.QUEUED and delivery.gateway:
        return
    data: dict[str, str | int] = {"state": delivery.state.value, "gateway": delivery.gateway}
    unit.record(
        Event(tag=Tag.CODE_CARRIED, subject=delivery.subject, actor="desk", visit_id=delivery.visit_id, data=data)
    )
