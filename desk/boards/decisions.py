"""What was decided on cases, as staff see it: one case with its record and clock, and the cases that are due next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from desk.boards import titles
from desk.boards.reader import Reader
from desk.model.cases.cases import MOVES, Case
from desk.model.cases.clock import Pace
from desk.model.cases.decisions import RULINGS, Decision, Reason
from desk.model.cases.postings import Posting
from desk.model.items import FieldKind, Item
from desk.model.staff import Role, Staff
from desk.store import items, people, receipts, zones
from desk.store import tables as t
from desk.store.cases import cases, clocks, decisions, postings
from desk.store.cases.clocks import State
from desk.store.materials import materials
from desk.store.rows import written

MOST = 200
"""Cases on the list of what is due."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """A text as it was written, with the language it is in."""

    label: str
    text: str
    lang: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionLine:
    """One decision. `by` is who of the staff decided, empty where the applicant gave something."""

    id: str
    move: str
    by: str
    decided_at: datetime
    words: str
    lang: str
    reason: str
    department: str
    due_at: datetime | None
    letter_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockView:
    """A clock in figures. `used`: percent of the time, up to 100; `late`: it is over and the case is not."""

    pace: str
    state: str
    count: int
    begun_at: datetime
    due_at: datetime | None
    used: int
    late: bool
    sure: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CasePage:
    """One submitted case for whoever decides (office/case.html)."""

    id: str
    number: str
    receipt: str
    state: str
    zone_name: str
    item_title: str
    item_code: str
    enterprise: bool
    names: tuple[Words, ...]
    answers: tuple[Words, ...]
    papers: tuple[tuple[str, str], ...]
    decisions: tuple[DecisionLine, ...]
    clock: ClockView | None
    moves: tuple[str, ...]
    reasons: tuple[str, ...]
    posting: Posting | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DueLine:
    """One case whose clock runs (office/due.html)."""

    id: str
    number: str
    state: str
    pace: str
    item_title: str
    zone_name: str
    due_at: datetime
    late: bool
    warned: int
    sure: bool


async def one(reader: Reader, case_id: str, language: str) -> CasePage:
    """One case. Raises Missing."""
    async with reader.connection() as connection:
        case = await cases.get(connection, case_id)
        item = await items.get(connection, case.item_code, case.item_version)
        ruled = await decisions.of_case(connection, reader.vault, case_id)
        applicant = await people.applicant(connection, reader.vault, case.applicant_id)
        receipt = await receipts.of_case(connection, case_id)
        kept = await materials.of_case(connection, case_id)
        return CasePage(
            id=case.id,
            number=case.number,
            receipt=receipt.number if receipt else "",
            state=case.state,
            zone_name=(await zones.get(connection, case.zone_id)).name[language],
            item_title=item.title[language],
            item_code=item.code,
            enterprise=item.enterprise,
            names=tuple(Words(label=name.source, text=name.text, lang=name.language) for name in applicant.names),
            answers=await _answers(connection, reader, case, item, language),
            papers=tuple(
                (paper.name[language], kept[paper.code].state if paper.code in kept else "missing")
                for paper in item.papers
            ),
            decisions=tuple(await lines(connection, ruled)),
            clock=await clock_of(connection, case_id, ruled, reader.now()),
            moves=tuple(move.value for state, move in MOVES if state is case.state and move in RULINGS),
            reasons=item.refusals or tuple(reason.value for reason in Reason),
            posting=await postings.of_case(connection, reader.vault, case_id),
        )


async def due(reader: Reader, staff: Staff, language: str) -> tuple[DueLine, ...]:
    """The cases of this person whose clock runs, the most overdue first, then what is due next."""
    c, k, i = t.cases.c, t.case_clocks.c, t.items.c
    query = (
        select(c.id, c.number, c.state, c.zone_id, c.item_code, c.item_version, k.pace, k.due_at, k.warned, k.sure)
        .join(t.case_clocks, k.case_id == c.id)
        .where(k.state == written(State.RUNNING.value), k.due_at.is_not(None))
        .order_by(k.due_at)
        .limit(MOST)
    )
    if staff.role is not Role.SUPERVISOR:
        query = query.join(t.items, (i.code == c.item_code) & (i.version == c.item_version))
        query = query.where(i.skill.in_(staff.skills))
    async with reader.connection() as connection:
        rows = (await connection.execute(query)).all()
        called = await titles.of_versions(connection, {(row.item_code, row.item_version) for row in rows}, language)
        zoned = {zone.id: zone.name[language] for zone in await zones.every(connection)}
    return tuple(
        DueLine(
            id=row.id,
            number=row.number,
            state=row.state,
            pace=row.pace,
            item_title=called.get((row.item_code, row.item_version), ""),
            zone_name=zoned.get(row.zone_id, ""),
            due_at=row.due_at,
            late=row.due_at <= reader.now(),
            warned=row.warned,
            sure=row.sure,
        )
        for row in rows
    )


async def here(reader: Reader, visit_id: str, language: str) -> tuple[tuple[DecisionLine, str, str], ...]:
    """The letters that the applicant of this visit may print at its corner, the newest first: each with the number of
    its case and the title of the item."""
    found = []
    async with reader.connection() as connection:
        for case_id in await decisions.cases_here(connection, visit_id):
            case = await cases.get(connection, case_id)
            ruled = [each for each in await decisions.of_case(connection, reader.vault, case_id) if each.paper_sha256]
            if ruled:
                version = (case.item_code, case.item_version)
                title = (await titles.of_versions(connection, {version}, language)).get(version, "")
                found += [(line, case.number, title) for line in await lines(connection, ruled)]
    return tuple(sorted(found, key=lambda each: each[0].decided_at, reverse=True))


async def clock_of(
    connection: AsyncConnection, case_id: str, ruled: Sequence[Decision], now: datetime
) -> ClockView | None:
    """The clock of a case; None for cases of before clocks were kept."""
    kept = await clocks.of_case(connection, case_id)
    if kept is None:
        return None
    clock = await clocks.of(connection, kept, ruled)
    over = kept.state is State.OVER
    return ClockView(
        pace=kept.pace,
        state=kept.state,
        count=kept.count,
        begun_at=kept.begun_at,
        due_at=kept.due_at,
        used=round(min(clock.used(ruled[-1].decided_at if over and ruled else now), 1) * 100),
        late=not over and kept.due_at is not None and kept.due_at <= now,
        sure=kept.sure or kept.pace is Pace.FIRST_ANSWER,
    )


async def lines(connection: AsyncConnection, ruled: Sequence[Decision]) -> list[DecisionLine]:
    """Decisions as they are listed, the oldest first."""
    wanted = {each.by_id for each in ruled if each.by_id}
    found = (await connection.execute(select(t.staff.c.id, t.staff.c.name).where(t.staff.c.id.in_(wanted)))).all()
    called = {row.id: row.name for row in found}
    return [
        DecisionLine(
            id=each.id,
            move=each.move,
            by=called.get(each.by_id, ""),
            decided_at=each.decided_at,
            words=each.words,
            lang=each.language,
            reason=each.reason,
            department=each.department,
            due_at=each.due_at,
            letter_url=f"/letters/{each.id}.pdf" if each.paper_sha256 else "",
        )
        for each in ruled
    ]


async def _answers(
    connection: AsyncConnection, reader: Reader, case: Case, item: Item, language: str
) -> tuple[Words, ...]:
    """What was written, by the item's fields; as it was written, in no other script."""
    known = await cases.answers_of(connection, reader.vault, case.id)
    shown = []
    for field in item.form:
        if field.name not in known or not known[field.name].text:
            continue
        text, lang = known[field.name].text, known[field.name].language
        if field.kind is FieldKind.CHOICE:
            text, lang = next((one.label[language] for one in field.choices if one.value == text), text), language
        shown.append(Words(label=field.label[language], text=text, lang=lang))
    return tuple(shown)
