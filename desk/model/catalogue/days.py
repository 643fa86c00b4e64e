"""From when and until when a definition is in force: days of the city, kept as instants."""

from datetime import UTC, date, datetime, time, timedelta, timezone

from desk.model.catalogue.findings import Entry

CITY = timezone(timedelta(hours=8))
"""The mainland's time, without summer time since 1991."""


def first(entry: Entry) -> datetime | None:
    """The instant its first day begins; None where it begins when it is brought in. Raises ValueError."""
    return _begins(said) if (said := entry.get("effective_from")) else None


def end(entry: Entry) -> datetime | None:
    """The instant its last day is over; None where it stands until something newer does. Raises ValueError."""
    return _begins(said) + timedelta(days=1) if (said := entry.get("effective_until")) else None


def told(moment: datetime) -> str:
    """The day of the city that an instant falls on."""
    return moment.astimezone(CITY).date().isoformat()


def _begins(said: object) -> datetime:
    return datetime.combine(date.fromisoformat(str(said)), time.min, CITY).astimezone(UTC)
