"""Pages of appointments: a day, a time, the slip; then on a telephone, and back at a corner. Nothing of the person."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from icalendar import Calendar

from desk.actions import visits
from desk.actions.turns import appointments, businesses, expected
from desk.model.turns.businesses import Why
from desk.model.visits import State as VisitState
from desk.store.turns import appointments as rows
from desk.web.drawing import Pages
from i18n import languages
from tests.desk.web.conftest import Client, get_page, post_form, sit_down
from tests.desk.world import ITEM, World

MONDAY = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
"""Nine o'clock in Macao; the world's clock begins on Saturday."""
NINE = "2026-11-23T09:00:00+08:00"
TAGS = [language.tag for language in languages.LANGUAGES]
PERSON = ("李叶", "LEI", "5234567", "6612")


async def at_ticket(client: Client, world: World, **visit: str) -> str:
    """A browser at the page before a turn is taken; the visit's id."""
    begun = await world.visit_to("confirmed", **visit)
    await sit_down(client, world)
    return begun.id


async def booked(client: Client, world: World, language: str = "") -> str:
    """The secret of an appointment on Monday at nine; its holder has left."""
    visit_id = (await world.visit_to("confirmed", language=language)).id
    appointment = await appointments.book(world.desk, visit_id, MONDAY)
    await visits.leave(world.desk, visit_id)
    async with world.store.read() as connection:
        return await rows.secret_of(connection, world.store.vault, appointment.id)


async def calendar(client: Client, secret: str) -> str:
    async with client.get(f"/appointments/{secret}/calendar.ics") as answer:
        assert answer.content_type == "text/calendar"
        return await answer.text()


def the_event(text: str) -> Any:
    """The one event of a calendar file, by the names of RFC 5545."""
    [event] = Calendar.from_ical(text).walk("VEVENT")
    return event


async def test_before_a_turn_is_taken_a_time_may_be_booked_instead(client: Client, sqlite_world: World) -> None:
    await at_ticket(client, sqlite_world)
    assert 'href="/corner/appointment"' in (await get_page(client, "/corner/ticket"))[1]


async def test_a_zone_without_hours_offers_no_booking(client: Client, sqlite_world: World) -> None:
    await at_ticket(client, sqlite_world)
    sqlite_world.clock.now = datetime(2027, 3, 1, 1, 0, tzinfo=UTC)
    assert 'href="/corner/appointment"' not in (await get_page(client, "/corner/ticket"))[1]


async def test_a_holiday_is_shown_by_its_name_and_cannot_be_chosen(client: Client, sqlite_world: World) -> None:
    sqlite_world.clock.now = datetime(2026, 12, 1, 1, 0, tzinfo=UTC)
    await at_ticket(client, sqlite_world)
    page = (await get_page(client, "/corner/appointment"))[1]
    assert "聖母無原罪瞻禮" in page
    assert "?day=2026-12-08" not in page


async def test_a_day_leads_to_its_times(client: Client, sqlite_world: World) -> None:
    await at_ticket(client, sqlite_world)
    assert f'value="{NINE}"' in (await get_page(client, "/corner/appointment?day=2026-11-23"))[1]


@pytest.mark.parametrize("day", ["2026-11-22", "2099-01-01", "soon", "<script>"])
async def test_a_day_that_cannot_be_booked_leads_back_to_the_days(
    client: Client, sqlite_world: World, day: str
) -> None:
    await at_ticket(client, sqlite_world)
    status, page = await get_page(client, f"/corner/appointment?day={day}")
    assert (status, "time-tile" in page) == (200, False)


async def test_a_time_that_was_chosen_is_booked(client: Client, sqlite_world: World) -> None:
    await at_ticket(client, sqlite_world)
    assert await post_form(client, "/corner/appointment", starts_at=NINE) == (303, "/corner/appointment/booked")


@pytest.mark.parametrize(
    ("starts_at", "status"), [("2026-11-23T09:07:00+08:00", 409), ("2026-11-23T09:00:00", 422), ("nine", 422)]
)
async def test_what_is_no_slot_is_not_booked(client: Client, sqlite_world: World, starts_at: str, status: int) -> None:
    await at_ticket(client, sqlite_world)
    assert (await post_form(client, "/corner/appointment", starts_at=starts_at))[0] == status


async def test_chosen_again_in_the_same_visit_it_is_moved(client: Client, sqlite_world: World) -> None:
    visit_id = await at_ticket(client, sqlite_world)
    await post_form(client, "/corner/appointment", starts_at=NINE)
    await post_form(client, "/corner/appointment", starts_at="2026-11-24T10:00:00+08:00")
    async with sqlite_world.store.read() as connection:
        known = await rows.booked_in(connection, visit_id)
    assert known is not None
    assert known.starts_at == MONDAY + timedelta(days=1, hours=1)


async def test_who_has_booked_takes_no_turn_beside_it(client: Client, sqlite_world: World) -> None:
    visit_id = await at_ticket(client, sqlite_world)
    await post_form(client, "/corner/appointment", starts_at=NINE)
    await post_form(client, "/corner/ticket")
    assert (await sqlite_world.visit(visit_id)).state is VisitState.CONFIRMED


async def test_the_slip_has_number_and_code(client: Client, sqlite_world: World) -> None:
    await at_ticket(client, sqlite_world)
    await post_form(client, "/corner/appointment", starts_at=NINE)
    page = (await get_page(client, "/corner/appointment/booked"))[1]
    assert ("A-001" in page, "<svg" in page, "09:00" in page) == (True, True, True)


@pytest.mark.parametrize("tag", TAGS)
async def test_the_page_is_in_the_language_that_was_booked_in(client: Client, sqlite_world: World, tag: str) -> None:
    secret = await booked(client, sqlite_world, tag)
    assert f'<html lang="{tag}"' in (await get_page(client, f"/appointments/{secret}"))[1]


