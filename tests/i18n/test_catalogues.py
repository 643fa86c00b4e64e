"""Catalogues at work, and what is told of a message that is missing."""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from i18n import catalogues, languages
from i18n.catalogues import Catalogues
from i18n.errors import BrokenCatalogue, UnknownLanguage

HEADER = 'msgid ""\nmsgstr ""\n"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'
MESSAGES = """
msgid "Take a ticket"
msgstr "Tirar a senha"

msgctxt "button"
msgid "Call"
msgstr "Chamar"

msgid "%(num)s person"
msgid_plural "%(num)s people"
msgstr[0] "%(num)s pessoa"
msgstr[1] "%(num)s pessoas"

#, fuzzy
msgid "Not sure"
msgstr "Talvez"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    file = catalogues.path(languages.get("pt-MO"), tmp_path)
    file.parent.mkdir(parents=True)
    file.write_text(HEADER + MESSAGES, encoding="utf-8")
    return tmp_path


def test_a_message_is_translated(folder: Path) -> None:
    assert Catalogues(folder).translations("pt-MO").gettext("Take a ticket") == "Tirar a senha"


def test_a_message_is_translated_in_its_context(folder: Path) -> None:
    assert Catalogues(folder).translations("pt-MO").pgettext("button", "Call") == "Chamar"


@pytest.mark.parametrize(("count", "form"), [(0, "pessoas"), (1, "pessoa"), (2, "pessoas")])
def test_a_plural_follows_the_header(folder: Path, count: int, form: str) -> None:
    words = Catalogues(folder).translations("pt-MO").ngettext("%(num)s person", "%(num)s people", count)
    assert words == f"%(num)s {form}"


@pytest.mark.parametrize("message", ["Never heard of", "Not sure"])
def test_a_missing_or_fuzzy_message_shows_the_english(folder: Path, message: str) -> None:
    assert Catalogues(folder).translations("pt-MO").gettext(message) == message


def test_a_missing_plural_shows_the_english_plural(folder: Path) -> None:
    assert Catalogues(folder).translations("pt-MO").ngettext("a corner", "corners", 0) == "corners"


def test_a_missing_message_is_told_once(folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    translations = Catalogues(folder).translations("pt-MO")
    with caplog.at_level(logging.ERROR):
        for _ in range(3):
            translations.gettext("Never heard of")
    assert [record.getMessage() for record in caplog.records] == [
        "message missing from the catalogue: language=pt-MO message='Never heard of'"
    ]


def test_a_catalogue_is_read_once_by_many_threads(folder: Path) -> None:
    shared = Catalogues(folder)
    with ThreadPoolExecutor(8) as pool:
        read = list(pool.map(shared.translations, ["pt-MO"] * 32))
    assert all(translations is read[0] for translations in read)


def test_an_unknown_language_has_no_catalogue(folder: Path) -> None:
    with pytest.raises(UnknownLanguage):
        Catalogues(folder).translations("fr")


def test_an_absent_catalogue_is_named(folder: Path) -> None:
    with pytest.raises(BrokenCatalogue, match="zh_Hant_MO"):
        Catalogues(folder).translations("zh-Hant-MO")


def test_a_broken_catalogue_is_named(folder: Path) -> None:
    catalogues.path(languages.get("pt-MO"), folder).write_text('msgid "a"\nnonsense\n')
    with pytest.raises(BrokenCatalogue, match="pt_MO"):
        Catalogues(folder).translations("pt-MO")


def test_every_language_of_the_service_has_a_catalogue_that_can_be_read() -> None:
    assert set(Catalogues().all()) == {language.tag for language in languages.LANGUAGES}
