"""Files stay small enough to be read in one sitting, and open with a sentence."""

import ast
import pathlib

import pytest

from tests.house.repository import named, tracked

LINES_OF_PYTHON = 350
LINES_OF_TESTS = 500
LINES_OF_A_FUNCTION = 60
LINES_OF_AN_ELEMENT = 200
LINES_OF_OUR_JAVASCRIPT = 4000

ONE_PAGE = {"desk/model/errors.py", "desk/store/tables.py", "identity/errors.py"}
"""Lists that are meant to stand whole on one page: every table, and each package's one tree of errors."""

PYTHON = [path for path in tracked("*.py") if "/migrations/" not in named(path)]
TESTS = [path for path in PYTHON if named(path).startswith("tests/")]
OURS = [path for path in PYTHON if not named(path).startswith("tests/")]
JAVASCRIPT = tracked("templates/static/js/*.js")


def lines(path: pathlib.Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def test_no_python_file_is_too_long() -> None:
    assert {named(path): lines(path) for path in OURS if lines(path) > LINES_OF_PYTHON}.keys() <= ONE_PAGE


def test_no_file_of_tests_is_too_long() -> None:
    assert {named(path): lines(path) for path in TESTS if lines(path) > LINES_OF_TESTS} == {}


def test_no_function_is_too_long() -> None:
    long = {}
    for path in OURS:
        for node in ast.walk(ast.parse(path.read_bytes())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno is not None:
                length = node.end_lineno - node.lineno + 1
                if length > LINES_OF_A_FUNCTION:
                    long[f"{named(path)}:{node.name}"] = length
    assert long == {}


@pytest.mark.parametrize("path", PYTHON, ids=named)
def test_a_module_opens_with_a_sentence(path: pathlib.Path) -> None:
    words = ast.get_docstring(ast.parse(path.read_bytes()))
    assert words
    assert words.split("\n\n")[0].rstrip().endswith((".", ":"))


def test_no_element_is_too_long() -> None:
    assert {named(path): lines(path) for path in JAVASCRIPT if lines(path) > LINES_OF_AN_ELEMENT} == {}


def test_our_javascript_stays_small() -> None:
    assert sum(map(lines, JAVASCRIPT)) <= LINES_OF_OUR_JAVASCRIPT
