"""Values as each language writes them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from i18n import languages
from i18n.catalogues import Catalogues
from i18n.formats import Formats, rounded

MOMENT = datetime(2026, 11, 21, 6, 5, tzinfo=UTC)


@pytest.fixture(scope="module")
def catalogues() -> Catalogues:
    return Catalogues()


def formats(catalogues: Catalogues, tag: str) -> Formats:
    return Formats(languages.get(tag), catalogues.translations(tag))


DAYS = {
    "zh-Hant-HK": "2026年11月21日",
    "zh-Hant-MO": "2026年11月21日",
    "pt-MO": "21 de novembro de 2026",
    "en-HK": "21 November 2026",
    "zh-Hans-CN": "2026年11月21日",
}
MOMENTS = {
    "zh-Hant-HK": "2026年11月21日 14:05",
    "zh-Hant-MO": "2026年11月21日 14:05",
    "pt-MO": "21 de novembro de 2026, 14:05",
    "en-HK": "21 November 2026, 14:05",
    "zh-Hans-CN": "2026年11月21日 14:05",
}
MONEY = {
    ("zh-Hant-HK", "HKD"): "HK$1,234.50",
    ("zh-Hant-HK", "CNY"): "CN¥1,234.50",
    ("zh-Hant-MO", "MOP"): "MOP$1,234.50",
    ("pt-MO", "MOP"): "1\N{NO-BREAK SPACE}234,50\N{NO-BREAK SPACE}MOP$",
    ("en-HK", "HKD"): "HK$1,234.50",
    ("en-HK", "MOP"): "MOP1,234.50",
    ("zh-Hans-CN", "CNY"): "¥1,234.50",
}
SPANS = {
    "hong-kong-minutes": ("zh-Hant-HK", timedelta(minutes=5), "5 分鐘"),
    "macao-two-units": ("zh-Hant-MO", timedelta(minutes=90), "1 小時 30 分鐘"),
    "mainland-two-units": ("zh-Hans-CN", timedelta(minutes=90), "1小时30分钟"),
    "portuguese-one": ("pt-MO", timedelta(minutes=1), "1 minuto"),
    "portuguese-two-units": ("pt-MO", timedelta(hours=25), "1 dia e 1 hora"),
    "english-seconds": ("en-HK", timedelta(seconds=45), "45 seconds"),
    "english-one-second": ("en-HK", timedelta(seconds=1), "1 second"),
    "english-minute-and-seconds": ("en-HK", timedelta(seconds=61), "1 minute 1 second"),
    "english-whole-hours": ("en-HK", timedelta(hours=2, seconds=59), "2 hours"),
    "english-days": ("en-HK", timedelta(days=7, minutes=5), "7 days"),
    "nothing": ("en-HK", timedelta(0), "0 seconds"),
    "past": ("en-HK", timedelta(minutes=-3), "0 seconds"),
}
WAITS = {
    "range": ("en-HK", 5, 10, "5 to 10 minutes"),
    "alike": ("en-HK", 5, 5.2, "about 5 minutes"),
    "short": ("en-HK", 0, 0.3, "less than a minute"),
    "from-nothing": ("en-HK", 0, 4, "less than 4 minutes"),
    "hours": ("en-HK", 50, 80, "50 minutes to 1 hour 15 minutes"),
    "turned-round": ("en-HK", 10, 5, "5 to 10 minutes"),
    "hong-kong": ("zh-Hant-HK", 5, 10, "5 至 10 分鐘"),
    "macao": ("zh-Hant-MO", 5, 5, "約 5 分鐘"),
    "mainland": ("zh-Hans-CN", 5, 10, "5至10分钟"),
    "portuguese": ("pt-MO", 5, 10, "5 a 10 minutos"),
    "portuguese-about": ("pt-MO", 1, 1, "cerca de 1 minuto"),
}


@pytest.mark.parametrize(("tag", "words"), DAYS.items(), ids=DAYS.keys())
def test_a_date_is_written_long(catalogues: Catalogues, tag: str, words: str) -> None:
    assert formats(catalogues, tag).day(date(2026, 11, 21)) == words


@pytest.mark.parametrize(("tag", "words"), MOMENTS.items(), ids=MOMENTS.keys())
def test_an_instant_is_written_in_the_zone_of_the_place(catalogues: Catalogues, tag: str, words: str) -> None:
    assert formats(catalogues, tag).when(MOMENT) == words


def test_an_instant_takes_the_date_of_the_zone_it_is_shown_in(catalogues: Catalogues) -> None:
    late = datetime(2026, 11, 21, 20, 0, tzinfo=UTC)
    assert formats(catalogues, "en-HK").when(late, ZoneInfo("Asia/Macau")) == "22 November 2026, 04:00"


def test_a_clock_has_24_hours_and_two_digits(catalogues: Catalogues) -> None:
    assert formats(catalogues, "en-HK").clock(datetime(2026, 1, 1, 0, 7, tzinfo=UTC)) == "08:07"


def test_an_instant_without_a_zone_is_refused(catalogues: Catalogues) -> None:
    with pytest.raises(ValueError, match="zone"):
        formats(catalogues, "en-HK").when(MOMENT.replace(tzinfo=None))


def test_an_instant_is_no_date(catalogues: Catalogues) -> None:
    with pytest.raises(TypeError):
        formats(catalogues, "en-HK").day(MOMENT)


@pytest.mark.parametrize(("key", "words"), MONEY.items(), ids=["-".join(key) for key in MONEY])
def test_money_is_written_as_the_place_does(catalogues: Catalogues, key: tuple[str, str], words: str) -> None:
    assert formats(catalogues, key[0]).money(Decimal("1234.5"), key[1]) == words


def test_other_money_is_refused(catalogues: Catalogues) -> None:
    with pytest.raises(ValueError, match="currency"):
        formats(catalogues, "en-HK").money(1, "EUR")


def test_numbers_take_the_separators_of_the_language(catalogues: Catalogues) -> None:
    assert formats(catalogues, "pt-MO").number(Decimal("1234567.8")) == "1 234 567,8".replace(" ", "\xa0")


@pytest.mark.parametrize(("tag", "span", "words"), SPANS.values(), ids=SPANS.keys())
def test_a_span_is_told_in_its_two_largest_units(catalogues: Catalogues, tag: str, span: timedelta, words: str) -> None:
    assert formats(catalogues, tag).duration(span) == words


@pytest.mark.parametrize(("tag", "low", "high", "words"), WAITS.values(), ids=WAITS.keys())
def test_a_wait_is_told_in_words(catalogues: Catalogues, tag: str, low: float, high: float, words: str) -> None:
    assert formats(catalogues, tag).wait(timedelta(minutes=low), timedelta(minutes=high)) == words


@pytest.mark.parametrize(("minutes", "told"), [(0.4, 0), (3.6, 4), (12, 10), (13, 15), (58, 60), (70, 75)])
def test_minutes_are_rounded_as_one_speaks(minutes: float, told: int) -> None:
    assert rounded(timedelta(minutes=minutes)) == told


@pytest.mark.parametrize("name", ["day", "when", "clock", "money", "number", "duration", "about", "wait"])
def test_each_filter_of_the_templates_is_there(catalogues: Catalogues, name: str) -> None:
    assert callable(formats(catalogues, "en-HK").filters()[name])
