"""Pages open to all: whether a receipt is genuine, by the code on it, or by its file."""

from aiohttp import web

from desk.boards import checks, track
from desk.model.errors import BadInput, TooLarge
from desk.web import uploads
from desk.web.calls import Call
from desk.web.problems import status_of

LARGEST = 4 * 1024 * 1024
"""A receipt of ours has about a hundredth of it."""
FILE, SECRET = "file", "secret"


async def by_code(call: Call) -> web.StreamResponse:
    """Whether a receipt is genuine, by the secret in its QR code."""
    secret = call.part(SECRET)
    found = await track.genuine(call.site.reader, secret, call.language)
    return call.page("check/receipt.html", {"genuine": found, "secret": secret}, status=200 if found else 404)


async def ask_file(call: Call) -> web.StreamResponse:
    """Which file?"""
    return call.page("check/index.html", {"problem": None})


async def by_file(call: Call) -> web.StreamResponse:
    """What a PDF is that is shown as a receipt of ours; with the code's secret, whether it is that receipt."""
    try:
        given = await uploads.read(call.request, FILE, LARGEST)
        if not given.content:
            raise BadInput(FILE)
    except (BadInput, TooLarge) as error:
        return call.page("check/index.html", {"problem": call.problem(error)}, status=status_of(error))
    secret = given.fields.get(SECRET, "")
    found = await checks.of_file(call.site.reader, given.content, secret, call.language)
    return call.page("check/file.html", {"checked": found, "secret": secret})
