"""What stands before every handler: a request id and its log line, our origin, safe headers, and words for refusals."""

import secrets
import time
from collections.abc import Awaitable, Callable

import structlog
from aiohttp import web

from desk.model.errors import CornerUnknown, DeskError, NoVisit, ProofNeeded, SignInNeeded
from desk.web import cookies, doors, problems
from desk.web.calls import NONCE, REQUEST_ID, Call, go
from desk.web.pages.staff import to_proof
from desk.web.site import SITE

FORGET_SECONDS = 660
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
log = structlog.get_logger("desk.web")
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@web.middleware
async def identify(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Gives each request an id and one log line. Paths are logged as their route's pattern: no id or secret in them."""
    request[REQUEST_ID], request[NONCE] = secrets.token_hex(8), secrets.token_urlsafe(16)
    started = time.perf_counter()
    status = 500
    try:
        response = await handler(request)
        status = response.status
        return response
    except web.HTTPException as error:
        status = error.status
        raise
    finally:
        resource = request.match_info.route.resource
        log.info(
            "request",
            id=request[REQUEST_ID],
            method=request.method,
            route=resource.canonical if resource else "none",
            status=status,
            ms=round((time.perf_counter() - started) * 1000, 1),
        )


@web.middleware
async def guard_origin(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuses what another site's page sends: unsafe methods and WebSockets whose Origin is not ours (RFC 6454).

    The media doors are left out: they take a bearer token, which no other site has.
    """
    upgrade = request.headers.get("Upgrade", "").lower() == "websocket"
    if (request.method not in SAFE or upgrade) and not request.path.startswith("/media/"):
        origin = request.headers.get("Origin")
        if origin is not None and origin not in _ours(request):
            raise problems.ForeignOrigin("another site's page")
        if origin is None and request.headers.get("Sec-Fetch-Site", "none") not in ("none", "same-origin"):
            raise problems.ForeignOrigin("another site's page")
    return await handler(request)


@web.middleware
async def put_in_words(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Turns a refusal into its status and a sentence; the log gets the reason, which holds no personal data."""
    try:
        return await handler(request)
    except problems.REFUSALS as error:
        return await _answer(request, error)
    except web.HTTPException as error:
        if error.status < 400 or request.path.startswith("/media/"):
            raise
        return await _plain(request, error.status, "not-found" if error.status == 404 else "bad-input", {})
    except Exception:
        log.exception("broken", id=request[REQUEST_ID])
        return await _plain(request, 500, "error", {})


async def protect(request: web.Request, response: web.StreamResponse) -> None:
    """Headers of every answer: only our own scripts run, nobody frames us, nothing is guessed (OWASP)."""
    site = request.app[SITE]
    forms = " ".join(("'self'", *site.provider_origins))
    nonce = request.get(NONCE, "")
    policy = (
        f"default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self'; img-src 'self' data: blob:; "
        f"media-src 'self' blob:; connect-src 'self'; font-src 'self'; form-action {forms}; "
        "frame-ancestors 'none'; base-uri 'none'; manifest-src 'self'"
    )
    headers = response.headers
    headers.setdefault("Content-Security-Policy", policy)
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("Permissions-Policy", "camera=(self), microphone=(self), geolocation=()")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    if REQUEST_ID in request:
        headers.setdefault("X-Request-Id", request[REQUEST_ID])
    if request.path.startswith("/corner/") and request.path != "/corner/visit" and response.content_type == "text/html":
        # A page left standing asks where the visit is, and so forgets one that was closed meanwhile.
        headers.setdefault("Refresh", f"{FORGET_SECONDS}; url=/corner")
    if request.path.startswith("/static/vendor/"):
        headers.setdefault("Cache-Control", "public, max-age=86400")
    elif request.path.startswith("/static/"):
        headers.setdefault("Cache-Control", "no-cache")


async def _answer(request: web.Request, error: DeskError | Exception) -> web.StreamResponse:
    status, code = problems.status_of(error), problems.code_of(error)
    log.info("refused", id=request[REQUEST_ID], code=code, status=status, reason=str(error))
    if _wants_page(request):
        if isinstance(error, SignInNeeded):
            return go("/track" if request.path.startswith("/track") else "/staff/sign-in")
        if isinstance(error, ProofNeeded):
            return to_proof(request)
        if isinstance(error, CornerUnknown):
            # A browser that served a corner before is told that another one does now.
            return go("/corner/enrol?moved" if request.cookies.get(cookies.CORNER) else "/corner/enrol")
        if isinstance(error, NoVisit):
            return go("/corner")
    return await _plain(request, status, code, problems.details_of(error))


async def _plain(request: web.Request, status: int, code: str, details: dict[str, object]) -> web.StreamResponse:
    call = Call(request=request, language=await _language(request))
    sentence = call.sentence(code, details)
    if _wants_page(request):
        return call.page("problem.html", {"problem": sentence, "request_id": request[REQUEST_ID]}, status=status)
    body = {"code": code, "message": sentence, "request": request[REQUEST_ID]} | details
    return web.json_response(body, status=status, content_type="application/problem+json")


async def _language(request: web.Request) -> str:
    """The language of whoever asks, as far as can be told when something has already gone wrong."""
    try:
        if request.cookies.get("staff") and not request.path.startswith(("/corner", "/api/visits")):
            return (await doors.staff_call(request)).language
        return (await doors.corner_call(request)).language
    except Exception:  # the words of a refusal must not fail with what is refused
        return doors.language_of(request)


def _wants_page(request: web.Request) -> bool:
    return "text/html" in request.headers.get("Accept", "")


def _ours(request: web.Request) -> tuple[str, ...]:
    return (request.app[SITE].desk.settings.public_url, f"{request.scheme}://{request.host}")
