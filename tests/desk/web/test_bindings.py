"""Mutual recognition on the pages: offered beside the way, agreed to apart, and undone by owner or staff."""

import re

import pytest

from desk.actions.turns import tickets
from desk.store import bindings as kept
from desk.web import steps
from tests.desk.actions.test_bindings import bind
from tests.desk.web.conftest import Client, get_page, post_form, sign_in, sit_down
from tests.desk.world import World

STATEMENT = re.compile(r'name="(statement-[^"]+)"')
VERSION = re.compile(r'name="version" value="(\d+)"')
MASK = "M123*****"


async def notice(client: Client) -> dict[str, str]:
    """The form of the notice, every statement ticked, for Guangdong's provider."""
    status, text = await get_page(client, "/corner/binding")
    assert status == 200
    version = VERSION.search(text)
    assert version is not None
    return dict.fromkeys(STATEMENT.findall(text), "on") | {"version": version.group(1), "provider": "guangdong"}


async def bound(world: World) -> str:
    """The id of a mainland binding made in a visit at MO-01."""
    return (await bind(world, await world.visit_to("recognised"))).id


@pytest.mark.parametrize(("stage", "page"), [("recognised", "/corner/document"), ("confirmed", "/corner/ticket")])
async def test_binding_is_offered_beside_the_way(client: Client, sqlite_world: World, stage: str, page: str) -> None:
    await sqlite_world.visit_to(stage)
    await sit_down(client, sqlite_world)
    assert 'href="/corner/binding"' in (await get_page(client, page))[1]


def test_binding_is_no_step_of_the_way() -> None:
    assert "binding" not in steps.WAY


async def test_the_notice_of_mutual_recognition_is_another_than_the_visits(client: Client, sqlite_world: World) -> None:
    await sqlite_world.visit_to("recognised")
    await sit_down(client, sqlite_world)
    assert "recognition" in (await get_page(client, "/corner/binding"))[1]


async def test_who_agrees_is_sent_off_to_the_mainlands_provider(client: Client, sqlite_world: World) -> None:
    await sqlite_world.visit_to("recognised")
    await sit_down(client, sqlite_world)
    status, where = await post_form(client, "/corner/binding", **await notice(client))
    assert (status, where.partition("?")[0]) == (303, "https://guangdong.example/sign-in")


async def test_who_leaves_a_statement_out_is_sent_nowhere(client: Client, sqlite_world: World) -> None:
    await sqlite_world.visit_to("recognised")
    await sit_down(client, sqlite_world)
    fields = await notice(client)
    fields.pop(next(name for name in fields if name.startswith("statement-")))
    assert await post_form(client, "/corner/binding", **fields) == (422, "")


async def test_coming_back_binds_and_shows_the_mask(client: Client, sqlite_world: World) -> None:
    await sqlite_world.visit_to("recognised")
    await sit_down(client, sqlite_world)
    _, where = await post_form(client, "/corner/binding", **await notice(client))
    state = where.partition("state=")[2].partition("&")[0]
    status, _ = await get_page(client, f"/corner/identity/callback?state={state}&person=lei-mainland")
    assert status == 303
    assert MASK in (await get_page(client, "/corner/binding"))[1]


async def test_another_persons_account_is_refused_in_words(client: Client, sqlite_world: World) -> None:
    await bound(sqlite_world)
    await sqlite_world.visit_to("recognised", corner="MO-02", person="santos")
    await sit_down(client, sqlite_world, "MO-02")
    _, where = await post_form(client, "/corner/binding", **await notice(client))
    state = where.partition("state=")[2].partition("&")[0]
    status, text = await get_page(client, f"/corner/identity/callback?state={state}&person=lei-mainland")
    assert (status, 'role="alert"' in text) == (409, True)


async def test_an_unbound_mainland_account_is_told_what_to_do(client: Client, sqlite_world: World) -> None:
    visit = await sqlite_world.visit_to("consented")
    await sit_down(client, sqlite_world)
    answer = await sqlite_world.begin_sign_in(visit.id, "lei-mainland")
    status, text = await get_page(
        client, f"/corner/identity/callback?state={answer['state']}&person={answer['person']}"
    )
    assert (status, 'role="alert"' in text) == (409, True)


async def test_the_owner_undoes_it(client: Client, sqlite_world: World) -> None:
    visit = await sqlite_world.visit_to("recognised")
    await bind(sqlite_world, visit)
    await sit_down(client, sqlite_world)
    assert await post_form(client, "/corner/binding/undo") == (303, "/corner/binding")
    async with sqlite_world.store.read() as connection:
        assert await kept.mainland_of(connection, visit.applicant_id) is None


async def test_before_the_sign_in_there_is_nothing_to_bind(client: Client, sqlite_world: World) -> None:
    await sqlite_world.visit_to("consented")
    await sit_down(client, sqlite_world)
    assert (await get_page(client, "/corner/binding"))[0] == 303


# ── Staff ─────────────────────────────────────────────────────────────────────────────────────────────────────


async def test_the_clerk_sees_that_it_is_bound_and_the_mask_alone(client: Client, sqlite_world: World) -> None:
    visit = await sqlite_world.visit_to("documented")
    await bind(sqlite_world, visit)
    await sqlite_world.confirm_phone(visit.id, hong_kong=False)
    await tickets.take(sqlite_world.desk, visit.id)
    await sqlite_world.in_session_with(visit)
    await sign_in(client, sqlite_world, "clerk1")
    text = (await get_page(client, "/console"))[1]
    assert (MASK in text, "M12345678" in text) == (True, False)


@pytest.mark.parametrize(("login", "status"), [("supervisor1", 303), ("clerk1", 403)])
async def test_staff_undo_it_only_with_the_permission(
    client: Client, sqlite_world: World, login: str, status: int
) -> None:
    binding_id = await bound(sqlite_world)
    await sign_in(client, sqlite_world, login)
    assert (await post_form(client, f"/office/bindings/{binding_id}/undo", session=""))[0] == status


async def test_a_place_to_go_back_to_is_never_somebody_elses(client: Client, sqlite_world: World) -> None:
    binding_id = await bound(sqlite_world)
    await sign_in(client, sqlite_world, "supervisor1")
    assert (await post_form(client, f"/office/bindings/{binding_id}/undo", session="//evil.example"))[1] == (
        "/office/sessions"
    )


async def test_the_office_shows_the_mask_and_offers_to_undo(client: Client, sqlite_world: World) -> None:
    visit = await sqlite_world.visit_to("documented")
    await bind(sqlite_world, visit)
    await sqlite_world.confirm_phone(visit.id, hong_kong=False)
    await tickets.take(sqlite_world.desk, visit.id)
    meeting = await sqlite_world.in_session_with(visit)
    await sign_in(client, sqlite_world, "supervisor1")
    text = (await get_page(client, f"/office/sessions/{meeting.session_id}"))[1]
    assert (MASK in text, "/undo" in text) == (True, True)
