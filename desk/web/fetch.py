"""HTTP towards identity providers: bounded in time, size and number, following no redirect, logging nothing.

What a provider answers is in the Response alone. An exception tells the kind of failure, never an address, a header
or a byte of a body.
"""

import aiohttp

from identity.federation.fetch import LARGEST_ANSWER, Request, Response

TIMEOUT = aiohttp.ClientTimeout(total=10, connect=4)
CONNECTIONS = 32
CONNECTIONS_A_HOST = 8
"""So many sign-ins are at one provider's door at once; others wait, within their time."""


class HttpFetch:
    """What `identity.federation` asks for, over one aiohttp client session of its own, made when first used."""

    def __init__(self, timeout: aiohttp.ClientTimeout = TIMEOUT) -> None:
        self._timeout = timeout
        self._session: aiohttp.ClientSession | None = None

    async def __call__(self, request: Request) -> Response:
        """Sends one request. Raises TimeoutError or OSError, bare of what was sent and answered."""
        try:
            async with self._ready().request(
                request.method,
                request.url,
                headers=dict(request.headers),
                data=request.body or None,
                allow_redirects=False,
            ) as answer:
                headers = {name.lower(): value for name, value in answer.headers.items()}
                return Response(status=answer.status, body=await _read(answer.content), headers=headers)
        except TimeoutError:
            raise TimeoutError from None
        except (aiohttp.ClientError, OSError) as error:
            raise ConnectionError(type(error).__name__) from None

    async def close(self) -> None:
        """Lets the connections go."""
        if self._session is not None:
            await self._session.close()

    def _ready(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=CONNECTIONS, limit_per_host=CONNECTIONS_A_HOST),
                timeout=self._timeout,
                cookie_jar=aiohttp.DummyCookieJar(),
            )
        return self._session


async def _read(content: aiohttp.StreamReader) -> bytes:
    """The body, and a byte more than is allowed if it goes on."""
    body = await content.read(LARGEST_ANSWER + 1)
    while len(body) <= LARGEST_ANSWER and not content.at_eof():
        body += await content.read(LARGEST_ANSWER + 1 - len(body))
    return body
