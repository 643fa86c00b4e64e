"""An applicant's camera is let in with a standing consent and a turn, and not before."""

import pytest

from desk.actions import legs, visits
from desk.actions.legs import Grant
from desk.model.errors import ConsentNeeded
from desk.store import consents
from tests.desk.world import STAGES, World


@pytest.mark.parametrize("stage", STAGES[:-1])
async def test_before_the_ticket_there_is_no_token(sqlite_world: World, stage: str) -> None:
    visit = await sqlite_world.visit_to(stage)
    with pytest.raises(ConsentNeeded):
        await legs.for_applicant(sqlite_world.desk, visit.id)


async def test_with_the_ticket_the_token_names_visit_and_consent(sqlite_world: World) -> None:
    visit = await sqlite_world.visit_to("ticketed")
    async with sqlite_world.store.read() as connection:
        consent = await consents.standing(connection, visit.id)
    assert consent is not None
    grant = await legs.for_applicant(sqlite_world.desk, visit.id)
    assert grant == Grant(token=f"token-of:visit:{visit.id}:{consent.id}", node="")


async def test_who_left_gets_no_token(sqlite_world: World) -> None:
    visit = await sqlite_world.visit_to("ticketed")
    await visits.leave(sqlite_world.desk, visit.id)
    with pytest.raises(ConsentNeeded):
        await legs.for_applicant(sqlite_world.desk, visit.id)
