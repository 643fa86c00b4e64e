"""Where sealed files lie: in a folder of this machine, or in a bucket that speaks S3.

A shelf holds bytes by name and knows nothing of what they are. Rule 1: bytes appear whole or not at all. Rule 2: what
came again is as young as what came first, so that nobody sweeps it away. All of it is called in threads.
"""

import fcntl
import math
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

import fsspec  # type: ignore[import-untyped]  # it says nothing of its types

from desk.model.errors import StoreUnavailable

NAME_LENGTH = 64
"""Of the SHA-256, in hex, that names a file."""


class Away(StoreUnavailable, OSError):
    """The bucket did not answer, or refused us."""


class BadShelf(ValueError):
    """There is no such kind of shelf, or what it needs is not installed."""


class Shelf(Protocol):
    """What both kinds do. `read` and `renew` raise FileNotFoundError."""

    def put(self, name: str, made: Callable[[], bytes]) -> None:
        """Writes what `made` gives, unless it is there: then it came again."""

    def read(self, name: str, most: int | None = None) -> bytes:
        """All of it, or its first bytes."""

    def renew(self, name: str, made: Callable[[bytes], bytes]) -> None:
        """Writes what `made` gives of what is there in its place."""

    def remove(self, name: str) -> None:
        """Takes it away; what is not there is gone already."""

    def remove_older(self, name: str, before: float) -> bool:
        """Takes it away unless it came again since (seconds since 1970); whether it did."""

    def names(self) -> Iterator[str]:
        """Every name."""

    def older(self, before: float) -> list[str]:
        """Names of what came last before this moment."""


class Disk:
    """A folder: one writer at a time in each of its 256 parts, by the lock of the folder itself."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, name: str, made: Callable[[], bytes]) -> None:
        """See Shelf."""
        path = self._path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        with _alone_in(path.parent):
            if path.exists():
                path.touch()
            else:
                _write_whole(path, made())

    def read(self, name: str, most: int | None = None) -> bytes:
        """See Shelf."""
        with self._path(name).open("rb") as file:
            return file.read() if most is None else file.read(most)

    def renew(self, name: str, made: Callable[[bytes], bytes]) -> None:
        """See Shelf."""
        path = self._path(name)
        with _alone_in(path.parent):
            _write_whole(path, made(path.read_bytes()))

    def remove(self, name: str) -> None:
        """See Shelf."""
        path = self._path(name)
        if path.parent.exists():
            with _alone_in(path.parent):
                path.unlink(missing_ok=True)

    def remove_older(self, name: str, before: float) -> bool:
        """See Shelf."""
        path = self._path(name)
        with _alone_in(path.parent):
            stale = _came(path) < before
            if stale:
                path.unlink()
        return stale

    def names(self) -> Iterator[str]:
        """See Shelf."""
        return (path.name for path in self._folder.glob("??/*") if len(path.name) == NAME_LENGTH)

    def older(self, before: float) -> list[str]:
        """See Shelf."""
        return [name for name in self.names() if _came(self._path(name)) < before]

    def _path(self, name: str) -> Path:
        return self._folder / name[:2] / name


class Bucket:
    """A bucket by its address, such as `s3://BUCKET/PREFIX`; keys and endpoint come from the S3 client's own variables.

    An object is written whole by the service itself. There is no lock: between looking how old an object is and taking
    it away lies one round trip, in which it may come again (docs/adr/0020-the-bytes-stay-the-view-is-drawn.md).
    """

    def __init__(self, url: str) -> None:
        try:
            self._files, self._root = fsspec.core.url_to_fs(url, use_listings_cache=False, skip_instance_cache=True)
        except (ImportError, ValueError) as error:
            raise BadShelf(f"{url.partition(':')[0]}: {type(error).__name__}") from error

    def put(self, name: str, made: Callable[[], bytes]) -> None:
        """See Shelf. What is there is written again: that makes it young."""
        content = made()
        with _answering():
            try:
                self._files.pipe_file(self._path(name), content)
            except FileNotFoundError as error:
                raise Away("no such bucket") from error

    def read(self, name: str, most: int | None = None) -> bytes:
        """See Shelf."""
        with _answering():
            return bytes(self._files.cat_file(self._path(name), start=0 if most else None, end=most))

    def renew(self, name: str, made: Callable[[bytes], bytes]) -> None:
        """See Shelf."""
        content = made(self.read(name))
        with _answering():
            self._files.pipe_file(self._path(name), content)

    def remove(self, name: str) -> None:
        """See Shelf."""
        with _answering():
            try:
                self._files.rm_file(self._path(name))
            except FileNotFoundError:
                return

    def remove_older(self, name: str, before: float) -> bool:
        """See Shelf."""
        with _answering():
            try:
                stale = _since(self._files.info(self._path(name))) < before
            except FileNotFoundError:
                return False
            if stale:
                self._files.rm_file(self._path(name))
            return stale

    def names(self) -> Iterator[str]:
        """See Shelf."""
        return iter(self._every())

    def older(self, before: float) -> list[str]:
        """See Shelf."""
        return [name for name, came in self._every().items() if came < before]

    def _every(self) -> dict[str, float]:
        with _answering():
            found: dict[str, dict[str, Any]] = self._files.find(self._root, detail=True)
        told = {path.rpartition("/")[2]: info for path, info in found.items()}
        return {name: _since(info) for name, info in told.items() if len(name) == NAME_LENGTH}

    def _path(self, name: str) -> str:
        return f"{self._root}/{name[:2]}/{name}"


@contextmanager
def _answering() -> Iterator[None]:
    """Whatever else the client raises than that there is no such thing: the bucket is away for us."""
    try:
        yield
    except (FileNotFoundError, Away):
        raise
    except Exception as error:
        raise Away(type(error).__name__) from error


def _since(info: dict[str, Any]) -> float:
    came = info.get("LastModified") or info.get("created")
    if isinstance(came, datetime):
        return (came if came.tzinfo else came.replace(tzinfo=UTC)).timestamp()
    return math.inf


def _came(path: Path) -> float:
    """When the file came last; never, for one that was erased meanwhile."""
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return math.inf


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """No other process erases or replaces a file of this folder: what was erased must not come back."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _write_whole(path: Path, content: bytes) -> None:
    """Writes beside, flushes, then renames: a crash leaves the old state or the new one, a full disk nothing."""
    handle, name = tempfile.mkstemp(dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
