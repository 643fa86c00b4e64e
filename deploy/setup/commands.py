"""Starts the package clients, and tells in one sentence when one of them fails."""

import os
import pathlib
import subprocess
from collections.abc import Mapping, Sequence

from deploy.setup import errors


def run(
    command: Sequence[str | pathlib.Path],
    *,
    cwd: pathlib.Path,
    wish: str,
    environment: Mapping[str, str] | None = None,
) -> None:
    """Run to the end, showing the output only of a command that failed.

    Raises SetupError, naming the wish, with the command's last lines.
    """
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env={**os.environ, **(environment or {})},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    if done.returncode != 0:
        lines = done.stdout.decode(errors="replace").strip().splitlines()[-12:]
        raise errors.SetupError(f"Could not {wish}; the tool said:\n" + "\n".join(lines))


def output(command: Sequence[str | pathlib.Path]) -> str | None:
    """What a command printed, or None if it is missing or failed."""
    try:
        done = subprocess.run([str(part) for part in command], capture_output=True, check=False, timeout=20)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.decode(errors="replace").strip() if done.returncode == 0 else None
