"""A node on loopback, and what it tells."""

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest

from tests.webrtc.peers import Peer, until
from webrtc.events import Event
from webrtc.node import Node
from webrtc.settings import NodeSettings

SETTINGS = NodeSettings(addresses=("127.0.0.1",), ice_timeout=5.0)


class House:
    """A node, its events, and peers joined to it."""

    def __init__(self, settings: NodeSettings) -> None:
        self.events: list[Event] = []
        self.node = Node(settings, self.events.append)
        self._peers: list[Peer] = []

    async def join(self, party: str, *, wait: bool = True, **how: object) -> Peer:
        """A new peer, its leg up as `party`."""
        peer = Peer(**how)  # type: ignore[arg-type]  # handed on as they came
        self._peers.append(peer)
        answer = await self.node.answer(party, await peer.offer())
        await peer.accept(answer.sdp)
        if wait:
            await self.up(party, answer.leg_id)
        return peer

    async def up(self, party: str, leg_id: str) -> None:
        """Wait until this very leg is up."""

        def stands() -> bool:
            view = self.node.leg_of(party)
            return view is not None and view.up and view.leg_id == leg_id

        await until(stands)

    def told(self, kind: type[Event]) -> list[Event]:
        """The events of a kind, so far."""
        return [event for event in self.events if isinstance(event, kind)]

    async def close(self) -> None:
        """End all."""
        await asyncio.gather(*(peer.close() for peer in self._peers))
        await self.node.close()


@pytest.fixture
async def make_house() -> AsyncIterator[Callable[[NodeSettings], House]]:
    """Houses with settings of their own."""
    houses: list[House] = []

    def make(settings: NodeSettings) -> House:
        houses.append(House(settings))
        return houses[-1]

    yield make
    for house in houses:
        await house.close()


@pytest.fixture
def house(make_house: Callable[[NodeSettings], House]) -> House:
    """A node on loopback."""
    return make_house(SETTINGS)
