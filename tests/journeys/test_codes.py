"""Twenty browsers send a code at the same moment to a real server on PostgreSQL: one is believed, five may guess."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass

import asyncpg
import pytest

from tests.fixtures.desk_server import DeskServer
from tests.fixtures.stores import Cluster
from tests.journeys.players import Applicant

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
DATABASE = "codes"
AT_ONCE = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """An applicant who was sent a code, and the server's store."""

    applicant: Applicant
    store: asyncpg.Connection

    async def submit(self, code: str) -> Counter[int]:
        """The statuses of twenty submissions of one code at once."""
        return Counter(await asyncio.gather(*(self._post(code) for _ in range(AT_ONCE))))

    async def _post(self, code: str) -> int:
        url = f"{self.applicant.desk.url}/corner/code"
        async with self.applicant.http.post(url, data={"code": code}, allow_redirects=False) as answer:
            return answer.status

    async def facts(self, tag: str) -> int:
        """How often the ledger tells this."""
        return int(await self.store.fetchval("SELECT count(*) FROM ledger WHERE tag = $1", tag))


@pytest.fixture(scope="module")
def on_postgres(start_desk: Callable[..., DeskServer], postgres_cluster: Cluster) -> DeskServer:
    postgres_cluster.call("createdb", "--template", "template0", DATABASE)
    return start_desk(DESK_DATABASE_URL=postgres_cluster.url(DATABASE))


@pytest.fixture
async def sent(on_postgres: DeskServer, postgres_cluster: Cluster) -> AsyncIterator[Sent]:
    store = await asyncpg.connect(postgres_cluster.url(DATABASE))
    async with Applicant(on_postgres) as applicant:
        await applicant.to_phone()
        await applicant.give_phone()
        yield Sent(applicant=applicant, store=store)
    await store.close()


async def test_of_twenty_submissions_of_one_code_one_is_accepted(sent: Sent) -> None:
    before = await sent.facts("code.used")
    statuses = await sent.submit(await sent.applicant.code_for(sent.applicant.phone))
    assert await sent.facts("code.used") == before + 1
    assert set(statuses) <= {303, 409, 422}
    assert (await sent.applicant.get("/corner")).url.path == "/corner/ticket"


async def test_of_twenty_wrong_ones_five_are_looked_at_and_the_code_is_locked(sent: Sent) -> None:
    right = await sent.applicant.code_for(sent.applicant.phone)
    wrong = f"{(int(right) + 1) % 1_000_000:06}"
    statuses = await sent.submit(wrong)
    assert statuses == {422: AT_ONCE}
    assert await sent.store.fetchval("SELECT max(failures) FROM throttles") == 5
    assert await sent.submit(right) == {422: AT_ONCE}
