"""What the tests of the adapters share: real HTTP of our own, a person's browser, and one sign-in from end to end."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import aiohttp
from yarl import URL

from desk.web.fetch import HttpFetch
from identity.federation.provider import Provider, Recognised

RETURN = "http://127.0.0.1:9/corner/identity/callback"
QUICK = aiohttp.ClientTimeout(total=0.5)
"""For a provider that was told to be silent."""
Send = Callable[..., HttpFetch]


@dataclass(slots=True)
class Clock:
    """The real time, and how much later the test says it is."""

    later: timedelta = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.later


async def chosen(url: str, person: str) -> dict[str, str]:
    """What a browser brings back once this person was chosen on the simulator's page (none: they cancelled)."""
    async with aiohttp.ClientSession() as browser:
        async with browser.get(url) as page:
            text = await page.text()
            assert "SIMULATOR" in text
        fields = dict(_hidden(text)) | {"person": person}
        async with browser.post(url, data=fields, allow_redirects=False) as answer:
            return dict(URL(answer.headers["Location"]).query)


def _hidden(text: str) -> list[tuple[str, str]]:
    pieces = text.split('<input type="hidden" name="')[1:]
    return [(piece.split('"')[0], piece.split('value="')[1].split('"')[0]) for piece in pieces]


async def sign_in(
    party: Provider, person: str, change: Callable[[Mapping[str, str]], Awaitable[Mapping[str, str]]] | None = None
) -> Recognised:
    """One sign-in, the answer changed on its way if told so."""
    begun = await party.begin(ui_locales="zh-Hant-HK")
    answer: Mapping[str, str] = await chosen(begun.url, person)
    return await party.finish(begun.pending, answer if change is None else await change(answer))
