"""Which section a packet belongs to."""

import pytest

from webrtc import rtp
from webrtc.demux import LEARNED, Demux, Route
from webrtc.offers import Section
from webrtc.rtp import Codec

MID = 4
SOUND = (Codec(name="opus", payload_type=111, repair_type=None, clock_rate=48000),)
PICTURES = (
    Codec(name="vp8", payload_type=96, repair_type=97, clock_rate=90000),
    Codec(name="h264", payload_type=98, repair_type=99, clock_rate=90000),
)


def section(
    kind: str, mid: str, *ssrcs: int, repairs: dict[int, int] | None = None
) -> tuple[Section, tuple[Codec, ...]]:
    return (
        Section(
            kind=kind,
            mid=mid,
            ssrcs=ssrcs,
            repairs=repairs or {},
            extensions={rtp.MID: MID},
            feedback={},
        ),
        SOUND if kind == "audio" else PICTURES,
    )


def packet(ssrc: int, payload_type: int, mid: str | None = None) -> rtp.Packet:
    return rtp.Packet(
        payload_type=payload_type,
        marker=0,
        sequence=1,
        timestamp=1,
        ssrc=ssrc,
        payload=b"media",
        elements=b"" if mid is None else bytes([MID << 4 | len(mid) - 1]) + mid.encode(),
    )


TABLE = [
    section("audio", "0", 1),
    section("video", "1", 2, repairs={3: 2}),
    section("video", "2"),
]


@pytest.mark.parametrize(
    ("given", "route"),
    [
        pytest.param(packet(1, 111), Route(0, None), id="announced"),
        pytest.param(packet(3, 97), Route(1, 2), id="announced-repair"),
        pytest.param(packet(1, 96), None, id="announced-with-another-type"),
        pytest.param(packet(50, 111), Route(0, None), id="unknown-with-a-type-of-one-section"),
        pytest.param(packet(50, 96), None, id="unknown-with-a-type-of-two-sections"),
        pytest.param(packet(50, 96, "2"), Route(2, None), id="named-by-its-mid"),
        pytest.param(packet(50, 97, "2"), Route(2, 0), id="repair-named-by-its-mid"),
        pytest.param(packet(50, 96, "9"), None, id="named-by-an-unknown-mid"),
        pytest.param(packet(50, 33), None, id="unknown-type"),
        pytest.param(packet(2, 98), Route(1, None), id="announced-in-the-second-codec"),
        pytest.param(packet(3, 99), Route(1, 2), id="announced-repair-of-the-second-codec"),
    ],
)
def test_a_packet_finds_its_section(given: rtp.Packet, route: Route | None) -> None:
    assert Demux(TABLE).find(given) == route


def test_a_packet_is_told_its_codec() -> None:
    given = packet(2, 98)
    Demux(TABLE).find(given)
    assert given.codec is PICTURES[1]


def test_a_name_is_remembered() -> None:
    demux = Demux(TABLE)
    demux.find(packet(50, 96, "2"))
    assert demux.find(packet(50, 96)) == Route(2, None)


def test_a_flood_of_new_streams_is_bounded() -> None:
    demux = Demux(TABLE)
    found = [demux.find(packet(1000 + n, 111)) for n in range(500)]
    assert sum(route is not None for route in found) <= LEARNED
