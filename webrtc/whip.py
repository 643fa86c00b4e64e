"""The node's doors, in the shape of WHIP (RFC 9725): POST an offer, DELETE or PATCH the leg it made.

Refusals are problem documents with a code and no words: 400 no body, 401 no or bad token, 403 no consent or another's
leg, 404 no such leg, 408 half a body, 413 too long, 415 wrong type, 422 an offer we cannot answer, 503 full.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC, datetime

from aiohttp import web

from webrtc import tokens
from webrtc.errors import (
    BadOffer,
    BadToken,
    ConsentMissing,
    ExpiredToken,
    MediaError,
    NodeDraining,
    NodeFull,
    PartyGone,
    UnknownLeg,
)
from webrtc.node import Node
from webrtc.offers import SIZE

SDP = "application/sdp"
FRAGMENT = "application/trickle-ice-sdpfrag"
BODY_SECONDS = 10.0
REFUSALS: Mapping[type[MediaError], tuple[int, str]] = {
    BadToken: (401, "bad-token"),
    ExpiredToken: (401, "expired-token"),
    ConsentMissing: (403, "consent-missing"),
    UnknownLeg: (404, "unknown-leg"),
    BadOffer: (422, "bad-offer"),
    PartyGone: (403, "party-gone"),
    NodeFull: (503, "node-full"),
    NodeDraining: (503, "node-draining"),
}

Handler = Callable[[web.Request], Awaitable[web.Response]]


class Refused(Exception):
    """A request that breaks the protocol itself: (status, code)."""

    def __init__(self, status: int, code: str) -> None:
        super().__init__(code)
        self.status = status
        self.code = code


def routes(
    node: Node,
    keys: Sequence[bytes],
    *,
    prefix: str = "/media",
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> list[web.RouteDef]:
    """POST {prefix}/legs; DELETE and PATCH {prefix}/legs/{leg}. `keys`: those of `tokens`, the newest first."""
    doors = _Doors(node, keys, prefix, now)
    return [
        web.post(f"{prefix}/legs", _guarded(doors.post)),
        web.delete(f"{prefix}/legs/{{leg}}", _guarded(doors.delete)),
        web.patch(f"{prefix}/legs/{{leg}}", _guarded(doors.patch)),
    ]


def _guarded(handler: Handler) -> Handler:
    async def guarded(request: web.Request) -> web.Response:
        try:
            return await handler(request)
        except Refused as error:
            return _problem(error.status, error.code)
        except tuple(REFUSALS) as error:
            return _problem(*REFUSALS[type(error)])

    return guarded


def _problem(status: int, code: str) -> web.Response:
    headers = {"WWW-Authenticate": "Bearer"} if status == 401 else None
    return web.json_response({"code": code}, status=status, headers=headers, content_type="application/problem+json")


class _Doors:
    def __init__(self, node: Node, keys: Sequence[bytes], prefix: str, now: Callable[[], datetime]) -> None:
        self._node = node
        self._keys = keys
        self._prefix = prefix
        self._now = now

    async def post(self, request: web.Request) -> web.Response:
        claims = self._claims(request, self._now())
        if claims.needs_consent and not claims.consent:
            raise ConsentMissing("the token carries no consent receipt")
        answer = await self._node.answer(claims.party, await _body(request, SDP))
        return web.Response(
            status=201,
            text=answer.sdp,
            content_type=SDP,
            headers={"Location": f"{self._prefix}/legs/{answer.leg_id}"},
        )

    async def delete(self, request: web.Request) -> web.Response:
        await self._node.hang_up(self._own_leg(request))
        return web.Response(status=200)

    async def patch(self, request: web.Request) -> web.Response:
        leg_id = self._own_leg(request)
        fragment = await self._node.restart(leg_id, await _body(request, FRAGMENT))
        if fragment is None:
            return web.Response(status=204)
        return web.Response(status=200, text=fragment, content_type=FRAGMENT)

    def _claims(self, request: web.Request, now: datetime | None) -> tokens.Claims:
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            raise BadToken("there is no bearer token")
        return tokens.read(self._keys, token.strip(), now)

    def _own_leg(self, request: web.Request) -> str:
        """The leg of the path, if the token's party has it: the token may be old by now, and the leg is not."""
        claims = self._claims(request, None)
        leg_id = request.match_info["leg"]
        if self._node.party_of(leg_id) != claims.party:
            raise Refused(403, "not-your-leg")
        return leg_id


async def _body(request: web.Request, content_type: str) -> str:
    if request.content_type != content_type:
        raise Refused(415, "wrong-type")
    if (request.content_length or 0) > SIZE:
        raise Refused(413, "too-long")
    body = bytearray()
    try:
        async with asyncio.timeout(BODY_SECONDS):
            async for chunk in request.content.iter_any():
                body += chunk
                if len(body) > SIZE:
                    raise Refused(413, "too-long")
    except TimeoutError:
        raise Refused(408, "half-a-body") from None
    if not body:
        raise Refused(400, "no-body")
    try:
        return body.decode()
    except UnicodeDecodeError:
        raise Refused(422, "bad-offer") from None
