"""Statements: what the applicant declares, and what the clerk takes down, on a case's record."""

from aiohttp import web

from desk.actions.cases import stating
from desk.actions.cases.stating import Saying
from desk.model.cases.cases import Hand
from desk.model.cases.statements import LONGEST
from desk.model.errors import NotAChoice
from desk.web import bodies
from desk.web.api.turns import done
from desk.web.calls import Call, StaffCall, VisitCall


async def take_down(call: StaffCall) -> web.Response:
    """The clerk writes down what the applicant said, or something of their own: the address names whose words."""
    try:
        speaker = Hand(call.part("speaker"))
    except ValueError:
        raise NotAChoice("speaker") from None
    return await _state(call, speaker, Hand.CLERK, call.staff.id)


async def declare(call: VisitCall) -> web.Response:
    """The applicant declares something in writing."""
    return await _state(call, Hand.APPLICANT, Hand.APPLICANT, call.visit.id)


async def strike(call: StaffCall) -> web.Response:
    """The clerk strikes what they wrote."""
    await stating.strike(call.desk, call.part("id"), call.part("statement"), Hand.CLERK, call.staff.id)
    return done()


async def take_back(call: VisitCall) -> web.Response:
    """The applicant strikes what they declared."""
    await stating.strike(call.desk, call.part("id"), call.part("statement"), Hand.APPLICANT, call.visit.id)
    return done()


async def _state(call: Call, speaker: Hand, hand: Hand, author_id: str) -> web.Response:
    fields = await bodies.json_object(call.request)
    saying = Saying(
        id=bodies.text(fields, "id", 32),
        text=bodies.text(fields, "text", LONGEST * 2),
        language=call.language,
        speaker=speaker,
        hand=hand,
        author_id=author_id,
    )
    await stating.state(call.desk, call.part("id"), saying)
    return done()
