"""A store full of people who wait, and of clerks who can serve them all: 8 skills, 4 spoken languages, 2 zones.

Rows are written straight into the tables, with all that a call looks at: visit, consent, ticket, the clerk's duty.
"""

import itertools
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Table, func, insert, select, text, update

from desk.model.chance import Chance, utc_now
from desk.model.staff import Role, Staff
from desk.model.turns.routing import Speech, line
from desk.store import schema, tables
from desk.store.bus import Bus
from desk.store.engine import WRITES, connect
from desk.store.files import Files
from desk.store.shelves import Disk
from desk.store.unit import Store
from i18n.scripts import Scripts
from identity.vault import Vault

ZONES, SKILLS = ("macao", "hongkong"), tuple(f"skill-{number}" for number in range(8))
KINDS = tuple(itertools.product(ZONES, SKILLS, Speech))
AT_ONCE = 5_000


@dataclass(slots=True, kw_only=True)
class Hall:
    """A store, its clerks, and how many were ever given a ticket in it."""

    store: Store
    clerks: Sequence[Staff]
    taken: int = 0
    began: datetime = field(default_factory=utc_now)

    async def fill(self, count: int) -> None:
        """So many more come, and wait behind the others."""
        for start in range(self.taken, self.taken + count, AT_ONCE):
            numbers = range(start, min(start + AT_ONCE, self.taken + count))
            await self._write(tables.applicants, [{"id": f"p{number}", "names": b""} for number in numbers])
            await self._write(tables.visits, [_visit(number, self.began) for number in numbers])
            await self._write(tables.consents, [_consent(number, self.began) for number in numbers])
            await self._write(tables.tickets, [_ticket(number, self.began) for number in numbers])
        self.taken += count
        async with self.store.engine.begin() as connection:
            await connection.execute(text("ANALYZE"))

    async def free_clerks(self) -> None:
        """Every meeting is over."""
        async with self.store.engine.connect() as plain:
            connection = await plain.execution_options(**WRITES)
            async with connection.begin():
                await connection.execute(update(tables.sessions).values(state="ended"))

    async def doubles(self) -> int:
        """Turns that were given more than once, and sessions too many, as they were committed."""
        rung, ledger = tables.sessions.c, tables.ledger.c
        async with self.store.read() as connection:
            sessions = (await connection.execute(select(func.count(), func.count(rung.ticket_id.distinct())))).one()
            told = ledger.tag == "session.rung"
            facts = (await connection.execute(select(func.count()).where(told))).scalar_one()
            called = tables.tickets.c.state == "called"
            turns = (await connection.execute(select(func.count()).select_from(tables.tickets).where(called))).scalar()
        return (sessions[0] - sessions[1]) + abs(sessions[0] - int(turns or 0)) + abs(sessions[0] - facts)

    async def _write(self, table: Table, rows: Sequence[dict[str, Any]]) -> None:
        async with self.store.engine.connect() as plain:
            connection = await plain.execution_options(**WRITES)
            async with connection.begin():
                await connection.execute(insert(table), rows)


@asynccontextmanager
async def hall(url: str, folder: Path, *, clerks: int, waiting: int) -> AsyncIterator[Hall]:
    """An empty store, migrated and filled; closed when it is left."""
    vault = Vault({"bench": bytes(32)}, "bench", lambda count: bytes(count))
    store = Store(
        connect(url),
        vault=vault,
        clock=utc_now,
        chance=Chance(),
        bus=Bus("bench"),
        files=Files(Disk(folder / "files"), vault),
        fold=Scripts().fold,
    )
    await schema.migrate(store.engine, vault)
    made = Hall(store=store, clerks=[_clerk(number) for number in range(clerks)])
    await made._write(tables.zones, [_zone(code) for code in ZONES])
    await made._write(tables.corners, [_corner(code) for code in ZONES])
    await made._write(tables.staff, [_account(clerk) for clerk in made.clerks])
    await made._write(tables.duties, [_duty(clerk, made.began) for clerk in made.clerks])
    await made.fill(waiting)
    yield made
    await store.close()


def _clerk(number: int) -> Staff:
    return Staff(
        id=f"s{number}",
        login=f"clerk{number}",
        name=f"Clerk {number}",
        role=Role.CLERK,
        zone_id="",
        language="zh-Hans-CN",
        window=f"A{number}",
        skills=SKILLS,
    )


def _zone(code: str) -> dict[str, Any]:
    place = {"jurisdiction": "MO", "timezone": "Asia/Macau", "currency": "MOP"}
    return {"id": code, "code": code, "name": {}, "place": {}, "rules": {}, "openings": {}} | place


def _corner(code: str) -> dict[str, Any]:
    secret = {"key_hash": "", "browser_hash": ""}
    return {"id": f"k-{code}", "zone_id": code, "code": f"{code}-01", "name": {}, "help_asked": False} | secret


def _account(clerk: Staff) -> dict[str, Any]:
    person = {"id": clerk.id, "login": clerk.login, "name": clerk.name, "role": clerk.role.value, "zone_id": None}
    work = {"language": clerk.language, "window": clerk.window, "skills": list(clerk.skills)}
    sealed = {"password_hash": "", "totp_secret": b"", "totp_step": 0}
    return person | work | sealed | {"speaks": list(clerk.speaks), "serves": [], "most_a_day": 0}


def _duty(clerk: Staff, at: datetime) -> dict[str, Any]:
    stands = {"state": "open", "reason": "", "mode": "pull", "since": at, "until": None, "idle_since": at}
    return {"staff_id": clerk.id, "offered": None, "ran_out": 0, "declined": [], "revision": 0} | stands


def _visit(number: int, began: datetime) -> dict[str, Any]:
    zone = KINDS[number % len(KINDS)][0]
    who = {"language": "zh-Hant-MO", "applicant_id": f"p{number}", "item_code": "X", "item_version": 1}
    # Away from its corner: one corner holds one visit, and this is a hall of a hundred thousand.
    at = {"corner_id": f"k-{zone}", "zone_id": zone, "state": "ticketed", "began_at": began, "away": True}
    return {"id": f"v{number}"} | who | at


def _consent(number: int, began: datetime) -> dict[str, Any]:
    notice = {"notice_id": "n", "notice_version": 1, "jurisdiction": "MO", "language": "zh-Hant-MO", "text": ""}
    given = {"sha256": "", "agreed": [], "given_at": began, "withdrawn_at": None}
    return {"id": f"c{number}", "number": f"{number}", "visit_id": f"v{number}", "purpose": "visit"} | notice | given


def _ticket(number: int, began: datetime) -> dict[str, Any]:
    zone, skill, speech = KINDS[number % len(KINDS)]
    stands = began - timedelta(days=1) + timedelta(milliseconds=10 * number)
    at = {"taken_at": stands, "stands_at": stands, "moved_at": stands, "day": began.date()}
    kind = {"zone_id": zone, "skill": skill, "speech": speech.value, "line": line(zone, skill, speech)}
    place = {"state": "waiting", "priority": 3, "reason": "", "clerk_id": None, "kept_until": None, "announced": 0}
    named = {"number": f"A-{number}", "source": "corner", "item_code": "X", "language": "zh-Hant-MO"}
    return {"id": f"t{number}", "visit_id": f"v{number}"} | kind | at | place | named


def groups(clerks: Sequence[Staff], count: int) -> Iterator[Sequence[Staff]]:
    """The clerks in so many groups."""
    return (clerks[start::count] for start in range(count))
