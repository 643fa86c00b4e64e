"""Runs one target in this process, and ends it: `python -m tests.fuzz.identity_targets.here NAME SECONDS FOLDER`."""

from __future__ import annotations

import sys
from pathlib import Path

import atheris  # type: ignore[import-untyped]  # it brings no types

with atheris.instrument_imports(include=["identity"]):
    from tests.fuzz.identity_targets import answered, stored, typed

from tests.fuzz.identity_targets.target import Broken, Target


def _breaks(data: bytes) -> None:
    if data:
        raise Broken("meant to break, so that a test sees it noticed")


TARGETS = {**typed.TARGETS, **stored.TARGETS, **answered.TARGETS, "breaks": Target(one=_breaks, seeds=(b"x",))}


def main(name: str, seconds: str, folder: str) -> None:
    """Fuzzes from the target's own seeds; exits with an error at the first input that breaks it."""
    target = TARGETS[name]
    for number, seed in enumerate(target.seeds):
        (Path(folder) / str(number)).write_bytes(seed)
    flags = [f"-max_total_time={seconds}", f"-max_len={target.longest}", "-timeout=10", "-rss_limit_mb=1024"]
    atheris.Setup([name, *flags, f"-artifact_prefix={folder}/", folder], target.one)
    atheris.Fuzz()


if __name__ == "__main__":
    main(*sys.argv[1:])
