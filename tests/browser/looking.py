"""Looking at a page as a person would: what colour a picture has, whether there is sound, what a board showed."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from playwright.async_api import BrowserContext, Page

from tests.browser.cameras import Colour, near

LONG = 60.0
"""Seconds that anything may take on a machine with other things to do."""
REMOTE = "media-leg video[data-remote]"

KEEP_PEERS = """
const Kept = window.RTCPeerConnection;
window.keptPeers = [];
window.RTCPeerConnection = class extends Kept {
  constructor(...given) { super(...given); window.keptPeers.push(this); }
};
"""
MEAN_COLOUR = """selector => {
  const video = document.querySelector(selector);
  if (!video || video.readyState < 2 || !video.videoWidth) return null;
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [32, 18];
  const drawing = canvas.getContext('2d');
  drawing.drawImage(video, 0, 0, 32, 18);
  const {data} = drawing.getImageData(8, 6, 16, 9);
  const sums = [0, 0, 0];
  for (let at = 0; at < data.length; at += 4) for (const c of [0, 1, 2]) sums[c] += data[at + c];
  return sums.map(sum => Math.round(sum / (data.length / 4)));
}"""
SOUND_ENERGY = """async () => {
  let energy = 0;
  for (const peer of window.keptPeers) {
    if (peer.connectionState !== 'connected') continue;
    for (const row of (await peer.getStats()).values())
      if (row.type === 'inbound-rtp' && row.kind === 'audio') energy += row.totalAudioEnergy ?? 0;
  }
  return energy;
}"""
FRAMES_DECODED = """async () => {
  let frames = 0;
  for (const peer of window.keptPeers) {
    if (peer.connectionState !== 'connected') continue;
    for (const row of (await peer.getStats()).values())
      if (row.type === 'inbound-rtp' && row.kind === 'video') frames += row.framesDecoded ?? 0;
  }
  return frames;
}"""
WATCH_TICKETS = """() => {
  window.seenTickets = [];
  const look = () => {
    for (const ticket of document.querySelectorAll('#tickets li[id^="ticket-"]')) {
      const line = `${ticket.querySelector('.number').textContent.trim()} ${ticket.dataset.state}`;
      if (!window.seenTickets.includes(line)) window.seenTickets.push(line);
    }
  };
  look();
  new MutationObserver(look).observe(document.body, {childList: true, subtree: true, attributes: true});
}"""


async def until(check: Callable[[], Awaitable[Any]], what: str, seconds: float = LONG) -> Any:
    """What `check` gives, once it gives anything true; fails naming what was waited for."""
    loop = asyncio.get_running_loop()
    end = loop.time() + seconds
    while loop.time() < end:
        found = await check()
        if found:
            return found
        await asyncio.sleep(0.15)
    raise AssertionError(f"waited in vain for {what}")


async def keep_peers(context: BrowserContext) -> None:
    """From now on the context's pages remember their peer connections, so that their counts can be read."""
    await context.add_init_script(KEEP_PEERS)


async def colour(page: Page, selector: str = REMOTE) -> Colour | None:
    """The mean colour of the middle of a video; None while it shows nothing."""
    seen = await page.evaluate(MEAN_COLOUR, selector)
    return (seen[0], seen[1], seen[2]) if seen else None


async def sees(page: Page, wanted: Colour, selector: str = REMOTE) -> Colour:
    """Waits until the video has the colour, and gives it as seen."""

    async def looks_right() -> Colour | None:
        seen = await colour(page, selector)
        return seen if near(seen, wanted) else None

    found: Colour = await until(looks_right, f"a picture of the colour {wanted} at {page.url}")
    return found


async def hears(page: Page) -> float:
    """Waits until sound with some energy was played, and gives that energy."""
    energy: float = await until(lambda: page.evaluate(SOUND_ENERGY), f"sound at {page.url}")
    return energy


async def watch_tickets(page: Page) -> None:
    """From now on the zone board's page keeps every (ticket, state) that it showed."""
    await page.evaluate(WATCH_TICKETS)


async def shown_tickets(page: Page) -> list[tuple[str, str]]:
    """(number, state) as the board showed them, in order."""
    lines: list[str] = await page.evaluate("window.seenTickets")
    return [(number, state) for number, _, state in (line.partition(" ") for line in lines)]


async def moves(page: Page) -> None:
    """Waits until pictures come in: a last one that only stands there is none."""
    before = await page.evaluate(FRAMES_DECODED)

    async def more() -> bool:
        now = await page.evaluate(FRAMES_DECODED)
        # A new connection counts from nothing.
        return bool(now > before + 4 or 4 < now < before)

    await until(more, f"moving pictures at {page.url}")
