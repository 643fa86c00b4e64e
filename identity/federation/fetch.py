"""HTTP as this package needs it: the caller brings the client, we bring the words for its failures.

The caller's Fetch follows no redirects, verifies TLS, bounds the time it takes, and raises TimeoutError or
OSError (ConnectionError and the like) when there is no answer. It logs neither addresses nor bodies.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Protocol
from urllib.parse import urlencode

from identity.errors import ProviderRefused, ProviderTimedOut, ProviderUnfit, ProviderUnreachable

NO_MORE: Mapping[str, str] = MappingProxyType({})
LARGEST_ANSWER = 256 * 1024
"""Bytes; discovery documents, key sets and tokens are far smaller."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One request; `body` is empty for GET."""

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """One answer, read whole; names of headers in lower case."""

    status: int
    body: bytes = field(repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)


class Fetch(Protocol):
    """Sends one request. Raises TimeoutError or OSError, nothing else, when there is no answer."""

    async def __call__(self, request: Request) -> Response: ...


async def get_json(fetch: Fetch, url: str) -> dict[str, Any]:
    """The JSON object at this address. Raises ProviderUnreachable, ProviderTimedOut, ProviderUnfit."""
    response = await send(fetch, Request(method="GET", url=url, headers={"Accept": "application/json"}))
    if response.status != 200:
        raise ProviderUnfit
    return object_of(response)


async def post_form(
    fetch: Fetch, url: str, fields: Mapping[str, str], more: Mapping[str, str] = NO_MORE
) -> dict[str, Any]:
    """The JSON object answered to this form, sent with `more` headers.

    Raises as `get_json`, and ProviderRefused with the OAuth error.
    """
    headers = {"Accept": "application/json", "Content-Type": "application/x-www-form-urlencoded", **more}
    body = urlencode(fields).encode()
    response = await send(fetch, Request(method="POST", url=url, headers=headers, body=body))
    if response.status not in (200, 201):
        raise ProviderRefused(str(object_of(response).get("error", "")))
    return object_of(response)


async def send(fetch: Fetch, request: Request) -> Response:
    """One answer that is no sign of trouble. Raises ProviderUnreachable, ProviderTimedOut."""
    try:
        response = await fetch(request)
    except TimeoutError:
        raise ProviderTimedOut from None
    except OSError:
        raise ProviderUnreachable from None
    if response.status >= 500 or response.status == 429:
        raise ProviderUnreachable
    return response


def object_of(response: Response) -> dict[str, Any]:
    """The JSON object in an answer. Raises ProviderUnfit."""
    if len(response.body) > LARGEST_ANSWER:
        raise ProviderUnfit
    try:
        read = json.loads(response.body)
    except (ValueError, RecursionError):
        raise ProviderUnfit from None
    if not isinstance(read, dict):
        raise ProviderUnfit
    return read


def whole(text: str) -> bool:
    """Whether a text of JSON is made of whole characters: half of a surrogate pair can be neither kept nor shown."""
    return not any("\ud800" <= char <= "\udfff" for char in text)
