"""What anyone is told of a file that is shown as a receipt of ours."""

import hashlib

from sqlalchemy import update

from desk.actions import receipts
from desk.boards import checks
from desk.boards.reader import Reader
from desk.model.receipts import Receipt, Verdict
from desk.store import receipts as kept
from desk.store import tables
from tests.desk.fakes import FakeSealer
from tests.desk.world import World

LANGUAGE = "en-HK"


def reader(world: World) -> Reader:
    return Reader(store=world.store, scripts=world.desk.scripts, is_up=world.media.is_up)


async def issued(world: World, corner: str = "MO-01") -> tuple[Receipt, bytes]:
    """A receipt and its file."""
    _, receipt = await world.done(corner=corner)
    return receipt, await receipts.paper(world.desk, receipt)


async def test_our_own_file_is_whole_and_its_receipt_is_told(world: World) -> None:
    receipt, paper = await issued(world)
    shown = await checks.of_file(reader(world), paper, "", LANGUAGE)
    assert shown.receipt is not None
    assert (shown.verdict, shown.receipt.number, shown.receipt.seal_key) == (
        Verdict.WHOLE,
        receipt.number,
        FakeSealer.KEY,
    )


async def test_a_file_of_which_nothing_is_known_tells_of_no_receipt(sqlite_world: World) -> None:
    shown = await checks.of_file(reader(sqlite_world), b"%PDF-1.7 nothing", "", LANGUAGE)
    assert (shown.verdict, shown.receipt) == (Verdict.UNSEALED, None)


async def test_a_code_that_is_none_of_ours_changes_no_verdict_on_the_file(sqlite_world: World) -> None:
    _, paper = await issued(sqlite_world)
    shown = await checks.of_file(reader(sqlite_world), paper, "none", LANGUAGE)
    assert shown.verdict is Verdict.WHOLE


async def test_what_was_added_to_is_told_with_the_receipt_that_it_was(sqlite_world: World) -> None:
    sealed = b"%PDF-1.7 /ByteRange [0 40 50 10]".ljust(40) + b"<00000000>" + b"x" * 10
    receipt = await _keep(sqlite_world, sealed)
    shown = await checks.of_file(reader(sqlite_world), sealed + b"more", "", LANGUAGE)
    assert shown.receipt is not None
    assert (shown.verdict, shown.receipt.number) == (Verdict.APPENDED, receipt.number)


async def test_a_file_that_we_erased_is_still_known(sqlite_world: World) -> None:
    _, paper = await issued(sqlite_world)
    async with sqlite_world.store.write() as unit:
        await unit.connection.execute(update(tables.receipts).values(paper_sha256=""))
    shown = await checks.of_file(reader(sqlite_world), paper, "", LANGUAGE)
    assert shown.verdict is Verdict.WHOLE


async def test_what_is_covered_by_our_seal_in_another_file_is_changed(sqlite_world: World) -> None:
    """As when a byte of the seal itself is another: the paper says the same, and is not what we issued."""
    sealed = b"%PDF-1.7 /ByteRange [0 40 50 10]".ljust(40) + b"<00000000>" + b"x" * 10
    sqlite_world.sealer.covers = hashlib.sha256(sealed[:40] + sealed[50:]).hexdigest()
    await _keep(sqlite_world, sealed)
    other = sealed.replace(b"<00000000>", b"<0000000a>")
    assert (await checks.of_file(reader(sqlite_world), other, "", LANGUAGE)).verdict is Verdict.CHANGED


async def test_each_key_that_sealed_is_known_once(world: World) -> None:
    await issued(world)
    await issued(world, "HK-01")
    async with world.store.read() as connection:
        assert await kept.key_ids(connection) == {FakeSealer.KEY}


async def _keep(world: World, sealed: bytes) -> Receipt:
    """A receipt whose file is this."""
    world.sealer.gives = sealed
    _, receipt = await world.done()
    return receipt
