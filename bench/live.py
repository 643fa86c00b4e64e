"""How soon 5,000 open boards show what was committed: `p99_ms`, and whether all come back after a cut: `lost`.

A whole web process on a core of its own, with its store on SQLite, is looked at by 5,000 WebSockets from two other
processes: boards of every zone, in every language. In it clerks call, are answered, and put turns back; each such
commit changes the board of its zone. A delay is counted from the commit, by the clock that all processes share
(CLOCK_MONOTONIC), to the first message that is as new as it, at every page of that zone. Then, in the midst of writing,
all lines are cut at once; every page must come to show the very bytes of a board that is drawn anew. What time alone
changes (a minute more was waited) may differ at first: each comparison is printed, and made again after a while.

`pages_busy`: which share of their core the pages use, who play 5,000 browsers: near 1, they would be what is measured.

`alone_200_over_shared_5000`: processor time of one commit if each of 200 pages drew for itself, as once they did, over
that of one commit for all 5,000 which share their drawings, in the same process.
"""

import resource
import socket
import statistics
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from bench._line import end, quantile
from bench._processes import LOAD, SERVER, Child, alone, python

PAGES, PROCESSES = 5_000, 2
COMMITS, APART = 120, 0.4
"""A hundred windows, each with a visitor every two minutes. Three commits are one whole turn: none stays open."""
ALONE = 200
TRIES, QUIET_SECONDS = 3, 12


def _port() -> int:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


def _raise_limit() -> None:
    """Every page is an open file."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


class Stage:
    """The server and the processes with the pages."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        server = Child(
            python("bench._live_server", str(folder), str(_port())), core=SERVER, log=folder / "log", patience=30
        )
        self.server = stack.enter_context(server)
        told = self.server.hear()
        self.pages = [stack.enter_context(Child(python("bench._live_pages"), core=LOAD)) for _ in range(PROCESSES)]
        for each in self.pages:
            each.ask(told | {"count": PAGES // PROCESSES})

    def ask_all(self, word: dict[str, Any]) -> list[dict[str, Any]]:
        """The answer of each process with pages; they work at the same time."""
        for each in self.pages:
            each.say(word)
        return [each.hear() for each in self.pages]

    def written(self) -> dict[str, Any]:
        """Commits at an even pace, and how they fared."""
        began, used = time.monotonic(), self._used()
        wrote = self.server.ask({"do": "write", "count": COMMITS, "apart": APART})
        busy = (self._used() - used) / (time.monotonic() - began)
        found = self.ask_all({"do": "delays", "commits": wrote["commits"]})
        return wrote | {
            "delays": [delay * 1000 for each in found for delay in each["delays"]],
            "missing": sum(each["missing"] for each in found),
            "pages_busy": busy,
        }

    def _used(self) -> float:
        """Processor time of the pages so far; both of their processes have one core."""
        return sum(each.cpu_seconds() for each in self.pages)

    def cut(self) -> dict[str, Any]:
        """All lines are cut while commits go on: how long until all were back, and how many show what is not."""
        self.server.say({"do": "write", "count": COMMITS, "apart": APART})
        back = self.ask_all({"do": "cut"})
        self.server.hear()
        for each_try in range(TRIES):
            compared = self.ask_all({"do": "compare", "boards": self.server.ask({"do": "drawn"})["boards"]})
            stale = {name: sum(each["stale"].get(name, 0) for each in compared) for name in compared[0]["stale"]}
            print(f"compared, try {each_try + 1}:", sum(each["lost"] for each in compared), "pages", stale, flush=True)
            if not any(each["lost"] for each in compared):
                break
            time.sleep(QUIET_SECONDS)  # a minute may have passed: no fact tells, and boards are drawn every ten seconds
        return {
            "back": max(each["seconds"] for each in back),
            "lost": sum(each["lost"] for each in compared),
            "messages": sum(each["messages"] for each in compared),
        }


def measure() -> dict[str, float]:
    """All figures; times in milliseconds."""
    _raise_limit()
    with alone(), tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        stage = Stage(Path(folder), stack)
        stage.ask_all({"do": "open"})
        print("open:", stage.server.ask({"do": "open"}), flush=True)
        stage.written()  # what is done once, is done
        wrote = stage.written()
        apart = stage.server.ask({"do": "alone", "pages": ALONE})
        cut = stage.cut()
        commits = len(wrote["commits"])
        return {
            "pages": PAGES,
            "commits": commits,
            "p50_ms": statistics.median(wrote["delays"]),
            "p99_ms": quantile(wrote["delays"], 0.99),
            "longest_ms": max(wrote["delays"]),
            "stall_ms": wrote["stall"] * 1000,
            "drawings_per_commit": wrote["drawings"] / commits,
            "cpu_ms_per_commit": wrote["cpu"] / commits * 1000,
            "alone_200_over_shared_5000": apart["cpu"] / (wrote["cpu"] / commits),
            "pages_busy": wrote["pages_busy"],
            "missing": wrote["missing"],
            "back_seconds": cut["back"],
            "lost": cut["lost"],
        }


if __name__ == "__main__":
    end("live", measure())
