"""What the tests about the repository look at: its tracked files."""

import pathlib
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]


def tracked(*patterns: str) -> list[pathlib.Path]:
    """Tracked files that still stand, by git's pathspecs; all of them if none is given."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", *patterns],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [ROOT / name for name in sorted(listed.stdout.split("\0")) if name and (ROOT / name).is_file()]


def named(path: pathlib.Path) -> str:
    """The path as the repository names it."""
    return path.relative_to(ROOT).as_posix()
