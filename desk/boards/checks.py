"""What anyone is told of a file that is shown as a receipt of ours: whole, or what became of it."""

import asyncio
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncConnection

from desk.boards import track
from desk.boards.reader import Reader
from desk.boards.track import Genuine
from desk.model.receipts import Receipt, Verdict
from desk.papers import checking
from desk.store import receipts
from desk.store.cases import decisions


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """The verdict on a file (check/file.html). `receipt`: which of ours it is, or was before it was added to."""

    verdict: Verdict
    receipt: Genuine | None


async def of_file(reader: Reader, pdf: bytes, check_secret: str, language: str) -> Checked:
    """What this file is. `check_secret`: of the code on the paper that came with it; empty, when none came."""
    traces = await asyncio.to_thread(checking.traces, pdf)
    async with reader.connection() as connection:
        whole = await receipts.by_files(connection, [traces.sha256])
        if whole is not None:
            shown = await receipts.by_check(connection, check_secret) if check_secret else whole
            fits = shown is None or shown.id == whole.id
            return await _of(connection, Verdict.WHOLE if fits else Verdict.ANOTHER, whole, language)
        of_letter = await decisions.by_file(connection, traces.sha256)
        if of_letter and (about := await receipts.of_case(connection, of_letter)) is not None:
            return await _of(connection, Verdict.WHOLE, about, language)
        before = await receipts.by_files(connection, traces.before) if traces.before else None
        if before is not None:
            return await _of(connection, Verdict.APPENDED, before, language)
        if traces.covered is not None and await _is_signed(connection, traces.covered):
            return Checked(verdict=Verdict.CHANGED, receipt=None)
        ours = await receipts.key_ids(connection)
    return Checked(verdict=await asyncio.to_thread(checking.examine, pdf, ours), receipt=None)


async def _is_signed(connection: AsyncConnection, covered: str) -> bool:
    return await receipts.is_signed(connection, covered) or await decisions.is_signed(connection, covered)


async def _of(connection: AsyncConnection, verdict: Verdict, receipt: Receipt, language: str) -> Checked:
    return Checked(verdict=verdict, receipt=await track.told(connection, receipt, language))
