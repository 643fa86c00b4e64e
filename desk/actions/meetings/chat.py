"""What the two write to each other in a meeting: kept to the code point, with who, when and in which script.

A line brings its id from the page that wrote it: sent again, because no answer came, it is the same line.
"""

import re
from dataclasses import dataclass

from desk.actions import facts
from desk.actions.desk import Desk
from desk.model.errors import BadInput, Missing, NotReady, Stale, TextTooLong
from desk.model.events import Tag
from desk.model.meetings.chat import LONGEST, ChatLine
from desk.model.sessions import Seat, Session, State
from desk.store import sessions
from desk.store.meetings import chat
from i18n import languages

ID = re.compile(r"[0-9a-f]{32}")
MEETS = frozenset({State.LIVE, State.HELD})


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What somebody wrote: `author_id` is a visit's or a clerk's, `language` the tag of the page it was written on."""

    id: str
    text: str
    language: str
    by: Seat
    author_id: str

    def __repr__(self) -> str:
        return f"Said(by={self.by.value!r})"


async def say(desk: Desk, session_id: str, said: Said) -> None:
    """Keeps a line, and both screens show it. The same line again changes nothing.

    Raises Missing (also for another's session), NotReady, BadInput, TextTooLong, Stale.
    """
    if ID.fullmatch(said.id) is None or not said.text.strip():
        raise BadInput("line")
    if len(said.text) > LONGEST:
        raise TextTooLong("line")
    async with desk.store.write() as unit:
        session = await sessions.get(unit.connection, session_id)
        if said.author_id != _author(session, said.by):
            raise Missing("session")
        known = await chat.known(unit.connection, said.id)
        if known == (session_id, said.author_id):
            return
        if known is not None:
            raise Stale("another line has this id")
        if session.state not in MEETS:
            raise NotReady("nobody is in the meeting")
        line = ChatLine(
            id=said.id,
            session_id=session_id,
            by=said.by,
            author_id=said.author_id,
            text=said.text,
            language=said.language,
            script=languages.get(said.language).script.value,
            at=unit.now,
        )
        await chat.add(unit, line)
        actor = f"visit:{said.author_id}" if said.by is Seat.APPLICANT else f"staff:{said.author_id}"
        unit.record(facts.of_session(Tag.CHAT_WRITTEN, session, actor, by=said.by.value))


def _author(session: Session, by: Seat) -> str:
    return session.visit_id if by is Seat.APPLICANT else session.clerk_id
