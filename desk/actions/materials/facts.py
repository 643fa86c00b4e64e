"""Facts of materials and of what is read on them, each built in one place."""

from desk.model.cases.cases import Case
from desk.model.events import Event, Tag


def of_case(tag: Tag, case: Case, actor: str, **more: str | int) -> Event:
    """A fact of this case, with what is told of it."""
    return Event(
        tag=tag,
        subject=case.id,
        actor=actor,
        zone_id=case.zone_id,
        visit_id=case.visit_id,
        case_id=case.id,
        data=more,
    )


def of_material(tag: Tag, case: Case, actor: str, code: str, **more: str | int) -> Event:
    """A fact of this material of this case."""
    return of_case(tag, case, actor, material=code, **more)
