"""A network of the bench's own: a namespace with one interface that is not the loopback, for servers that insist.

Janus leaves 127.0.0.1 out of its candidates, so all servers are measured on this address instead; every packet still
passes through the namespace's own loopback, and none can leave it.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence

INSIDE = "BENCH_ADDRESS"
ADDRESS = "10.99.0.1"
SETUP = f"""\
set -e
ip link set lo up
ip link add bench0 type veth peer name bench1
ip address add {ADDRESS}/32 dev bench0
ip link set bench0 up
ip link set bench1 up
"""


def address() -> str:
    """The address for media: the namespace's, or 127.0.0.1 outside it."""
    return os.environ.get(INSIDE, "127.0.0.1")


def inside() -> bool:
    """Whether this process is in the namespace."""
    return INSIDE in os.environ


def enter(module: str, arguments: Sequence[str]) -> None:
    """Run the module again inside a new namespace, and do not come back; return where none can be made."""
    if shutil.which("unshare") is None or shutil.which("ip") is None:
        return
    into = ["unshare", "--net"] if os.geteuid() == 0 else ["unshare", "--map-root-user", "--net"]
    if subprocess.run([*into, "sh", "-c", SETUP], capture_output=True, check=False).returncode:
        return
    again = [*into, "sh", "-c", SETUP + 'exec "$@"', "sh", sys.executable, "-m", module, *arguments]
    sys.stdout.flush()
    os.execvpe(again[0], again, os.environ | {INSIDE: ADDRESS})
