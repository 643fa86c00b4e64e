"""Running a target apart, in a process that is looked at: libFuzzer ends its process when it is done."""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[3]
DONE = re.compile(r"Done (\d+) runs")
GRACE = 120
"""Seconds beyond its own time after which a target hangs."""
AFRESH = ("/bin/sh", "-c", '"$@"; exit $?', "sh")
"""A shell between us and the target, which forks: Linux hands the size of a process on as the peak of what it starts
(getrusage(2), ru_maxrss), libFuzzer holds its limit against that peak, and a long run of tests has grown past it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """How a target went. `told` is the end of what it printed."""

    name: str
    clean: bool
    executions: int
    told: str


def apart(name: str, seconds: int) -> Ran:
    """Fuzzes in a process of its own, with a folder of its own for what it finds."""
    with tempfile.TemporaryDirectory() as folder:
        command = [*AFRESH, sys.executable, "-m", "tests.fuzz.identity_targets.here", name, str(seconds), folder]
        ended = subprocess.run(command, cwd=ROOT, capture_output=True, timeout=seconds + GRACE, check=False)
    told = (ended.stdout + ended.stderr).decode(errors="replace")
    done = DONE.search(told)
    return Ran(
        name=name,
        clean=ended.returncode == 0 and done is not None,
        executions=int(done.group(1)) if done else 0,
        told=told[-3000:],
    )
