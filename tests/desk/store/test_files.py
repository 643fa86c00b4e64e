"""Files are kept sealed, under the name of their content, and a changed one is as good as none."""

import errno
import os
from pathlib import Path

import pytest

from desk.model.errors import Missing
from desk.store.files import Files
from tests.desk.world import vault


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return Files(tmp_path, vault())


def every(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def only(folder: Path) -> Path:
    (path,) = every(folder)
    return path


async def test_a_file_opens_byte_for_byte(files: Files) -> None:
    content = bytes(range(256)) * 1000
    assert await files.open(await files.keep(content)) == content


async def test_the_disk_never_holds_the_plain_bytes(files: Files, tmp_path: Path) -> None:
    await files.keep(b"a signature that is nobody's business")
    assert b"nobody" not in only(tmp_path).read_bytes()


async def test_the_same_content_is_kept_once(files: Files, tmp_path: Path) -> None:
    assert await files.keep(b"x") == await files.keep(b"x")
    assert len(every(tmp_path)) == 1


async def test_only_the_service_may_read_a_file(files: Files, tmp_path: Path) -> None:
    await files.keep(b"x")
    assert only(tmp_path).stat().st_mode & 0o077 == 0


async def test_a_file_with_one_bit_changed_is_missing(files: Files, tmp_path: Path) -> None:
    name = await files.keep(b"x" * 100)
    path = only(tmp_path)
    sealed = bytearray(path.read_bytes())
    sealed[-1] ^= 1
    path.write_bytes(sealed)
    with pytest.raises(Missing):
        await files.open(name)


async def test_a_file_cut_short_is_missing(files: Files, tmp_path: Path) -> None:
    name = await files.keep(b"x" * 100)
    path = only(tmp_path)
    path.write_bytes(path.read_bytes()[:10])
    with pytest.raises(Missing):
        await files.open(name)


async def test_one_file_put_in_the_place_of_another_is_missing(files: Files, tmp_path: Path) -> None:
    first, second = await files.keep(b"one"), await files.keep(b"two")
    (tmp_path / first[:2] / first).write_bytes((tmp_path / second[:2] / second).read_bytes())
    with pytest.raises(Missing):
        await files.open(first)


async def test_what_was_never_kept_is_missing(files: Files) -> None:
    with pytest.raises(Missing):
        await files.open("0" * 64)


async def test_what_could_not_be_written_whole_leaves_nothing(
    files: Files, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def is_full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "no space left")

    monkeypatch.setattr(os, "fsync", is_full)
    with pytest.raises(OSError, match="no space left"):
        await files.keep(b"x")
    assert every(tmp_path) == []