async def test_the_page_tells_nothing_of_the_person(client: Client, sqlite_world: World) -> None:
    page = (await get_page(client, f"/appointments/{await booked(client, sqlite_world)}"))[1]
    assert [word for word in PERSON if word in page] == []


async def test_nobody_guesses_an_appointment(client: Client, sqlite_world: World) -> None:
    await booked(client, sqlite_world)
    assert (await get_page(client, "/appointments/A-001"))[0] == 404


async def test_on_the_telephone_it_is_moved(client: Client, sqlite_world: World) -> None:
    secret = await booked(client, sqlite_world)
    assert await post_form(client, f"/appointments/{secret}/move", starts_at="2026-11-23T09:20:00+08:00") == (
        303,
        f"/appointments/{secret}",
    )


async def test_on_the_telephone_it_is_cancelled_once(client: Client, sqlite_world: World) -> None:
    secret = await booked(client, sqlite_world)
    answers = [await post_form(client, f"/appointments/{secret}/cancel") for _ in range(2)]
    assert [status for status, _ in answers] == [303, 409]


async def test_the_file_for_the_calendar_has_number_time_and_place(client: Client, sqlite_world: World) -> None:
    event = the_event(await calendar(client, await booked(client, sqlite_world)))
    assert (event["dtstart"].dt, "A-001" in event["summary"], "澳門江門同鄉會" in event["location"]) == (
        MONDAY,
        True,
        True,
    )


async def test_the_file_holds_neither_the_person_nor_the_secret(client: Client, sqlite_world: World) -> None:
    secret = await booked(client, sqlite_world)
    text = (await calendar(client, secret)).replace("\r\n ", "")
    assert [word for word in (*PERSON, secret) if word in text] == []


async def test_the_file_is_folded_as_the_standard_wants(client: Client, sqlite_world: World) -> None:
    text = await calendar(client, await booked(client, sqlite_world))
    assert max(len(line.encode()) for line in text.split("\r\n")) <= 75


async def test_the_file_of_a_moved_appointment_takes_the_older_ones_place(client: Client, sqlite_world: World) -> None:
    secret = await booked(client, sqlite_world)
    before = the_event(await calendar(client, secret))
    await post_form(client, f"/appointments/{secret}/move", starts_at="2026-11-23T09:20:00+08:00")
    after = the_event(await calendar(client, secret))
    assert (after["uid"], after["sequence"]) == (before["uid"], before["sequence"] + 1)


async def test_who_is_expected_is_asked_whether_they_are_here(client: Client, sqlite_world: World) -> None:
    await booked(client, sqlite_world)
    sqlite_world.clock.now = MONDAY
    await at_ticket(client, sqlite_world)
    assert "A-001" in (await get_page(client, "/corner/ticket"))[1]


async def test_in_time_they_are_led_to_the_waiting_page(client: Client, sqlite_world: World) -> None:
    await booked(client, sqlite_world)
    sqlite_world.clock.now = MONDAY
    await at_ticket(client, sqlite_world)
    assert await post_form(client, "/corner/appointment/arrive", told="") == (303, "/corner/visit")


async def test_late_they_are_told_how_they_wait(client: Client, sqlite_world: World) -> None:
    await booked(client, sqlite_world)
    sqlite_world.clock.now = MONDAY + timedelta(minutes=30)
    await at_ticket(client, sqlite_world)
    assert (await post_form(client, "/corner/appointment/arrive", told="a-001"))[0] == 200


async def test_a_scanner_that_types_the_whole_address_is_understood(client: Client, sqlite_world: World) -> None:
    secret = await booked(client, sqlite_world)
    sqlite_world.clock.now = MONDAY
    await at_ticket(client, sqlite_world, person="santos")
    told = f"http://localhost:8000/appointments/{secret}/"
    assert await post_form(client, "/corner/appointment/arrive", told=told) == (303, "/corner/visit")


@pytest.mark.parametrize("tag", TAGS)
async def test_who_comes_to_what_is_closed_reads_why_and_that_the_appointment_stays(
    client: Client, sqlite_world: World, tag: str
) -> None:
    world = sqlite_world
    await booked(client, world)
    world.clock.now = MONDAY
    await at_ticket(client, world, language=tag)
    skill, zone_id = (await world.item(ITEM)).skill, world.zones["macao"].id
    await businesses.close(world.desk, zone_id, skill, Why.FAULT, None, world.staff["zone-macao"])
    async with client.post("/corner/appointment/arrive", data={"told": ""}) as answer:
        page = await answer.text()
    assert (answer.status, 'id="problem"' in page, "keypad" in page) == (409, True, False)


async def test_who_is_not_expected_is_asked_again(client: Client, sqlite_world: World) -> None:
    await at_ticket(client, sqlite_world)
    assert (await post_form(client, "/corner/appointment/arrive", told="Z-999"))[0] == 404


@pytest.mark.parametrize("tag", TAGS)
@pytest.mark.parametrize(("use", "_"), expected.REMINDERS)
def test_a_reminder_says_number_and_time_and_where_to_move_it(pages: Pages, tag: str, use: str, _: timedelta) -> None:
    about = {"number": "A-012", "at": NINE, "page": "https://desk.example/appointments/x"}
    said = pages.message(use, "", tag, about)
    assert ("A-012" in said, "09:00" in said, said.endswith(about["page"])) == (True, True, True)


@pytest.mark.parametrize("tag", TAGS)
def test_the_words_of_the_pages_hold_their_places(pages: Pages, tag: str) -> None:
    """A translation that loses `%(number)s` would lose the number."""
    assert re.search("A-012.*X", pages.appointment_title("A-012", "X", tag))
