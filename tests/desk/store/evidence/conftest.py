"""One bundle, made once for all tests that only look at it or change copies of it."""

import asyncio
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.desk.store.evidence.made import bundle, whole_case
from tests.desk.world import World


async def _make(url: str, folder: Path) -> None:
    world = await World(url, folder).enter()
    await bundle(world, await whole_case(world), folder / "whole.zip")
    await world.leave()


@pytest.fixture(scope="session")
def whole(seeded_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bundle of a case with every kind of evidence."""
    folder = tmp_path_factory.mktemp("evidence")
    shutil.copyfile(seeded_file, folder / "desk.sqlite")
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, _make(f"sqlite:///{folder / 'desk.sqlite'}", folder)).result()
    return folder / "whole.zip"
