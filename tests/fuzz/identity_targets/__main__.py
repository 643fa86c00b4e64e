"""Runs the targets, each in a process of its own, one after another, for FUZZ_SECONDS (60), and says how they went.

python -m tests.fuzz.identity_targets [NAME …]        all of them, or those named
"""

from __future__ import annotations

import os
import sys

from tests.fuzz.identity_targets import answered, running, stored, typed


def main(names: list[str]) -> int:
    """The exit status: 0 when every target ran clean."""
    seconds = int(os.environ.get("FUZZ_SECONDS", "60"))
    clean = True
    for name in names or sorted({**typed.TARGETS, **stored.TARGETS, **answered.TARGETS}):
        ran = running.apart(name, seconds)
        print(f"{name}: {ran.executions} executions in {seconds} s, {'clean' if ran.clean else 'BROKEN'}", flush=True)
        if not ran.clean:
            print(ran.told)
        clean = clean and ran.clean
    return 0 if clean else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
