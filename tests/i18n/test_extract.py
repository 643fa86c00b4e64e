"""Messages on their way from the templates into the catalogues."""

from __future__ import annotations

from pathlib import Path

import pytest

from i18n import catalogues, extract, languages, pofiles
from i18n.errors import BrokenSource

TEMPLATE = """
{# Translators: on the large button #}
<button title="{{ _('Take a ticket') }}">{{ pgettext("verb", "Call") }}</button>
{% trans zone=name %}
  Welcome to
  %{{ zone }}.
{% endtrans %}
{% trans count=people|length %}{{ count }} person{% pluralize %}{{ count }} people{% endtrans %}
"""
MODULE = 'def words(gettext):\n    return gettext("From a module")\n'


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "templates" / "corner").mkdir(parents=True)
    (tmp_path / "templates" / "corner" / "ticket.html").write_text(TEMPLATE)
    (tmp_path / "desk").mkdir()
    (tmp_path / "desk" / "words.py").write_text(MODULE)
    return tmp_path


def portuguese(root: Path) -> Path:
    return catalogues.path(languages.get("pt-MO"), root / "i18n" / "locale")


def translate(root: Path, message: str, words: str) -> None:
    file = portuguese(root)
    before = f'msgid "{message}"\nmsgstr ""'
    after = f'msgid "{message}"\nmsgstr "{words}"'
    file.write_text(file.read_text().replace(before, after))


@pytest.mark.parametrize("message", ["Take a ticket", "Welcome to %%%(zone)s.", "%(count)s person", "From a module"])
def test_a_message_is_found_wherever_it_stands(root: Path, message: str) -> None:
    assert extract.gather(root).get(message) is not None


def test_a_message_keeps_its_context(root: Path) -> None:
    assert extract.gather(root).get("Call", context="verb") is not None


def test_a_note_to_translators_goes_along(root: Path) -> None:
    message = extract.gather(root).get("Take a ticket")
    assert message is not None
    assert message.auto_comments == ["on the large button"]


def test_gathering_twice_changes_no_byte(root: Path) -> None:
    extract.update(root)
    before = {file: file.read_bytes() for file in root.rglob("desk.po*")}
    extract.update(root)
    assert {file: file.read_bytes() for file in root.rglob("desk.po*")} == before


@pytest.mark.parametrize("volatile", ["Date", "Babel", ":3", "wrap"])
def test_nothing_that_changes_by_itself_is_written(root: Path, volatile: str) -> None:
    extract.update(root)
    assert volatile not in portuguese(root).read_text()


def test_a_translation_outlives_the_next_gathering(root: Path) -> None:
    extract.update(root)
    translate(root, "Take a ticket", "Tirar a senha")
    extract.update(root)
    assert 'msgstr "Tirar a senha"' in portuguese(root).read_text()


def test_a_message_no_longer_used_is_kept_aside(root: Path) -> None:
    extract.update(root)
    translate(root, "From a module", "De um módulo")
    (root / "desk" / "words.py").unlink()
    extract.update(root)
    assert '#~ msgid "From a module"' in portuguese(root).read_text()


def test_a_message_never_translated_is_not_kept_aside(root: Path) -> None:
    extract.update(root)
    (root / "desk" / "words.py").unlink()
    extract.update(root)
    assert "From a module" not in portuguese(root).read_text()


def test_a_message_no_longer_used_can_be_taken_out(root: Path) -> None:
    extract.update(root)
    translate(root, "From a module", "De um módulo")
    (root / "desk" / "words.py").unlink()
    extract.update(root, drop_obsolete=True)
    assert "From a module" not in portuguese(root).read_text()


def test_english_is_filled_in_from_the_source(root: Path) -> None:
    extract.update(root)
    file = catalogues.path(languages.get("en-HK"), root / "i18n" / "locale")
    message = pofiles.read(file, "en_HK").get("%(count)s person")
    assert message is not None
    assert message.string == ("%(count)s person", "%(count)s people")


def test_english_words_reach_no_other_catalogue(root: Path) -> None:
    extract.update(root)
    for language in languages.LANGUAGES:
        message = pofiles.read(catalogues.path(language, root / "i18n" / "locale"), language.locale).get(
            "Take a ticket"
        )
        assert message is not None
        assert bool(message.string) == (language.tag == "en-HK")


def test_a_broken_template_is_named(root: Path) -> None:
    (root / "templates" / "bad.html").write_text("{% trans %}never closed")
    with pytest.raises(BrokenSource, match=r"templates/bad\.html"):
        extract.gather(root)
