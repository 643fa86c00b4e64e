"""Statements: what somebody declares or says is put on the record in their words, and struck, never rewritten.

The applicant writes a declaration 聲明 themselves; the clerk takes down what the applicant says in the meeting, or
states something of their own. As any change of the record, it opens a signed one again.
"""

import re
from dataclasses import dataclass

from desk.actions import facts, hands
from desk.actions.cases import fitting
from desk.actions.desk import Desk
from desk.model import forms
from desk.model.cases import statements as model
from desk.model.cases.cases import Case, Hand, Move, step
from desk.model.cases.statements import LONGEST, Kind, Source, State, Statement
from desk.model.errors import BadInput, NotAllowed, Stale, TextTooLong
from desk.model.events import Tag
from desk.store.cases import cases, statements
from desk.store.unit import Unit
from i18n import languages

ID = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """What is put on the record. `speaker`: whose words; `hand`, `author_id`: who writes them down."""

    id: str
    text: str
    language: str
    speaker: Hand
    hand: Hand
    author_id: str

    def __repr__(self) -> str:
        return f"Saying(speaker={self.speaker.value!r})"


async def state(desk: Desk, case_id: str, saying: Saying) -> None:
    """Puts a statement on the record. The same one again changes nothing.

    Raises:
        Missing: no such case, or not this hand's.
        NotAllowed: not in session on it, or an applicant who writes for the clerk.
        BadInput, TextTooLong: no text, or one that cannot be kept.
        IllegalMove: the case was submitted or withdrawn.
        Stale: another statement has this id.
    """
    _check(saying)
    async with desk.store.write() as unit:
        case = await cases.lock(unit, case_id)
        await hands.check(unit, case, saying.hand, saying.author_id)
        known = await statements.known(unit.connection, saying.id)
        if known == (case_id, saying.author_id):
            return
        if known is not None:
            raise Stale("another statement has this id")
        await _reopen(unit, case, _actor(saying.hand, saying.author_id))
        made = _statement(desk, case_id, saying, unit)
        await statements.add(unit, made)
        told = {"statement": made.id, "kind": made.kind.value, "speaker": made.speaker.value}
        unit.record(facts.of_case(Tag.CASE_STATED, case, _actor(saying.hand, saying.author_id), **told))


async def strike(desk: Desk, case_id: str, statement_id: str, hand: Hand, author_id: str) -> None:
    """Strikes a statement that this hand wrote: it stays on the record as struck, and is not signed.

    Raises Missing, NotAllowed, IllegalMove.
    """
    async with desk.store.write() as unit:
        case = await cases.lock(unit, case_id)
        await hands.check(unit, case, hand, author_id)
        before = await statements.get(unit.connection, unit.vault, case_id, statement_id)
        if before.hand is not hand:
            raise NotAllowed("the statement is the other hand's")
        after = model.step(before, model.Move.STRIKE, unit.now)
        await _reopen(unit, case, _actor(hand, author_id))
        await statements.change(unit, before, after)
        unit.record(facts.of_case(Tag.CASE_UNSAID, case, _actor(hand, author_id), statement=before.id))


def _check(saying: Saying) -> None:
    if saying.hand is Hand.APPLICANT and saying.speaker is not Hand.APPLICANT:
        raise NotAllowed("the applicant does not speak for the clerk")
    if ID.fullmatch(saying.id) is None or not saying.text.strip():
        raise BadInput("statement")
    if len(saying.text) > LONGEST:
        raise TextTooLong("statement")
    if fitting.misfit({"type": "string", "pattern": forms.LINES}, saying.text):
        raise BadInput("statement")


async def _reopen(unit: Unit, case: Case, actor: str) -> None:
    """As when a field is written: what was signed is not what stands there any more."""
    after = step(case, Move.REVISE, unit.now)
    if after.state is not case.state:
        await cases.change(unit, case, after)
        unit.record(facts.of_case(Tag.CASE_REVISED, case, actor))


def _statement(desk: Desk, case_id: str, saying: Saying, unit: Unit) -> Statement:
    own = saying.hand is saying.speaker
    return Statement(
        id=saying.id,
        case_id=case_id,
        kind=Kind.DECLARED if own and saying.hand is Hand.APPLICANT else Kind.SAID,
        speaker=saying.speaker,
        source=Source.WRITTEN if own else Source.SPOKEN,
        hand=saying.hand,
        author_id=saying.author_id,
        text=saying.text,
        language=saying.language,
        script=desk.scripts.told(saying.text, languages.get(saying.language)).value,
        state=State.STANDING,
        made_at=unit.now,
        moved_at=unit.now,
    )


def _actor(hand: Hand, author_id: str) -> str:
    return f"{'staff' if hand is Hand.CLERK else 'visit'}:{author_id}"
