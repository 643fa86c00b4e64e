"""Hand and code confirm the very content that was shown; in whatever order things are done, nothing else goes in."""

import json
import random

import pytest

from desk.actions.cases import cases, reading, signing
from desk.actions.cases.reading import Answered
from desk.actions.cases.signing import Signature
from desk.actions.materials import keeping
from desk.model.cases.readings import KeyFact, Verdict, short
from desk.model.errors import ChangedSinceShown, DeskError
from desk.store.cases import cases as rows
from identity.errors import IdentityError
from tests.desk import gate
from tests.desk.world import Meeting, World, still, strokes

ITEM, PAPER = "JM-TX-001", "identity-document"
STEPS = 40


async def test_a_signature_under_another_content_than_stands_there_is_refused(world: World) -> None:
    meeting = await world.filled(item=ITEM)
    await gate.ask_signature(world.desk, meeting.case_id, meeting.clerk)
    drawn = Signature(shown="0" * 64, strokes=strokes())
    with pytest.raises(ChangedSinceShown):
        await signing.sign(world.desk, meeting.case_id, meeting.visit_id, drawn)


async def test_what_the_page_showed_before_a_correction_is_not_signed_after_it(sqlite_world: World) -> None:
    meeting = await sqlite_world.filled(item=ITEM)
    await gate.ask_signature(sqlite_world.desk, meeting.case_id, meeting.clerk)
    shown = (await gate.holds(sqlite_world.desk, meeting.case_id)).digest
    await sqlite_world.write(meeting, "remark", "改")
    await gate.ask_signature(sqlite_world.desk, meeting.case_id, meeting.clerk)
    drawn = Signature(shown=shown, strokes=strokes())
    with pytest.raises(ChangedSinceShown):
        await signing.sign(sqlite_world.desk, meeting.case_id, meeting.visit_id, drawn)


async def test_a_code_typed_under_another_content_confirms_nothing(sqlite_world: World) -> None:
    meeting = await sqlite_world.signed(item=ITEM)
    code = sqlite_world.courier.last_code
    with pytest.raises(ChangedSinceShown):
        await signing.confirm(sqlite_world.desk, meeting.case_id, meeting.visit_id, code, "0" * 64)


async def test_the_strokes_are_kept_with_their_times_and_the_content_they_were_drawn_under(
    sqlite_world: World,
) -> None:
    meeting = await sqlite_world.signed(item=ITEM)
    async with sqlite_world.store.read() as connection:
        signed = await rows.confirmation_of(connection, meeting.case_id)
    assert signed is not None
    kept = json.loads(await sqlite_world.store.files.open(signed.strokes_sha256))
    drawn = [[[point.x, point.y, point.time, point.pressure] for point in stroke] for stroke in strokes()]
    assert kept == {"content": signed.content_hash, "strokes": drawn}


async def test_the_message_names_the_content_that_its_code_confirms(sqlite_world: World) -> None:
    meeting = await sqlite_world.signed(item=ITEM)
    digest = (await gate.holds(sqlite_world.desk, meeting.case_id)).digest
    assert sqlite_world.courier.parcels[-1].about == {"content": short(digest)}


