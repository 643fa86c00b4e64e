"""The fixture `world`: a desk on each engine, over a copy of a store that was migrated and seeded once."""

import asyncio
import shutil
import uuid
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tests.desk.posts import Posts
from tests.desk.world import World, prepare
from tests.fixtures.stores import Cluster

Copy = Callable[[str], str]


def run(work: Coroutine[Any, Any, None]) -> None:
    """Runs it to its end on a loop of its own, in a thread, for fixtures that outlive a test's loop."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, work).result()


@pytest.fixture(scope="session")
def seeded_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite store with the demonstration in it, to be copied."""
    folder = tmp_path_factory.mktemp("seeded")
    run(prepare(f"sqlite:///{folder / 'desk.sqlite'}", folder))
    return folder / "desk.sqlite"


@pytest.fixture(scope="session")
def seeded_database(postgres_cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A PostgreSQL database with the demonstration in it, to be used as a template."""
    name = f"seeded_{uuid.uuid4().hex}"
    postgres_cluster.call("createdb", "--template", "template0", name)
    run(prepare(postgres_cluster.url(name), tmp_path_factory.mktemp("seeded")))
    return name


@pytest.fixture
def sqlite_copy(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a seeded SQLite store, for one test."""
    path = tmp_path / "desk.sqlite"
    shutil.copyfile(request.getfixturevalue("seeded_file"), path)
    return f"sqlite:///{path}"


@pytest.fixture
def postgres_copy(postgres_cluster: Cluster, seeded_database: str) -> Iterator[str]:
    """The address of a seeded PostgreSQL database, for one test."""
    name = f"t_{uuid.uuid4().hex}"
    postgres_cluster.call("createdb", "--template", seeded_database, name)
    yield postgres_cluster.url(name)
    postgres_cluster.call("dropdb", "--force", name)


@pytest.fixture(params=["sqlite", "postgres"])
def seeded_url(request: pytest.FixtureRequest) -> str:
    """The address of a seeded store, once on each engine."""
    return str(request.getfixturevalue(f"{request.param}_copy"))


@pytest.fixture
async def world(seeded_url: str, tmp_path: Path) -> AsyncIterator[World]:
    """A desk to play on, once on each engine."""
    made = await World(seeded_url, tmp_path).enter()
    yield made
    await made.leave()


@pytest.fixture
async def sqlite_world(sqlite_copy: str, tmp_path: Path) -> AsyncIterator[World]:
    """A desk on SQLite alone, for what does not depend on the engine."""
    made = await World(sqlite_copy, tmp_path).enter()
    yield made
    await made.leave()


@pytest.fixture
async def postgres_world(postgres_copy: str, tmp_path: Path) -> AsyncIterator[World]:
    """A desk on PostgreSQL alone."""
    made = await World(postgres_copy, tmp_path).enter()
    yield made
    await made.leave()


@pytest.fixture
async def posts(sqlite_world: World) -> AsyncIterator[Posts]:
    """Two simulated gateways, and a process that sends."""
    made = Posts(sqlite_world)
    await made.open()
    made.begin()
    yield made
    await made.end()
    await made.fetch.close()
    await made.first.stop()
    await made.second.stop()
