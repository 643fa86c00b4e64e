"""A case with every kind of evidence, its corner's key, and the bundle made of it."""

import hashlib
from datetime import timedelta
from pathlib import Path

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from desk.actions import corners, ratings, sessions
from desk.actions.cases import cases, deciding, delivering, stating, warning
from desk.actions.cases.deciding import Ruling
from desk.actions.cases.stating import Saying
from desk.actions.evidence import corner_codes, device_keys, statements
from desk.actions.evidence.corner_codes import Signed, Standing
from desk.actions.meetings import chat
from desk.actions.meetings.chat import Said
from desk.model.cases.cases import Hand, Move
from desk.model.evidence import corner_codes as codes
from desk.model.evidence import statements as stated
from desk.model.evidence.manifests import About
from desk.model.receipts import Receipt
from desk.model.sessions import Seat
from desk.model.zones import Corner
from desk.store.evidence import bundles, collecting
from desk.store.evidence import device_keys as key_rows
from desk.store.evidence.bundles import Shelf, Stamper
from desk.store.evidence.cross_checks import Trust
from desk.store.seals import Sealer
from desk.store.sessions import Segment
from identity.signing import Signer
from tests.desk import gate
from tests.desk.world import Meeting, World, strokes

CITY = Signer(b"the city's key, thirty-two bytes"[:32])
STRANGER = Signer(b"another key, of thirty-two bytes"[:32])
TRUST = Trust(cities={CITY.key_id: CITY.public})


class Device:
    """A corner's browser with its key."""

    def __init__(self) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        self.public = self._key.public_key().public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        )

    def sign(self, content: bytes) -> bytes:
        """r ‖ s, as WebCrypto gives it."""
        r, s = decode_dss_signature(self._key.sign(content, ec.ECDSA(hashes.SHA256())))
        return r.to_bytes(32, "big") + s.to_bytes(32, "big")

    async def prove(self, world: World, corner: Corner) -> str:
        """Registers the key with the corner; its key_id."""
        assert (await device_keys.standing(world.desk, corner, "")).challenge
        return await self.prove_again(world, corner)

    async def prove_again(self, world: World, corner: Corner) -> str:
        """The same, whether or not the seating has a key already."""
        async with world.store.read() as connection:
            seating = await key_rows.seating(connection, corner.id)
        proof = stated.proof(stated.challenge(corner.id, seating), self.public.hex())
        return await device_keys.prove(world.desk, corner, self.public, self.sign(proof))

    async def sign_what_is_due(self, world: World, corner: Corner) -> int:
        """Signs every statement that waits; how many."""
        due = await statements.due(world.desk, corner)
        for one in due:
            await statements.sign(world.desk, corner, one.id, self.sign(statements.text_of(one).encode()))
        return len(due)

    async def show(self, world: World, corner: Corner, session_id: str) -> Standing:
        """Signs and shows the next code of a meeting."""
        now = await corner_codes.standing(world.desk, corner, session_id)
        signature = self.sign(codes.text(corner.id, session_id, now.free, now.before))
        signed = Signed(slot=now.free, before=now.before, signature=signature)
        return await corner_codes.keep(world.desk, corner, session_id, signed)

    async def show_some(self, world: World, corner: Corner, session_id: str, count: int = 4) -> None:
        """So many codes, one after another."""
        for _ in range(count):
            assert (await self.show(world, corner, session_id)).kept
            world.clock.pass_by(seconds=codes.SLOT_SECONDS)


async def seated(world: World, code: str = "MO-01") -> tuple[Corner, Device]:
    """A corner whose browser has proved its key."""
    corner, device = world.corners[code], Device()
    await corners.enrol(world.desk, code, world.secrets.corners[code], take_over=True)
    await device.prove(world, corner)
    return corner, device


