"""The processes of a bench: started on a core of their own, spoken to in lines of JSON, ended by their own id."""

import contextlib
import fcntl
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

TICKS = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")
SERVER, LOAD = 0, 1
"""Which of the cores we may use a process gets, where there are two."""
URGENT = -10
"""Where it is allowed: what else runs on the machine should delay neither."""


class Child:
    """A process that says lines of JSON and ends when its standard input does.

    With a core it has that one alone, and goes before others; without, it is a process like any other. `extra` are
    environment variables, `patience` the seconds that it has to end by itself, and again once it is told to.
    """

    def __init__(
        self,
        command: Sequence[str],
        *,
        core: int | None,
        log: Path | None = None,
        extra: Mapping[str, str] | None = None,
        patience: float = 15.0,
    ) -> None:
        cores = sorted(os.sched_getaffinity(0))
        self._core = None if core is None else cores[core % len(cores)]
        with open(log or os.devnull, "ab") as sink:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=None if log is None else sink,
                text=True,
                env=os.environ | dict(extra or {}),
                preexec_fn=None if core is None else self._pin,
            )
        self.pid = self._process.pid
        self._patience = patience

    def _pin(self) -> None:
        assert self._core is not None
        os.sched_setaffinity(0, {self._core})
        with contextlib.suppress(PermissionError):
            os.setpriority(os.PRIO_PROCESS, 0, URGENT)

    def say(self, word: object) -> None:
        """Send a line of JSON."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(word) + "\n")
        self._process.stdin.flush()

    def hear(self) -> dict[str, Any]:
        """The next line of JSON. Raises `RuntimeError` if the process ended instead."""
        assert self._process.stdout is not None
        for line in self._process.stdout:
            if line.startswith("{"):
                found: dict[str, Any] = json.loads(line)
                return found
        raise RuntimeError(f"a process of the bench ended with status {self._process.wait()}")

    def ask(self, word: object) -> dict[str, Any]:
        """Send a line, and hear the answer."""
        self.say(word)
        return self.hear()

    def cpu_seconds(self) -> float:
        """Processor time of all its threads so far, user and system. Raises `RuntimeError` if it has ended."""
        status = self._process.poll()
        if status is not None:
            raise RuntimeError(f"a process of the bench ended with status {status}")
        return cpu_seconds(self.pid)

    def waited(self) -> float:
        """Seconds so far that its first thread was ready to run and was not let (schedstat)."""
        return int(Path(f"/proc/{self.pid}/schedstat").read_text().split()[1]) / 1e9

    def memory(self) -> float:
        """Resident memory in MB, from /proc (proc(5): statm)."""
        return int(Path(f"/proc/{self.pid}/statm").read_text().split()[1]) * PAGE / 1e6

    def end(self) -> None:
        """Close its input, and let it end; tell it to when it does not, and kill it when it will not."""
        if self._process.stdin is not None:
            self._process.stdin.close()
        for push in (self._process.terminate, self._process.kill):
            try:
                self._process.wait(self._patience)
                break
            except subprocess.TimeoutExpired:
                push()
        self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.end()


@contextlib.contextmanager
def alone() -> Iterator[None]:
    """Wait until no other bench that measures processor time runs here: two of them would share the cores."""
    with (Path(tempfile.gettempdir()) / "bench-alone.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("Waiting for another bench to end.", flush=True)
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def python(module: str, *arguments: str) -> list[str]:
    """The command that runs one of our modules."""
    return [sys.executable, "-m", module, *arguments]


def cpu_seconds(pid: int) -> float:
    """Processor time of a process and its threads, from /proc (proc(5): utime and stime)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS
