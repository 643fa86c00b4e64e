"""A whole desk over a real store, with the demonstration's zones, items and staff, and the means to play a visit.

`World.visit_to("ticketed")` plays through actions alone; nothing is written behind their back.
"""

import functools
import io
import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image
from sqlalchemy import event

from desk import config
from desk.actions import consents, identities, sessions, visits
from desk.actions.cases import cases
from desk.actions.cases.cases import Writing
from desk.actions.desk import Desk
from desk.actions.materials import keeping
from desk.actions.turns import tickets
from desk.chores import data, demo_secrets, seed
from desk.chores.data import Data
from desk.chores.demo_secrets import DemoSecrets
from desk.model import signatures
from desk.model.cases.cases import Case, Hand
from desk.model.chance import Chance
from desk.model.items import Field, FieldKind, Item
from desk.model.notices import Purpose
from desk.model.receipts import Receipt
from desk.model.sessions import Session
from desk.model.signatures import Stroke
from desk.model.staff import Role, Staff
from desk.model.turns.tickets import Ticket
from desk.model.visits import State, Visit
from desk.model.zones import Corner, Zone
from desk.store import corners, engine, items, notices, schema, staff, zones
from desk.store import sessions as session_rows
from desk.store import visits as visit_rows
from desk.store.bus import Bus
from desk.store.cases import cases as case_rows
from desk.store.files import Files
from desk.store.shelves import Disk
from desk.store.turns import tickets as ticket_rows
from desk.store.unit import Store
from i18n import languages
from i18n.catalogues import Catalogues
from i18n.scripts import Scripts
from identity.codes import Codes
from identity.passwords import Passwords
from identity.vault import Vault
from tests.desk import gate
from tests.desk.fakes import PEOPLE, Clock, FakeCourier, FakeMedia, FakePrinter, FakeProvider, FakeSealer

STAGES = (State.CHOOSING, State.CONSENTED, State.RECOGNISED, State.DOCUMENTED, State.CONFIRMED, State.TICKETED)
SEED = b"a seed for tests, 32 bytes long.."[:32]
ITEM = "JM-SI-001"
ANSWERS = {
    FieldKind.TEXT: "示範",
    FieldKind.LONG_TEXT: "第一行\n第二行",
    FieldKind.NAME: "李叶",
    FieldKind.DATE: "1990-05-01",
    FieldKind.NUMBER: "25",
}


@functools.cache
def demo_data() -> Data:
    """The demonstration's data, read once for all tests, which only look at it."""
    return data.read(data.DEMO)


@functools.cache
def scripts() -> Scripts:
    return Scripts()


@functools.cache
def catalogues() -> Catalogues:
    return Catalogues()


def vault() -> Vault:
    """The same keys in every world, so that a store filled once opens in each."""
    return Vault({"test": b"k" * 32}, "test", secrets.token_bytes)


def quick_passwords() -> Passwords:
    """Hashes in less than a millisecond, and is worth as little."""
    return Passwords(passes=1, memory_kib=8, lanes=1)


def open_store(url: str, folder: Path, clock: Clock, name: str = "test") -> Store:
    """A store as one process would open it, but that SQLite does not wait for the disk."""
    connected = engine.connect(url)
    if connected.dialect.name == "sqlite":
        event.listen(connected.sync_engine, "connect", _do_not_wait)
    return Store(
        connected,
        vault=vault(),
        clock=clock,
        chance=Chance(),
        bus=Bus(name),
        files=Files(Disk(folder / "files"), vault()),
        fold=scripts().fold,
    )


