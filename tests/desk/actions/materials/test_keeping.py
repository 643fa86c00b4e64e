"""A still comes when the clerk asked for it, is decoded whole before it is believed, and kept byte for byte."""

import contextlib
import io
import random
import struct
import zlib

import pytest
from PIL import Image

from desk.actions.materials import keeping
from desk.actions.materials.keeping import LARGEST, examine
from desk.model.cases.cases import State as CaseState
from desk.model.errors import BadInput, BrokenImage, IllegalMove, Missing, NotAllowed, TooLarge, WrongType
from desk.model.materials.materials import Material, State
from desk.store.materials import materials as rows
from tests.desk.world import Meeting, World, still

CODE = "identity-document"
FORMATS = [("JPEG", "image/jpeg"), ("PNG", "image/png"), ("WEBP", "image/webp")]


async def kept(world: World, meeting: Meeting) -> Material:
    async with world.store.read() as connection:
        return (await rows.of_case(connection, meeting.case_id))[CODE]


async def asked(world: World) -> Meeting:
    meeting = await world.in_session()
    await keeping.ask_for(world.desk, meeting.case_id, CODE, meeting.clerk)
    return meeting


def png_of(width: int, height: int) -> bytes:
    """A few bytes that claim to be a picture of any size."""
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    parts = [(b"IHDR", header), (b"IDAT", zlib.compress(b"")), (b"IEND", b"")]
    chunks = (struct.pack(">I", len(d)) + n + d + struct.pack(">I", zlib.crc32(n + d)) for n, d in parts)
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


# ── Asking and keeping ────────────────────────────────────────────────────────────────────────────────────────


async def test_a_still_is_kept_byte_for_byte(world: World) -> None:
    meeting = await asked(world)
    picture = await keeping.keep_still(world.desk, meeting.case_id, CODE, meeting.visit_id, still("JPEG"))
    found = await kept(world, meeting)
    assert (found.state, found.picture) == (State.KEPT, picture)
    assert await world.store.files.open(picture.sha256) == still("JPEG")


async def test_a_still_nobody_asked_for_is_missing(sqlite_world: World) -> None:
    meeting = await sqlite_world.in_session()
    with pytest.raises(Missing):
        await keeping.keep_still(sqlite_world.desk, meeting.case_id, CODE, meeting.visit_id, still())


async def test_a_still_for_another_applicants_case_is_missing(sqlite_world: World) -> None:
    meeting = await asked(sqlite_world)
    other = await sqlite_world.visit_to("ticketed", corner="MO-02")
    with pytest.raises(Missing):
        await keeping.keep_still(sqlite_world.desk, meeting.case_id, CODE, other.id, still())


async def test_a_second_still_is_refused_till_the_clerk_asks_again(sqlite_world: World) -> None:
    meeting = await asked(sqlite_world)
    await keeping.keep_still(sqlite_world.desk, meeting.case_id, CODE, meeting.visit_id, still())
    with pytest.raises(IllegalMove):
        await keeping.keep_still(sqlite_world.desk, meeting.case_id, CODE, meeting.visit_id, still("JPEG"))
    await keeping.ask_for(sqlite_world.desk, meeting.case_id, CODE, meeting.clerk)
    await keeping.keep_still(sqlite_world.desk, meeting.case_id, CODE, meeting.visit_id, still("JPEG"))
    assert (await kept(sqlite_world, meeting)).state is State.KEPT


async def test_asking_twice_is_asking_once(sqlite_world: World) -> None:
    meeting = await asked(sqlite_world)
    await keeping.ask_for(sqlite_world.desk, meeting.case_id, CODE, meeting.clerk)
    assert (await kept(sqlite_world, meeting)).state is State.ASKED


async def test_a_material_the_item_does_not_know_is_missing(sqlite_world: World) -> None:
    meeting = await sqlite_world.in_session()
    with pytest.raises(Missing):
        await keeping.ask_for(sqlite_world.desk, meeting.case_id, "holiday-picture", meeting.clerk)


