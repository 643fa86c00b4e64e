"""Dates, times, money, numbers and spans of time as each language writes them.

Dates are long or ISO only: short ones read differently in the three zones. A date of birth is a date and
never an instant; an instant must be aware, and is shown in a zone that is named.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta, tzinfo
from decimal import Decimal
from gettext import NullTranslations
from typing import Final
from zoneinfo import ZoneInfo

from babel import Locale, dates, numbers

from i18n.languages import Language

CURRENCIES: Final = frozenset({"HKD", "MOP", "CNY"})
_MINUTE: Final = 60
_HOUR: Final = 60 * _MINUTE
_DAY: Final = 24 * _HOUR


class Formats:
    """How one language writes values; immutable, so one may serve every request.

    `translations` gives the words of durations. `zone` is the default zone of instants.
    """

    def __init__(self, language: Language, translations: NullTranslations, zone: tzinfo | None = None) -> None:
        self._locale = Locale.parse(language.locale)
        self._words = translations
        self._zone = zone or ZoneInfo(language.time_zone)

    def day(self, value: date) -> str:
        """A date, long: `21 November 2026`, `2026年11月21日`, `21 de novembro de 2026`.

        Raises TypeError for an instant, whose date depends on a zone: use `when`, or take its date first.
        """
        if isinstance(value, datetime):
            raise TypeError("an instant has no date until its zone is chosen")
        return dates.format_date(value, "long", locale=self._locale)

    def weekday(self, value: date) -> str:
        """The day of the week, whole: `Monday`, `星期一`, `segunda-feira`."""
        return dates.format_date(value, "EEEE", locale=self._locale)

    def whole_day(self, value: date) -> str:
        """A date with its day of the week: `Monday 23 November 2026`, `2026年11月23日星期一`."""
        return dates.format_date(value, "full", locale=self._locale)

    def when(self, moment: datetime, zone: tzinfo | None = None) -> str:
        """An aware instant as long date and time of day in `zone`; raises ValueError if naive."""
        local = self._local(moment, zone)
        pattern = str(self._locale.datetime_formats["long"]).replace("'", "")
        return pattern.replace("{1}", self.day(local.date())).replace("{0}", f"{local:%H:%M}")

    def clock(self, moment: datetime, zone: tzinfo | None = None) -> str:
        """The time of day of an aware instant, always `HH:MM` of 24 hours; raises ValueError if naive."""
        return f"{self._local(moment, zone):%H:%M}"

    def money(self, amount: Decimal | int, currency: str) -> str:
        """An amount in HKD, MOP or CNY, with cents; raises ValueError for another currency."""
        if currency not in CURRENCIES:
            raise ValueError("the currency is none of HKD, MOP, CNY")
        return numbers.format_currency(amount, currency, locale=self._locale)

    def number(self, value: Decimal | float | int) -> str:
        """A number with the language's separators."""
        return numbers.format_decimal(value, locale=self._locale)

    def duration(self, span: timedelta) -> str:
        """A span of time in its two largest units, cut to the smaller: `1 hour 30 minutes`, `45 seconds`."""
        seconds = max(0, int(span.total_seconds()))
        if seconds < _MINUTE:
            return self._seconds(seconds)
        units = ((_DAY, self._days), (_HOUR, self._hours), (_MINUTE, self._minutes), (1, self._seconds))
        first = next(place for place, (size, _) in enumerate(units) if seconds >= size)
        (size, larger), (small, smaller) = units[first : first + 2]
        count, rest = seconds // size, seconds % size // small
        return self._join(larger(count), smaller(rest)) if rest else larger(count)

    def about(self, span: timedelta) -> str:
        """A span as one would say it: `about 5 minutes`, `less than a minute`."""
        minutes = rounded(span)
        if minutes < 1:
            return self._words.gettext("less than a minute")
        return self._words.gettext("about %(duration)s") % {"duration": self._spoken(minutes)}

    def wait(self, low: timedelta, high: timedelta) -> str:
        """A range of waiting in words: `5 to 10 minutes`; `about …` where both ends round alike."""
        fewest, most = sorted((rounded(low), rounded(high)))
        if fewest == most:
            return self.about(high)
        if fewest < 1:
            return self._words.gettext("less than %(duration)s") % {"duration": self._spoken(most)}
        if most <= 60:
            words = self._words.ngettext("%(low)s to %(high)s minute", "%(low)s to %(high)s minutes", most)
            return words % {"low": self.number(fewest), "high": self.number(most)}
        ends = {"low": self._spoken(fewest), "high": self._spoken(most)}
        return self._words.gettext("%(low)s to %(high)s") % ends

    def filters(self) -> dict[str, Callable[..., str]]:
        """The template filters by name."""
        return {
            "day": self.day,
            "weekday": self.weekday,
            "when": self.when,
            "whole_day": self.whole_day,
            "clock": self.clock,
            "money": self.money,
            "number": self.number,
            "duration": self.duration,
            "about": self.about,
            "wait": self.wait,
        }

    def _local(self, moment: datetime, zone: tzinfo | None) -> datetime:
        if moment.tzinfo is None:
            raise ValueError("an instant must know its zone")
        return moment.astimezone(zone or self._zone)

    def _spoken(self, minutes: int) -> str:
        return self.duration(timedelta(minutes=minutes))

    def _join(self, larger: str, smaller: str) -> str:
        return self._words.gettext("%(larger)s %(smaller)s") % {"larger": larger, "smaller": smaller}

    def _days(self, count: int) -> str:
        return self._words.ngettext("%(num)s day", "%(num)s days", count) % {"num": self.number(count)}

    def _hours(self, count: int) -> str:
        return self._words.ngettext("%(num)s hour", "%(num)s hours", count) % {"num": self.number(count)}

    def _minutes(self, count: int) -> str:
        return self._words.ngettext("%(num)s minute", "%(num)s minutes", count) % {"num": self.number(count)}

    def _seconds(self, count: int) -> str:
        return self._words.ngettext("%(num)s second", "%(num)s seconds", count) % {"num": self.number(count)}


def rounded(span: timedelta) -> int:
    """Whole minutes as one speaks of them: by 1 up to 10, by 5 up to 60, then by 15; 0 is under a minute."""
    minutes = max(0.0, span.total_seconds() / _MINUTE)
    step = 1 if minutes <= 10 else 5 if minutes <= 60 else 15
    return round(minutes / step) * step
