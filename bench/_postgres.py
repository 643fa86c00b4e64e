"""A PostgreSQL of a bench: as it is installed, with its own durability (fsync on), on loopback, gone afterwards."""

import contextlib
import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path


@contextlib.contextmanager
def started() -> Iterator[str]:
    """The address of a fresh server, without a database's name. Raises `RuntimeError` where there is none."""
    homes = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not homes:
        raise RuntimeError("PostgreSQL is missing: run make test-needs.")
    programs, folder = homes[-1].parent, Path(tempfile.mkdtemp(prefix="bench-postgres-"))
    asked: list[str] = []
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
        asked = ["runuser", "-u", "postgres", "--"]
    port = _free_port()
    control = [*asked, str(programs / "pg_ctl"), "-D", str(folder / "data"), "-w", "-l", str(folder / "log")]
    options = f"-c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -p {port}"
    try:
        _run([*asked, str(programs / "initdb"), "-D", str(folder / "data"), "-U", "postgres", "-A", "trust",
              "-E", "UTF8", "--locale=C.UTF-8"])  # fmt: skip
        _run([*control, "-o", options, "start"])
        yield f"postgresql://postgres@127.0.0.1:{port}"
    finally:
        subprocess.run([*control, "-m", "fast", "stop"], cwd="/", capture_output=True, check=False)
        shutil.rmtree(folder, ignore_errors=True)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _run(command: list[str]) -> None:
    done = subprocess.run(command, cwd="/", capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"{Path(command[0]).name} failed: {done.stderr or done.stdout}")
