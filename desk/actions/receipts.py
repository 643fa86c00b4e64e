"""Receipts 回執: whose they are, and their paper."""

from desk.actions.desk import Desk
from desk.model.receipts import Receipt
from desk.store import receipts
from desk.store.cases import cases


async def by_number(desk: Desk, number: str) -> Receipt:
    """The receipt of that number. Raises ReceiptUnknown."""
    async with desk.store.read() as connection:
        return await receipts.by_number(connection, number)


async def visit_of(desk: Desk, receipt: Receipt) -> str:
    """The id of the visit in which it was issued. Raises Missing."""
    async with desk.store.read() as connection:
        return (await cases.get(connection, receipt.case_id)).visit_id


async def paper(desk: Desk, receipt: Receipt) -> bytes:
    """The PDF as it was issued. Raises Missing."""
    return await desk.store.files.open(receipt.paper_sha256)
