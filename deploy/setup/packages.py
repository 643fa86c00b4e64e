"""Installs the front-end packages of package-lock.json, with those of the developers or without them."""

import os

from deploy.setup import commands, stamps
from deploy.setup.node import Node
from deploy.setup.places import Places

STAMP = ".stamp"


def stands(places: Places, *, dev: bool) -> bool:
    """Whether node_modules holds what the lock names (the developers' set serves a run as well)."""
    expected = [_digest(places, dev=True)] + ([] if dev else [_digest(places, dev=False)])
    return any(stamps.stands(places.node_modules / STAMP, value) for value in expected)


def install(places: Places, node: Node, *, dev: bool) -> None:
    """Run `npm ci` without any package's own scripts. Raises SetupError."""
    print("Installing the front-end packages of package-lock.json", flush=True)
    search = os.pathsep.join([str(node.binary.parent), os.environ.get("PATH", os.defpath)])
    commands.run(
        [*node.npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", *([] if dev else ["--omit=dev"])],
        cwd=places.root,
        wish="install the front-end packages",
        environment={"PATH": search},
    )
    stamps.put(places.node_modules / STAMP, _digest(places, dev=dev))


def _digest(places: Places, *, dev: bool) -> str:
    return stamps.digest([places.root / "package-lock.json"], salt="dev" if dev else "run")
