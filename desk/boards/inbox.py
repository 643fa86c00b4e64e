"""The demonstration's inbox: the one-time codes that would have gone to telephones."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from desk.boards.reader import Reader
from desk.store import inbox


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxLine:
    """One message (demo/inbox.html). `purpose` is such as `case.confirm`; `corner_id` may be empty.

    `about` is empty where it brings a code.
    """

    masked: str
    code: str
    purpose: str
    sent_at: datetime
    corner_id: str
    about: Mapping[str, str] = field(default_factory=dict)

    def __repr__(self) -> str:
        return f"InboxLine(purpose={self.purpose!r})"


async def messages(reader: Reader, limit: int = 20) -> tuple[InboxLine, ...]:
    """The newest messages, the newest first."""
    async with reader.connection() as connection:
        found = await inbox.newest(connection, reader.vault, limit)
    return tuple(_line(message) for message in found)


def _line(message: inbox.Message) -> InboxLine:
    body = json.loads(message.body)
    return InboxLine(
        masked=message.masked,
        code=body["code"],
        purpose=body["purpose"],
        sent_at=message.sent_at,
        corner_id=message.corner_id,
        about=body.get("about", {}),
    )
