"""Once a meeting is over, what it left behind stands fixed under one hash, and the corner's device signs it."""

from desk.actions import facts
from desk.actions.desk import Desk
from desk.model.errors import BadInput, Missing
from desk.model.events import Tag
from desk.model.evidence import statements
from desk.model.evidence.statements import LATEST, SALT_BYTES, SETTLED, Statement
from desk.model.sessions import Session
from desk.model.zones import Corner
from desk.store import sessions
from desk.store.evidence import device_keys, gathering
from desk.store.evidence import statements as rows
from desk.store.unit import Unit
from identity import device_keys as proofs

SIGNATURE_BYTES = 64


async def due(desk: Desk, corner: Corner) -> list[Statement]:
    """What the corner has still to sign; what its meetings left behind is fixed first."""
    now = desk.store.clock()
    async with desk.store.read() as connection:
        unfixed = await rows.unfixed(connection, corner.id, now - LATEST, now - SETTLED)
        if not unfixed:
            return await rows.unsigned(connection, desk.store.vault, corner.id, now - LATEST)
    for session in unfixed:
        await _fix(desk, corner, session)
    async with desk.store.read() as connection:
        return await rows.unsigned(connection, desk.store.vault, corner.id, now - LATEST)


async def _fix(desk: Desk, corner: Corner, session: Session) -> None:
    async with desk.store.write() as unit:
        if await rows.of_session(unit.connection, unit.vault, session.id) is not None:
            return
        found = await gathering.of_session(unit.connection, unit.vault, session)
        covers = statements.covering(found, unit.chance.bytes(SALT_BYTES).hex())
        statement = Statement(
            id=unit.chance.id(),
            session_id=session.id,
            corner_id=corner.id,
            gathered_at=unit.now,
            content_hash=statements.content_hash(covers),
            covers=covers,
        )
        await rows.add(unit, statement)
        unit.record(
            facts.of_session(
                Tag.EVIDENCE_FIXED, session, "desk", content=statement.content_hash, count=len(covers.every)
            )
        )


async def sign(desk: Desk, corner: Corner, statement_id: str, signature: bytes) -> None:
    """Keeps the corner's signature under a statement. Raises Missing, BadInput, Stale."""
    async with desk.store.write() as unit:
        statement = await rows.get(unit.connection, unit.vault, statement_id)
        if statement.corner_id != corner.id:
            raise Missing("statement")
        key = await device_keys.of_corner(unit.connection, corner.id)
        if key is None or len(signature) != SIGNATURE_BYTES:
            raise BadInput("device-key")
        if not proofs.is_signed(bytes.fromhex(key.public), signature, statements.text(statement)):
            raise BadInput("device-key")
        await _keep(unit, statement, key.key_id, signature.hex())


async def _keep(unit: Unit, statement: Statement, key_id: str, signature: str) -> None:
    await rows.sign(unit, statement, key_id, signature)
    session = await sessions.get(unit.connection, statement.session_id)
    told = {"content": statement.content_hash, "key_id": key_id, "signature": signature}
    unit.record(facts.of_session(Tag.EVIDENCE_SIGNED, session, f"corner:{statement.corner_id}", **told))


def text_of(statement: Statement) -> str:
    """What the corner's page is given to sign, in UTF-8."""
    return statements.text(statement).decode()
