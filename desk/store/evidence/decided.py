"""What was decided on a case after its submission, and how its result went out, as entries of evidence.

The clock is in the ledger alone (`clock.set`, `clock.warned`), and so among a bundle's events.
"""

from sqlalchemy.ext.asyncio import AsyncConnection

from desk.model import chain
from desk.model.cases.decisions import Decision
from desk.model.evidence.entries import Entry, File, Kind
from desk.store.cases import decisions, postings
from identity.vault import Vault

PAPER = "application/pdf"


async def of_case(connection: AsyncConnection, vault: Vault, case_id: str) -> list[Entry]:
    """Each decision with its letter; where the result was to be posted to, and that it was."""
    ruled = await decisions.of_case(connection, vault, case_id)
    return [*(_decision(each) for each in ruled), *await _posting(connection, vault, case_id)]


def _decision(ruled: Decision) -> Entry:
    content = {
        "by": ruled.by_id,
        "department": ruled.department,
        "due_at": chain.instant(ruled.due_at) if ruled.due_at else "",
        "language": ruled.language,
        "letter": ruled.sealed_sha256,
        "move": ruled.move.value,
        "reason": ruled.reason,
        "words": ruled.words,
    }
    paper = File(sha256=ruled.paper_sha256, media_type=PAPER) if ruled.paper_sha256 else None
    return Entry(at=ruled.decided_at, kind=Kind.DECISION, subject=ruled.id, content=content, file=paper)


async def _posting(connection: AsyncConnection, vault: Vault, case_id: str) -> list[Entry]:
    asked = await postings.of_case(connection, vault, case_id)
    if asked is None:
        return []
    found = [Entry(at=asked.asked_at, kind=Kind.POSTING, subject=case_id, content={"address": asked.address})]
    if asked.posted_at is not None:
        told = {"by": asked.posted_by, "courier": asked.courier, "reference": asked.reference}
        found.append(Entry(at=asked.posted_at, kind=Kind.POSTED, subject=case_id, content=told))
    return found