async def kept(world: World, meeting: Meeting, *, seconds: int = 5) -> None:
    """Two closed segments of a recording, of the applicant and of the clerk: bytes that nobody plays."""
    began = world.clock()
    for number, seat in enumerate(("applicant", "clerk")):
        path = world.desk.settings.recordings / meeting.session_id / f"{number}.mkv"
        path.parent.mkdir(parents=True, exist_ok=True)
        content = f"picture and sound of the {seat} ".encode() * 40
        path.write_bytes(content)
        segment = Segment(
            path=f"{meeting.session_id}/{number}.mkv",
            sha256=hashlib.sha256(content).hexdigest(),
            seats=(seat,),
            began_at=began,
            ended_at=began + timedelta(seconds=seconds),
        )
        await sessions.keep_segment(world.desk, meeting.session_id, segment)


async def whole_case(world: World) -> Meeting:
    """A case that was written about, signed, confirmed, submitted, recorded, rated, signed for by its corner, decided
    on late, and whose result was posted."""
    corner, device = await seated(world)
    meeting = await world.filled()
    await _state(world, meeting)
    await gate.ask_signature(world.desk, meeting.case_id, meeting.clerk)
    await gate.sign(world.desk, meeting.case_id, meeting.visit_id, strokes())
    await gate.confirm(world.desk, meeting.case_id, meeting.visit_id, world.courier.last_code)
    receipt = await cases.submit(world.desk, meeting.case_id, meeting.clerk)
    for number, text in enumerate(("您好，我叫李叶。", "Está bem assim?")):
        said = Said(
            id=f"{number:032x}", text=text, language="zh-Hant-MO", by=Seat.APPLICANT, author_id=meeting.visit_id
        )
        await chat.say(world.desk, meeting.session_id, said)
    await kept(world, meeting)
    await device.show_some(world, corner, meeting.session_id)
    await sessions.end(world.desk, meeting.session_id, meeting.clerk)
    world.clock.pass_by(minutes=1)
    await ratings.rate(world.desk, meeting.visit_id, 5)
    assert await device.sign_what_is_due(world, corner) == 1
    await _decide(world, meeting, receipt)
    await Sealer(world.store, CITY, world.desk.settings.heads).seal()
    return meeting


async def _state(world: World, meeting: Meeting) -> None:
    """One statement that stands, and one that was struck."""
    for number in (1, 2):
        saying = Saying(
            id=f"{number:032x}",
            text="本人聲明以上屬實。",
            language="zh-Hant-MO",
            speaker=Hand.APPLICANT,
            hand=Hand.APPLICANT,
            author_id=meeting.visit_id,
        )
        await stating.state(world.desk, meeting.case_id, saying)
    await stating.strike(world.desk, meeting.case_id, f"{2:032x}", Hand.APPLICANT, meeting.visit_id)


async def _decide(world: World, meeting: Meeting, receipt: Receipt) -> None:
    """Accepted; the clock warns; handled, and the result sent by post."""
    await deciding.decide(world.desk, meeting.case_id, meeting.clerk, Ruling(move=Move.ACCEPT))
    world.clock.pass_by(days=30)
    assert await warning.warn(world.desk) == 1
    await deciding.decide(world.desk, meeting.case_id, meeting.clerk, Ruling(move=Move.FINISH, words="已辦﨑"))
    await delivering.ask_post(world.desk, receipt, "澳門 João 街 1 號")
    await delivering.post(world.desk, meeting.case_id, meeting.clerk, "EMS", "EE123456789CN")


async def bundle(world: World, meeting: Meeting, to: Path, stamper: Stamper | None = None) -> Path:
    """The bundle of the meeting's case."""
    async with world.store.read() as connection:
        case = await collecting.find(connection, meeting.case_id)
        collected = await collecting.of_case(connection, world.store.vault, case)
    about = About(
        case_id=case.id,
        case_number=case.number,
        item_code=case.item_code,
        item_version=case.item_version,
        made_at=world.clock(),
        made_by=world.staff["auditor1"].id,
        reason="抽查",
    )
    shelf = Shelf(files=world.store.files, recordings=world.desk.settings.recordings)
    await bundles.write(to, collected, about, shelf=shelf, signer=CITY, stamper=stamper)
    return to


async def corner_keys(world: World) -> dict[str, bytes]:
    """Every corner's key by its key_id."""
    async with world.store.read() as connection:
        return {key.key_id: bytes.fromhex(key.public) for key in await key_rows.every(connection)}