class Walk:
    """A visit in which both sides do things in any order, and what the applicant really said as the test saw it."""

    def __init__(self, world: World, meeting: Meeting, chance: random.Random) -> None:
        self.world, self.meeting, self.chance = world, meeting, chance
        self.said: dict[str, KeyFact] = {}
        self.seen: list[str] = ["0" * 64]
        self.codes: list[str] = ["000000"]
        self.written = 0

    async def step(self) -> None:
        """One thing that somebody tries; what is refused changed nothing."""
        tries = (self.write, self.photograph, self.read, self.read, self.answer, self.answer, self.finish, self.look)
        try:
            await self.chance.choice(tries)()
        except (DeskError, IdentityError):
            return

    async def look(self) -> None:
        self.seen.append((await gate.holds(self.world.desk, self.meeting.case_id)).digest)

    async def write(self) -> None:
        self.written += 1
        field = self.chance.choice(("year", "remark", "applicant-name"))
        await self.world.write(self.meeting, field, str(2000 + self.written % 9))

    async def photograph(self) -> None:
        await keeping.ask_for(self.world.desk, self.meeting.case_id, PAPER, self.meeting.clerk)
        picture = still(size=(64 + self.chance.randrange(3), 48))
        await keeping.keep_still(self.world.desk, self.meeting.case_id, PAPER, self.meeting.visit_id, picture)

    async def read(self) -> None:
        now = await gate.holds(self.world.desk, self.meeting.case_id)
        key = self.chance.choice([*now.facts, *now.facts]).key if self.chance.random() < 0.5 else ""
        await reading.read(self.world.desk, self.meeting.case_id, self.meeting.clerk, key)

    async def answer(self) -> None:
        now = await gate.holds(self.world.desk, self.meeting.case_id)
        fact = self.chance.choice(now.facts)
        verdict = self.chance.choice((Verdict.RIGHT, Verdict.RIGHT, Verdict.NOT_RIGHT))
        answered = Answered(fact=fact.key, shown=fact.sha256, verdict=verdict)
        await reading.answer(self.world.desk, self.meeting.case_id, self.meeting.visit_id, answered)
        self.said.pop(fact.key, None)
        if verdict is Verdict.RIGHT:
            self.said[fact.key] = fact

    async def read_all(self) -> None:
        """As a patient clerk would."""
        await reading.read(self.world.desk, self.meeting.case_id, self.meeting.clerk)
        now = await gate.holds(self.world.desk, self.meeting.case_id)
        for key in now.unread:
            await reading.read(self.world.desk, self.meeting.case_id, self.meeting.clerk, key)
            await gate.say(self.world.desk, self.meeting.case_id, key)
            fact = now.fact(key)
            assert fact is not None
            self.said[key] = fact

    async def finish(self) -> None:
        """One of the last steps, with any hash or code that was ever seen."""
        desk, case_id, visit_id = self.world.desk, self.meeting.case_id, self.meeting.visit_id
        match self.chance.randrange(5):
            case 0:
                await self.read_all()
            case 1:
                await signing.ask_signature(desk, case_id, self.meeting.clerk)
            case 2:
                drawn = Signature(shown=self.chance.choice(self.seen), strokes=strokes())
                await signing.sign(desk, case_id, visit_id, drawn)
                self.codes.append(self.world.courier.last_code)
            case 3:
                shown = self.chance.choice(self.seen)
                await signing.confirm(desk, case_id, visit_id, self.chance.choice(self.codes), shown)
            case _:
                await self.submit()

    async def submit(self) -> None:
        """What goes in is what was said to be right, by the test's own account."""
        await cases.submit(self.world.desk, self.meeting.case_id, self.meeting.clerk)
        now = await gate.holds(self.world.desk, self.meeting.case_id)
        assert {fact.key: fact for fact in now.facts} == self.said
        async with self.world.store.read() as connection:
            signed = await rows.confirmation_of(connection, self.meeting.case_id)
        assert signed is not None
        assert signed.confirmed_at is not None
        assert signed.content_hash == now.digest
        assert signed.content_hash in self.seen


@pytest.mark.parametrize("seed", range(8))
async def test_in_no_order_is_a_case_submitted_whose_key_facts_were_not_confirmed_as_they_are(
    sqlite_world: World, seed: int
) -> None:
    walk = Walk(sqlite_world, await sqlite_world.filled(item=ITEM), random.Random(seed))
    for _ in range(STEPS):
        await walk.step()
    if "case.submitted" in await sqlite_world.tags():
        return
    sqlite_world.clock.pass_by(minutes=30)
    await walk.read_all()
    meeting = walk.meeting
    await signing.ask_signature(sqlite_world.desk, meeting.case_id, meeting.clerk)
    await walk.look()
    drawn = Signature(shown=walk.seen[-1], strokes=strokes())
    await signing.sign(sqlite_world.desk, meeting.case_id, meeting.visit_id, drawn)
    code = sqlite_world.courier.last_code
    await signing.confirm(sqlite_world.desk, meeting.case_id, meeting.visit_id, code, walk.seen[-1])
    await walk.submit()
