"""A small hall to look at: a store seeded with the demonstration's data, and visits played into it by actions."""

import io
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from PIL import Image

from desk import config
from desk.actions import consents, presence, sessions, visits
from desk.actions.cases import cases
from desk.actions.desk import Desk
from desk.actions.materials import keeping
from desk.actions.turns import tickets
from desk.boards.reader import Reader
from desk.chores import data
from desk.chores.seed import seed
from desk.model.cases.cases import Hand
from desk.model.chance import Chance
from desk.model.notices import Purpose
from desk.model.people import Contact, IdDocument, Name
from desk.model.receipts import Receipt
from desk.model.recognitions import Recognition
from desk.model.sessions import Session
from desk.model.signatures import Point
from desk.model.staff import Role, Staff
from desk.model.visits import State, Visit
from desk.store import corners, people, recognitions, schema, staff, zones
from desk.store import notices as kept_notices
from desk.store import visits as kept_visits
from desk.store.bus import Bus
from desk.store.engine import connect
from desk.store.files import Files
from desk.store.shelves import Disk
from desk.store.unit import Store
from i18n.catalogues import Catalogues
from i18n.scripts import Scripts
from identity.assurance import Factor, Level, Method, Proofing
from identity.codes import Codes
from identity.passwords import Passwords
from identity.vault import Vault
from tests.desk import gate
from tests.desk.fakes import Clock, FakeCourier, FakeMedia, FakePrinter, FakeSealer

ITEM = "JM-CR-001"
NAMES = (
    Name(text="范余于\U000e0100﨑", language="zh-Hant-HK", source="iamsmart"),
    Name(text="FAN Yu Yu", language="en-HK", source="iamsmart"),
)
"""Synthetic, and hard: each Chinese character would change if it were converted, or is easily lost."""
STROKES = (tuple(Point(x=float(n), y=float(n % 3), time=float(n * 8), pressure=0.5) for n in range(20)),)
SEED = data.read(data.DEMO)
SCRIPTS = Scripts()
CATALOGUES = Catalogues()
PASSWORDS = Passwords()

