"""Installs the Python packages of a lock file into the virtual environment, each checked by its hash."""

import platform

from deploy.setup import commands, stamps
from deploy.setup.places import Places

RUN_LOCK = "requirements.lock"
DEV_LOCK = "requirements-dev.lock"
NODE_LOCK = "requirements-node.lock"

HOLDS = {RUN_LOCK: (RUN_LOCK,), DEV_LOCK: (DEV_LOCK, RUN_LOCK), NODE_LOCK: (NODE_LOCK,)}
"""Which locks stand once one of them is installed: the developers' lock holds the run's pins too."""


def install(places: Places, lock: str) -> None:
    """Install what the lock names, unless its stamp stands. Raises SetupError."""
    if stamps.stands(places.venv / f".stamp-{lock}", _digest(places, lock)):
        return
    print(f"Installing the Python packages of {lock}", flush=True)
    commands.run(
        [
            places.venv / "bin" / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check",
            "--no-input", "--require-hashes", "--only-binary=:all:", "-r", lock,
        ],
        cwd=places.root,
        wish=f"install the Python packages of {lock}",
    )  # fmt: skip
    for held in HOLDS[lock]:
        stamps.put(places.venv / f".stamp-{held}", _digest(places, held))


def _digest(places: Places, lock: str) -> str:
    return stamps.digest([places.root / lock], salt=platform.python_version())
