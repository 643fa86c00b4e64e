"""Erases one kind of data of one visit: rows are deleted, and the files that nothing else needs are named.

What stays is what proves and counts without telling of a person: ids, numbers, states, hashes, the ledger.
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from datetime import datetime, timedelta

from sqlalchemy import Column, ColumnElement, Select, Table, delete, exists, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from desk.model.people import Applicant
from desk.model.retention import Kind
from desk.model.turns.order import CARE, Reason
from desk.store import people
from desk.store.finding import index
from desk.store.tables import (
    answers,
    appointments,
    arrivals,
    assists,
    bags,
    bindings,
    case_exports,
    cases,
    challenges,
    chat_lines,
    confirmations,
    contacts,
    corner_codes,
    corner_notices,
    corner_statements,
    decisions,
    deliveries,
    documents,
    files,
    follow_ups,
    holders,
    inbox,
    keepings,
    material_pages,
    material_views,
    materials,
    name_grams,
    pending_sign_ins,
    postings,
    promises,
    ratings,
    readings,
    receipts,
    recognitions,
    reports,
    segments,
    sendings,
    sessions,
    slips,
    staff_sessions,
    statements,
    step_ups,
    take_ups,
    throttles,
    tickets,
    track_grants,
    transactions,
    visits,
    wishes,
)
from desk.store.unit import Unit
from identity.codes import LIMITS

Eraser = Callable[[Unit, str], Awaitable[list[str]]]
"""Erases for a visit and gives the hashes of files that are no longer needed."""


async def erase(unit: Unit, visit_id: str, kind: Kind) -> list[str]:
    """Erases a kind of a visit's rows; the SHA-256 of each file to be removed before the commit."""
    return await ERASERS[kind](unit, visit_id)


async def sessions_of(connection: AsyncConnection, visit_id: str) -> list[str]:
    """Ids of a visit's sessions: the folders of its recordings."""
    return [
        row[0] for row in (await connection.execute(select(sessions.c.id).where(sessions.c.visit_id == visit_id))).all()
    ]


async def _identity(unit: Unit, visit_id: str) -> list[str]:
    """Documents, number and codes of the visit; the person with the last visit of theirs that is kept.

    Codes of the last day stay for `sweep`: the limits count them, and whoever withdraws may not begin to count anew.
    """
    subjects = [visit_id, *await _scalars(unit, _cases(visit_id)), *await _scalars(unit, _receipts(visit_id))]
    counted = challenges.c.issued_at > unit.now - COUNTED
    await unit.connection.execute(delete(challenges).where(challenges.c.subject.in_(subjects), ~counted))
    for table in OF_IDENTITY:
        await unit.connection.execute(delete(table).where(table.c.visit_id == visit_id))
    of_person = readings.c.fact.in_(READ_OF_PERSON) & _read_in(visit_id)
    await unit.connection.execute(delete(readings).where(of_person))
    await _forget_whose(unit, appointments.c.visit_id == visit_id)
    posted = postings.c.case_id.in_(_cases(visit_id))
    await unit.connection.execute(update(postings).where(posted).values(address=None))
    await index.forget_names(unit, await _scalars(unit, _cases(visit_id)))
    cared = (tickets.c.visit_id == visit_id) & tickets.c.reason.in_([reason.value for reason in CARE])
    await unit.connection.execute(update(tickets).where(cared).values(reason=Reason.CARE.value))
    applicant_id = (await _scalars(unit, select(visits.c.applicant_id).where(visits.c.id == visit_id)))[0]
    if applicant_id and not await _is_kept_elsewhere(unit, applicant_id, visit_id):
        await _person(unit, applicant_id)
    return []


async def _person(unit: Unit, applicant_id: str) -> None:
    """Names, accounts and the numbers held: what is left is an id that names nobody."""
    await people.keep_names(unit, Applicant(id=applicant_id, names=()))
    await _forget_whose(unit, appointments.c.applicant_id == applicant_id)
    for table in OF_PERSON:
        await unit.connection.execute(delete(table).where(table.c.applicant_id == applicant_id))


async def _forget_whose(unit: Unit, which: ColumnElement[bool]) -> None:
    """An appointment stays with its number alone, so that who holds the paper may still come."""
    await unit.connection.execute(update(appointments).where(which).values(applicant_id=None))


