"""What all tests share: the fixtures of tests/fixtures, and the order from the quick to the slow."""

import hypothesis
import pytest

hypothesis.settings.register_profile("untimed", deadline=None)
hypothesis.settings.load_profile("untimed")  # how long an example takes says nothing about whether it holds

pytest_plugins = [
    "tests.fixtures.programs",
    "tests.fixtures.stores",
    "tests.fixtures.providers",
    "tests.fixtures.desk_server",
]

SLOW_FOLDERS = ("tests/journeys/", "tests/browser/")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run the quick folders first, the journeys next, the browser last."""
    items.sort(key=_rank)


def _rank(item: pytest.Item) -> int:
    for rank, folder in enumerate(SLOW_FOLDERS, start=1):
        if item.nodeid.startswith(folder):
            return rank
    return 0
