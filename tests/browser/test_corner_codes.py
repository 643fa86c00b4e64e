"""A recording tells which corner it is of and when: its picture has a code that leads to a signature by the corner."""

import asyncio
import contextlib
import sqlite3
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import av
import pytest
import pytest_asyncio
from playwright.async_api import expect

from desk.model.evidence import corner_codes as codes
from desk.model.evidence.corner_codes import Seen
from tests.browser.conftest import Open
from tests.browser.meetings import Hall, meet
from tests.browser.seats import LONG_MS, Console
from tests.fixtures.desk_server import DeskServer

pytestmark = [pytest.mark.browser, pytest.mark.timeout(400), pytest.mark.asyncio(loop_scope="session")]

SLOTS = 3


@dataclass(slots=True)
class Played:
    """A meeting: its codes as (slot, signature), and what was read off each picture of its recording, by its size."""

    kept: list[tuple[int, str]] = field(default_factory=list)
    pictures: list[tuple[int, Seen | None]] = field(default_factory=list)
    plain: str = ""


def kept(desk: DeskServer, session_id: str) -> list[tuple[int, str]]:
    """The codes of a meeting so far."""
    with contextlib.closing(sqlite3.connect(desk.database)) as store:
        query = "SELECT slot, signature FROM corner_codes WHERE session_id = ? ORDER BY slot"
        return list(store.execute(query, (session_id,)))


def pictures(path: Path) -> list[tuple[int, Seen | None]]:
    """Each picture of each track: how high it is, and its code."""
    with av.open(str(path), "r") as container:
        count = len(container.streams.video)
    return [each for track in range(count) for each in of_track(path, track)]


def of_track(path: Path, track: int) -> Iterator[tuple[int, Seen | None]]:
    """Each picture of one track."""
    with av.open(str(path), "r") as container:
        for frame in container.decode(video=track):
            plane = frame.reformat(format="gray8").planes[0]
            yield frame.height, codes.read(bytes(plane), frame.width, frame.height, plane.line_size)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def played(desk: DeskServer, at_corner: Open, at_desk: Open) -> AsyncIterator[Played]:
    hall, seen = Hall(desk, at_corner, at_desk), Played()
    async with hall.console("clerk2") as console, hall.waiting("MO-03") as seat:
        session_id = await meet(seat, console)
        element = seat.page.locator("corner-code")
        await expect(element).to_have_attribute("data-state", "shown", timeout=LONG_MS)
        async with asyncio.timeout(LONG_MS / 1000):
            while len(kept(desk, session_id)) < SLOTS + 1:  # noqa: ASYNC110 — the browser tells nobody
                await asyncio.sleep(0.5)
        await seat.page.evaluate("document.querySelector('media-leg').showInstead(null)")
        seen.plain = str(await seat.page.evaluate("document.querySelector('media-leg').stream.getVideoTracks().length"))
        await end(console)
        seen.kept = kept(desk, session_id)
        for path in sorted((desk.data_dir / "recordings" / session_id).glob("*.mkv")):
            seen.pictures += pictures(path)
    yield seen


async def end(console: Console) -> None:
    """The clerk ends the meeting."""
    session_id = str(await console.page.get_attribute("#session [data-action$='/hold']", "data-action")).split("/")[3]
    answer = await console.page.request.post(f"{console.desk.url}/api/sessions/{session_id}/end", data={})
    assert answer.ok, await answer.text()


async def test_the_recorded_picture_shows_codes_that_the_corner_signed(played: Played) -> None:
    slots = {codes.match(seen, played.kept) for _, seen in played.pictures if seen}
    assert (None in slots, len(slots) >= SLOTS) == (False, True), (len(played.pictures), played.kept)


async def test_most_pictures_of_the_corner_can_be_read(played: Played) -> None:
    """Half of all pictures are the clerk's; some are from before the first code."""
    read = sum(seen is not None for _, seen in played.pictures)
    assert read > len(played.pictures) / 4, (read, len(played.pictures), {height for height, _ in played.pictures})


async def test_the_camera_stays_what_it_was(played: Played) -> None:
    assert played.plain == "1"
