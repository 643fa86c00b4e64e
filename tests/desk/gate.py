"""The way from a filled form to the receipt, as both sides' screens go it: read back, signed as shown, confirmed."""

from desk.actions.cases import reading, signing
from desk.actions.cases.reading import Answered
from desk.actions.cases.signing import Signature
from desk.actions.desk import Desk
from desk.model.cases.cases import State
from desk.model.cases.readings import Verdict
from desk.model.signatures import Stroke
from desk.model.staff import Staff
from desk.store.cases import cases, contents
from desk.store.cases.contents import Contents


async def holds(desk: Desk, case_id: str) -> Contents:
    """What stands in the case now."""
    async with desk.store.read() as connection:
        return await contents.of_case(connection, desk.store.vault, await cases.get(connection, case_id))


async def say(desk: Desk, case_id: str, key: str, verdict: Verdict = Verdict.RIGHT, said: str = "") -> None:
    """The applicant says this of the fact as it stands now."""
    now = await holds(desk, case_id)
    fact = now.fact(key)
    assert fact is not None, key
    answered = Answered(fact=key, shown=fact.sha256, verdict=verdict, said=said)
    await reading.answer(desk, case_id, now.case.visit_id, answered)


async def read_back(desk: Desk, case_id: str, clerk: Staff) -> None:
    """Every fact that is not confirmed is read, and said to be right."""
    await reading.read(desk, case_id, clerk)
    for key in (await holds(desk, case_id)).unread:
        await reading.read(desk, case_id, clerk, key)
        await say(desk, case_id, key)


async def ask_signature(desk: Desk, case_id: str, clerk: Staff) -> None:
    """Reads back what is not confirmed, and asks."""
    if (await holds(desk, case_id)).case.state is not State.SIGNING:
        await read_back(desk, case_id, clerk)
    await signing.ask_signature(desk, case_id, clerk)


async def sign(desk: Desk, case_id: str, visit_id: str, strokes: tuple[Stroke, ...], origin: str = "") -> None:
    """Signs what stands there now."""
    drawn = Signature(shown=(await holds(desk, case_id)).digest, strokes=strokes)
    await signing.sign(desk, case_id, visit_id, drawn, origin)


async def confirm(desk: Desk, case_id: str, visit_id: str, code: str) -> None:
    """Types the code under what stands there now."""
    await signing.confirm(desk, case_id, visit_id, code, (await holds(desk, case_id)).digest)
