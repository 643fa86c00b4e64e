"""What was read back of a case, as entries of evidence."""

from sqlalchemy.ext.asyncio import AsyncConnection

from desk.model.evidence.entries import Entry, Kind
from desk.store.cases import readings
from identity.vault import Vault


async def of_case(connection: AsyncConnection, vault: Vault, case_id: str) -> list[Entry]:
    """Each answer to a key fact that was read back: what was read, and what was said of it."""
    return [
        Entry(
            at=reading.answered_at,
            kind=Kind.READING,
            subject=reading.id,
            content={
                "clerk": reading.clerk_id,
                "fact": reading.fact,
                "language": reading.language,
                "place": reading.place,
                "revision": reading.revision,
                "said": reading.said,
                "sha256": reading.read.sha256,
                "value": reading.value,
                "verdict": reading.verdict.value,
                "visit": reading.visit_id,
            },
        )
        for reading in await readings.of_case(connection, vault, case_id)
    ]
