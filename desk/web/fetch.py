"""HTTP towards identity providers: bounded in time and size, following no redirect, logging no address."""

import aiohttp

from identity.federation.fetch import LARGEST_ANSWER, Request, Response

TIMEOUT = aiohttp.ClientTimeout(total=10, connect=4)


class HttpFetch:
    """What `identity.federation` asks for, over one aiohttp client session made when first used."""

    def __init__(self) -> None:
        self._session: aiohttp.ClientSession | None = None

    async def __call__(self, request: Request) -> Response:
        """Sends one request. Raises TimeoutError or OSError when there is no answer."""
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=TIMEOUT, cookie_jar=aiohttp.DummyCookieJar())
        try:
            async with self._session.request(
                request.method,
                request.url,
                headers=dict(request.headers),
                data=request.body or None,
                allow_redirects=False,
            ) as answer:
                body = await answer.content.read(LARGEST_ANSWER + 1)
                while len(body) <= LARGEST_ANSWER and not answer.content.at_eof():
                    body += await answer.content.read(LARGEST_ANSWER + 1 - len(body))
                return Response(status=answer.status, body=body)
        except aiohttp.ServerTimeoutError:
            raise TimeoutError from None
        except aiohttp.ClientError as error:
            raise ConnectionError(type(error).__name__) from None

    async def close(self) -> None:
        """Lets the connections go."""
        if self._session is not None:
            await self._session.close()