async def _is_kept_elsewhere(unit: Unit, applicant_id: str, visit_id: str) -> bool:
    """Whether another visit of the person's is open, or its identity is not erased."""
    erased = exists().where(
        keepings.c.visit_id == visits.c.id,
        keepings.c.kind == Kind.IDENTITY.value,
        keepings.c.erased_at.is_not(None),
    )
    other = select(visits.c.id).where(visits.c.applicant_id == applicant_id, visits.c.id != visit_id, ~erased)
    return (await unit.connection.execute(other.limit(1))).one_or_none() is not None


async def _materials(unit: Unit, visit_id: str) -> list[str]:
    """Pages, what is shown of them, sheets that came by post, and strokes; of promises and bags their states stay."""
    chosen = select(materials.c.id).where(materials.c.case_id.in_(_cases(visit_id)))
    pages = select(material_pages.c.id).where(material_pages.c.material_id.in_(chosen))
    sealed = select(bags.c.id).where(bags.c.case_id.in_(_cases(visit_id)))
    signed = confirmations.c.case_id.in_(_cases(visit_id))
    promised = promises.c.case_id.in_(_cases(visit_id))
    found = [
        select(material_views.c.sha256).where(material_views.c.page_id.in_(pages)),
        select(material_pages.c.sha256).where(material_pages.c.material_id.in_(chosen)),
        select(arrivals.c.sha256).where(arrivals.c.bag_id.in_(sealed)),
        select(bags.c.sha256).where(bags.c.case_id.in_(_cases(visit_id))),
        select(confirmations.c.strokes_sha256).where(signed),
        select(promises.c.strokes_sha256).where(promised),
    ]
    hashes = [sha256 for query in found for sha256 in await _scalars(unit, query)]
    for gone in (
        delete(material_views).where(material_views.c.page_id.in_(pages)),
        delete(material_pages).where(material_pages.c.material_id.in_(chosen)),
        delete(materials).where(materials.c.case_id.in_(_cases(visit_id))),
        delete(arrivals).where(arrivals.c.bag_id.in_(sealed)),
    ):
        await unit.connection.execute(gone)
    await unit.connection.execute(update(bags).where(bags.c.case_id.in_(_cases(visit_id))).values(sha256=""))
    await unit.connection.execute(update(confirmations).where(signed).values(strokes_sha256=""))
    await unit.connection.execute(update(promises).where(promised).values(strokes_sha256=""))
    return await needless(unit, hashes)


async def _record(unit: Unit, visit_id: str) -> list[str]:
    papers = await _scalars(unit, select(receipts.c.paper_sha256).where(receipts.c.case_id.in_(_cases(visit_id))))
    letters = decisions.c.case_id.in_(_cases(visit_id))
    papers += await _scalars(unit, select(decisions.c.paper_sha256).where(letters))
    await unit.connection.execute(update(decisions).where(letters).values(words=None, paper_sha256=""))
    await unit.connection.execute(delete(track_grants).where(track_grants.c.receipt_id.in_(_receipts(visit_id))))
    for told in (sendings, wishes):
        await unit.connection.execute(delete(told).where(told.c.visit_id == visit_id))
    await index.forget_words(unit, await _scalars(unit, _cases(visit_id)))
    await unit.connection.execute(delete(readings).where(_read_in(visit_id)))
    await unit.connection.execute(update(ratings).where(ratings.c.visit_id == visit_id).values(comment=None))
    await unit.connection.execute(update(follow_ups).where(follow_ups.c.visit_id == visit_id).values(note=None))
    for table in (answers, statements, transactions):
        await unit.connection.execute(delete(table).where(table.c.case_id.in_(_cases(visit_id))))
    of_visit = select(sessions.c.id).where(sessions.c.visit_id == visit_id)
    for table in (chat_lines, corner_codes):
        await unit.connection.execute(delete(table).where(table.c.session_id.in_(of_visit)))
    fixed = update(corner_statements).where(corner_statements.c.session_id.in_(of_visit))
    await unit.connection.execute(fixed.values(covers=None))
    await unit.connection.execute(
        update(receipts).where(receipts.c.case_id.in_(_cases(visit_id))).values(paper_sha256="")
    )
    return await needless(unit, papers)


