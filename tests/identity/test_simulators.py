"""Nothing of a simulated identity provider may be taken for the real system."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fixtures import simulators

FOLDER = Path(simulators.__file__).parent
FILES = ("guangdong.py", "iamsmart.py", "serving.py")


def told(path: Path) -> Iterator[tuple[str, str]]:
    """Each public class or route of a file, and what it says of itself."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    yield path.name, ast.get_docstring(tree) or ""
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef | ast.AsyncFunctionDef) and not node.name.startswith("_"):
            yield f"{path.name}: {node.name}", ast.get_docstring(node) or ""


@pytest.mark.parametrize("name", FILES)
def test_every_part_of_a_simulator_says_that_it_is_one(name: str) -> None:
    assert [where for where, words in told(FOLDER / name) if "SIMULATOR" not in words] == []
