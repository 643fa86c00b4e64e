"""Stand-ins for what the desk plays with and a test cannot have: media plane, courier, printer, identity provider."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from desk.actions.desk import Parcel
from desk.model import receipts
from desk.model.meetings.participants import Seated
from desk.papers.letters import LetterPaper
from desk.papers.receipts import ReceiptPaper
from desk.papers.sealing import Sealed
from identity import documents
from identity.assurance import Assurance, Factor, Grade, Level, Proofing
from identity.documents import Check, Document, Kind, RawNumber
from identity.errors import AssuranceTooLow, SignInCancelled, WrongState
from identity.federation.pending import PendingSignIn
from identity.federation.provider import Begun, Recognised
from identity.federation.vouched import Name


class Clock:
    """A clock that stands still until it is moved on. Begins on a Saturday afternoon in Macao."""

    def __init__(self, now: datetime = datetime(2026, 11, 21, 7, 0, tzinfo=UTC)) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, **span: float) -> None:
        """Moves on by so many `seconds=`, `minutes=`, `hours=` or `days=`."""
        self.now += timedelta(**span)


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """One bridge as the desk asked for it."""

    consent: str
    seats: Mapping[str, str]


@dataclass(slots=True)
class FakeMedia:
    """A media plane that remembers: bridges joined and not parted, who else sits there, those held, aside, and parted,
    parties dropped."""

    joined: dict[str, Joined] = field(default_factory=dict)
    held: set[str] = field(default_factory=set)
    others: dict[str, dict[str, Seated]] = field(default_factory=dict)
    aside: set[str] = field(default_factory=set)
    parted: list[str] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)
    hung_up: list[str] = field(default_factory=list)
    up: set[str] = field(default_factory=set)
    recordable: bool = True

    def join(self, bridge_id: str, consent: str, seats: Mapping[str, str]) -> None:
        self.joined[bridge_id] = Joined(consent=consent, seats=dict(seats))

    def hold(self, bridge_id: str, held: bool) -> None:
        (self.held.add if held else self.held.discard)(bridge_id)

    async def arrange(self, bridge_id: str, others: Mapping[str, Seated], *, aside: bool) -> None:
        self.others[bridge_id] = dict(others)
        (self.aside.add if aside else self.aside.discard)(bridge_id)

    async def part(self, bridge_id: str) -> None:
        self.joined.pop(bridge_id, None)
        self.others.pop(bridge_id, None)
        self.aside.discard(bridge_id)
        self.held.discard(bridge_id)
        self.parted.append(bridge_id)

    async def can_record(self) -> bool:
        return self.recordable

    async def drop(self, party: str) -> None:
        self.up.discard(party)
        self.dropped.append(party)

    async def hang_up(self, party: str) -> None:
        self.up.discard(party)
        self.hung_up.append(party)

    def token(self, party: str, consent: str, now: datetime) -> str:
        return f"token-of:{party}:{consent}"

    def is_up(self, party: str) -> bool:
        return party in self.up

    def open_bridges(self) -> frozenset[str]:
        return frozenset(self.joined)

    def parties(self) -> frozenset[str]:
        return frozenset(self.up)

    def is_used(self, bridge_id: str) -> bool:
        joined = self.joined.get(bridge_id)
        return joined is not None and not self.up.isdisjoint(joined.seats.values())


class FakeCourier:
    """Carries nothing and remembers every parcel; fails when told to."""

    def __init__(self) -> None:
        self.parcels: list[Parcel] = []
        self.fails = False

    async def carry(self, parcel: Parcel) -> None:
        if self.fails:
            raise ConnectionError("the courier has no line")
        self.parcels.append(parcel)

    @property
    def last_code(self) -> str:
        return self.parcels[-1].code


class FakePrinter:
    """Draws a few bytes that name the receipt, and remembers the papers."""

    def __init__(self) -> None:
        self.drawn: list[ReceiptPaper] = []
        self.letters: list[LetterPaper] = []

    def letter(self, paper: LetterPaper) -> bytes:
        self.letters.append(paper)
        return f"%PDF-fake {paper.number} {paper.words['title']} {paper.decided_at}".encode()

    def receipt(self, paper: ReceiptPaper) -> bytes:
        self.drawn.append(paper)
        return b"%PDF-fake " + paper.number.encode()


class FakeSealer:
    """Puts a few bytes behind the paper, unless told what to give, and remembers what it sealed."""

    KEY = "test-key"
    certificate = "a certificate"

    def __init__(self) -> None:
        self.sealed: list[Sealed] = []
        self.gives, self.covers = b"", ""

    def seal(self, pdf: bytes) -> Sealed:
        signed = self.covers or hashlib.sha256(pdf).hexdigest()
        content = self.gives or pdf + b" sealed"
        self.sealed.append(Sealed(content=content, signed_sha256=signed, key_id=self.KEY, level=receipts.Level.BASIC))
        return self.sealed[-1]


IN_PERSON = Grade(proofing=Proofing.IN_PERSON, factors=frozenset({Factor.KNOWLEDGE, Factor.POSSESSION}))
BY_PASSWORD = Grade(proofing=Proofing.REMOTE, factors=frozenset({Factor.KNOWLEDGE}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A synthetic person as a provider vouches for them: names by language tag, documents by kind."""

    subject: str
    names: Mapping[str, str]
    documents: Mapping[Kind, str]
    grade: Grade = IN_PERSON


