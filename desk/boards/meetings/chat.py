"""What was written in a visit's meetings, in the reader's script, with the original beside it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from desk.boards.parts import Text
from desk.boards.reader import Reader
from desk.model.meetings.chat import ChatLine
from desk.store.meetings import chat
from i18n import languages
from i18n.languages import Script


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatView:
    """One line as a screen shows it. `by`: applicant or clerk."""

    id: str
    by: str
    text: Text
    at: datetime


async def lines(reader: Reader, connection: AsyncConnection, visit_id: str, language: str) -> tuple[ChatView, ...]:
    """Every line of the visit, the oldest first."""
    return tuple(_view(reader, line, language) for line in await chat.of_visit(connection, reader.vault, visit_id))


def _view(reader: Reader, line: ChatLine, language: str) -> ChatView:
    shown = reader.scripts.shown(line.text, Script(line.script), languages.get(language))
    text = Text(
        shown=shown.text,
        lang=language if shown.converted else line.language,
        converted=shown.converted,
        original=line.text,
        original_lang=line.language,
    )
    return ChatView(id=line.id, by=line.by.value, text=text, at=line.at)
