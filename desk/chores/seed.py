"""Brings zones, corners, items, notices and staff from a folder of data into the store; done again, it changes nothing.

What the store has stays: an item or notice whose words changed comes in as a new version, and a case that began with
the old version keeps it. Zones, corners and people that are there already are left as they are.
"""

import asyncio
import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from desk.chores.data import BadData, Data, Entry
from desk.chores.demo_secrets import Account
from desk.model.errors import CornerUnknown
from desk.model.staff import Role, Staff
from desk.model.turns.routing import Speech
from desk.model.zones import Corner, Zone
from desk.store import corners, notices, staff, zones
from desk.store.catalogue import definitions, themes
from desk.store.turns import calendars
from desk.store.unit import Store, Unit
from identity.passwords import Passwords


@dataclass(frozen=True, slots=True, kw_only=True)
class Seeded:
    """How many came new, or in a new version. `new_keys`: the key of each corner that was given one just now by
    chance, by its code; it is kept as a hash only and cannot be told again."""

    zones: int
    corners: int
    items: int
    themes: int
    notices: int
    new_keys: Mapping[str, str] = field(repr=False)


async def seed(store: Store, data: Data, keys: Mapping[str, str]) -> Seeded:
    """Everything but staff, in one transaction. A corner named in `keys` has that key from now on.

    Raises BadData when a notice changed its words and not its version.
    """
    async with store.write() as unit:
        new_zones = await _zones(unit, data)
        for entry in data.calendars:
            await calendars.keep(unit, entry)
        known = {zone.code: zone for zone in await zones.every(unit.connection)}
        here = {corner.code for corner in await corners.every(unit.connection)}
        chosen: dict[str, str] = {}
        for zone, corner in _corners(data):
            if corner["code"] not in here:
                chosen |= await _add_corner(unit, known[zone["code"]], corner, keys)
            elif corner["code"] in keys:
                await _set_key(unit, corner["code"], keys[corner["code"]])
        return Seeded(
            zones=new_zones,
            corners=len(set(data.corner_codes()) - here),
            items=await definitions.bring(unit, data.items),
            themes=await themes.bring(unit, data.themes),
            notices=sum([await _notice(unit, notice) for notice in data.notices]),
            new_keys=chosen,
        )


async def seed_staff(store: Store, passwords: Passwords, data: Data, accounts: Mapping[str, Account]) -> int:
    """The staff of the data with these accounts; how many came new or have new secrets. Hashing takes its time."""
    async with store.read() as connection:
        known = {
            entry["login"]: await staff.credentials(connection, store.vault, entry["login"]) for entry in data.staff
        }
        zone_ids = {zone.code: zone.id for zone in await zones.every(connection)}
    changed = [
        entry
        for entry in data.staff
        if (kept := known[entry["login"]]) is None or kept.totp_secret != accounts[entry["login"]].totp_secret
    ]
    hashes = {
        entry["login"]: await asyncio.to_thread(passwords.hash, accounts[entry["login"]].password) for entry in changed
    }
    async with store.write() as unit:
        for entry in changed:
            login, kept = entry["login"], known[entry["login"]]
            if kept is None:
                person = _person(unit, entry, zone_ids)
                await staff.add(unit, person, hashes[login], accounts[login].totp_secret)
            else:
                await staff.set_secrets(unit, kept.staff.id, hashes[login], accounts[login].totp_secret)
    return len(changed)


def _corners(data: Data) -> list[tuple[Entry, Entry]]:
    """Each corner of the data with its zone."""
    return [(zone, corner) for zone in data.zones for corner in zone["corners"]]


async def _zones(unit: Unit, data: Data) -> int:
    here = {zone.code for zone in await zones.every(unit.connection)}
    missing = [zone for zone in data.zones if zone["code"] not in here]
    for zone in missing:
        await zones.add(
            unit,
            Zone(
                id=unit.chance.id(),
                code=zone["code"],
                name=zone["name"],
                place=zone["place"],
                jurisdiction=zone["jurisdiction"],
                timezone=zone["timezone"],
                currency=zone["currency"],
            ),
        )
    await _hours(unit, data)
    return len(missing)


async def _hours(unit: Unit, data: Data) -> None:
    """The hours of the data for zones that have none; hours that a zone has stay."""
    bare = await calendars.without_hours(unit.connection)
    told = {zone["code"]: zone["openings"] for zone in data.zones if zone.get("openings")}
    for zone in await zones.every(unit.connection):
        if zone.code in bare and zone.code in told:
            await calendars.set_openings(unit, zone.id, json.loads(json.dumps(told[zone.code], default=str)))


async def _add_corner(unit: Unit, zone: Zone, entry: Entry, keys: Mapping[str, str]) -> dict[str, str]:
    """Adds a corner; the key it was given, if it was made up here."""
    code = entry["code"]
    corner = Corner(id=unit.chance.id(), zone_id=zone.id, code=code, name=entry["name"], help_asked=False)
    key = keys.get(code) or _new_key(unit)
    await corners.add(unit, corner, key)
    return {} if code in keys else {code: key}


def _new_key(unit: Unit) -> str:
    """Ninety bits of chance, in letters and digits that can be typed: base 32."""
    return base64.b32encode(unit.chance.secret().encode())[:24].decode()


async def _set_key(unit: Unit, code: str, key: str) -> None:
    try:
        await corners.by_key(unit.connection, code, key)
    except CornerUnknown:
        await corners.set_key(unit, code, key)


async def _notice(unit: Unit, entry: Entry) -> bool:
    """Whether a version was added."""
    known = await notices.definition_of(unit.connection, entry["id"], entry["version"])
    if known is None:
        await notices.add(unit, entry)
    elif known != entry:
        raise BadData(f"notice {entry['id']}: its words changed and its version did not")
    return known is None


def _person(unit: Unit, entry: Entry, zone_ids: Mapping[str, str]) -> Staff:
    return Staff(
        id=unit.chance.id(),
        login=entry["login"],
        name=entry["name"],
        role=Role(entry["role"]),
        zone_id=zone_ids[entry["zone"]] if entry["zone"] else "",
        language=entry["language"],
        window=entry["window"],
        skills=tuple(entry["skills"]),
        speaks=tuple(Speech(speech) for speech in entry.get("speaks", Speech)),
        serves=tuple(zone_ids[code] for code in entry.get("serves", ())),
        most_a_day=entry.get("most_a_day", 0),
    )
