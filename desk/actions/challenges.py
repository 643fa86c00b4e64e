"""What several actions do with a one-time code inside their own unit of work: issue one, and check one."""

from dataclasses import dataclass
from datetime import timedelta

from desk.actions.desk import Desk, Parcel
from desk.model.errors import CodeTooSoon, NotReady
from desk.model.events import Event, Tag
from desk.model.people import Contact
from desk.store import codes, people
from desk.store.unit import Unit
from identity.errors import CodeError

RESEND_AFTER = timedelta(seconds=60)
WINDOW = timedelta(hours=1)
MOST_IN_WINDOW = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Purpose:
    """What a code is for: who asks (`subject`), to do what, with exactly which content."""

    subject: str
    name: str
    content: bytes


async def issue(
    desk: Desk,
    unit: Unit,
    purpose: Purpose,
    contact: Contact,
    *,
    language: str,
    corner_id: str,
    pause: timedelta = RESEND_AFTER,
) -> Parcel:
    """A new code in place of any older one, to be carried after the commit; `pause` since the last one must be over.

    Raises CodeTooSoon.
    """
    index = people.phone_index(unit.vault, contact.phone)
    await _check_pace(unit, purpose, index, pause)
    issued = desk.codes.issue(purpose.name, purpose.content, unit.now)
    await codes.add(unit, purpose.subject, index, issued.challenge)
    unit.record(_event(Tag.CODE_ISSUED, purpose))
    return Parcel(
        phone=contact.phone,
        masked=contact.masked,
        code=issued.code,
        purpose=purpose.name,
        language=language,
        corner_id=corner_id,
    )


async def _check_pace(unit: Unit, purpose: Purpose, index: str, pause: timedelta) -> None:
    """At most five codes an hour to one number for one purpose, and a pause between two for the same thing."""
    count, last = await codes.sent_since(unit.connection, index, purpose.name, unit.now - WINDOW)
    if count >= MOST_IN_WINDOW:
        raise CodeTooSoon("too many codes within the hour")
    standing = await codes.newest(unit.connection, unit.vault, purpose.subject, purpose.name)
    if standing is not None and last is not None and unit.now - last < pause:
        raise CodeTooSoon("a code was sent a moment ago")


async def check(desk: Desk, unit: Unit, purpose: Purpose, typed: str) -> CodeError | None:
    """Checks a code and keeps what became of its challenge; the refusal is raised by the caller after the commit.

    Raises:
        NotReady: no code was sent for this.
        Stale: the same code was submitted a moment earlier.
    """
    kept = await codes.newest(unit.connection, unit.vault, purpose.subject, purpose.name)
    if kept is None:
        raise NotReady("no code was sent")
    answer = desk.codes.check(kept.challenge, typed, purpose.name, purpose.content, unit.now)
    if answer.challenge != kept.challenge:
        await codes.change(unit, kept, answer.challenge)
    unit.record(_event(Tag.CODE_USED if answer.accepted else Tag.CODE_REFUSED, purpose))
    return answer.refusal


def _event(tag: Tag, purpose: Purpose) -> Event:
    return Event(tag=tag, subject=purpose.subject, actor="desk", data={"purpose": purpose.name})
