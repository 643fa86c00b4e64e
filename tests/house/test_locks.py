"""The lock files hold what the project asks for, each pinned by hash, and name no registry."""

import json
import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.house.repository import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
RUN = PROJECT["project"]["dependencies"]
DEV = PROJECT["project"]["optional-dependencies"]["dev"]
NODE = PROJECT["dependency-groups"]["node"]
WISHES = {
    "requirements.lock": RUN,
    "requirements-dev.lock": RUN + DEV,
    "requirements-node.lock": NODE,
}


def pins(lock: str) -> dict[str, set[str]]:
    """Canonical name to the versions pinned (more than one where they differ by Python)."""
    found: dict[str, set[str]] = {}
    text = (ROOT / lock).read_text(encoding="utf-8")
    for name, version in re.findall(r"^([\w.\-]+)==(\S+)", text, re.MULTILINE):
        found.setdefault(canonicalize_name(name), set()).add(version)
    return found


@pytest.mark.parametrize("lock", WISHES)
def test_a_lock_holds_what_the_project_asks_for(lock: str) -> None:
    pinned = pins(lock)
    for wish in map(Requirement, WISHES[lock]):
        versions = pinned.get(canonicalize_name(wish.name), set())
        assert versions, f"{wish.name} is missing: run make locks"
        assert all(wish.specifier.contains(version) for version in versions)


@pytest.mark.parametrize("lock", WISHES)
def test_every_pin_has_a_hash(lock: str) -> None:
    blocks = re.split(r"^(?=\S)", (ROOT / lock).read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert [block for block in blocks if block.strip() and "--hash=sha256:" not in block] == []


@pytest.mark.parametrize("lock", [*WISHES, "package-lock.json"])
def test_a_lock_names_no_registry(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert re.findall(r'"resolved"|index-url|find-links|trusted-host', text) == []


def test_developers_work_with_the_versions_that_run() -> None:
    dev = pins("requirements-dev.lock")
    assert {name: dev.get(name) for name in pins("requirements.lock")} == pins("requirements.lock")


def test_the_front_end_lock_is_in_step() -> None:
    wish = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))
    held = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    for kind in ("dependencies", "devDependencies"):
        assert held[""][kind] == wish[kind]
    for name, version in {**wish["dependencies"], **wish["devDependencies"]}.items():
        assert held[f"node_modules/{name}"]["version"] == version
        assert held[f"node_modules/{name}"]["integrity"].startswith("sha512-")
