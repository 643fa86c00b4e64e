"""Seeding brings the data into the store once; what changed comes in as a new version."""

import copy
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import func, select

from desk.chores import demo_secrets, seed
from desk.chores.data import BadData, Data
from desk.chores.demo_secrets import DemoSecrets
from desk.chores.seed import Seeded
from desk.model.errors import CornerUnknown
from desk.store import corners, items, schema, staff
from desk.store.tables import metadata
from desk.store.unit import Store
from tests.desk.fakes import Clock
from tests.desk.world import SEED, demo_data, open_store, quick_passwords

NOTHING = (0, 0, 0, 0, 0)


@pytest.fixture
async def empty(store_url: str, tmp_path: Path) -> AsyncIterator[Store]:
    """A store with tables and nothing in them."""
    store = open_store(store_url, tmp_path, Clock())
    await schema.migrate(store.engine, store.vault)
    yield store
    await store.close()


@pytest.fixture
def known() -> DemoSecrets:
    return demo_secrets.derived(SEED, demo_data())


def counted(seeded: Seeded) -> tuple[int, int, int, int, int]:
    return seeded.zones, seeded.corners, seeded.items, seeded.themes, seeded.notices


async def rows(store: Store) -> dict[str, int]:
    async with store.read() as connection:
        return {
            name: int((await connection.execute(select(func.count()).select_from(table))).scalar_one())
            for name, table in metadata.tables.items()
        }


def with_item_changed(data: Data, code: str) -> Data:
    changed = copy.deepcopy(data.items)
    item = next(item for item in changed if item["code"] == code)
    item["fee"]["amount"] = "12.50"
    return replace(data, items=changed)


async def test_an_empty_store_gets_everything(empty: Store, known: DemoSecrets) -> None:
    assert counted(await seed.seed(empty, demo_data(), known.corners)) == (2, 5, 68, 5, 4)


async def test_a_second_seeding_brings_nothing_new(empty: Store, known: DemoSecrets) -> None:
    await seed.seed(empty, demo_data(), known.corners)
    assert counted(await seed.seed(empty, demo_data(), known.corners)) == NOTHING


async def test_a_second_seeding_changes_no_row(empty: Store, known: DemoSecrets) -> None:
    for _ in range(2):
        await seed.seed(empty, demo_data(), known.corners)
        await seed.seed_staff(empty, quick_passwords(), demo_data(), known.accounts)
    found = await rows(empty)
    assert [found[name] for name in ("zones", "corners", "items", "themes", "notices", "staff")] == [2, 5, 68, 5, 4, 15]


async def test_every_item_reads_back_as_a_value(empty: Store, known: DemoSecrets) -> None:
    await seed.seed(empty, demo_data(), known.corners)
    async with empty.read() as connection:
        found = await items.catalogue(connection, empty.clock())
    assert [(item.code, item.version) for item in found] == [(entry["code"], 1) for entry in demo_data().items]


async def test_a_changed_item_comes_in_as_a_new_version(empty: Store, known: DemoSecrets) -> None:
    await seed.seed(empty, demo_data(), known.corners)
    assert counted(await seed.seed(empty, with_item_changed(demo_data(), "JM-TX-001"), {})) == (0, 0, 1, 0, 0)
    async with empty.read() as connection:
        now = await items.current(connection, "JM-TX-001", empty.clock())
        before = await items.get(connection, "JM-TX-001", 1)
    assert (now.version, str(now.fee_amount), str(before.fee_amount)) == (2, "12.50", "0.00")


async def test_a_notice_that_changed_under_its_version_is_refused(empty: Store, known: DemoSecrets) -> None:
    await seed.seed(empty, demo_data(), known.corners)
    changed = copy.deepcopy(demo_data().notices)
    changed[0]["title"]["en-HK"] = "Other words"
    with pytest.raises(BadData, match="version"):
        await seed.seed(empty, replace(demo_data(), notices=changed), known.corners)


async def test_a_seeding_that_was_refused_keeps_nothing(empty: Store) -> None:
    before = await rows(empty)
    twice = (*demo_data().notices, demo_data().notices[0] | {"title": {}})
    with pytest.raises(BadData):
        await seed.seed(empty, replace(demo_data(), notices=twice), {})
    assert await rows(empty) == before


async def test_a_corner_enrols_with_its_derived_key(empty: Store, known: DemoSecrets) -> None:
    await seed.seed(empty, demo_data(), known.corners)
    async with empty.read() as connection:
        corner, taken = await corners.by_key(connection, "MO-02", known.corners["MO-02"])
    assert (corner.code, taken) == ("MO-02", False)


async def test_a_corner_without_a_key_of_the_file_gets_one_told_once(empty: Store) -> None:
    first = await seed.seed(empty, demo_data(), {})
    second = await seed.seed(empty, demo_data(), {})
    async with empty.read() as connection:
        corner, _ = await corners.by_key(connection, "HK-01", first.new_keys["HK-01"])
    assert (corner.code, dict(second.new_keys)) == ("HK-01", {})


async def test_after_the_file_of_secrets_was_lost_corners_take_the_new_keys(empty: Store, known: DemoSecrets) -> None:
    await seed.seed(empty, demo_data(), known.corners)
    later = demo_secrets.derived(b"l" * 32, demo_data())
    await seed.seed(empty, demo_data(), later.corners)
    async with empty.read() as connection:
        assert (await corners.by_key(connection, "MO-01", later.corners["MO-01"]))[0].code == "MO-01"
        with pytest.raises(CornerUnknown):
            await corners.by_key(connection, "MO-01", known.corners["MO-01"])


async def test_staff_come_with_password_and_authenticator(empty: Store, known: DemoSecrets) -> None:
    await seed.seed(empty, demo_data(), known.corners)
    assert await seed.seed_staff(empty, quick_passwords(), demo_data(), known.accounts) == 15
    async with empty.read() as connection:
        kept = await staff.credentials(connection, empty.vault, "clerk1")
    account = known.accounts["clerk1"]
    assert kept is not None
    assert quick_passwords().verify(kept.password_hash, account.password)
    assert kept.totp_secret == account.totp_secret


async def test_staff_who_are_there_are_left_alone(empty: Store, known: DemoSecrets) -> None:
    await seed.seed(empty, demo_data(), known.corners)
    await seed.seed_staff(empty, quick_passwords(), demo_data(), known.accounts)
    assert await seed.seed_staff(empty, quick_passwords(), demo_data(), known.accounts) == 0


async def test_after_the_file_of_secrets_was_lost_staff_take_the_new_ones(empty: Store, known: DemoSecrets) -> None:
    await seed.seed(empty, demo_data(), known.corners)
    await seed.seed_staff(empty, quick_passwords(), demo_data(), known.accounts)
    later = demo_secrets.derived(b"l" * 32, demo_data())
    assert await seed.seed_staff(empty, quick_passwords(), demo_data(), later.accounts) == 15
    async with empty.read() as connection:
        kept = await staff.credentials(connection, empty.vault, "helper-macao")
    assert kept is not None
    assert kept.totp_secret == later.accounts["helper-macao"].totp_secret
