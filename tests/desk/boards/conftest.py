"""The hall that every board's test looks at, once on each engine."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.desk.boards.hall import Hall, build


@pytest.fixture
async def hall(store_url: str, tmp_path: Path) -> AsyncIterator[Hall]:
    built = await build(store_url, tmp_path)
    yield built
    await built.desk.store.close()
