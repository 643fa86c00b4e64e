"""What this machine can build; asked before anything that building needs is imported."""

import shutil
import sysconfig
from pathlib import Path


def can_build() -> bool:
    """Whether there are a C compiler and Python's headers."""
    compiler = (sysconfig.get_config_var("CC") or "cc").split()[0]
    headers = Path(sysconfig.get_path("include")) / "Python.h"
    return shutil.which(compiler) is not None and headers.exists()
