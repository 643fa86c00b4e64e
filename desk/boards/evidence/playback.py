"""A meeting played back: what happened stands beside the pictures, by seconds from the recording's beginning."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from desk.boards import office
from desk.boards.office import Recording, SessionLine
from desk.boards.parts import Text
from desk.boards.reader import Reader
from desk.model.evidence import corner_codes as codes
from desk.store import sessions
from desk.store.evidence import corner_codes, statements
from desk.store.tables import corners


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """One fact of the ledger, or one line that was written (`tag` empty). `seconds` from the beginning; below 0 before
    it. `seat`: who wrote."""

    at: datetime
    seconds: float
    tag: str = ""
    actor: str = ""
    channel: str = ""
    seat: str = ""
    text: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """What the corner signed. `signed_at` is None where it did not; `covers`: how many things, 0 where they were
    erased."""

    corner: str
    fixed_at: datetime
    signed_at: datetime | None
    covers: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """What the corner's picture shows from `seconds` on, for ten of them."""

    seconds: float
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Playback:
    """One meeting (office/playback.html). `seconds`: how long the recording is, 0 without one. `codes`: none where the
    corner's picture went out as it was."""

    line: SessionLine
    recordings: tuple[Recording, ...]
    seconds: float
    moments: tuple[Moment, ...]
    codes: tuple[Code, ...]
    stated: Stated | None


async def playback(reader: Reader, session_id: str, language: str) -> Playback:
    """All of one meeting that can be played. Raises Missing."""
    shown = await office.session(reader, session_id, language)
    async with reader.connection() as connection:
        segments = await sessions.segments_of(connection, session_id)
        statement = await statements.of_session(connection, reader.vault, session_id)
        coded = await corner_codes.of_session(connection, session_id)
        named = select(corners.c.id, corners.c.code)
        called = {row.id: row.code for row in (await connection.execute(named)).all()}
    began = min((segment.began_at for segment in segments), default=shown.line.rung_at)
    ended = max((segment.ended_at for segment in segments), default=began)
    facts = [
        Moment(
            at=each.at,
            seconds=(each.at - began).total_seconds(),
            tag=each.tag,
            actor=each.actor.partition(":")[0],
            channel=each.channel,
        )
        for each in shown.events
    ]
    written = [
        Moment(at=each.at, seconds=(each.at - began).total_seconds(), seat=each.by, text=each.text)
        for each in shown.chat
    ]
    return Playback(
        line=shown.line,
        recordings=shown.recordings,
        seconds=(ended - began).total_seconds(),
        moments=tuple(sorted([*facts, *written], key=lambda moment: moment.at)),
        codes=tuple(
            Code(seconds=(codes.begins(each.slot) - began).total_seconds(), text=codes.shown(each.signature))
            for each in coded
        ),
        stated=None
        if statement is None
        else Stated(
            corner=called.get(statement.corner_id, ""),
            fixed_at=statement.gathered_at,
            signed_at=statement.signed_at,
            covers=len(statement.covers.every) if statement.covers else 0,
        ),
    )
