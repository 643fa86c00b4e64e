"""All that a case holds at one moment: what its applicant reads, confirms fact by fact, and signs."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncConnection

from desk.model.cases import readings as reading
from desk.model.cases.cases import Answer, Case, content_hash
from desk.model.cases.readings import KeyFact, Reading, Standing
from desk.model.cases.statements import Statement, signed
from desk.model.items import Item
from desk.model.materials.materials import Material
from desk.model.materials.promises import Promise
from desk.model.people import IdDocument, Name
from desk.store import items, people
from desk.store.cases import cases, readings, statements
from desk.store.materials import materials, promises
from identity.vault import Vault


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What stands in a case. `facts` are its key facts as they are now, `answered` the last answer to each.

    `stated`: every statement, those that were struck too.
    """

    case: Case
    item: Item
    answers: Mapping[str, Answer]
    kept: Mapping[str, Material]
    to_follow: Mapping[str, Promise]
    names: tuple[Name, ...]
    documents: tuple[IdDocument, ...]
    facts: tuple[KeyFact, ...]
    answered: Mapping[str, Reading]
    stated: tuple[Statement, ...] = ()

    def standing(self, fact: KeyFact) -> Standing:
        """How this fact stands."""
        return reading.standing(fact, self.answered.get(fact.key))

    def fact(self, key: str) -> KeyFact | None:
        """The fact of this key."""
        return next((fact for fact in self.facts if fact.key == key), None)

    @property
    def unread(self) -> tuple[str, ...]:
        """The keys of the facts that the applicant has not said to be right as they stand."""
        return tuple(fact.key for fact in self.facts if self.standing(fact) is not Standing.RIGHT)

    @property
    def confirmed(self) -> tuple[Reading, ...]:
        """The answers by which facts stand confirmed, in the order in which they are read."""
        return tuple(self.answered[fact.key] for fact in self.facts if self.standing(fact) is Standing.RIGHT)

    @property
    def digest(self) -> str:
        """The hash of it: what a signature and a code are bound to."""
        read = [(fact.key, fact.sha256) for fact in self.facts if self.standing(fact) is Standing.RIGHT]
        handed = handed_in(self.kept, self.to_follow)
        return content_hash(self.case, self.answers.values(), handed, read, signed(self.stated))


async def of_case(connection: AsyncConnection, vault: Vault, case: Case) -> Contents:
    """What stands in the case now. Raises Missing."""
    item = await items.get(connection, case.item_code, case.item_version)
    answers = await cases.answers_of(connection, vault, case.id)
    kept = await materials.of_case(connection, case.id)
    to_follow = await promises.given(connection, case.id)
    names = (await people.applicant(connection, vault, case.applicant_id)).names if case.applicant_id else ()
    documents = tuple(await people.documents_of(connection, vault, case.visit_id))
    return Contents(
        case=case,
        item=item,
        answers=answers,
        kept=kept,
        to_follow=to_follow,
        names=names,
        documents=documents,
        facts=reading.key_facts(case, item, names, documents, answers, handed_in(kept, to_follow)),
        answered=reading.newest(await readings.of_case(connection, vault, case.id)),
        stated=tuple(await statements.of_case(connection, vault, case.id)),
    )


def handed_in(kept: Mapping[str, Material], to_follow: Mapping[str, Promise]) -> list[tuple[str, str]]:
    """Each material that has pages, and each promise, by its code and the hash that stands for it."""
    promised = [(f"promise:{code}", each.content_hash) for code, each in to_follow.items()]
    return [*materials.stands_for(kept), *promised]
