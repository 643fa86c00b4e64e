"""`python -m webrtc.native.build` compiles the per-packet modules, unless they stand. Needs Cython and a C compiler."""

import contextlib
import os
import shutil
import sys
import sysconfig
import tempfile
from pathlib import Path

from Cython.Build import cythonize
from setuptools import Distribution, Extension
from setuptools.command.build_ext import build_ext

from webrtc import native
from webrtc.native.machine import can_build

DIRECTIVES = {"language_level": 3, "annotation_typing": False, "infer_types": True}
"""Indices stay checked: what is parsed here came from strangers."""
FLAGS = ["-O2", "-g0"]


def build() -> Path:
    """Compile all modules into their folder, which appears whole or not at all. Raises what the compiler raises."""
    target = native.folder()
    if target.exists():
        return target
    target.parent.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent) as name:
        work = Path(name)
        _lay_out(work / "webrtc")
        with contextlib.chdir(work):
            _compile(work)
        done = work / "done"
        done.mkdir()
        for path in (work / "webrtc").glob("*" + sysconfig.get_config_var("EXT_SUFFIX")):
            path.rename(done / path.name)
        with contextlib.suppress(OSError):  # another process was as quick
            done.rename(target)
    _forget_others(target)
    return target


def _lay_out(package: Path) -> None:
    package.mkdir()
    (package / "__init__.py").touch()
    for path in [*native.HERE.glob("*.pxd"), *map(native.source, native.MODULES)]:
        shutil.copy(path, package)


def _compile(work: Path) -> None:
    extensions = [
        Extension(
            f"webrtc.{module}",
            [f"webrtc/{native.source(module).name}"],
            extra_compile_args=FLAGS,
        )
        for module in native.MODULES
    ]
    compiled = cythonize(extensions, compiler_directives=DIRECTIVES, quiet=True)  # type: ignore[no-untyped-call]
    distribution = Distribution({"ext_modules": compiled})
    command = build_ext(distribution)
    command.inplace = True
    command.parallel = os.cpu_count()
    command.ensure_finalized()
    command.run()


def _forget_others(kept: Path) -> None:
    for path in kept.parent.iterdir():
        if path != kept:
            shutil.rmtree(path, ignore_errors=True)


def main() -> int:
    """Build, or say in one sentence why not; never an error: everything runs without."""
    if not can_build():
        print("No C compiler with Python's headers is here: the packet path stays interpreted (docs/media.md).")
        return 0
    build()
    return 0


if __name__ == "__main__":
    sys.exit(main())
