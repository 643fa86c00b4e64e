"""People before a page: each with a colour for a camera and a note for a microphone, so that nobody is mistaken.

The page's own script asks for camera and microphone as ever; what it is given is a canvas and an oscillator.
"""

import contextlib
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

from playwright.async_api import Browser, Page

from tests.browser.cameras import Colour
from tests.browser.looking import REMOTE, keep_peers, sees, until

NEAR_HZ = 15.0
PAPER: Colour = (225, 225, 215)
SCREEN: Colour = (40, 60, 200)
"""What everybody's document camera and screen show."""

DEVICES = """
const [colour, note, PAPER, SCREEN] = GIVEN;
const paint = (shade) => {
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [320, 240];
  const drawing = canvas.getContext('2d');
  let at = 0;
  setInterval(() => {
    drawing.fillStyle = `rgb(${shade})`;
    drawing.fillRect(0, 0, 320, 240);
    drawing.fillStyle = 'white';
    drawing.fillRect((at += 5) % 320, 0, 20, 20);
  }, 80);
  return canvas.captureStream(12).getVideoTracks()[0];
};
const sound = () => {
  const audio = new AudioContext();
  const way = audio.createMediaStreamDestination();
  const oscillator = new OscillatorNode(audio, {frequency: note});
  oscillator.connect(new GainNode(audio, {gain: 0.3})).connect(way);
  oscillator.start();
  return way.stream.getAudioTracks()[0];
};
const devices = {
  getUserMedia: async ({audio}) => new MediaStream(audio ? [sound(), paint(colour)] : [paint(PAPER)]),
  getDisplayMedia: async () => new MediaStream([paint(SCREEN)]),
  enumerateDevices: async () => ['face', 'paper'].map((deviceId) => ({kind: 'videoinput', deviceId})),
  addEventListener() {},
};
Object.defineProperty(navigator, 'mediaDevices', {value: devices});
"""
NOTE = """selector => {
  const stream = document.querySelector(selector)?.srcObject;
  if (!stream || !stream.getAudioTracks().length) return 0;
  window.listening ??= new Map();
  if (!window.listening.has(stream.id)) {
    const audio = new AudioContext({sampleRate: 48000});
    const analyser = new AnalyserNode(audio, {fftSize: 8192, smoothingTimeConstant: 0});
    audio.createMediaStreamSource(new MediaStream(stream.getAudioTracks())).connect(analyser);
    window.listening.set(stream.id, analyser);
  }
  const analyser = window.listening.get(stream.id);
  const levels = new Float32Array(analyser.frequencyBinCount);
  analyser.getFloatFrequencyData(levels);
  const loudest = levels.reduce((best, level, at) => (level > levels[best] ? at : best), 0);
  return levels[loudest] > -60 ? (loudest * 48000) / 8192 : 0;
}"""
COUNTS = """async () => {
  const counts = {};
  for (const peer of window.keptPeers) {
    if (peer.connectionState !== 'connected') continue;
    for (const row of (await peer.getStats()).values())
      if (row.type === 'inbound-rtp')
        counts[row.mid] = [row.packetsReceived ?? 0, row.framesReceived ?? 0];
  }
  return counts;
}"""
WATCH = """() => {
  window.happened = [];
  const kept = window.keptPeers.at(-1);
  window.watched = kept;
  const kinds = ['negotiationneeded', 'signalingstatechange', 'iceconnectionstatechange', 'connectionstatechange'];
  for (const kind of kinds) kept.addEventListener(kind, () => window.happened.push(kind));
}"""
HAPPENED = "() => [...window.happened, ...(window.keptPeers.at(-1) === window.watched ? [] : ['another connection'])]"
PAIR = """async () => {
  for (const peer of window.keptPeers) {
    if (peer.connectionState !== 'connected') continue;
    const report = await peer.getStats();
    for (const row of report.values())
      if (row.type === 'transport' && row.selectedCandidatePairId) {
        const pair = report.get(row.selectedCandidatePairId);
        return [report.get(pair.localCandidateId)?.candidateType, report.get(pair.remoteCandidateId)?.candidateType];
      }
  }
  return null;
}"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody's page."""

    party: str
    page: Page
    colour: Colour
    note: float

    async def up(self) -> None:
        """Waits until the leg is up."""
        await until(lambda: self.page.evaluate("document.querySelector('media-leg')?.dataset.state === 'up'"), "a leg")

    async def sees(self, whom: "Person", selector: str = REMOTE) -> None:
        """Waits until the picture in that place is the other's."""
        await sees(self.page, whom.colour, selector)

    async def hears(self, whom: "Person", selector: str = REMOTE) -> None:
        """Waits until the voice in that place is the other's."""

        async def same_note() -> bool:
            return bool(abs(await self.page.evaluate(NOTE, selector) - whom.note) < NEAR_HZ)

        await until(same_note, f"the note of {whom.note} Hz at {self.party}")

    async def packets(self) -> dict[str, int]:
        """Packets that came so far, by section."""
        return {mid: packets for mid, (packets, _) in (await self.page.evaluate(COUNTS)).items() if packets}

    async def frames(self) -> int:
        """Frames that came so far, in all sections."""
        return sum(frames for _, frames in (await self.page.evaluate(COUNTS)).values())

    async def still_stands(self) -> None:
        """Waits until nothing comes any more: two looks, two seconds apart, count the same."""

        async def same() -> bool:
            before = await self.packets()
            await self.page.wait_for_timeout(2_000)
            return await self.packets() == before

        await until(same, f"quiet at {self.party}")

    async def moves_on(self) -> None:
        """Waits until more frames have come."""
        before = await self.frames()

        async def more() -> bool:
            return await self.frames() > before + 5

        await until(more, f"pictures at {self.party}")

    async def watch(self) -> None:
        """From now on keeps what happens to the connection that stands."""
        await self.page.evaluate(WATCH)

    async def happened(self) -> list[str]:
        """Every negotiation, change of state, or other connection since `watch`."""
        seen: list[str] = await self.page.evaluate(HAPPENED)
        return seen

    async def pair(self) -> list[str]:
        """The kinds of the two candidates that are used: ours, the server's."""
        found: list[str] = await until(lambda: self.page.evaluate(PAIR), f"a pair at {self.party}")
        return found

    async def press_second(self, of: str) -> None:
        """The button that shows a second picture (`camera`: of papers; `screen`), or takes it back."""
        await self.page.click(f"second-picture[data-of={of}] button")


def _words(colour: Colour) -> str:
    return ",".join(map(str, colour))


@contextlib.asynccontextmanager
async def person(
    browser: Browser, url: str, party: str, colour: Colour, note: float, *, alone: bool = False
) -> AsyncIterator[Person]:
    """Opens the party's page in a context of its own, its leg up; `alone`: the page that mends nothing by itself."""
    context = await browser.new_context()
    await context.grant_permissions(["camera", "microphone"], origin=url)
    given: list[Any] = [_words(colour), note, _words(PAPER), _words(SCREEN)]
    await keep_peers(context)
    await context.add_init_script(f"{{{DEVICES.replace('GIVEN', json.dumps(given))}}}")
    page = await context.new_page()
    try:
        await page.goto(f"{url}/{'plain' if alone else 'party'}/{party}")
        somebody = Person(party=party, page=page, colour=colour, note=note)
        if not alone:
            await somebody.up()
        yield somebody
    finally:
        await context.close()
