"""Meetings with others of the staff: a turn sent on, a colleague asked in, a supervisor who comes."""

from aiohttp import web

from desk.actions.meetings import consults, supervision, transfers
from desk.model.meetings.participants import Mode
from desk.model.meetings.sendings import LONGEST_NOTE, note_of, target_of
from desk.web import bodies
from desk.web.api.turns import done
from desk.web.calls import StaffCall


async def send_on(call: StaffCall) -> web.Response:
    """The turn goes on elsewhere, with a note."""
    fields = await bodies.json_object(call.request)
    target = target_of(bodies.text(fields, "to", 80))
    note = note_of(bodies.text(fields, "note", LONGEST_NOTE))
    despite = "despite" in fields
    await transfers.send_on(call.desk, call.part("id"), call.staff, target, note, despite=despite)
    return done()


async def ask(call: StaffCall) -> web.Response:
    """A colleague is asked in."""
    fields = await bodies.json_object(call.request)
    target = target_of(bodies.text(fields, "to", 80))
    mode = Mode.OPEN if "open" in fields else Mode.ASIDE
    asked = await consults.ask(call.desk, call.part("id"), call.staff, target, mode)
    return web.json_response({"participant": asked.id}, status=201)


async def accept(call: StaffCall) -> web.Response:
    """The colleague joins."""
    await consults.accept(call.desk, call.part("id"), call.staff)
    return done()


async def decline(call: StaffCall) -> web.Response:
    """The colleague cannot now."""
    await consults.decline(call.desk, call.part("id"), call.staff)
    return done()


async def leave(call: StaffCall) -> web.Response:
    """The colleague leaves."""
    await consults.leave(call.desk, call.part("id"), call.staff)
    return done()


async def let_go(call: StaffCall) -> web.Response:
    """The clerk lets the colleague go, or asks them no more."""
    await consults.let_go(call.desk, call.part("id"), call.staff)
    return done()


async def go_aside(call: StaffCall) -> web.Response:
    """Clerk and colleague talk among themselves."""
    await consults.set_aside(call.desk, call.part("id"), call.staff, aside=True)
    return done()


async def come_together(call: StaffCall) -> web.Response:
    """They talk with the applicant again."""
    await consults.set_aside(call.desk, call.part("id"), call.staff, aside=False)
    return done()


async def listen(call: StaffCall) -> web.Response:
    """The supervisor joins and listens, or only listens from now on."""
    await supervision.be_there(call.desk, call.part("id"), call.staff, Mode.LISTENING)
    return done()


async def whisper(call: StaffCall) -> web.Response:
    """The supervisor talks to the clerk alone."""
    await supervision.be_there(call.desk, call.part("id"), call.staff, Mode.WHISPERING)
    return done()


async def speak(call: StaffCall) -> web.Response:
    """The supervisor talks with everybody."""
    await supervision.be_there(call.desk, call.part("id"), call.staff, Mode.SPEAKING)
    return done()


async def take_over(call: StaffCall) -> web.Response:
    """The supervisor becomes the clerk."""
    await supervision.take_over(call.desk, call.part("id"), call.staff)
    return web.json_response({"ok": True, "go": "/console"})


async def stop_supervising(call: StaffCall) -> web.Response:
    """The supervisor leaves."""
    await supervision.leave(call.desk, call.part("id"), call.staff)
    return done()
