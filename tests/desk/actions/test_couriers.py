"""The demonstration's courier puts codes into an inbox, sealed."""

import json

from sqlalchemy import select

from desk.actions.couriers import DemoCourier
from desk.actions.desk import Parcel
from desk.store import inbox
from desk.store.tables import inbox as inbox_table
from tests.desk.world import World


def parcel(code: str) -> Parcel:
    return Parcel(
        id="d",
        phone="+85366123456",
        masked="+853 *****456",
        code=code,
        purpose="visit.phone",
        language="pt-MO",
        corner_id="c",
    )


async def test_the_newest_code_stands_first(world: World) -> None:
    courier = DemoCourier(world.store)
    for code in ("111111", "222222"):
        world.clock.pass_by(seconds=1)
        await courier.carry(parcel(code))
    async with world.store.read() as connection:
        messages = await inbox.newest(connection, world.store.vault, 10)
    assert [json.loads(message.body)["code"] for message in messages] == ["222222", "111111"]


async def test_the_inbox_holds_no_number_and_no_plain_code(sqlite_world: World) -> None:
    await DemoCourier(sqlite_world.store).carry(parcel("123456"))
    async with sqlite_world.store.read() as connection:
        row = (await connection.execute(select(inbox_table))).one()
    assert "66123456" not in repr(row)
    assert b"123456" not in row.body


def test_a_parcel_shows_neither_number_nor_code() -> None:
    assert repr(parcel("123456")) == "Parcel(purpose='visit.phone')"
