"""One run: a server on one core, the load on the other, and the server's processor time over a steady window."""

import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench import _namespace, _processes, _relay_janus
from bench._processes import Child, python

SETTLING = 20
"""So many seconds at most are waited until all is steady."""
STEADY = 3
"""So many seconds in a row must be steady."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """What is run."""

    server: str
    """`stock`, `ours` or `janus`."""
    calls: int
    seconds: float
    clip: Path
    record: bool = False
    profile: bool = False
    interpreted: bool = False
    """Ours without its compiled modules."""
    waiting: bool = False
    """Ours with legs that are up and in no bridge."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What came out of it, over the window."""

    name: str
    """What ran."""

    cpu: float
    """The server's CPU-seconds a call-minute."""
    forwarded: float
    """Media packets that came to the load over those it sent, stragglers waited for."""
    frames: float
    """The same of video frames; all there is to say of a server that encodes anew."""
    spoilt: float
    """The share of compared packets whose payload was not the one sent."""
    kept_up: float
    """What the load sent over what it should have sent."""
    late_ms: float
    """By how much the load's latest packet was late."""
    load_cpu: float
    """The load's share of its core."""
    waited: float
    """The share of the time that the server's first thread could have run and was not let: others had its core."""
    profile: str


def run(setup: Setup) -> Run:
    """Start both, wait until all is steady, measure, end both."""
    with (
        tempfile.TemporaryDirectory(prefix="bench-relay-") as place,
        _server(setup, Path(place)) as (server, hello),
        Child(python("bench._relay_load"), core=_processes.LOAD) as load,
    ):
        signals = "janus" if setup.server == "janus" else "whip"
        plan = {"clip": str(setup.clip), "address": _namespace.address(), "signals": signals, "legs": hello["legs"]}
        profile = load.ask(plan)["profile"]
        _settle(load, waiting=setup.waiting)
        return _measure(setup, server, load, hello.get("name", setup.server), profile)


def _settle(load: Child, *, waiting: bool) -> None:
    before, steady = load.ask("count"), 0
    for _ in range(SETTLING):
        time.sleep(1)
        after = load.ask("count")
        share = (after["came"] - before["came"]) / (after["sent"] - before["sent"])
        steady = steady + 1 if (waiting or share > 0.95) and after["late"] < 0.1 else 0
        if steady == STEADY:
            return
        before = after


def _measure(setup: Setup, server: Child, load: Child, name: str, profile: str) -> Run:
    before, spent, loading = load.ask("count"), server.cpu_seconds(), load.cpu_seconds()
    waited = server.waited()
    time.sleep(setup.seconds)
    after, spent, loading = load.ask("count"), server.cpu_seconds() - spent, load.cpu_seconds() - loading
    made: dict[str, float] = {name: after[name] - before[name] for name in before}
    waited = server.waited() - waited
    passed, last = made["at"], load.ask("stop")
    if last["lost"]:
        raise RuntimeError(f"{last['lost']} legs were lost in the run")
    return Run(
        name=name,
        cpu=spent / (setup.calls * passed / 60),
        forwarded=(last["came"] - before["came"]) / (last["sent"] - before["sent"]),
        frames=(last["frames_came"] - before["frames_came"]) / (last["frames_sent"] - before["frames_sent"]),
        spoilt=made["spoilt"] / max(1.0, made["compared"]),
        kept_up=made["frames_sent"] / (2 * setup.calls * 30 * passed),
        late_ms=1000 * after["late"],
        load_cpu=loading / passed,
        waited=waited / passed,
        profile=profile,
    )


@contextmanager
def _server(setup: Setup, place: Path) -> Iterator[tuple[Child, dict[str, Any]]]:
    if setup.server == "janus":
        with _janus(setup, place) as found:
            yield found
        return
    extra = ["--record", str(place / "recordings")] if setup.record else []
    extra += ["--profile"] if setup.profile else []
    extra += ["--waiting"] if setup.waiting else []
    command = python(f"bench._relay_{setup.server}", "--calls", str(setup.calls), *extra)
    environment = {"WEBRTC_NATIVE": "off"} if setup.interpreted else {}
    with Child(command, core=_processes.SERVER, extra=environment) as child:
        yield child, child.hear()


@contextmanager
def _janus(setup: Setup, place: Path) -> Iterator[tuple[Child, dict[str, Any]]]:
    port = _relay_janus.free_port()
    command = _relay_janus.configure(place, port, _namespace.address())
    with Child(command, core=_processes.SERVER, log=place / "log", patience=1.0) as child:
        url = f"http://127.0.0.1:{port}/janus"
        _wait_for(f"{url}/info")
        yield child, {"legs": [{"url": url, "token": ""}] * (2 * setup.calls)}


def _wait_for(url: str) -> None:
    for _ in range(100):
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
    raise RuntimeError("Janus did not start")
