"""Deciding on cases: the list of what is due, one case with its record and clock, and the letters that go out."""

from collections.abc import Mapping

from aiohttp import web

from desk.actions import tracking
from desk.actions.cases import deciding, delivering, looking
from desk.actions.cases.deciding import Ruling
from desk.boards import decisions as board
from desk.model.cases.cases import Move
from desk.model.cases.decisions import LONGEST_WORDS, MOST_DAYS, RULINGS, USUAL_DAYS
from desk.model.cases.postings import LONGEST_ADDRESS, LONGEST_COURIER, LONGEST_REFERENCE, Way
from desk.model.errors import BadInput, CornerUnknown, DeskError, Missing, SignInNeeded
from desk.model.staff import Permission
from desk.web import bodies, cookies, doors
from desk.web.calls import Call, StaffCall, go
from desk.web.problems import status_of

CASE = "/office/cases/"


async def due(call: StaffCall) -> web.StreamResponse:
    """The cases whose clock runs, the most overdue first."""
    lines = await board.due(call.site.reader, call.staff, call.language)
    return call.page("office/due.html", {"lines": lines, "most": board.MOST})


async def one(call: StaffCall) -> web.StreamResponse:
    """One case. Who opens it stands in the ledger."""
    await looking.look(call.desk, call.part("id"), call.staff)
    return await _page(call)


async def decide(call: StaffCall) -> web.StreamResponse:
    """A decision; what was typed comes back with a refusal."""
    fields = await bodies.form(call.request)
    told = {name: bodies.text({name: ""} | dict(fields), name, LONGEST_WORDS + 1) for name in TOLD}
    try:
        await deciding.decide(call.desk, call.part("id"), call.staff, _ruling(told))
    except DeskError as error:
        await looking.look(call.desk, call.part("id"), call.staff)
        return await _page(call, told, error)
    return go(CASE + call.part("id"))


async def posted(call: StaffCall) -> web.StreamResponse:
    """The result was handed to a courier."""
    fields = await bodies.form(call.request)
    courier = bodies.text(fields, "courier", LONGEST_COURIER)
    reference = bodies.text(fields, "reference", LONGEST_REFERENCE)
    try:
        await delivering.post(call.desk, call.part("id"), call.staff, courier, reference)
    except DeskError as error:
        await looking.look(call.desk, call.part("id"), call.staff)
        return await _page(call, {}, error)
    return go(CASE + call.part("id"))


async def give(call: Call) -> web.StreamResponse:
    """The applicant answers what was asked for."""
    receipt = await tracking.whose(call.desk, _secret(call))
    fields = await bodies.form(call.request)
    words = bodies.text(fields, "words", LONGEST_WORDS)
    await deciding.give_more(call.desk, receipt, words, call.language)
    return go("/track/case")


async def ask_post(call: Call) -> web.StreamResponse:
    """The applicant asks for the result by post."""
    receipt = await tracking.whose(call.desk, _secret(call))
    fields = await bodies.form(call.request)
    await delivering.ask_post(call.desk, receipt, bodies.text(fields, "address", LONGEST_ADDRESS))
    return go("/track/case")


async def letter(call: Call) -> web.StreamResponse:
    """A letter's PDF, for whoever opened its case, its applicant at a corner, and those who decide.

    Raises Missing, to others as well: they do not learn whether there is such a letter.
    """
    case, content = await _letter(call, call.part("id"))
    headers = {"Content-Disposition": f'inline; filename="{case}.pdf"', "Cache-Control": "no-store"}
    return web.Response(body=content, content_type="application/pdf", headers=headers)


async def _letter(call: Call, decision_id: str) -> tuple[str, bytes]:
    """The case's number, and the PDF. Raises Missing."""
    secret = call.request.cookies.get(cookies.TRACK, "")
    try:
        mine = frozenset({(await tracking.whose(call.desk, secret)).case_id}) if secret else frozenset()
        case, content = await delivering.fetch(call.desk, decision_id, mine, Way.DOWNLOAD, "applicant")
        return case.number, content
    except (SignInNeeded, Missing):
        pass
    try:
        visit = (await doors.corner_call(call.request)).visit
        if visit is not None:
            here = await delivering.printable(call.desk, visit.id)
            case, content = await delivering.fetch(call.desk, decision_id, here, Way.CORNER, f"visit:{visit.id}")
            return case.number, content
    except (CornerUnknown, Missing):
        pass
    try:
        person = (await doors.staff_call(call.request)).staff
    except SignInNeeded:
        raise Missing("letter") from None
    _, case, content = await delivering.letter(call.desk, decision_id)
    if not person.may(Permission.DECIDE_CASES):
        raise Missing("letter")
    await looking.look(call.desk, case.id, person)
    return case.number, content


TOLD = ("move", "words", "reason", "department", "days", "pace")


def _ruling(told: Mapping[str, str]) -> Ruling:
    """Raises BadInput."""
    if told["move"] not in RULINGS:
        raise BadInput("move")
    days = told["days"] or str(USUAL_DAYS)
    if not (days.isascii() and days.isdecimal() and len(days) < 4):
        raise BadInput("days")
    return Ruling(
        move=Move(told["move"]),
        words=told["words"],
        reason=told["reason"],
        department=told["department"],
        days=int(days),
        pace=told["pace"],
    )


async def _page(
    call: StaffCall, told: Mapping[str, str] | None = None, problem: DeskError | None = None
) -> web.Response:
    shown = await board.one(call.site.reader, call.part("id"), call.language)
    context = {
        "case": shown,
        "told": dict.fromkeys(TOLD, "") | dict(told or {}),
        "problem": call.problem(problem),
        "longest": LONGEST_WORDS,
        "most_days": MOST_DAYS,
        "usual_days": USUAL_DAYS,
    }
    return call.page("office/case.html", context, status=status_of(problem) if problem else 200)


def _secret(call: Call) -> str:
    secret = call.request.cookies.get(cookies.TRACK, "")
    if not secret:
        raise SignInNeeded("no tracking cookie")
    return secret
