"""The node's doors, in the shape of WHIP (RFC 9725): POST an offer, DELETE or PATCH the leg it made.

Refusals are problem documents with a code and no words: 400 no body, 401 no or bad token, 403 no consent or one that
does not stand any more, another's leg or a party shown out, 404 no such leg, 408 half a body, 412 another ICE session,
413 too long, 415 wrong type, 422 an offer we cannot answer, 428 no ICE session named, 503 full, draining, or nobody to
ask for the consent.

A token is of one party: it opens that party's legs, and ends or patches no other's. What a party may hear and see is
never in a token: it follows from the seat the party has in a bridge.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC, datetime

from aiohttp import web
from aiohttp.helpers import ETAG_ANY

from webrtc import links, tokens
from webrtc.errors import (
    BadOffer,
    BadToken,
    ConsentMissing,
    ConsentUnknown,
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
RETRY_SECONDS = 2
"""When a client that was refused for want of room may try again."""
REFUSALS: Mapping[type[MediaError], tuple[int, str]] = {
    BadToken: (401, "bad-token"),
    ExpiredToken: (401, "expired-token"),
    ConsentMissing: (403, "consent-missing"),
    ConsentUnknown: (503, "consent-unknown"),
    UnknownLeg: (404, "unknown-leg"),
    BadOffer: (422, "bad-offer"),
    PartyGone: (403, "party-gone"),
    NodeFull: (503, "node-full"),
    NodeDraining: (503, "node-draining"),
}

Handler = Callable[[web.Request], Awaitable[web.Response]]
Ices = Callable[[str], Sequence[Mapping[str, object]]]
"""The ICE servers for one party, as `RTCConfiguration.iceServers` takes them."""
Stands = Callable[[str], Awaitable[bool]]
"""Whether a consent receipt of this id stands now. Raises `ConsentUnknown`."""


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
    ices: Ices = lambda party: (),
    stands: Stands | None = None,
) -> list[web.RouteDef]:
    """POST {prefix}/legs; DELETE and PATCH {prefix}/legs/{leg}. `keys`: those of `tokens`, the newest first.

    `stands` is asked before a leg is opened under a receipt; without it the token is believed for as long as it lasts.
    """
    doors = _Doors(node, keys, prefix, now, ices, stands)
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
    headers = HEADERS.get(status)
    return web.json_response({"code": code}, status=status, headers=headers, content_type="application/problem+json")


HEADERS: Mapping[int, Mapping[str, str]] = {
    401: {"WWW-Authenticate": "Bearer"},
    415: {"Accept-Post": SDP, "Accept-Patch": FRAGMENT},
    503: {"Retry-After": str(RETRY_SECONDS)},
}


class _Doors:
    def __init__(
        self,
        node: Node,
        keys: Sequence[bytes],
        prefix: str,
        now: Callable[[], datetime],
        ices: Ices,
        stands: Stands | None,
    ) -> None:
        self._node = node
        self._keys = keys
        self._prefix = prefix
        self._now = now
        self._ices = ices
        self._stands = stands

    async def post(self, request: web.Request) -> web.Response:
        claims = self._claims(request, self._now())
        await self._check_consent(claims)
        answer = await self._node.answer(claims.party, await _body(request, SDP))
        response = web.Response(status=201, text=answer.sdp, content_type=SDP, headers={"Accept-Patch": FRAGMENT})
        response.headers["Location"] = f"{self._prefix}/legs/{answer.leg_id}"
        response.etag = self._node.ice_session(answer.leg_id)
        for link in links.of_servers(self._ices(claims.party)):
            response.headers.add("Link", link)
        return response

    async def _check_consent(self, claims: tokens.Claims) -> None:
        """Before a byte of the offer is read. Raises `ConsentMissing`, `ConsentUnknown`."""
        if not claims.needs_consent:
            return
        if not claims.consent:
            raise ConsentMissing("the token carries no consent receipt")
        if self._stands is not None and not await self._stands(claims.consent):
            raise ConsentMissing("the receipt does not stand any more")

    async def delete(self, request: web.Request) -> web.Response:
        """A leg that has ended already is what was asked for."""
        try:
            await self._node.hang_up(self._own_leg(request))
        except UnknownLeg:
            return web.Response(status=200)
        return web.Response(status=200)

    async def patch(self, request: web.Request) -> web.Response:
        leg_id = self._own_leg(request)
        self._check_session(request, leg_id)
        fragment = await self._node.restart(leg_id, await _body(request, FRAGMENT))
        if fragment is None:
            return web.Response(status=204)
        response = web.Response(status=200, text=fragment, content_type=FRAGMENT)
        response.etag = self._node.ice_session(leg_id)
        return response

    def _check_session(self, request: web.Request, leg_id: str) -> None:
        """A trickle names its ICE session; a restart is for whichever stands, `*` (RFC 9725, 4.3.1)."""
        tags = request.if_match
        if tags is None:
            raise Refused(428, "no-ice-session")
        standing = self._node.ice_session(leg_id)
        if not any(tag.value == ETAG_ANY or (tag.value == standing and not tag.is_weak) for tag in tags):
            raise Refused(412, "other-ice-session")

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