def _do_not_wait(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA synchronous=OFF")
    cursor.close()


async def prepare(url: str, folder: Path) -> None:
    """Migrates an empty store and seeds the demonstration: what every world begins with."""
    store = open_store(url, folder, Clock())
    known = demo_secrets.derived(SEED, demo_data())
    await schema.migrate(store.engine, store.vault)
    await seed.seed(store, demo_data(), known.corners)
    await seed.seed_staff(store, quick_passwords(), demo_data(), known.accounts)
    await store.close()


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """A visit that a clerk was joined with, by ids, and the clerk."""

    visit_id: str
    ticket_id: str
    session_id: str
    case_id: str
    clerk: Staff


class World:
    """A desk to play on. `clock`, `media`, `courier`, `printer` and `providers` are fakes with a memory."""

    def __init__(self, url: str, folder: Path) -> None:
        """On a store that `prepare` made; `enter` reads what is in it."""
        self.url, self.folder = url, folder
        self.clock, self.media, self.courier, self.printer = Clock(), FakeMedia(), FakeCourier(), FakePrinter()
        self.sealer = FakeSealer()
        self.providers = {name: FakeProvider(name, self.clock) for name in ("iamsmart", "macao", "guangdong")}
        self.secrets: DemoSecrets = demo_secrets.derived(SEED, demo_data())
        self.store = open_store(url, folder, self.clock)
        self.zones: dict[str, Zone] = {}
        self.corners: dict[str, Corner] = {}
        self.staff: dict[str, Staff] = {}
        self._phones = 0
        self.desk = Desk(
            settings=config.read({"DESK_DATA_DIR": str(folder), "DESK_DATABASE_URL": url, "DESK_DEMO": "1"}),
            store=self.store,
            media=self.media,
            courier=self.courier,
            providers=self.providers,
            provider_names={
                name: {language.tag: f"{name} (test)" for language in languages.LANGUAGES} for name in self.providers
            },
            codes=Codes(b"c" * 32, secrets.token_bytes),
            passwords=quick_passwords(),
            printer=self.printer,
            sealer=self.sealer,
            scripts=scripts(),
            catalogues=catalogues(),
        )

    async def enter(self) -> "World":
        """Reads zones and corners by code, staff by login."""
        async with self.store.read() as connection:
            self.zones = {zone.code: zone for zone in await zones.every(connection)}
            self.corners = {corner.code: corner for corner in await corners.every(connection)}
            self.staff = {person.login: person for person in await staff.every(connection)}
        return self

    async def leave(self) -> None:
        """Lets the store go."""
        await self.store.close()

    @property
    def clerk(self) -> Staff:
        """`clerk1`, who has every skill."""
        return self.staff["clerk1"]

    # ── Reading what stands in the store ──────────────────────────────────────────────────────────────────

    async def visit(self, visit_id: str) -> Visit:
        async with self.store.read() as connection:
            return await visit_rows.get(connection, visit_id)

    async def ticket(self, visit_id: str) -> Ticket:
        async with self.store.read() as connection:
            found = await ticket_rows.of_visit(connection, visit_id)
        assert found is not None
        return found

    async def session(self, session_id: str) -> Session:
        async with self.store.read() as connection:
            return await session_rows.get(connection, session_id)

    async def case(self, case_id: str) -> Case:
        async with self.store.read() as connection:
            return await case_rows.get(connection, case_id)

    async def item(self, code: str = ITEM) -> Item:
        async with self.store.read() as connection:
            return await items.current(connection, code, self.clock())

    async def tags(self) -> list[str]:
        """The tag of every fact in the ledger, in order."""
        return [fact.event.tag.value for fact in await self.store.facts((), 0)]

    # ── Playing a visit ───────────────────────────────────────────────────────────────────────────────────

    async def visit_to(
        self, stage: str = "ticketed", *, corner: str = "MO-01", language: str = "", item: str = ITEM, person: str = ""
    ) -> Visit:
        """A new visit at a free corner, played to a stage (the values of `visits.State` up to `ticketed`).

        The language is the zone's own unless told; the person one of `fakes.PEOPLE`, of the zone unless told.
        """
        hong_kong = self.corners[corner].zone_id == self.zones["hongkong"].id
        tag = language or ("zh-Hant-HK" if hong_kong else "zh-Hant-MO")
        visit = await visits.begin(self.desk, self.corners[corner], tag)
        await visits.choose_item(self.desk, visit.id, item)
        who = person or ("fan" if hong_kong else "lei")
        steps: tuple[Callable[[], Awaitable[object]], ...] = (
            lambda: self.consent(visit.id),
            lambda: self.sign_in(visit.id, who),
            lambda: self.show_document(visit.id, who),
            lambda: self.confirm_phone(visit.id, hong_kong=hong_kong),
            lambda: tickets.take(self.desk, visit.id),
        )
        for step in steps[: STAGES.index(State(stage))]:
            await step()
        return await self.visit(visit.id)

    async def consent(self, visit_id: str) -> None:
        """Agrees to every statement of the notice that stands."""
        visit = await self.visit(visit_id)
        async with self.store.read() as connection:
            zone = await zones.get(connection, visit.zone_id)
            notice = await notices.current(connection, zone.jurisdiction)
        await consents.give(self.desk, visit_id, Purpose.VISIT, notice.version, notice.keys)

    async def begin_sign_in(self, visit_id: str, person: str) -> dict[str, str]:
        """Begins at the person's provider; the answer it would send back with the browser."""
        return answered(await identities.begin_sign_in(self.desk, visit_id, provider_of(person)), person)

    async def sign_in(self, visit_id: str, person: str) -> None:
        await identities.finish_sign_in(self.desk, visit_id, await self.begin_sign_in(visit_id, person))

    async def show_document(self, visit_id: str, person: str) -> None:
        """The person's first document, as their provider knows it."""
        kind, number = next(iter(PEOPLE[person].documents.items()))
        await identities.show_document(self.desk, visit_id, kind, number)

    async def confirm_phone(self, visit_id: str, *, hong_kong: bool) -> None:
        """Gives a number of its own for each visit, and the code sent to it."""
        self._phones += 1
        region, number = ("HK", f"912{self._phones:05d}") if hong_kong else ("MO", f"6612{self._phones:04d}")
        await identities.give_phone(self.desk, visit_id, region, number)
        await identities.confirm_phone(self.desk, visit_id, self.courier.last_code)

    async def called(self, *, clerk: str = "clerk1", **visit: str) -> Meeting:
        """A visit whose turn was called: the session rings. The keywords are those of `visit_to`."""
        begun = await self.visit_to("ticketed", **visit)
        session = await tickets.call_next(self.desk, self.staff[clerk])
        assert session.visit_id == begun.id, "another visit was waiting before this one"
        return Meeting(
            visit_id=begun.id,
            ticket_id=session.ticket_id,
            session_id=session.id,
            case_id=session.case_id,
            clerk=self.staff[clerk],
        )

    async def in_session_with(self, visit: Visit, *, clerk: str = "clerk1") -> Meeting:
        """This very visit, which waits first in line, in a live session."""
        session = await tickets.call_next(self.desk, self.staff[clerk])
        assert session.visit_id == visit.id, "another visit was waiting before this one"
        await sessions.answer(self.desk, session.id, visit.id)
        return Meeting(
            visit_id=visit.id,
            ticket_id=session.ticket_id,
            session_id=session.id,
            case_id=session.case_id,
            clerk=self.staff[clerk],
        )

    async def in_session(self, *, clerk: str = "clerk1", **visit: str) -> Meeting:
        """A visit in a live session."""
        meeting = await self.called(clerk=clerk, **visit)
        await sessions.answer(self.desk, meeting.session_id, meeting.visit_id)
        return meeting

    async def filled(self, *, clerk: str = "clerk1", **visit: str) -> Meeting:
        """A live session whose form is complete and whose required stills are kept."""
        meeting = await self.in_session(clerk=clerk, **visit)
        item = await self.item((await self.case(meeting.case_id)).item_code)
        language = (await self.visit(meeting.visit_id)).language
        for field in item.form:
            written = writing(meeting, field, answer_for(field), language, revision=0)
            await cases.write_field(self.desk, meeting.case_id, written)
        for paper in item.papers:
            if paper.required and paper.still:
                await self.bring(meeting, paper.code)
        return meeting

    async def signed(self, *, clerk: str = "clerk1", **visit: str) -> Meeting:
        """A case that the applicant signed; the code was sent."""
        meeting = await self.filled(clerk=clerk, **visit)
        await gate.ask_signature(self.desk, meeting.case_id, meeting.clerk)
        await gate.sign(self.desk, meeting.case_id, meeting.visit_id, strokes())
        return meeting

    async def confirmed(self, *, clerk: str = "clerk1", **visit: str) -> Meeting:
        """A case that the applicant confirmed by code."""
        meeting = await self.signed(clerk=clerk, **visit)
        await gate.confirm(self.desk, meeting.case_id, meeting.visit_id, self.courier.last_code)
        return meeting

    async def submitted(self, *, clerk: str = "clerk1", **visit: str) -> tuple[Meeting, Receipt]:
        """A submitted case and its receipt; the session is still live."""
        meeting = await self.confirmed(clerk=clerk, **visit)
        return meeting, await cases.submit(self.desk, meeting.case_id, meeting.clerk)

    async def done(self, *, clerk: str = "clerk1", **visit: str) -> tuple[Meeting, Receipt]:
        """A submitted case whose session the clerk ended."""
        meeting, receipt = await self.submitted(clerk=clerk, **visit)
        await sessions.end(self.desk, meeting.session_id, meeting.clerk)
        return meeting, receipt

    async def write(self, meeting: Meeting, field: str, text: str, *, revision: int | None = None) -> int:
        """Writes a field by the hand it belongs to, on top of what stands there unless told another revision."""
        item = await self.item((await self.case(meeting.case_id)).item_code)
        known = item.field(field)
        assert known is not None, field
        language = (await self.visit(meeting.visit_id)).language
        seen = await self.revision(meeting.case_id, field) if revision is None else revision
        written = writing(meeting, known, text, language, revision=seen)
        return await cases.write_field(self.desk, meeting.case_id, written)

    async def revision(self, case_id: str, field: str) -> int:
        async with self.store.read() as connection:
            answers = await case_rows.answers_of(connection, self.store.vault, case_id)
        return answers[field].revision if field in answers else 0

    async def bring(self, meeting: Meeting, code: str) -> None:
        """The clerk asks for a still and the corner sends one."""
        await keeping.ask_for(self.desk, meeting.case_id, code, meeting.clerk)
        await keeping.keep_still(self.desk, meeting.case_id, code, meeting.visit_id, still())

    # ── More of it ────────────────────────────────────────────────────────────────────────────────────────

    async def add_corners(self, count: int, zone: str = "macao") -> list[str]:
        """More corners `X-001`, `X-002`, …, by code."""
        name = dict.fromkeys((language.tag for language in languages.LANGUAGES), "X")
        async with self.store.write() as unit:
            for n in range(1, count + 1):
                corner = Corner(
                    id=unit.chance.id(), zone_id=self.zones[zone].id, code=f"X-{n:03d}", name=name, help_asked=False
                )
                await corners.add(unit, corner, f"key-{n}")
        await self.enter()
        return [f"X-{n:03d}" for n in range(1, count + 1)]

    async def add_clerks(self, count: int, skills: tuple[str, ...]) -> list[Staff]:
        """More clerks with these skills, who cannot sign in."""
        made = [
            Staff(
                id=self.store.chance.id(),
                login=f"x-clerk{n}",
                name=f"示范 {n}",
                role=Role.CLERK,
                zone_id="",
                language="zh-Hans-CN",
                window=f"X{n:02d}",
                skills=skills,
            )
            for n in range(1, count + 1)
        ]
        async with self.store.write() as unit:
            for person in made:
                await staff.add(unit, person, "", "")
        await self.enter()
        return made


def provider_of(person: str) -> str:
    """Where one of `fakes.PEOPLE` has their account."""
    if person.endswith("-mainland"):
        return "guangdong"
    return "iamsmart" if person == "fan" else "macao"


def answered(url: str, person: str) -> dict[str, str]:
    """What the provider sends back with the browser of whom it sent off to this address, when this person signs in."""
    return {"state": url.partition("state=")[2].partition("&")[0], "person": person}


def writing(meeting: Meeting, field: Field, text: str, language: str, *, revision: int) -> Writing:
    """What the field's own hand wants to stand there; `language` is the applicant's."""
    clerk = field.by == "clerk"
    return Writing(
        field=field.name,
        text=text,
        language=meeting.clerk.language if clerk else language,
        hand=Hand.CLERK if clerk else Hand.APPLICANT,
        author_id=meeting.clerk.id if clerk else meeting.visit_id,
        revision=revision,
    )


def answer_for(field: Field) -> str:
    """A text that fits the field."""
    if field.kind is FieldKind.CHOICE:
        return field.choices[0].value
    if field.name == "credit-code":
        return "91440700MA4W00000X"
    return ANSWERS[field.kind][: field.max_length]


@functools.cache
def still(format: str = "PNG", size: tuple[int, int] = (64, 48)) -> bytes:
    """A small picture."""
    made = io.BytesIO()
    Image.radial_gradient("L").resize(size).save(made, format)
    return made.getvalue()


def strokes() -> tuple[Stroke, ...]:
    """A signature of two strokes."""
    return signatures.read([_wave(0), _wave(40)])


def _wave(left: int) -> list[Mapping[str, float]]:
    return [{"x": left + 5.0 * n, "y": 20.0 + 7 * (n % 3), "time": 16.0 * n, "pressure": 0.5} for n in range(8)]
