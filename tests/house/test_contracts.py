"""The floors hold: import-linter's contracts pass, and no folder stands outside them."""

import configparser
import pathlib
import subprocess
import sys

from tests.house.repository import ROOT, named, tracked

FREE = {"deploy", "tests", "bench", "docs"}
"""Top-level folders that may hold Python and are no part of the running desk."""


def contracts() -> configparser.ConfigParser:
    read = configparser.ConfigParser()
    read.read(ROOT / ".importlinter", encoding="utf-8")
    return read


def test_every_contract_is_kept() -> None:
    linter = pathlib.Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_every_top_level_package_is_under_contract() -> None:
    packages = {named(path).split("/")[0] for path in tracked("*/__init__.py", "*/*.py")} - FREE
    assert packages == set(contracts()["importlinter"]["root_packages"].split())


def test_the_floors_are_exhaustive() -> None:
    assert contracts()["importlinter:contract:floors"]["exhaustive"] == "True"
