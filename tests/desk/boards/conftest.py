"""The hall that every board's test looks at: stocked once an engine, copied for each test."""

import asyncio
import shutil
import uuid
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.desk.boards.hall import Hall, build, stock
from tests.fixtures.stores import Cluster


@pytest.fixture(scope="session")
def stocked_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with the demonstration's data in it."""
    path = tmp_path_factory.mktemp("stocked") / "desk.sqlite"
    asyncio.run(stock(f"sqlite:///{path}", path.parent))
    return path


@pytest.fixture(scope="session")
def stocked_postgres(postgres_cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The name of a database with the demonstration's data in it."""
    name = f"stocked_{uuid.uuid4().hex}"
    postgres_cluster.call("createdb", "--template", "template0", name)
    asyncio.run(stock(postgres_cluster.url(name), tmp_path_factory.mktemp("stocked")))
    return name


@pytest.fixture(params=["sqlite", "postgres"])
def stocked_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a store with the demonstration's data in it, for one test, once on each engine."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("stocked_sqlite"), tmp_path / "desk.sqlite")
        yield f"sqlite:///{tmp_path / 'desk.sqlite'}"
        return
    cluster, name = request.getfixturevalue("postgres_cluster"), f"t_{uuid.uuid4().hex}"
    cluster.call("createdb", "--template", request.getfixturevalue("stocked_postgres"), name)
    yield cluster.url(name)
    cluster.call("dropdb", "--force", name)


@pytest.fixture
async def hall(stocked_url: str, tmp_path: Path) -> AsyncIterator[Hall]:
    built = build(stocked_url, tmp_path)
    yield built
    await built.desk.store.close()
