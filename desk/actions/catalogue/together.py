"""What a receipt tells of the other items of its visit: how far each was when it was issued."""

from collections.abc import Callable

from desk.model.cases.cases import Case
from desk.papers import words
from desk.papers.receipts import Other
from desk.store import items
from desk.store.cases import cases
from desk.store.catalogue import themes
from desk.store.unit import Connection


async def others(connection: Connection, case: Case, tag: str, gettext: Callable[[str], str]) -> tuple[Other, ...]:
    """The theme's other parts in their order, in the language of this tag; none where an item was chosen alone."""
    opening = await themes.find(connection, case.visit_id)
    if opening is None:
        return ()
    numbers = {one.item_code: one.number for one in await cases.every_of_visit(connection, case.visit_id)}
    return tuple(
        [
            Other(
                title=(await items.get(connection, part.item_code, part.item_version)).title[tag],
                state=words.part(gettext, part.state, part.reason),
                number=numbers.get(part.item_code, ""),
            )
            for part in opening.parts
            if part.item_code != case.item_code
        ]
    )
