"""A call in progress: two people in a recorded bridge of a real node, and what falls over in it."""

import asyncio
import gc
import logging
import socket
from collections.abc import AsyncIterator, Iterable
from pathlib import Path
from typing import Any

import pylibsrtp
import pytest

from tests.webrtc.conftest import SETTINGS, House
from tests.webrtc.peers import BLUE, RED, Peer, until
from webrtc.events import LegLost

PATIENCE = 30.0
BREATH = 20
"""Datagrams sent between two looks at everything else."""


class Call:
    """An applicant (red), from whom nonsense comes, and a clerk (blue)."""

    def __init__(self, house: House, applicant: Peer, clerk: Peer) -> None:
        self.house = house
        self.applicant = applicant
        self.clerk = clerk
        self.troubles: list[str] = []
        self.tasks = len(asyncio.all_tasks())

    @property
    def transport(self) -> Any:
        """The applicant's DTLS transport."""
        return self.applicant.connection.getTransceivers()[0].receiver.transport

    @property
    def pair(self) -> Any:
        """The applicant's nominated pair; its `remote_addr` is the leg's port."""
        return self.transport.transport._connection._nominated[1]

    async def from_stranger(self, datagrams: Iterable[bytes], *, sockets: int = 1, port: int | None = None) -> None:
        """Throw them at the leg's port, or another's, from addresses that nobody knows."""
        host, own = self.pair.remote_addr
        strangers = [socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(sockets)]
        try:
            for index, data in enumerate(datagrams):
                strangers[index % sockets].sendto(data, (host, port or own))
                await self._breathe(index)
        finally:
            for stranger in strangers:
                stranger.close()

    async def from_peer(self, datagrams: Iterable[bytes]) -> None:
        """Throw them from the applicant's own address, as they are."""
        for index, data in enumerate(datagrams):
            self.pair.protocol.transport.sendto(data, self.pair.remote_addr)
            await self._breathe(index)

    def sealed(self, packets: Iterable[bytes], *, control: bool) -> list[bytes]:
        """Each encrypted by the applicant's own keys; what libsrtp will not encrypt is left out."""
        keys = self.transport._tx_srtp
        found: list[bytes] = []
        for packet in packets:
            try:
                found.append(keys.protect_rtcp(packet) if control else keys.protect(packet))
            except (pylibsrtp.Error, ValueError):
                continue
        return found

    @staticmethod
    async def _breathe(index: int) -> None:
        if index % BREATH == 0:
            await asyncio.sleep(0.001)

    async def goes_on(self) -> None:
        """Wait until new pictures and sound have come both ways; then nothing must have fallen over."""
        people = (self.applicant, self.clerk)
        frames, sent = [peer.frames for peer in people], self.sent
        await until(lambda: all(p.frames > count + 3 for p, count in zip(people, frames, strict=True)), PATIENCE)
        await until(lambda: all(now > count + 3 for now, count in zip(self.sent, sent, strict=True)), PATIENCE)
        await self.clerk.sees(RED, timeout=PATIENCE)
        await self.applicant.sees(BLUE, timeout=PATIENCE)
        await until(lambda: len(asyncio.all_tasks()) <= self.tasks + 4, PATIENCE)
        assert (self.troubles, self.house.told(LegLost), len(self.house.node.legs())) == ([], [], 2)

    @property
    def sent(self) -> list[int]:
        """How many packets each section of both legs was sent."""
        return [outlet.packets for leg in self.house.node._legs.values() for outlet in leg.outlets]

    @property
    def malformed(self) -> int:
        """What the applicant's leg counted as unreadable."""
        return next(leg.malformed for leg in self.house.node._legs.values() if leg.party == "visit:1")


class Troubles(logging.Handler):
    """Whatever is logged as a warning or worse, but for what a peer's own decoder says of the nonsense it is sent."""

    def __init__(self, found: list[str]) -> None:
        super().__init__(logging.WARNING)
        self.found = found

    def emit(self, record: logging.LogRecord) -> None:
        if record.name == "aiortc.rtcrtpreceiver" or record.name.startswith("libav"):
            return
        self.found.append(f"{record.name}: {record.getMessage()} {self._cause(record)}")

    @staticmethod
    def _cause(record: logging.LogRecord) -> str:
        return repr(record.exc_info[1]) if record.exc_info else ""


@pytest.fixture
async def house() -> AsyncIterator[House]:
    """A node on loopback."""
    made = House(SETTINGS)
    yield made
    await made.close()


@pytest.fixture
async def call(tmp_path: Path) -> AsyncIterator[Call]:
    """A call in which pictures pass both ways."""
    troubles: list[str] = []
    handler = Troubles(troubles)
    logging.getLogger().addHandler(handler)
    asyncio.get_running_loop().set_exception_handler(lambda _, what: troubles.append(repr(what)))
    house = House(SETTINGS)
    try:
        applicant = await house.join("visit:1", colour=RED, note=440)
        clerk = await house.join("staff:1", colour=BLUE, note=880)
        bridge = house.node.open_bridge("s1", consent="receipt-1", record=tmp_path)
        bridge.seat("applicant", "visit:1")
        bridge.seat("clerk", "staff:1")
        await clerk.sees(RED, timeout=PATIENCE)
        await applicant.sees(BLUE, timeout=PATIENCE)
        standing = Call(house, applicant, clerk)
        standing.troubles = troubles
        yield standing
    finally:
        await house.close()
        logging.getLogger().removeHandler(handler)
    gc.collect()
    assert troubles == []
