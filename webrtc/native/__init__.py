"""The per-packet path compiled: where the built modules lie, if they were built from the sources as they stand.

The law is written once, in Python. `build` compiles those very modules with Cython, helped by the C types of the `.pxd`
files here; `line` alone, which calls the socket and libsrtp, has a second body in `line.pyx`. What is built lies in a
folder named by the digest of its sources, so that a changed source is interpreted until it is built again, and a
machine without a compiler runs the same modules interpreted. docs/adr/0010 tells what it buys.
"""

import hashlib
import os
from pathlib import Path

HERE = Path(__file__).parent
MODULES = (
    "continuity",
    "demux",
    "feedback",
    "history",
    "inlet",
    "intake",
    "line",
    "numbers",
    "outlet",
    "pictures",
    "reception",
    "rtp",
    "vp8",
    "way",
)
"""Of the package `webrtc`."""
SWITCH = "WEBRTC_NATIVE"
"""An environment variable that, set to `off`, has the modules interpreted."""


def source(module: str) -> Path:
    """What the module is compiled from."""
    own = HERE / f"{module}.pyx"
    return own if own.exists() else HERE.parent / f"{module}.py"


def digest() -> str:
    """A name for the sources as they stand."""
    total = hashlib.sha256()
    for path in [HERE / "build.py", *sorted(HERE.glob("*.pxd")), *map(source, MODULES)]:
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()[:16]


def folder() -> Path:
    """Where the modules built from these sources lie, or would."""
    return HERE / "built" / digest()


def search_path() -> list[str]:
    """What to put before the package's own path: the folder of built modules, if there is one and it is wanted."""
    if os.environ.get(SWITCH) == "off" or not (HERE / "built").exists():
        return []
    found = folder()
    return [str(found)] if found.exists() else []


def form() -> str:
    """How the packet path runs in this process: `compiled` or `interpreted`."""
    return "compiled" if search_path() else "interpreted"
