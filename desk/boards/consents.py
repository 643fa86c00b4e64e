"""Receipts of consent as people read them: the very text that was shown, and what stands."""

from dataclasses import dataclass
from datetime import datetime

from desk.boards.reader import Reader
from desk.model.cases.cases import LODGED
from desk.model.consents import Consent, typed_number
from desk.model.errors import Missing
from desk.model.notices import Purpose, Shown, read
from desk.store import consents, corners, visits, zones
from desk.store.cases import cases
from desk.store.unit import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentView:
    """One receipt (components/consent.html), everything in the language it was given in but place and handler's words.

    `kept`: a case was submitted under it, which stays whatever is withdrawn. `withdrawn_at`: None while it stands.
    """

    number: str
    purpose: str
    notice_id: str
    notice_version: int
    jurisdiction: str
    place: str
    language: str
    shown: Shown
    sha256: str
    given_at: datetime
    withdrawn_at: datetime | None
    kept: bool


async def of_visit(reader: Reader, visit_id: str, language: str) -> tuple[ConsentView, ...]:
    """Every receipt of this visit, and those of the same person's other visits that still bind an account."""
    async with reader.connection() as connection:
        visit = await visits.get(connection, visit_id)
        found = await consents.of_visit(connection, visit_id)
        known = {consent.id for consent in found}
        bound = await consents.binding_of(connection, visit.applicant_id) if visit.applicant_id else []
        found += [consent for consent in bound if consent.id not in known]
        return tuple([await _view(connection, consent, language) for consent in found])


async def of_visit_alone(reader: Reader, visit_id: str, language: str) -> tuple[ConsentView, ...]:
    """Every receipt of this visit and no other."""
    async with reader.connection() as connection:
        found = await consents.of_visit(connection, visit_id)
        return tuple([await _view(connection, consent, language) for consent in found])


async def by_number(reader: Reader, number: str, language: str) -> ConsentView:
    """The receipt of a number as somebody typed it. Raises Missing."""
    async with reader.connection() as connection:
        return await _view(connection, await consents.by_number(connection, typed_number(number)), language)


def one(views: tuple[ConsentView, ...], number: str) -> ConsentView:
    """The one of this number. Raises Missing."""
    for view in views:
        if view.number == number:
            return view
    raise Missing("consent")


async def was_withdrawn(connection: Connection, visit_id: str) -> bool:
    """Whether the visit's own consent was given and withdrawn."""
    given = [each for each in await consents.of_visit(connection, visit_id) if each.purpose is Purpose.VISIT]
    return bool(given) and not any(each.stands for each in given)


async def _view(connection: Connection, consent: Consent, language: str) -> ConsentView:
    visit = await visits.get(connection, consent.visit_id)
    corner = await corners.get(connection, visit.corner_id)
    zone = await zones.get(connection, visit.zone_id)
    own = await cases.every_of_visit(connection, visit.id) if consent.purpose is Purpose.VISIT else []
    return ConsentView(
        number=consent.number,
        purpose=consent.purpose.value,
        notice_id=consent.notice_id,
        notice_version=consent.notice_version,
        jurisdiction=consent.jurisdiction,
        place=f"{zone.name[language]} · {corner.name[language]}",
        language=consent.language,
        shown=read(consent.text),
        sha256=consent.sha256,
        given_at=consent.given_at,
        withdrawn_at=consent.withdrawn_at,
        kept=any(case.state in LODGED for case in own),
    )
