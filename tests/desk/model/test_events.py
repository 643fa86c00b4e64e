"""Every kind of fact stands once, in order, on one page."""

import re

from desk.model.events import Tag


def test_tags_stand_in_order() -> None:
    assert [tag.name for tag in Tag] == sorted(tag.name for tag in Tag)


def test_a_tag_is_a_noun_and_what_happened() -> None:
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*\.[a-z]+(-[a-z]+)*", tag) for tag in Tag)
