"""Two network namespaces of our own, joined by two ways: the server in one, the browser in the other.

The server has one address that either way leads to. `cut` takes the way that is used from the browser, as leaving a
wireless network does: its interface, address and route are gone, and the other way is left. Needs root and iproute2.
"""

import contextlib
import os
import pathlib
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass

SERVER = "10.93.0.1"
WAYS = {"way-a": "10.93.1", "way-b": "10.93.2"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Networks:
    """The names of the two namespaces."""

    server: str
    browser: str

    def within_server(self, *command: str) -> list[str]:
        """The command, in the server's network."""
        return ["ip", "netns", "exec", self.server, *command]

    def wrap(self, program: str, folder: pathlib.Path) -> pathlib.Path:
        """A script that starts the program in the browser's network."""
        script = folder / "in-network"
        script.write_text(f'#!/bin/sh\nexec ip netns exec {self.browser} {program} "$@"\n', encoding="utf-8")
        script.chmod(0o755)
        return script

    def cut(self, way: str) -> None:
        """The browser loses this way."""
        _ip("-n", self.browser, "link", "set", way, "down")


def _ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True, capture_output=True)


def possible() -> bool:
    """Whether namespaces can be made here."""
    name = f"legs-try-{os.getpid()}"
    try:
        _ip("netns", "add", name)
    except (OSError, subprocess.CalledProcessError):
        return False
    _ip("netns", "delete", name)
    return True


@contextlib.contextmanager
def two_ways() -> Iterator[Networks]:
    """Both namespaces, until the block is left."""
    nets = Networks(server=f"legs-s-{os.getpid()}", browser=f"legs-c-{os.getpid()}")
    try:
        for name in (nets.server, nets.browser):
            _ip("netns", "add", name)
            _ip("-n", name, "link", "set", "lo", "up")
        _ip("-n", nets.server, "address", "add", f"{SERVER}/32", "dev", "lo")
        for metric, (way, net) in enumerate(WAYS.items(), 1):
            _join(nets, way, net, metric)
        yield nets
    finally:
        for name in (nets.server, nets.browser):
            with contextlib.suppress(subprocess.CalledProcessError):
                _ip("netns", "delete", name)


def _join(nets: Networks, way: str, net: str, metric: int) -> None:
    ends = ((nets.server, f"{net}.1"), (nets.browser, f"{net}.2"))
    _ip("link", "add", way, "netns", nets.server, "type", "veth", "peer", "name", way, "netns", nets.browser)
    for name, address in ends:
        _ip("-n", name, "address", "add", f"{address}/24", "dev", way)
        _ip("-n", name, "link", "set", way, "up")
    _ip("-n", nets.browser, "route", "add", "default", "via", f"{net}.1", "dev", way, "metric", str(metric))
