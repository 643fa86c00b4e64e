"""An appointment as an iCalendar file (RFC 5545) for a telephone's own calendar: number, item, time and place.

Nothing of the person is in it, and not the address of its page either: calendars are carried to others' clouds.
"""

from datetime import UTC, timedelta

from icalendar import Alarm, Calendar, Event

from desk.boards.turns.appointments import Booked
from desk.model.turns.appointments import State

AHEAD = timedelta(hours=1)
"""When the telephone itself reminds."""


def file(booked: Booked, title: str, host: str) -> bytes:
    """The file. `title` says what and which number; `host` makes the id ours. Moved, it takes the older one's place."""
    event = Event()
    event.add("uid", f"{booked.id}@{host}")
    event.add("dtstamp", booked.moved_at.astimezone(UTC))
    event.add("dtstart", booked.starts_at.astimezone(UTC))
    event.add("dtend", booked.ends_at.astimezone(UTC))
    event.add("sequence", booked.revision + (booked.state == State.CANCELLED))
    event.add("summary", title)
    event.add("location", f"{booked.place}, {booked.zone_name}")
    event.add("status", "CANCELLED" if booked.state in (State.CANCELLED, State.MISSED) else "CONFIRMED")
    if booked.state == State.BOOKED:
        event.add_component(_alarm(title))
    calendar = Calendar()
    calendar.add("prodid", f"-//{host}//remote handling desk//EN")
    calendar.add("version", "2.0")
    calendar.add_component(event)
    content: bytes = calendar.to_ical()
    return content


def _alarm(title: str) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", title)
    alarm.add("trigger", -AHEAD)
    return alarm
