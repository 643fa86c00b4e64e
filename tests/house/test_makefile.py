"""Every command of the Makefile says what it does."""

import re
import subprocess

from tests.house.repository import ROOT

MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
TARGETS = re.findall(r"^([a-z][\w%-]*):(?!=)", MAKEFILE, re.MULTILINE)
PROMISED = {"run", "test", "check", "bench", "browser", "help"}


def test_every_target_bears_its_help() -> None:
    bare = re.findall(r"^([a-z][\w%-]*):(?!=)(?!.*## \w)", MAKEFILE, re.MULTILINE)
    assert bare == []


def test_help_names_every_target() -> None:
    said = subprocess.run(["make", "-s", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert [line.split()[1] for line in said.splitlines()] == [target.replace("%", "NAME") for target in TARGETS]


def test_the_promised_commands_are_there() -> None:
    assert set(TARGETS) >= PROMISED


def test_ci_runs_the_checks_and_the_tests() -> None:
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert re.findall(r"^make .*$", script, re.MULTILINE) == ["make check", "make test"]