PEOPLE = {
    "lei": Person(
        subject="synthetic-lei",
        names={"zh-Hant-MO": "李叶", "pt-MO": "LEI Ip"},
        documents={Kind.MACAO_BIR: "5234567(1)"},
    ),
    "fan": Person(
        subject="synthetic-fan",
        names={"zh-Hant-HK": "范余于", "en-HK": "FAN Yu Yu"},
        documents={Kind.HKID: "A123456(3)"},
    ),
    "santos": Person(
        subject="synthetic-santos",
        names={"pt-MO": "João Conceição dos Santos"},
        documents={Kind.MACAO_BIR: "1234567(8)"},
    ),
    "low": Person(
        subject="synthetic-low",
        names={"zh-Hant-MO": "虛構"},
        documents={Kind.MACAO_BIR: "7345678(2)"},
        grade=BY_PASSWORD,
    ),
    "lei-mainland": Person(
        subject="synthetic-lei",
        names={"zh-Hans-CN": "李叶"},
        documents={Kind.HOME_RETURN_PERMIT: "M12345678"},
    ),
    "fan-mainland": Person(
        subject="synthetic-fan",
        names={"zh-Hans-CN": "范余于"},
        documents={Kind.HOME_RETURN_PERMIT: "H23456789", Kind.RESIDENCE_PERMIT: "810000198503152012"},
    ),
}
"""Whose name ends with `-mainland` signs in at the mainland's provider."""


class FakeProvider:
    """An identity provider: the answer says which person signs in, or `error`. `guangdong` is the mainland's."""

    def __init__(self, name: str, clock: Clock) -> None:
        self.name, self.origins, self.mainland = name, (f"https://{name}.example",), name == "guangdong"
        self._clock = clock
        self._count = 0

    def reaches(self, level: Level) -> bool:
        return level is not Level.HIGH or not self.mainland

    async def begin(self, *, demand: Level = Level.NONE, ui_locales: str = "") -> Begun:
        self._count += 1
        state = f"state-{self.name}-{self._count}"
        pending = PendingSignIn(
            provider=self.name,
            state=state,
            nonce="nonce",
            verifier="verifier",
            demand=demand,
            began_at=self._clock(),
        )
        return Begun(url=f"https://{self.name}.example/sign-in?state={state}&lang={ui_locales}", pending=pending)

    async def finish(self, pending: PendingSignIn, answer: Mapping[str, str]) -> Recognised:
        if answer.get("state") != pending.state:
            raise WrongState("state")
        if "error" in answer:
            raise SignInCancelled
        person = PEOPLE[answer["person"]]
        if not person.grade.level.meets(pending.demand):
            raise AssuranceTooLow
        return Recognised(
            provider=self.name,
            subject=person.subject,
            acr="fake",
            assurance=Assurance(
                proofing=person.grade.proofing,
                factors=person.grade.factors,
                verified_at=self._clock(),
            ),
            names=tuple(_name(tag, text, self.name) for tag, text in person.names.items()),
            documents=tuple(_document(kind, number) for kind, number in person.documents.items()),
        )


def _name(tag: str, text: str, source: str) -> Name:
    return Name(text=text, lang=tag, script="Hant" if tag.startswith("zh") else "Latn", source=source)


def _document(kind: Kind, number: str) -> Document:
    return replace(documents.parse(kind, RawNumber(number)), checked=Check.PROVIDER)
