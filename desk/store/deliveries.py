"""Deliveries as the store keeps them: what is to be carried is sealed, and gone once nothing will be sent any more."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Row, delete, insert, null, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from desk.model.deliveries import OVER, Delivery, Move, State, step
from desk.store.rows import fields, one, swap, values
from desk.store.tables import deliveries, reports
from desk.store.unit import Unit
from identity.vault import Place

UNDER_WAY = tuple(state.value for state in State if state not in OVER)


async def add(unit: Unit, delivery: Delivery, parcel: str) -> None:
    """Queues a message. An older one for the same thing is sent no more: its code opens nothing now."""
    older = (deliveries.c.subject == delivery.subject) & (deliveries.c.use == delivery.use)
    ended = {"state": State.EXPIRED.value, "parcel": null(), "moved_at": unit.now}
    await unit.connection.execute(update(deliveries).where(older, deliveries.c.state.in_(UNDER_WAY)).values(**ended))
    sealed = unit.vault.seal_text(parcel, _place(delivery.id))
    await unit.connection.execute(insert(deliveries).values(**values(delivery), parcel=sealed))


async def get(connection: AsyncConnection, delivery_id: str) -> Delivery:
    """One message. Raises Missing."""
    return _delivery(await one(connection, select(deliveries).where(deliveries.c.id == delivery_id), "delivery"))


async def newest(connection: AsyncConnection, subject: str, use: str) -> Delivery | None:
    """The newest message for this."""
    query = select(deliveries).where(deliveries.c.subject == subject, deliveries.c.use == use)
    row = (await connection.execute(query.order_by(deliveries.c.queued_at.desc()).limit(1))).one_or_none()
    return _delivery(row) if row else None


async def due(connection: AsyncConnection, now: datetime, limit: int) -> Sequence[str]:
    """The messages that wait to be sent, by id; the longest waiting first."""
    waits = (deliveries.c.state == State.QUEUED.value) & (deliveries.c.next_at <= now)
    query = select(deliveries.c.id).where(waits).order_by(deliveries.c.next_at).limit(limit)
    return (await connection.execute(query)).scalars().all()


async def soonest(connection: AsyncConnection, now: datetime) -> datetime | None:
    """When the next message has to be looked at, of those that have to wait yet."""
    waits = (deliveries.c.state == State.QUEUED.value) & (deliveries.c.next_at > now)
    query = select(deliveries.c.next_at).where(waits).order_by(deliveries.c.next_at).limit(1)
    return (await connection.execute(query)).scalar_one_or_none()


async def parcel(unit: Unit, delivery: Delivery) -> str:
    """What a message that is under way carries."""
    query = select(deliveries.c.parcel).where(deliveries.c.id == delivery.id)
    return unit.vault.open_text((await unit.connection.execute(query)).scalar_one(), _place(delivery.id))


async def expire(unit: Unit) -> None:
    """Ends what is too old to be sent or reported."""
    old = deliveries.c.state.in_(UNDER_WAY) & (deliveries.c.expires_at <= unit.now)
    ended = {"state": State.EXPIRED.value, "parcel": null(), "moved_at": unit.now}
    await unit.connection.execute(update(deliveries).where(old).values(**ended))


async def move(unit: Unit, before: Delivery, how: Move, **changes: object) -> Delivery:
    """Moves a message on. Raises IllegalMove, and Stale when it was moved meanwhile."""
    after = replace(before, state=step(before.state, how), moved_at=unit.now, **changes)  # type: ignore[arg-type]  # fields
    await change(unit, before, after)
    return after


async def change(unit: Unit, before: Delivery, after: Delivery) -> None:
    """Writes what became of a message, if nobody else did since. Raises Stale."""
    stands = (
        (deliveries.c.id == before.id)
        & (deliveries.c.state == before.state.value)
        & (deliveries.c.next_at == before.next_at)
        & (deliveries.c.channel == before.channel)
    )
    forgotten = {"parcel": null()} if after.state in OVER else {}
    await swap(unit.connection, deliveries, stands, values(after) | forgotten)


async def first_seen(unit: Unit, gateway: str, report_id: str) -> bool:
    """Whether a gateway's report comes for the first time; the same one twice at once is Stale."""
    query = select(reports.c.id).where(reports.c.gateway == gateway, reports.c.id == report_id)
    if (await unit.connection.execute(query)).one_or_none() is not None:
        return False
    await unit.connection.execute(insert(reports).values(gateway=gateway, id=report_id, seen_at=unit.now))
    return True


async def forget(unit: Unit, messages_before: datetime, reports_before: datetime) -> None:
    """Drops what nobody asks for any more."""
    await unit.connection.execute(
        delete(deliveries).where(deliveries.c.queued_at < messages_before, deliveries.c.state.not_in(UNDER_WAY))
    )
    await unit.connection.execute(delete(reports).where(reports.c.seen_at < reports_before))


def _delivery(row: Row[tuple[object, ...]]) -> Delivery:
    return Delivery(**fields(row, Delivery) | {"state": State(row._mapping["state"])})


def _place(delivery_id: str) -> Place:
    return Place(table="deliveries", column="parcel", row=delivery_id)
