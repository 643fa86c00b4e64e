"""Gathers the messages of templates and modules into the template catalogue, and brings each language along.

`python -m i18n.extract` is `make messages`. A message that is no longer used stays at the foot of each .po
file, so that its words can be taken up again; `--drop-obsolete` takes it out.
"""

from __future__ import annotations

import argparse
import copy
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from babel.messages import Catalog, extract

from i18n import catalogues, languages, pofiles
from i18n.errors import BrokenSource

ROOT: Final = Path(__file__).parents[1]
_JINJA: Final = {
    "extensions": "jinja2.ext.do,jinja2.ext.loopcontrols",
    "newstyle_gettext": "true",
    "trimmed": "true",
    "silent": "false",
}
"""As the web floor's environments are made: `{% trans %}` blocks are trimmed."""
_SOURCES: Final = (
    ("jinja2", "templates", "*.html"),
    ("python", "desk", "*.py"),
    ("python", "i18n", "*.py"),
)

_Found = tuple[int, str | tuple[str, ...], list[str], str | None]


def gather(root: Path = ROOT) -> Catalog:
    """Every message of the sources, without translations; raises BrokenSource."""
    template = pofiles.blank(None)
    for method, file in _files(root):
        name = file.relative_to(root).as_posix()
        for line, message, comments, context in _messages(method, file, name):
            template.add(message, locations=[(name, line)], auto_comments=comments, context=context)
    return template


def bring_along(catalogue: Catalog, template: Catalog, *, drop_obsolete: bool) -> None:
    """Give a language's catalogue the messages of the template; English is filled in from the source.

    The template is copied first: Babel puts its very messages into the catalogue, where one language's
    words would become every language's.
    """
    catalogue.update(copy.deepcopy(template), no_fuzzy_matching=True)
    if str(catalogue.locale) == languages.get(languages.SOURCE).locale:
        _speak_source(catalogue)
        drop_obsolete = True
    for key, message in list(catalogue.obsolete.items()):
        if drop_obsolete or not any(pofiles.forms(message.string)):
            del catalogue.obsolete[key]


def update(root: Path = ROOT, *, drop_obsolete: bool = False) -> int:
    """Write the template catalogue and all languages' ones; returns how many messages there are."""
    folder = root / "i18n" / "locale"
    template = gather(root)
    _write(folder / f"{catalogues.DOMAIN}.pot", template)
    for language in languages.LANGUAGES:
        file = catalogues.path(language, folder)
        known = file.exists()
        catalogue = pofiles.read(file, language.locale) if known else pofiles.blank(language.locale)
        bring_along(catalogue, template, drop_obsolete=drop_obsolete)
        _write(file, catalogue)
    return len(template)


def main(arguments: list[str] | None = None) -> int:
    """The command line; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m i18n.extract", description=__doc__)
    parser.add_argument("--drop-obsolete", action="store_true", help="take out messages no longer used")
    chosen = parser.parse_args(arguments)
    try:
        count = update(drop_obsolete=chosen.drop_obsolete)
    except BrokenSource as error:
        print(error)
        return 1
    print(f"{count} messages in {len(languages.LANGUAGES)} languages; `make catalogues` names what is missing")
    return 0


def _files(root: Path) -> Iterator[tuple[str, Path]]:
    for method, folder, pattern in _SOURCES:
        found = sorted((root / folder).rglob(pattern))
        yield from ((method, file) for file in found if "vendor" not in file.parts)


def _messages(method: str, file: Path, name: str) -> Iterator[_Found]:
    options = _JINJA if method == "jinja2" else {}
    try:
        content = io.BytesIO(file.read_bytes())
        yield from extract.extract(method, content, comment_tags=["Translators:"], options=options)
    except Exception as error:  # each way of extraction has errors of its own, with no common base
        raise BrokenSource(name, f"line {getattr(error, 'lineno', '?')}: {error}") from error


def _speak_source(catalogue: Catalog) -> None:
    for message in catalogue:
        if message.id and not any(pofiles.forms(message.string)):
            message.string = message.id


def _write(file: Path, catalogue: Catalog) -> None:
    """Leave a file alone that would get the bytes it has."""
    content = pofiles.render(catalogue)
    if not file.exists() or file.read_bytes() != content:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)


if __name__ == "__main__":
    raise SystemExit(main())
