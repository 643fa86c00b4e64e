"""Tracking: the holder of a receipt's number proves by a one-time code that the case is theirs, and sees its way."""

from datetime import timedelta

from desk.actions import challenges
from desk.actions.desk import Desk, Parcel
from desk.model.errors import NotReady
from desk.model.events import Event, Tag
from desk.model.receipts import Receipt
from desk.store import cases, people, receipts, visits

PURPOSE = "track.open"
LASTS = timedelta(minutes=30)


async def begin(desk: Desk, number: str, language: str) -> str:
    """Sends a code to the number confirmed in the visit; gives the secret that this browser tracks with.

    Raises ReceiptUnknown, NotReady, CodeTooSoon.
    """
    async with desk.store.write() as unit:
        receipt = await receipts.by_number(unit.connection, number.strip().upper())
        case = await cases.get(unit.connection, receipt.case_id)
        contact = await people.contact(unit.connection, unit.vault, case.visit_id)
        visit = await visits.get(unit.connection, case.visit_id)
        if contact is None:
            raise NotReady("no telephone was confirmed")
        secret = unit.chance.secret()
        await receipts.begin_grant(unit, receipt.id, secret)
        parcel: Parcel = await challenges.issue(
            desk, unit, _purpose(receipt), contact, language=language, corner_id=visit.corner_id
        )
    await desk.courier.carry(parcel)
    return secret


async def open_with_code(desk: Desk, secret: str, code: str) -> None:
    """The code opens the case to this browser for half an hour. Raises SignInNeeded, CodeError, NotReady."""
    async with desk.store.write() as unit:
        receipt = await receipts.granted(unit.connection, secret, unit.now - LASTS, opened=False)
        refusal = await challenges.check(desk, unit, _purpose(receipt), code)
        if refusal is None:
            await receipts.open_grant(unit, secret)
            unit.record(Event(tag=Tag.TRACK_OPENED, subject=receipt.id, actor="applicant", case_id=receipt.case_id))
    if refusal is not None:
        raise refusal


async def whose(desk: Desk, secret: str, *, opened: bool) -> Receipt:
    """The receipt this browser tracks. Raises SignInNeeded."""
    async with desk.store.read() as connection:
        return await receipts.granted(connection, secret, desk.store.clock() - LASTS, opened=opened)


def _purpose(receipt: Receipt) -> challenges.Purpose:
    return challenges.Purpose(subject=receipt.id, name=PURPOSE, content=receipt.number.encode())
