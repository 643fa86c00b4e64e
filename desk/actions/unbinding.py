"""Undoing a binding inside somebody's own unit of work: the account is forgotten, its consent withdrawn with it."""

from desk.actions import facts
from desk.model import consents as model
from desk.model.bindings import Binding
from desk.model.events import Event, Tag
from desk.store import bindings, consents, visits
from desk.store.unit import Unit


async def undo(unit: Unit, binding: Binding, actor: str, visit_id: str = "") -> None:
    """From now on the account is nobody's. `visit_id`: where it was asked for. Raises Stale when it was undone."""
    await bindings.undo(unit, binding)
    unit.record(fact(Tag.BINDING_UNDONE, binding, actor, visit_id))
    if binding.consent_id:
        consent = await consents.get(unit.connection, binding.consent_id)
        if consent.stands:
            after = model.withdraw(consent, unit.now)
            await consents.note_withdrawal(unit, after)
            visit = await visits.get(unit.connection, consent.visit_id)
            unit.record(facts.of_consent(Tag.CONSENT_WITHDRAWN, after, visit, actor))


async def of_consent(unit: Unit, consent_id: str, actor: str) -> None:
    """What rested on a consent that was just withdrawn, if anything did."""
    binding = await bindings.of_consent(unit.connection, consent_id)
    if binding is not None:
        await undo(unit, binding, actor)


def fact(tag: Tag, binding: Binding, actor: str, visit_id: str = "") -> Event:
    """A fact of this binding: whose, and at which provider; never which account."""
    data: dict[str, str | int] = {"applicant": binding.applicant_id, "provider": binding.provider}
    return Event(tag=tag, subject=binding.id, actor=actor, visit_id=visit_id, data=data)
