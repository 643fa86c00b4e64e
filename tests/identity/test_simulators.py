"""Nothing of a simulator may be taken for the real system."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fixtures import simulators

FILES = sorted(Path(simulators.__file__).parent.glob("*.py"))


def told(path: Path) -> Iterator[tuple[str, str]]:
    """Each public class or route of a file, and what it says of itself."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    yield path.name, ast.get_docstring(tree) or ""
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef | ast.AsyncFunctionDef) and not node.name.startswith("_"):
            yield f"{path.name}: {node.name}", ast.get_docstring(node) or ""


@pytest.mark.parametrize("path", [path for path in FILES if path.name != "sms.py"], ids=lambda path: path.name)
def test_every_part_of_a_simulator_says_that_it_is_one(path: Path) -> None:
    assert [where for where, words in told(path) if "SIMULATOR" not in words] == []