async def test_a_clerk_without_a_session_on_the_case_asks_for_nothing(sqlite_world: World) -> None:
    meeting = await sqlite_world.in_session()
    with pytest.raises(NotAllowed):
        await keeping.ask_for(sqlite_world.desk, meeting.case_id, CODE, sqlite_world.staff["clerk2"])


async def test_asking_after_the_signature_opens_the_record_again(sqlite_world: World) -> None:
    meeting = await sqlite_world.signed()
    await keeping.ask_for(sqlite_world.desk, meeting.case_id, CODE, meeting.clerk)
    assert (await sqlite_world.case(meeting.case_id)).state is CaseState.DRAFTING


async def test_after_submitting_nothing_is_asked_for(sqlite_world: World) -> None:
    meeting, _ = await sqlite_world.submitted()
    with pytest.raises(IllegalMove):
        await keeping.ask_for(sqlite_world.desk, meeting.case_id, CODE, meeting.clerk)


async def test_a_refused_still_leaves_the_question_open(sqlite_world: World) -> None:
    meeting = await asked(sqlite_world)
    with pytest.raises(BrokenImage):
        await keeping.keep_still(sqlite_world.desk, meeting.case_id, CODE, meeting.visit_id, still("JPEG")[:-200])
    assert (await kept(sqlite_world, meeting)).state is State.ASKED


# ── What is a picture ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("kind", "media_type"), FORMATS)
def test_a_picture_is_named_by_what_it_is(kind: str, media_type: str) -> None:
    found = examine(still(kind, (40, 30)))
    assert (found.media_type, found.width, found.height, found.size) == (media_type, 40, 30, len(still(kind, (40, 30))))


def test_a_telephones_picture_with_a_second_one_behind_it_is_a_jpeg() -> None:
    first, second = Image.new("RGB", (40, 30), "red"), Image.new("RGB", (40, 30), "blue")
    made = io.BytesIO()
    first.save(made, "MPO", save_all=True, append_images=[second])
    assert examine(made.getvalue()).media_type == "image/jpeg"


@pytest.mark.parametrize(
    "content",
    [b"", b"x", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"%PDF-1.7\n", b"\xff\xd8\xff", b"MZ" + b"\0" * 200],
    ids=["nothing", "letter", "svg", "pdf", "jpeg-head", "program"],
)
def test_what_is_no_picture_is_of_the_wrong_type(content: bytes) -> None:
    with pytest.raises(WrongType):
        examine(content)


@pytest.mark.parametrize("kind", ["GIF", "BMP", "TIFF"])
def test_a_picture_of_another_kind_is_of_the_wrong_type(kind: str) -> None:
    with pytest.raises(WrongType):
        examine(still(kind))


@pytest.mark.parametrize("kind", [kind for kind, _ in FORMATS])
def test_a_picture_cut_short_is_broken(kind: str) -> None:
    content = still(kind, (400, 300))
    with pytest.raises(BrokenImage):
        examine(content[: len(content) * 2 // 3])


def test_too_many_bytes_are_too_large() -> None:
    with pytest.raises(TooLarge):
        examine(still() + b"\0" * LARGEST)


@pytest.mark.parametrize("side", [8000, 12_000, 30_000, 60_000])
def test_a_few_bytes_that_unfold_to_a_huge_picture_are_refused(side: int) -> None:
    with pytest.raises((TooLarge, BrokenImage)):
        examine(png_of(side, side))


@pytest.mark.parametrize("kind", [kind for kind, _ in FORMATS])
def test_a_damaged_picture_is_taken_or_refused_and_never_breaks_the_desk(kind: str) -> None:
    chance = random.Random(20261121)
    for _ in range(150):
        content = bytearray(still(kind))
        for _ in range(chance.randint(1, 12)):
            content[chance.randrange(len(content))] = chance.randrange(256)
        assert taken_or_refused(bytes(content))


def taken_or_refused(content: bytes) -> bool:
    with contextlib.suppress(BadInput):
        examine(content)
    return True
