"""What a message says that brings a code: in every language, for every use, short, with the warning."""

import pytest

from desk.model import texts
from desk.model.codes import Use
from desk.web.drawing import Pages
from i18n import languages

TAGS = [language.tag for language in languages.LANGUAGES]
PARTS = {"pt-MO": 2}


@pytest.mark.parametrize("tag", TAGS)
@pytest.mark.parametrize("use", Use)
def test_a_message_holds_the_code_once_and_is_short(pages: Pages, tag: str, use: Use) -> None:
    said = pages.message(use, "246813", tag)
    assert said.count("246813") == 1
    assert texts.parts(said) <= PARTS.get(tag, 1), said


@pytest.mark.parametrize("tag", TAGS)
def test_each_use_has_words_of_its_own(pages: Pages, tag: str) -> None:
    assert len({pages.message(use, "246813", tag) for use in Use}) == len(Use)
