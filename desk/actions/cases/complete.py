"""What several actions ask of a case inside their own unit of work: whether all is there, and was read back."""

from desk.actions.cases import fitting
from desk.model.errors import FormIncomplete, NotReadBack
from desk.model.materials.materials import State
from desk.store.cases.contents import Contents


def missing(holds: Contents) -> tuple[str, ...]:
    """The fields and papers for want of which nothing is read back or signed, by their codes."""
    fields = fitting.unfilled(holds.item, {name: answer.text for name, answer in holds.answers.items()})
    papers = [
        paper.code
        for paper in holds.item.papers
        if paper.code not in holds.to_follow
        and (
            (paper.required and paper.still and paper.code not in holds.kept)
            or (paper.code in holds.kept and holds.kept[paper.code].state is not State.KEPT)
        )
    ]
    return (*fields, *papers)


def check_filled(holds: Contents) -> None:
    """Lets a case be read back. Raises FormIncomplete."""
    if lacking := missing(holds):
        raise FormIncomplete(lacking)


def check_read(holds: Contents) -> None:
    """Lets a case be signed, confirmed, submitted: every key fact stands confirmed as it is. Raises NotReadBack."""
    if holds.unread:
        raise NotReadBack(holds.unread)
