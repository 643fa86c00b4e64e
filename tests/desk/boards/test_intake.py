"""Who tells a wish in their own words is shown what may be meant and why, or is left to a person."""

import pytest

from desk.boards import catalogue
from desk.boards.search import Index
from i18n import languages
from tests.desk.boards.hall import ONE_ENGINE, Hall

MEANT = {
    "cantonese": ("我想攞返供落嗰啲公積金呀", "JM-HF-001"),
    "traditional": ("多年前在江門結婚，希望查閱紀錄", "JM-MR-001"),
    "simplified": ("我想把香港的驾照换成这边的", "JM-DL-001"),
    "english": ("they say I must show that I am still alive or the pension stops", "JM-SI-002"),
    "portuguese": ("queria matricular a minha filha na escola", "JM-ED-001"),
    "misspelt": ("residense permitt for me", "JM-RP-001"),
}


async def suggested(hall: Hall, said: str, language: str = "zh-Hant-MO") -> list[str]:
    meant = await catalogue.suggest(hall.reader, Index(), language, said)
    return [one.item.code for one in meant.items]


async def test_a_wish_leads_to_its_item(hall: Hall) -> None:
    index = Index()
    meant = {way: await catalogue.suggest(hall.reader, index, "en-HK", said) for way, (said, _) in MEANT.items()}
    missed = [way for way, (_, code) in MEANT.items() if code not in [one.item.code for one in meant[way].items]]
    assert missed == []


@ONE_ENGINE
@pytest.mark.parametrize(
    "said", ["", "   ", "聽日會唔會落雨", "where is the toilet", "quero um bilhete de barco", "%%%", "x" * 500]
)
async def test_an_unclear_wish_is_left_to_a_person(hall: Hall, said: str) -> None:
    assert await suggested(hall, said) == []


@ONE_ENGINE
async def test_no_more_than_three_are_suggested(hall: Hall) -> None:
    assert 0 < len(await suggested(hall, "公積金貸款買樓過戶")) <= 3


@ONE_ENGINE
async def test_a_suggestion_quotes_the_applicants_own_words(hall: Hall) -> None:
    said = "想提取住房公積金"
    meant = await catalogue.suggest(hall.reader, Index(), "zh-Hans-CN", said)
    assert meant.items[0].because
    assert all(piece in said for one in meant.items for piece in one.because)


@ONE_ENGINE
async def test_a_suggestion_is_told_in_the_readers_language(hall: Hall) -> None:
    index = Index()
    tags = [language.tag for language in languages.LANGUAGES]
    titles = [(await catalogue.suggest(hall.reader, index, tag, "prova de vida")).items[0].item.title for tag in tags]
    assert len(set(titles)) == len(tags) - 1