async def _recording(unit: Unit, visit_id: str) -> list[str]:
    """The rows of its segments; their files lie in the folders of `sessions_of`, and are the caller's."""
    of_visit = select(sessions.c.id).where(sessions.c.visit_id == visit_id)
    await unit.connection.execute(delete(segments).where(segments.c.session_id.in_(of_visit)))
    return []


async def needless(unit: Unit, hashes: Iterable[str]) -> list[str]:
    """Those files to which nothing points any more; what stood of them is forgotten."""
    free = []
    for sha256 in filter(None, dict.fromkeys(hashes)):
        used = select(1).where(
            or_(
                exists().where(material_pages.c.sha256 == sha256),
                exists().where(material_views.c.sha256 == sha256),
                exists().where(arrivals.c.sha256 == sha256),
                exists().where(bags.c.sha256 == sha256),
                exists().where(promises.c.strokes_sha256 == sha256),
                exists().where(confirmations.c.strokes_sha256 == sha256),
                exists().where(receipts.c.paper_sha256 == sha256),
                exists().where(decisions.c.paper_sha256 == sha256),
            )
        )
        if (await unit.connection.execute(used)).one_or_none() is None:
            await unit.connection.execute(delete(files).where(files.c.sha256 == sha256))
            free.append(sha256)
    return free


async def _scalars(unit: Unit, query: Select[str]) -> list[str]:
    return [row[0] for row in (await unit.connection.execute(query)).all()]


def _cases(visit_id: str) -> Select[str]:
    return select(cases.c.id).where(cases.c.visit_id == visit_id)


def _read_in(visit_id: str) -> ColumnElement[bool]:
    return or_(readings.c.visit_id == visit_id, readings.c.case_id.in_(_cases(visit_id)))


def _receipts(visit_id: str) -> Select[str]:
    return select(receipts.c.id).where(receipts.c.case_id.in_(_cases(visit_id)))


ERASERS: Mapping[Kind, Eraser] = {
    Kind.IDENTITY: _identity,
    Kind.MATERIALS: _materials,
    Kind.RECORD: _record,
    Kind.RECORDING: _recording,
}

COUNTED = max(pace.within for pace in LIMITS.number)
"""So far back look the limits on codes."""
OF_IDENTITY = (assists, contacts, documents, recognitions, step_ups)
"""What tells who sat there: rows of a visit."""
READ_OF_PERSON = ("names", "document")
"""What was read of who sat there: facts of `desk.model.cases.readings`."""
OF_PERSON = (name_grams, holders, bindings)
"""What tells who somebody is, whichever visit it came from; in the order in which one may go."""

SHORT_LIVED: tuple[tuple[Table, Column[datetime], timedelta], ...] = (
    (case_exports, case_exports.c.made_at, timedelta(days=3653)),
    (challenges, challenges.c.issued_at, timedelta(days=2)),
    (corner_notices, corner_notices.c.sent_at, timedelta(days=1)),
    (deliveries, deliveries.c.queued_at, timedelta(days=2)),
    (inbox, inbox.c.sent_at, timedelta(days=1)),
    (pending_sign_ins, pending_sign_ins.c.begun_at, timedelta(hours=1)),
    (reports, reports.c.seen_at, timedelta(days=1)),
    (slips, slips.c.printed_at, timedelta(days=2)),
    (staff_sessions, staff_sessions.c.seen_at, timedelta(days=1)),
    (take_ups, take_ups.c.begun_at, timedelta(hours=1)),
    (track_grants, track_grants.c.began_at, timedelta(days=1)),
)
"""What serves for minutes, and how long it may lie about; limits a day look back no further than this. Why cases were
carried away is kept as long as a record is."""

FORGIVEN = timedelta(days=90)
"""Failures in a row that nobody has added to for so long are forgotten, but for a stop, which only a person lifts."""


async def sweep(unit: Unit) -> dict[str, int]:
    """Erases what has outlived its use, however the visit ended: how many rows of which table."""
    swept = {}
    for table, since, age in SHORT_LIVED:
        result = await unit.connection.execute(delete(table).where(since < unit.now - age))
        if result.rowcount:
            swept[table.name] = result.rowcount
    calm = throttles.c.stopped.is_(False) & (throttles.c.moved_at < unit.now - FORGIVEN)
    result = await unit.connection.execute(delete(throttles).where(calm))
    if result.rowcount:
        swept[throttles.name] = result.rowcount
    return swept
