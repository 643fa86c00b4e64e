"""What people say of their situation speaks for the items whose title comes to that need, and for no others."""

from bench import intake
from desk.model.catalogue.words import Words
from i18n.everyday import ELSEWHERE, MEANS, Everyday
from i18n.readings import Readings
from i18n.scripts import Scripts
from i18n.situations import FEW, Situations

EVERYDAY = Everyday(Scripts(), Readings())
SITUATIONS = Situations(EVERYDAY)


def means(item: Words) -> set[str]:
    signs = {sign for title in item.titles.values() for sign in EVERYDAY.hear(title).signs}
    return {sign.removeprefix(MEANS) for sign in signs if sign.startswith(MEANS)}


TITLES = {item.code: means(item) for item in intake.catalogue()}


def test_every_item_of_the_demonstration_is_spoken_for() -> None:
    assert all(SITUATIONS.of([*TITLES.values()]))


def test_every_need_is_that_of_an_item() -> None:
    assert [need.has for need in SITUATIONS.needs if not any(map(need.is_of, TITLES.values()))] == []


def test_a_need_leaves_out_titles_that_mean_something_else() -> None:
    anew, again = SITUATIONS.of([{"residence-permit"}, {"residence-permit", "lost"}])
    assert anew != again


def test_a_title_of_no_need_is_not_spoken_for() -> None:
    assert SITUATIONS.of([{"card"}]) == [{}]


def test_a_need_that_very_many_items_have_speaks_for_none() -> None:
    assert not any(SITUATIONS.of([{"divorce"}] * (FEW + 1)))


def test_what_several_people_say_is_worth_more_and_never_more_than_one() -> None:
    worths = {worth for need in SITUATIONS.needs for worth in need.signs.values()}
    assert len(worths) > 1
    assert max(worths) <= 1


def test_a_need_never_speaks_for_what_is_asked_for_elsewhere() -> None:
    assert [sign for need in SITUATIONS.needs for sign in need.signs if sign.startswith(ELSEWHERE)] == []


def test_what_no_window_handles_is_known() -> None:
    assert SITUATIONS.nobody
