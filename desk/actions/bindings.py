"""Bindings 綁定: mutual recognition of a zone identity and a mainland one, by the applicant's wish, and its undoing.

Usable, not visible 可用不可見: of the mainland account its pairwise subject is kept sealed, of its document numbers a
keyed hash and the masked form. Neither names nor numbers from the mainland are kept or shown.
"""

from collections.abc import Mapping

from desk.actions import persons, unbinding
from desk.actions.desk import Desk
from desk.model.bindings import Binding, Kind
from desk.model.errors import AlreadyBound, AssuranceUnmet, ConsentNeeded, Missing, NotAllowed, NotReady, Stale
from desk.model.events import Tag
from desk.model.notices import Purpose as ConsentPurpose
from desk.model.sign_ins import Purpose
from desk.model.staff import Permission, Staff
from desk.model.visits import State, Visit
from desk.store import bindings, consents, demands, holders, recognitions, sign_ins, visits
from desk.store.unit import Connection, Unit
from identity import linking
from identity.assurance import Level, Reason
from identity.errors import IdentityConflict, ReplayedAnswer
from identity.federation import pending
from identity.federation.provider import Recognised

WHILE = (State.RECOGNISED, State.DOCUMENTED, State.CONFIRMED)
"""From the sign-in to the ticket: afterwards the page that waits for the call is not left."""
DEMAND = Level.SUBSTANTIAL
"""How surely each side must know whom it is binding."""


async def begin(desk: Desk, visit_id: str, provider: str) -> str:
    """The address at the mainland provider to send the applicant to.

    Raises Missing, NotReady, AssuranceUnmet, ConsentNeeded (consent to mutual recognition), AlreadyBound,
    FederationError.
    """
    chosen = desk.providers.get(provider)
    if chosen is None or not chosen.mainland:
        raise Missing("mainland provider")
    async with desk.store.read() as connection:
        visit = await _ready(connection, visit_id)
        await _sure(connection, visit_id)
        await _consent(connection, visit_id)
        if await bindings.mainland_of(connection, visit.applicant_id) is not None:
            raise AlreadyBound("one mainland account is bound")
    begun = await chosen.begin(demand=DEMAND, ui_locales=visit.language)
    async with desk.store.write() as unit:
        await sign_ins.begin(unit, visit_id, provider, pending.dump(begun.pending), Purpose.BIND)
    return begun.url


async def finish(desk: Desk, visit_id: str, answer: Mapping[str, str]) -> Binding:
    """Binds the account that was signed in to. The same one bound before: nothing changes.

    Raises FederationError (each kind its own), IdentityConflict (another's account or number, a number that
    contradicts), AlreadyBound (another account), AssuranceUnmet, ConsentNeeded, NotReady.
    """
    async with desk.store.write() as unit:
        taken = await sign_ins.take(unit, visit_id, Purpose.BIND)
    if taken is None:
        raise ReplayedAnswer
    provider, value = taken
    recognised = await desk.providers[provider].finish(pending.load(value), answer)
    try:
        return await _bind(desk, visit_id, recognised)
    except Stale:
        # The account, or a number, was bound elsewhere in this very moment: what stands now decides.
        return await _bind(desk, visit_id, recognised)


async def undo(desk: Desk, visit_id: str) -> None:
    """The applicant unbinds their mainland account; none bound: nothing changes. Raises NotReady, Stale."""
    async with desk.store.write() as unit:
        visit = await _ready(unit.connection, visit_id)
        binding = await bindings.mainland_of(unit.connection, visit.applicant_id)
        if binding is not None:
            await unbinding.undo(unit, binding, f"visit:{visit.id}", visit.id)


async def undo_for(desk: Desk, binding_id: str, staff: Staff) -> None:
    """Staff unbind a mainland account at its owner's wish; undone before: nothing changes.

    Raises NotAllowed, Missing, Stale.
    """
    if not staff.may(Permission.UNDO_BINDINGS):
        raise NotAllowed(Permission.UNDO_BINDINGS)
    async with desk.store.write() as unit:
        binding = await bindings.get(unit.connection, binding_id)
        if binding.kind is not Kind.MAINLAND:
            raise Missing("mainland binding")
        if binding.unbound_at is None:
            await unbinding.undo(unit, binding, f"staff:{staff.id}")


async def _bind(desk: Desk, visit_id: str, recognised: Recognised) -> Binding:
    async with desk.store.write() as unit:
        visit = await _ready(unit.connection, visit_id)
        await _sure(unit.connection, visit_id)
        consent_id = await _consent(unit.connection, visit_id)
        try:
            return await _joined(unit, visit, recognised, consent_id)
        except IdentityConflict as error:
            unit.record(persons.conflict(visit, error))
            refused = error
    raise refused


async def _joined(unit: Unit, visit: Visit, recognised: Recognised, consent_id: str) -> Binding:
    """Writes nothing when it raises: the refusal is then recorded in the same unit.

    What the applicant has bound is read first: if it is this very account, bound elsewhere meanwhile, it is found next.
    """
    before = await bindings.mainland_of(unit.connection, visit.applicant_id)
    account = await bindings.of_account(unit.connection, unit.vault, recognised.provider, recognised.subject)
    found = await holders.touched(
        unit.connection,
        unit.vault,
        recognised.documents,
        account=account.applicant_id if account else None,
        also=visit.applicant_id,
    )
    link = linking.bind(visit.applicant_id, found.came, found.known)
    if account is not None:
        return account
    if before is not None:
        raise AlreadyBound("another mainland account is bound")
    binding = Binding(
        id=unit.chance.id(),
        applicant_id=visit.applicant_id,
        kind=Kind.MAINLAND,
        provider=recognised.provider,
        consent_id=consent_id,
        bound_at=unit.now,
    )
    await bindings.add(unit, binding, recognised.subject)
    await holders.hold(unit, binding, found.came, link.add)
    unit.record(unbinding.fact(Tag.BINDING_MADE, binding, f"visit:{visit.id}", visit.id))
    return binding


async def _ready(connection: Connection, visit_id: str) -> Visit:
    """Raises NotReady."""
    visit = await visits.get(connection, visit_id)
    if visit.state not in WHILE:
        raise NotReady("sign in first, and bind before the ticket")
    return visit


async def _sure(connection: Connection, visit_id: str) -> None:
    """Whoever adds a way in must have come in by one as sure. Raises AssuranceUnmet."""
    newest = await recognitions.newest(connection, visit_id)
    if newest is None or not demands.assurance_of(newest).level.meets(DEMAND):
        raise AssuranceUnmet(Reason.TOO_LOW)


async def _consent(connection: Connection, visit_id: str) -> str:
    """The receipt of consent to mutual recognition given in this visit. Raises ConsentNeeded."""
    consent = await consents.standing(connection, visit_id, ConsentPurpose.MUTUAL_RECOGNITION)
    if consent is None:
        raise ConsentNeeded("mutual recognition has a consent of its own")
    return consent.id
