"""What several actions do with a provider's recognition inside their own unit of work: find or make the person.

By `identity.linking`: two persons are never made one. A mainland account never makes a person: it is somebody's only
once they have bound it.
"""

from desk.model.bindings import Binding, Kind
from desk.model.errors import AccountNotBound
from desk.model.events import Event, Tag
from desk.model.people import Applicant, Name
from desk.model.recognitions import Recognition
from desk.model.visits import Visit
from desk.store import bindings, holders, people, recognitions
from desk.store.unit import Unit
from identity import linking
from identity.errors import IdentityConflict
from identity.federation.provider import Recognised


async def whose(unit: Unit, recognised: Recognised, *, mainland: bool) -> Applicant:
    """The applicant this is, with what came newly of them now kept. Nothing is written when it raises.

    Raises:
        IdentityConflict: the account and the numbers do not belong to one person.
        AccountNotBound: a mainland account that nobody has bound.
        Stale: the same person was signed in elsewhere at this very moment; now they are known.
    """
    account = await bindings.of_account(unit.connection, unit.vault, recognised.provider, recognised.subject)
    if mainland and account is None:
        raise AccountNotBound("a mainland account is bound before it signs anybody in")
    found = await holders.touched(
        unit.connection, unit.vault, recognised.documents, account=account.applicant_id if account else None
    )
    link = linking.link(found.came, found.known)
    applicant = await _person(unit, link.person, () if mainland else _names(recognised))
    if account is None:
        account = zone_binding(unit, applicant.id, recognised.provider)
        await bindings.add(unit, account, recognised.subject)
    await holders.hold(unit, account, found.came, link.add)
    return applicant


async def note(unit: Unit, visit: Visit, applicant_id: str, recognised: Recognised) -> None:
    """Keeps how the applicant of a visit was recognised by a provider."""
    was = recognised.assurance
    recognition = Recognition(
        id=unit.chance.id(),
        visit_id=visit.id,
        applicant_id=applicant_id,
        method=was.method,
        provider=recognised.provider,
        level=was.level,
        proofing=was.proofing,
        factors=tuple(sorted(was.factors)),
        verified_at=was.verified_at,
        proofed_at=was.proofed_at,
        recorded_at=unit.now,
    )
    await recognitions.add(unit, recognition)


def zone_binding(unit: Unit, applicant_id: str, provider: str) -> Binding:
    """An account that its first sign-in binds."""
    return Binding(
        id=unit.chance.id(),
        applicant_id=applicant_id,
        kind=Kind.ZONE,
        provider=provider,
        consent_id="",
        bound_at=unit.now,
    )


def conflict(visit: Visit, error: IdentityConflict) -> Event:
    """The fact that a recognition was refused, and why; somebody has to look at the papers."""
    return Event(
        tag=Tag.IDENTITY_CONFLICT,
        subject=visit.id,
        actor=f"visit:{visit.id}",
        zone_id=visit.zone_id,
        visit_id=visit.id,
        data={"reason": error.reason},
    )


async def _person(unit: Unit, person: str | None, names: tuple[Name, ...]) -> Applicant:
    if person is None:
        return await people.add_applicant(unit, names)
    known = await people.applicant(unit.connection, unit.vault, person)
    called = Applicant(id=known.id, names=known.called(names))
    if called != known:
        await people.keep_names(unit, called)
    return called


def _names(recognised: Recognised) -> tuple[Name, ...]:
    return tuple(Name(text=name.text, language=name.lang, source=name.source) for name in recognised.names)
