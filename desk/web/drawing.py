"""Draws pages and fragments: one Jinja environment a language, so that every word is of one language."""

import hashlib
import html
from collections.abc import Hashable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from i18n import languages
from i18n.catalogues import Catalogues
from i18n.formats import Formats
from i18n.languages import Language
from identity.codes import LIMITS

REMEMBERED = 512
"""Fragments."""


class Pages:
    """Templates by language. Everything is escaped; what is missing in a context is an error, not a gap."""

    def __init__(self, templates: Path, catalogues: Catalogues, *, demo: bool) -> None:
        self.version = _digest(templates)
        """Names what is sent to browsers: another one, and a page that is open is old."""
        self._environments = {
            language.tag: _environment(templates, catalogues, language, demo) for language in languages.LANGUAGES
        }
        for environment in self._environments.values():
            environment.globals["version"] = self.version
        self._lately: dict[tuple[Hashable, ...], str] = {}

    def draw(self, name: str, language: str, context: Mapping[str, Any]) -> str:
        """The template drawn in that language."""
        return self._template(name, language).render(context)

    def draw_once(self, name: str, language: str, context: Mapping[str, Any], parts: tuple[Hashable, ...]) -> str:
        """As `draw`; but what was drawn lately of equal `parts`, all that the template looks at, is not drawn again."""
        key = (name, language, parts)
        drawn = self._lately.pop(key, None) or self.draw(name, language, context)
        self._lately[key] = drawn
        if len(self._lately) > REMEMBERED:
            del self._lately[next(iter(self._lately))]
        return drawn

    def sentence(self, code: str, language: str, details: Mapping[str, object] | None = None) -> str:
        """What a person reads of a problem: what happened, and what to do; how long to wait, where `wait_s` tells."""
        module: Any = self._template("problems.html", language).module
        seconds = (details or {}).get("wait_s")
        wait = timedelta(seconds=seconds) if isinstance(seconds, int) else None
        return html.unescape(str(module.sentence(code, wait))).strip()

    def message(self, use: str, code: str, language: str, about: Mapping[str, str] | None = None) -> str:
        """What stands in the message that brings a one-time code (`content`: the short form of the hash of what it
        confirms), or reminds: of `number`, `at` (an instant in ISO 8601, by whose zone it is told) and `page`."""
        module: Any = self._template("messages.html", language).module
        if about and "at" in about:
            at = datetime.fromisoformat(about["at"])
            return html.unescape(str(module.reminder(use, about["number"], at, about["page"]))).strip()
        return html.unescape(str(module.message(use, code, (about or {}).get("content", "")))).strip()

    def appointment_title(self, number: str, item: str, language: str) -> str:
        """What an appointment is called in somebody's calendar."""
        module: Any = self._template("messages.html", language).module
        return html.unescape(str(module.appointment_title(number, item))).strip()

    def words(self, group: str, language: str, page: str = "components/words.html") -> Mapping[str, str]:
        """One of the groups of words of a template, such as `document_kinds`; a group that is not there is empty."""
        module: Any = self._template(page, language).module
        words: Mapping[str, str] = getattr(module, group, {})
        return words

    def _template(self, name: str, language: str) -> Template:
        return self._environments[language].get_template(name)


def _digest(templates: Path) -> str:
    """Of every page, script and style that is ours, by name and content: twelve hex digits."""
    digest = hashlib.sha256()
    for path in sorted(templates.rglob("*")):
        if path.is_file() and "vendor" not in path.parts:
            digest.update(str(path.relative_to(templates)).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:12]


def _environment(templates: Path, catalogues: Catalogues, language: Language, demo: bool) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(templates),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
        auto_reload=False,
    )
    environment.policies["ext.i18n.trimmed"] = True
    translations = catalogues.translations(language.tag)
    environment.install_gettext_translations(translations, newstyle=True)  # type: ignore[attr-defined]  # by the extension
    environment.filters.update(Formats(language, translations).filters())
    environment.globals.update(
        lang=language,
        languages=languages.LANGUAGES,
        demo=demo,
        resend_seconds=int(LIMITS.resend_after.total_seconds()),
    )
    return environment
