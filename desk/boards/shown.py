"""A person's words as a screen shows them: in the reader's script, by the item's glossary, the original beside them."""

from desk.boards.parts import Text
from desk.model.items import Item
from i18n import languages
from i18n.languages import Script
from i18n.scripts import Scripts


def text(scripts: Scripts, item: Item, original: str, *, written: tuple[str, str], language: str) -> Text:
    """What stands there for a reader of `language`; `written` is the language and script it was written in.

    Do not call it for names.
    """
    tag, script = written
    view = scripts.shown(original, Script(script), languages.get(language), item.glossary(tag, language))
    return Text(
        shown=view.text,
        lang=language if view.converted else tag,
        converted=view.converted,
        original=original,
        original_lang=tag,
    )
