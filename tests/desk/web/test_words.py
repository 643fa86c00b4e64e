"""Every refusal has a sentence for the person who meets it."""

import importlib
import inspect

import pytest

from desk.model import errors
from desk.web import problems
from desk.web.drawing import Pages
from i18n import languages
from identity import errors as identity_errors


def kinds() -> list[type[Exception]]:
    """Every error class of the three modules that has a code."""
    found: dict[str, type[Exception]] = {}
    for module in (errors, identity_errors, problems):
        for name, kind in inspect.getmembers(importlib.import_module(module.__name__), inspect.isclass):
            if issubclass(kind, problems.REFUSALS):
                found[f"{kind.__module__}.{name}"] = kind
    return [found[name] for name in sorted(found)]


def sentences(pages: Pages, language: str) -> dict[str, str]:
    """The map of templates/problems.html in one language."""
    module = pages._template("problems.html", language).module  # the map is the template's own
    return dict(vars(module)["sentences"])


@pytest.mark.parametrize("kind", kinds(), ids=lambda kind: kind.__name__)
def test_an_errors_code_has_a_sentence(pages: Pages, kind: type[Exception]) -> None:
    assert kind.code in sentences(pages, "en-HK")  # type: ignore[attr-defined]  # every class of both trees has one


@pytest.mark.parametrize("language", [language.tag for language in languages.LANGUAGES if language.tag != "en-HK"])
def test_no_sentence_is_left_in_english(pages: Pages, language: str) -> None:
    english, here = sentences(pages, "en-HK"), sentences(pages, language)
    assert [code for code in english if here[code] == english[code]] == []


def test_an_unknown_code_still_says_what_to_do(pages: Pages) -> None:
    assert pages.sentence("never-heard-of", "en-HK") == pages.sentence("error", "en-HK")
