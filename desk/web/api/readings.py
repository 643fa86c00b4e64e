"""Reading back: which key fact is before the applicant, and what they say of it."""

from aiohttp import web

from desk.actions.cases import reading
from desk.actions.cases.reading import Answered
from desk.model.cases.readings import MOST_SAID, Verdict
from desk.model.errors import BadInput
from desk.web import bodies
from desk.web.api.turns import done
from desk.web.calls import StaffCall, VisitCall

MOST_KEY = 80


async def read(call: StaffCall) -> web.Response:
    """The clerk reads this key fact; without one, the first that is not confirmed."""
    fields = await bodies.json_object(call.request)
    fact = bodies.text(fields, "fact", MOST_KEY) if "fact" in fields else ""
    await reading.read(call.desk, call.part("id"), call.staff, fact)
    return done()


async def stop(call: StaffCall) -> web.Response:
    """Back to the form."""
    await reading.stop(call.desk, call.part("id"), call.staff)
    return done()


async def answer(call: VisitCall) -> web.Response:
    """The applicant says that the fact before them is right, or not right and perhaps why."""
    fields = await bodies.json_object(call.request)
    verdict = bodies.text(fields, "verdict", 16)
    if verdict not in set(Verdict):
        raise BadInput("a fact is right, or not right")
    answered = Answered(
        fact=bodies.text(fields, "fact", MOST_KEY),
        shown=bodies.text(fields, "shown", 64),
        verdict=Verdict(verdict),
        said=bodies.text(fields, "said", MOST_SAID).strip() if "said" in fields else "",
    )
    await reading.answer(call.desk, call.part("id"), call.visit.id, answered)
    return done()
