"""Numbers are found by keyed hash under every key of the ring; what is not kept cannot be made anew, and is let go."""

import secrets

from sqlalchemy import select

from desk.store import bindings, holders
from desk.store.tables import holders as rows
from identity import documents
from identity.documents import Check, Document, Kind, RawNumber
from identity.linking import Number
from identity.vault import Vault
from tests.desk.actions.test_bindings import bind
from tests.desk.world import World

OLD, NEW = {"test": b"k" * 32}, {"new": b"n" * 32}


def turn_key(world: World) -> None:
    """A new key goes first on the ring; the old one still opens."""
    world.store.vault = Vault(NEW | OLD, "new", secrets.token_bytes)


def vouched(kind: Kind, number: str) -> Document:
    read = documents.parse(kind, RawNumber(number))
    return Document(kind=kind, canonical=read.canonical, masked=read.masked, checked=Check.PROVIDER)


BIR, PERMIT = vouched(Kind.MACAO_BIR, "5234567(1)"), vouched(Kind.HOME_RETURN_PERMIT, "M12345678")


async def held(world: World, vault: Vault, paper: Document) -> set[str]:
    """Whose number this is, under the keys of that vault."""
    async with world.store.read() as connection:
        found = await holders.touched(connection, vault, [paper], account=None)
    return {person for person, numbers in found.known.persons.items() if not numbers.isdisjoint(found.came)}


async def test_a_number_is_found_after_the_key_was_turned(sqlite_world: World) -> None:
    visit = await sqlite_world.visit_to("recognised")
    turn_key(sqlite_world)
    assert await held(sqlite_world, sqlite_world.store.vault, BIR) == {visit.applicant_id}


async def test_an_account_is_found_after_the_key_was_turned(world: World) -> None:
    first = await world.visit_to("recognised", corner="MO-01")
    turn_key(world)
    assert (await world.visit_to("recognised", corner="MO-02")).applicant_id == first.applicant_id


async def test_a_sign_in_makes_the_hash_anew_under_the_current_key(sqlite_world: World) -> None:
    visit = await sqlite_world.visit_to("recognised", corner="MO-01")
    await bind(sqlite_world, visit)
    turn_key(sqlite_world)
    await sqlite_world.visit_to("recognised", corner="MO-02", person="lei-mainland")
    alone = Vault(NEW, "new", secrets.token_bytes)
    assert await held(sqlite_world, alone, PERMIT) == {visit.applicant_id}


async def test_a_hash_whose_key_is_gone_is_nothing(sqlite_world: World) -> None:
    await bind(sqlite_world, await sqlite_world.visit_to("recognised"))
    assert await held(sqlite_world, Vault(NEW, "new", secrets.token_bytes), PERMIT) == set()


async def test_a_hash_whose_key_is_gone_makes_way_for_a_new_one(sqlite_world: World) -> None:
    visit = await sqlite_world.visit_to("recognised")
    binding = await bind(sqlite_world, visit)
    sqlite_world.store.vault = Vault(NEW, "new", secrets.token_bytes)
    async with sqlite_world.store.write() as unit:
        found = await holders.touched(unit.connection, unit.vault, [PERMIT], account=None, also=visit.applicant_id)
        await holders.hold(unit, binding, found.came, frozenset(found.came))
    assert await held(sqlite_world, sqlite_world.store.vault, PERMIT) == {visit.applicant_id}


async def test_a_zones_word_keeps_what_the_mainlands_did_not(sqlite_world: World) -> None:
    """The permit that was known through the mainland account alone is vouched for by the zone's provider too."""
    visit = await sqlite_world.visit_to("recognised")
    await bind(sqlite_world, visit)
    async with sqlite_world.store.write() as unit:
        zone = await bindings.of_account(unit.connection, unit.vault, "macao", "synthetic-lei")
        assert zone is not None
        found = await holders.touched(unit.connection, unit.vault, [PERMIT], account=visit.applicant_id)
        await holders.hold(unit, zone, found.came, frozenset())
        row = (await unit.connection.execute(select(rows).where(rows.c.kind == "home-return-permit"))).one()
        kept = unit.vault.open_text(row.number, holders.place(row.id))
    assert (kept, row.binding_id) == ("M12345678", zone.id)


async def test_a_card_without_its_check_digit_is_the_same_card(sqlite_world: World) -> None:
    visit = await sqlite_world.visit_to("recognised")
    assert await held(sqlite_world, sqlite_world.store.vault, vouched(Kind.MACAO_BIR, "5234567")) == {
        visit.applicant_id
    }


async def test_numbers_do_not_show_in_what_is_printed_of_them() -> None:
    assert "secret" not in repr(Number(kind=Kind.HKID, key="secret"))