ONE_ENGINE = pytest.mark.parametrize("stocked_url", ["sqlite"], indirect=True)
"""For what does not depend on the engine."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hall:
    """The desk, its reader, and what stands in for the world outside."""

    desk: Desk
    reader: Reader
    clock: Clock
    media: FakeMedia
    courier: FakeCourier

    async def corner_id(self, code: str) -> str:
        async with self.desk.store.read() as connection:
            return next(corner.id for corner in await corners.every(connection) if corner.code == code)

    async def zone_id(self, code: str) -> str:
        async with self.desk.store.read() as connection:
            return next(zone.id for zone in await zones.every(connection) if zone.code == code)

    async def clerk(self, login: str) -> Staff:
        async with self.desk.store.read() as connection:
            return next(person for person in await staff.every(connection) if person.login == login)

    async def sit_down(self, corner: str, language: str = "zh-Hant-MO", item: str = ITEM) -> Visit:
        """A visit that has come to its confirmed telephone."""
        async with self.desk.store.read() as connection:
            seat = await corners.get(connection, await self.corner_id(corner))
            zone = await zones.get(connection, seat.zone_id)
            notice = await kept_notices.current(connection, zone.jurisdiction)
        visit = await visits.begin(self.desk, seat, language)
        await visits.choose_item(self.desk, visit.id, item)
        await consents.give(self.desk, visit.id, Purpose.VISIT, notice.version, notice.keys)
        return await self._recognise(visit.id)

    async def _recognise(self, visit_id: str) -> Visit:
        async with self.desk.store.write() as unit:
            visit = await kept_visits.get(unit.connection, visit_id)
            applicant = await people.add_applicant(unit, NAMES)
            recognition = Recognition(
                id=unit.chance.id(),
                visit_id=visit_id,
                applicant_id=applicant.id,
                method=Method.PROVIDER,
                provider="iamsmart",
                level=Level.SUBSTANTIAL,
                proofing=Proofing.REMOTE,
                factors=(Factor.KNOWLEDGE, Factor.POSSESSION),
                verified_at=unit.now,
                proofed_at=None,
                recorded_at=unit.now,
            )
            await recognitions.add(unit, recognition)
            document = IdDocument(
                id=unit.chance.id(),
                applicant_id=applicant.id,
                visit_id=visit_id,
                kind="hkid",
                number="A1234563",
                masked="A123***(*)",
                checked="checksum",
            )
            await people.add_document(unit, document)
            await people.keep_contact(unit, Contact(visit_id=visit_id, phone="+85261234567", masked="+852 •••• ••67"))
            after = replace(visit, applicant_id=applicant.id, state=State.CONFIRMED)
            await kept_visits.change(unit, visit, after)
        return after

    async def wait_at(self, corner: str, language: str = "zh-Hant-MO", item: str = ITEM) -> Visit:
        """A visit with a ticket; the next one is taken a minute later."""
        visit = await self.sit_down(corner, language, item)
        await tickets.take(self.desk, visit.id)
        self.clock.pass_by(minutes=1)
        return visit

    async def call(self, login: str = "clerk1") -> Session:
        return await tickets.call_next(self.desk, await self.clerk(login))

    async def meet(self, corner: str = "MO-01", language: str = "zh-Hant-MO", login: str = "clerk1") -> Session:
        """A live session; nobody else may be waiting."""
        await self.wait_at(corner, language)
        session = await self.call(login)
        await sessions.answer(self.desk, session.id, session.visit_id)
        return session

    async def serve(self, minutes: float, corner: str = "MO-01") -> Session:
        """A whole session of so many minutes, after which the corner is free again."""
        session = await self.meet(corner)
        self.clock.pass_by(minutes=minutes)
        await sessions.end(self.desk, session.id, await self.clerk("clerk1"))
        await visits.leave(self.desk, session.visit_id)
        return session

    async def write(self, session: Session, field: str, text: str, language: str, hand: Hand) -> None:
        author = session.clerk_id if hand is Hand.CLERK else session.visit_id
        writing = cases.Writing(field=field, text=text, language=language, hand=hand, author_id=author, revision=0)
        await cases.write_field(self.desk, session.case_id, writing)

    async def fill(self, session: Session) -> None:
        """All that is required on the form of `ITEM`."""
        await self.write(session, "applicant-name", "范余于", "zh-Hant-HK", Hand.CLERK)
        await self.write(session, "first-choice", "鍾記", "zh-Hant-MO", Hand.APPLICANT)
        await self.write(session, "trade", "賣麵", "zh-Hant-MO", Hand.APPLICANT)
        await self.write(session, "form-of-company", "sole", "zh-Hans-CN", Hand.CLERK)
        await self.write(session, "declared-name", "江门钟记面馆", "zh-Hans-CN", Hand.CLERK)
        await self.ask_still(session)
        await self.send_still(session)

    async def ask_still(self, session: Session, code: str = "identity-document") -> None:
        clerk = next(person for person in await self._staff() if person.id == session.clerk_id)
        await keeping.ask_for(self.desk, session.case_id, code, clerk)

    async def send_still(self, session: Session, code: str = "identity-document") -> None:
        picture = io.BytesIO()
        Image.new("RGB", (64, 48)).save(picture, "JPEG")
        await keeping.keep_still(self.desk, session.case_id, code, session.visit_id, picture.getvalue())

    async def submit(self, session: Session) -> Receipt:
        """Filled in, signed, confirmed and submitted."""
        clerk = next(person for person in await self._staff() if person.id == session.clerk_id)
        await self.fill(session)
        await gate.ask_signature(self.desk, session.case_id, clerk)
        await gate.sign(self.desk, session.case_id, session.visit_id, STROKES)
        await gate.confirm(self.desk, session.case_id, session.visit_id, self.courier.last_code)
        return await cases.submit(self.desk, session.case_id, clerk)

    async def open_screens(self, *parties: str) -> None:
        await presence.stay(self.desk, list(parties))

    async def open_console(self, login: str) -> None:
        await self.open_screens(f"staff:{(await self.clerk(login)).id}")

    async def _staff(self) -> Sequence[Staff]:
        async with self.desk.store.read() as connection:
            return await staff.every(connection)


def build(store_url: str, folder: Path) -> Hall:
    """A hall on a stocked store."""
    clock, media, courier = Clock(), FakeMedia(), FakeCourier()
    vault = Vault({"k": bytes(32)}, "k", secrets.token_bytes)
    store = Store(
        connect(store_url),
        vault=vault,
        clock=clock,
        chance=Chance(),
        bus=Bus("test"),
        files=Files(Disk(folder / "files"), vault),
        fold=SCRIPTS.fold,
    )
    desk = Desk(
        settings=config.read({"DESK_DATA_DIR": str(folder)}),
        store=store,
        media=media,
        courier=courier,
        providers={},
        provider_names={},
        codes=Codes(bytes(32), secrets.token_bytes),
        passwords=PASSWORDS,
        printer=FakePrinter(),
        sealer=FakeSealer(),
        scripts=SCRIPTS,
        catalogues=CATALOGUES,
    )
    reader = Reader(store=store, scripts=SCRIPTS, is_up=media.is_up)
    return Hall(desk=desk, reader=reader, clock=clock, media=media, courier=courier)


async def stock(store_url: str, folder: Path) -> None:
    """Fills an empty store with zones, corners, items, notices and staff of the demonstration's data."""
    store = build(store_url, folder).desk.store
    await schema.migrate(store.engine, store.vault)
    await seed(store, SEED, {code: f"key-{code}" for code in SEED.corner_codes()})
    await _add_staff(store)
    await store.close()


async def _add_staff(store: Store) -> None:
    """Accounts nobody signs in to: their passwords are no hashes."""
    async with store.write() as unit:
        here = {zone.code: zone.id for zone in await zones.every(unit.connection)}
        for entry in SEED.staff:
            person = Staff(
                id=unit.chance.id(),
                login=entry["login"],
                name=entry["name"],
                role=Role(entry["role"]),
                zone_id=here.get(entry["zone"], ""),
                language=entry["language"],
                window=entry["window"],
                skills=tuple(entry["skills"]),
            )
            await staff.add(unit, person, "no hash", "no secret")
