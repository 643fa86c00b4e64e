"""What a corner's device signs, what its picture shows of it, and how it is read off a picture again."""

import math

import pytest

from desk.model.evidence import corner_codes as codes
from desk.model.evidence.corner_codes import ACROSS, BITS_A_ROW, EDGE, HEIGHT, Seen

SIGNATURE = "5a" * 64
SLOT = 178_000_123


def drawn(width: int, height: int, slot: int = SLOT, signature: str = SIGNATURE, grey: int = 120) -> bytes:
    """A grey picture with its strip."""
    size, bits = width / ACROSS, codes.cells(slot, signature)
    top = height - HEIGHT * size
    picture = bytearray([grey]) * (width * height)
    for line in range(math.floor(top), height):
        row = math.floor((line + 0.5 - top - EDGE * size) / size)
        for column in range(width):
            place = math.floor((column + 0.5) / size)
            lit = row in (0, 1) and place < BITS_A_ROW and bits[row * BITS_A_ROW + place]
            picture[line * width + column] = 235 if lit else 16
    return bytes(picture)


def test_what_is_signed_reads_so() -> None:
    assert codes.text("c", "s", 7, "ab") == (
        b'{"before":"ab","code":"desk.corner-code/1","corner":"c","session":"s","slot":7}'
    )


def test_a_signature_is_shown_as_this_code() -> None:
    assert codes.shown(SIGNATURE) == codes.shown(SIGNATURE.upper()) == "SHSJ3K75"


def test_a_slot_begins_when_its_predecessor_ends() -> None:
    assert codes.slot_of(codes.begins(SLOT)) == SLOT


@pytest.mark.parametrize(("width", "height"), [(1280, 720), (640, 360), (640, 480), (480, 270), (320, 180), (360, 640)])
def test_it_is_read_at_every_size(width: int, height: int) -> None:
    found = codes.read(drawn(width, height), width, height, width)
    assert found == Seen(slot=SLOT % 65536, code=codes.shown(SIGNATURE))


@pytest.mark.parametrize("grey", [0, 16, 120, 255])
def test_a_picture_without_strip_has_no_code(grey: int) -> None:
    assert codes.read(bytes([grey]) * (640 * 360), 640, 360, 640) is None


def test_a_picture_that_is_too_small_has_no_code() -> None:
    assert codes.read(bytes(64 * 2), 64, 2, 64) is None


def test_a_cell_that_was_lost_is_noticed() -> None:
    picture = bytearray(drawn(640, 360))
    for line in range(337, 347):
        picture[line * 640 : line * 640 + 10] = bytes(255 - each for each in picture[line * 640 : line * 640 + 10])
    assert codes.read(bytes(picture), 640, 360, 640) is None


def test_a_code_leads_to_its_signature() -> None:
    found = codes.read(drawn(640, 360), 640, 360, 640)
    assert found is not None
    assert codes.match(found, [(SLOT - 1, "00" * 64), (SLOT, SIGNATURE)]) == SLOT


def test_another_code_leads_to_none() -> None:
    found = Seen(slot=SLOT % 65536, code="00000000")
    assert codes.match(found, [(SLOT, SIGNATURE)]) is None
