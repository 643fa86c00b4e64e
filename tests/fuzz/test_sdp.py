"""Malformed offers: each is answered or refused, and nothing of a refused one stays behind."""

import asyncio
import os
import re

import pytest

from tests.fuzz.conftest import PATIENCE
from tests.fuzz.mutations import ODD, SEEDS, Chance, spoiled_text
from tests.webrtc.conftest import SETTINGS, House
from tests.webrtc.peers import Peer, until
from webrtc import fragments, offers
from webrtc.errors import BadOffer

BROWSERS = """a=rtcp-fb:97 goog-remb
a=rtcp-fb:97 transport-cc
a=rtcp-fb:* nack
a=fmtp:97 x-google-start-bitrate=800
a=rtpmap:120 rtx/90000
a=fmtp:120 apt=97
a=ssrc-group:FID 1111 2222
a=ssrc:1111 cname:x
a=ssrc:2222 cname:x
a=extmap:15 urn:ietf:params:rtp-hdrext:sdes:mid
a=extmap-allow-mixed
a=rtcp:9 IN IP4 0.0.0.0
a=candidate:1 1 udp 1 192.0.2.1 9 typ host
a=ice-options:trickle
a=simulcast:send a;b
"""
"""Lines that an aiortc offer lacks."""
OUT_OF_RANGE = [
    pytest.param("a=ssrc:99999999999 cname:x", id="ssrc"),
    pytest.param("a=ssrc:-1 cname:x", id="negative-ssrc"),
    pytest.param("a=ssrc-group:FID 1 99999999999", id="repair-ssrc"),
    pytest.param("a=ssrc-group:FID -1 2", id="repaired-ssrc"),
    pytest.param("a=ice-ufrag:" + "x" * 300, id="long-fragment"),
    pytest.param("a=ice-pwd:short", id="short-password"),
    pytest.param("a=ice-pwd:" + "中" * 24, id="password-in-other-letters"),
    pytest.param("a=rtpmap:100 a/1\r\n" * 129, id="codecs"),
    pytest.param("".join(f"a=ssrc:{n} cname:x\r\n" for n in range(129)), id="ssrcs"),
    pytest.param("a=rtpmap:100 a/1\r\n" * 120 + "a=rtcp-fb:* nack\r\n" * 900, id="feedback"),
]


async def offer() -> str:
    """A true one, with a browser's further lines in its last section."""
    async with Peer(sections=2) as peer:
        return await peer.offer() + BROWSERS.replace("\n", "\r\n")


def sockets() -> int:
    """The open descriptors of this process."""
    return len(os.listdir("/proc/self/fd"))


@pytest.mark.parametrize("seed", SEEDS)
async def test_an_offer_is_answered_or_refused_and_leaves_nothing(seed: int) -> None:
    chance, text = Chance(seed), await offer()
    house = House(SETTINGS)
    await house.node.hang_up((await house.node.answer("visit:0", text)).leg_id)
    before, tasks = sockets(), len(asyncio.all_tasks())
    for number in range(150):
        try:
            answer = await house.node.answer(f"visit:{number}", spoiled_text(chance, text))
        except BadOffer:
            continue
        await house.node.hang_up(answer.leg_id)
    await until(lambda: sockets() <= before and len(asyncio.all_tasks()) <= tasks, PATIENCE)
    assert house.node.legs() == ()
    await house.close()


@pytest.mark.parametrize("seed", SEEDS)
async def test_reading_an_offer_gives_sections_or_bad_offer(seed: int) -> None:
    chance, text = Chance(seed), await offer()
    for _ in range(1500):
        try:
            found = offers.read(spoiled_text(chance, text), keep_candidates=chance.random() < 0.5)
        except BadOffer:
            continue
        for section in found.sections:
            numbers = [*section.ssrcs, *section.repairs, *section.repairs.values()]
            assert all(0 <= number < 1 << 32 for number in numbers)


@pytest.mark.parametrize("line", OUT_OF_RANGE)
async def test_an_offer_with_a_number_out_of_range_is_refused(line: str) -> None:
    with pytest.raises(BadOffer):
        offers.read(await offer() + line + "\r\n")


async def test_a_repair_type_that_no_packet_can_bear_is_not_answered() -> None:
    house = House(SETTINGS)
    text = re.sub(r"^a=(rtpmap|fmtp):98 ", r"a=\1:300 ", await offer(), flags=re.MULTILINE)
    answer = await house.node.answer("visit:1", text)
    assert (":300 " in text, ":300 " in answer.sdp) == (True, False)
    await house.close()


def fragment(chance: Chance) -> str:
    """A trickle fragment, its words anything."""
    lines = ["a=ice-ufrag:EsAw", "a=ice-pwd:P2uYro0UCOQ4zxjKXaWCBui1", "m=audio 9 UDP/TLS/RTP/SAVPF 0", "a=mid:0"]
    for _ in range(chance.choice((0, 1, 40))):
        address = chance.choice(("192.0.2.1", "::1", "fe80::1%lo", "x.local", "0.0.0.0", *ODD))
        port = chance.choice(("9", "0", "65535", "65536", "٣", *ODD))
        lines.append(f"a=candidate:1 1 udp {chance.number(32)} {address} {port} typ host")
    return "\r\n".join(lines) + "\r\n"


@pytest.mark.parametrize("seed", SEEDS)
def test_reading_a_fragment_gives_credentials_or_bad_offer(seed: int) -> None:
    chance = Chance(seed)
    for _ in range(3000):
        try:
            found = fragments.read(spoiled_text(chance, fragment(chance)))
        except BadOffer:
            continue
        assert len(found.candidates) <= fragments.MOST_CANDIDATES


@pytest.mark.parametrize("seed", SEEDS)
async def test_a_restart_from_a_spoiled_fragment_is_taken_or_refused(seed: int) -> None:
    chance = Chance(seed)
    house = House(SETTINGS)
    answer = await house.node.answer("visit:1", await offer())
    for _ in range(300):
        try:
            await house.node.restart(answer.leg_id, spoiled_text(chance, fragment(chance)))
        except BadOffer:
            continue
    assert len(house.node.legs()) == 1
    await house.close()
