"""A bridge of many with real peers: invited, whispering, in private, with a second picture, and never renegotiated."""

import asyncio
from pathlib import Path

from tests.webrtc.conftest import House
from tests.webrtc.peers import BLUE, GREEN, RED, Peer, until
from webrtc.bridge import Bridge
from webrtc.events import SegmentClosed
from webrtc.policy import Mode

YELLOW = (200, 180, 30)
PARTIES = {"applicant": "visit:1", "clerk": "staff:1"}


async def meet(house: House, record: Path | None = None) -> tuple[Peer, Peer, Bridge]:
    """An applicant in red (440 Hz, a yellow paper under the document camera) and a clerk in blue (880 Hz)."""
    applicant, clerk = await asyncio.gather(
        house.join("visit:1", colour=RED, note=440, sections=3, second=YELLOW),
        house.join("staff:1", colour=BLUE, note=880, sections=3, second=BLUE),
    )
    bridge = house.node.open_bridge("session", consent="receipt-1", record=record)
    for seat, party in PARTIES.items():
        bridge.seat(seat, party)
    await asyncio.gather(applicant.sees(BLUE, mid="1"), clerk.sees(RED, mid="1"))
    return applicant, clerk, bridge


async def third(house: House, bridge: Bridge, seat: str, mode: Mode | None = None) -> Peer:
    """One more, in green (1320 Hz)."""
    peer = await house.join("staff:2", colour=GREEN, note=1320, sections=3)
    bridge.seat(seat, "staff:2", mode)
    return peer


def sent(house: House, party: str) -> dict[str, int]:
    """Packets sent to the party, by mid."""
    view = house.node.leg_of(party)
    assert view is not None
    return {stream.mid: stream.packets for stream in view.outgoing}


async def passed(house: House, party: str, packets: int = 40) -> None:
    """Wait until so many more packets came from the party."""
    before = came(house, party)
    await until(lambda: came(house, party) >= before + packets)


def came(house: House, party: str) -> int:
    """Packets that came from the party."""
    view = house.node.leg_of(party)
    assert view is not None
    return sum(stream.packets for stream in view.incoming)


async def test_a_helper_gets_nothing_until_invited(house: House) -> None:
    _, _, bridge = await meet(house)
    await third(house, bridge, "helper")
    await passed(house, "visit:1")
    assert sum(sent(house, "staff:2").values()) == 0


async def test_an_invited_helper_is_seen_and_heard_in_the_next_slot(house: House) -> None:
    applicant, clerk, bridge = await meet(house)
    helper = await third(house, bridge, "helper")
    bridge.set_mode("helper", Mode.INVITED)
    await asyncio.gather(
        applicant.sees(GREEN, mid="3"),
        applicant.hears(1320, mid="2"),
        clerk.sees(GREEN, mid="3"),
        helper.sees(RED, mid="1"),
        helper.sees(BLUE, mid="3"),
    )


async def test_a_whisper_is_heard_by_the_clerk(house: House) -> None:
    _, clerk, bridge = await meet(house)
    await third(house, bridge, "supervisor", Mode.WHISPERING)
    await asyncio.gather(clerk.hears(1320, mid="2"), clerk.hears(440, mid="0"))


async def test_no_packet_of_a_whisper_reaches_the_applicant(house: House) -> None:
    _, clerk, bridge = await meet(house)
    await third(house, bridge, "supervisor", Mode.WHISPERING)
    await clerk.hears(1320, mid="2")
    assert (sent(house, "visit:1")["2"], sent(house, "visit:1")["4"]) == (0, 0)


async def test_in_private_staff_go_on_and_the_applicant_gets_nothing(house: House) -> None:
    _, clerk, bridge = await meet(house)
    expert = await third(house, bridge, "expert", Mode.INVITED)
    bridge.confer(True)
    before = sent(house, "visit:1")
    await asyncio.gather(clerk.hears(1320, mid="2"), expert.hears(880, mid="2"), passed(house, "staff:1"))
    assert sent(house, "visit:1") == before


async def test_in_private_nothing_of_the_applicants_reaches_staff(house: House) -> None:
    _, _, bridge = await meet(house)
    bridge.confer(True)
    before = sent(house, "staff:1")
    await passed(house, "visit:1")
    assert sent(house, "staff:1") == before


async def test_a_second_picture_comes_in_its_own_section(house: House) -> None:
    _, clerk, _ = await meet(house)
    await asyncio.gather(clerk.sees(YELLOW, mid="6"), clerk.sees(RED, mid="1"))


async def test_a_whisper_is_not_in_the_file(house: House, tmp_path: Path) -> None:
    _, clerk, bridge = await meet(house, tmp_path)
    await third(house, bridge, "supervisor", Mode.WHISPERING)
    await clerk.hears(1320, mid="2")
    await house.node.close_bridge("session")
    seats = {track.seat for event in house.events if isinstance(event, SegmentClosed) for track in event.tracks}
    assert seats == {"applicant", "clerk"}
