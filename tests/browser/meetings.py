"""Meetings for tests that are about something else: the way to the ticket is played over HTTP, the rest in Chromium."""

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass

from playwright.async_api import BrowserContext, Page, expect

from tests.browser.cameras import CYAN
from tests.browser.conftest import CORNER_SCREEN, DESK_SCREEN, Open
from tests.browser.looking import sees
from tests.browser.seats import LONG_MS, Console, Corner
from tests.fixtures.desk_server import DeskServer
from tests.journeys.players import Applicant, Member

BOTH = ("camera", "microphone")


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """Somebody at a corner: their browser's page, and the HTTP client that shares its cookie."""

    applicant: Applicant
    context: BrowserContext
    corner: Corner

    @property
    def page(self) -> Page:
        return self.corner.page


class Hall:
    """Opens seats and consoles of one desk; whoever signed in once stays signed in."""

    def __init__(self, desk: DeskServer, at_corner: Open, at_desk: Open) -> None:
        self.desk, self._at_corner, self._at_desk = desk, at_corner, at_desk
        self._signed_in: dict[str, str] = {}

    @contextlib.asynccontextmanager
    async def waiting(self, code: str, *, may: tuple[str, ...] = BOTH) -> AsyncIterator[Seat]:
        """Somebody who has a ticket and looks at the waiting page; in the end they leave."""
        async with self.seat(code, may=may) as seat:
            await seat.applicant.to_ticket()
            await self.take_cookie(seat)
            await seat.page.goto(f"{self.desk.url}/corner/visit")
            await seat.corner.leg("up")
            yield seat

    @contextlib.asynccontextmanager
    async def seat(self, code: str, *, may: tuple[str, ...] = BOTH, **how: str) -> AsyncIterator[Seat]:
        """Somebody whose browser serves no corner yet."""
        async with Applicant(self.desk, code, **how) as applicant:
            try:
                async with self._at_corner(viewport=CORNER_SCREEN, may=may) as context:
                    page = await context.new_page()
                    corner = Corner(page, self.desk, person=applicant.person, phone=applicant.phone)
                    yield Seat(applicant=applicant, context=context, corner=corner)
            finally:
                await applicant.leave()

    async def take_cookie(self, seat: Seat) -> None:
        """The page goes on as the browser that the HTTP client was."""
        await seat.context.add_cookies(
            [{"name": "corner", "value": seat.applicant.cookie("corner"), "url": self.desk.url}]
        )

    @contextlib.asynccontextmanager
    async def console(self, login: str) -> AsyncIterator[Console]:
        """A clerk before an open console, leg up."""
        async with self._at_desk(viewport=DESK_SCREEN) as context:
            cookie = await self._cookie(login)
            await context.add_cookies([{"name": "staff", "value": cookie, "url": self.desk.url}])
            console = Console(await context.new_page(), self.desk)
            await console.open()
            yield console

    async def _cookie(self, login: str) -> str:
        if login not in self._signed_in:
            async with Member(self.desk, login) as member:
                await member.sign_in()
                self._signed_in[login] = member.cookie("staff")
        return self._signed_in[login]


async def meet(seat: Seat, console: Console) -> str:
    """The clerk calls, the applicant begins, and sees the clerk; the session's id."""
    await console.call_next()
    await seat.corner.begin()
    await expect(console.session("live")).to_be_visible(timeout=LONG_MS)
    await sees(seat.page, CYAN.colour)
    return await session_of(console)


async def session_of(console: Console) -> str:
    """The id of the meeting at this console."""
    action = await console.page.get_attribute("#session [data-action$='/hold']", "data-action")
    assert action is not None
    return action.split("/")[3]
