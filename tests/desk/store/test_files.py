"""Files are kept sealed, under the name of their content, and a changed one is as good as none."""

import errno
import os
import secrets
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import s3fs  # type: ignore[import-untyped]  # it says nothing of its types
from moto.server import ThreadedMotoServer

from desk.model.errors import Missing, StoreUnavailable
from desk.store.files import Files
from desk.store.shelves import BadShelf, Bucket, Disk, Shelf
from identity.vault import Vault
from tests.desk.world import vault


@pytest.fixture(scope="module")
def s3() -> Iterator[str]:
    """A service in this process that speaks S3, and the variables by which any S3 client finds it."""
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    told = {"AWS_ENDPOINT_URL": f"http://{host}:{port}", "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}
    with pytest.MonkeyPatch.context() as patch:
        for name, value in (told | {"AWS_DEFAULT_REGION": "us-east-1"}).items():
            patch.setenv(name, value)
        yield told["AWS_ENDPOINT_URL"]
    server.stop()


@pytest.fixture(params=["disk", "bucket"])
def shelf(request: pytest.FixtureRequest, tmp_path: Path) -> Shelf:
    """Each kind, with nothing on it."""
    if request.param == "disk":
        return Disk(tmp_path)
    request.getfixturevalue("s3")
    bucket = f"files-{secrets.token_hex(6)}"
    s3fs.S3FileSystem(skip_instance_cache=True).mkdir(bucket)
    return Bucket(f"s3://{bucket}/kept")


@pytest.fixture
def files(shelf: Shelf) -> Files:
    return Files(shelf, vault())


@pytest.fixture
def on_disk(tmp_path: Path) -> Files:
    return Files(Disk(tmp_path), vault())


def every(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def only(shelf: Shelf) -> str:
    (name,) = shelf.names()
    return name


def spoil(shelf: Shelf, name: str, change: Callable[[bytes], bytes]) -> None:
    shelf.renew(name, change)


async def test_a_file_opens_byte_for_byte(files: Files) -> None:
    content = bytes(range(256)) * 1000
    assert await files.open(await files.keep(content)) == content


async def test_the_shelf_never_holds_the_plain_bytes(files: Files, shelf: Shelf) -> None:
    await files.keep(b"a signature that is nobody's business")
    assert b"nobody" not in shelf.read(only(shelf))


async def test_the_same_content_is_kept_once(files: Files, shelf: Shelf) -> None:
    assert await files.keep(b"x") == await files.keep(b"x") == only(shelf)


async def test_only_the_service_may_read_a_file(on_disk: Files, tmp_path: Path) -> None:
    await on_disk.keep(b"x")
    (path,) = every(tmp_path)
    assert path.stat().st_mode & 0o077 == 0


async def test_a_file_with_one_bit_changed_is_missing(files: Files, shelf: Shelf) -> None:
    name = await files.keep(b"x" * 100)
    spoil(shelf, name, lambda sealed: sealed[:-1] + bytes([sealed[-1] ^ 1]))
    with pytest.raises(Missing):
        await files.open(name)


async def test_a_file_cut_short_is_missing(files: Files, shelf: Shelf) -> None:
    name = await files.keep(b"x" * 100)
    spoil(shelf, name, lambda sealed: sealed[:10])
    with pytest.raises(Missing):
        await files.open(name)


async def test_one_file_put_in_the_place_of_another_is_missing(files: Files, shelf: Shelf) -> None:
    first, second = await files.keep(b"one"), await files.keep(b"two")
    spoil(shelf, first, lambda _: shelf.read(second))
    with pytest.raises(Missing):
        await files.open(first)


async def test_what_was_never_kept_is_missing(files: Files) -> None:
    with pytest.raises(Missing):
        await files.open("0" * 64)


async def test_what_was_removed_is_missing_and_may_be_removed_again(files: Files) -> None:
    name = await files.keep(b"x")
    await files.remove(name)
    await files.remove(name)
    with pytest.raises(Missing):
        await files.open(name)


async def test_what_is_older_is_found_and_removed(files: Files) -> None:
    name = await files.keep(b"x")
    later = time.time() + 60
    assert await files.older(later) == [name]
    assert await files.remove_older(name, later)
    assert await files.older(later) == []


async def test_what_is_young_stays(files: Files) -> None:
    name = await files.keep(b"x")
    before = time.time() - 60
    assert await files.older(before) == []
    assert not await files.remove_older(name, before)
    assert await files.open(name) == b"x"


async def test_files_under_an_older_key_are_sealed_anew(shelf: Shelf) -> None:
    name = await Files(shelf, vault()).keep(b"x" * 100)
    turned = Files(shelf, Vault({"test": b"k" * 32, "next": b"n" * 32}, "next", secrets.token_bytes))
    assert (await turned.outdated(), await turned.sealed_by("test")) == ([name], 1)
    assert await turned.reseal(name)
    assert (await turned.outdated(), await turned.sealed_by("next")) == ([], 1)
    assert await turned.open(name) == b"x" * 100


async def test_a_file_erased_meanwhile_needs_no_sealing(files: Files) -> None:
    await files.keep(b"y")
    name = await files.keep(b"x")
    await files.remove(name)
    assert await files.reseal(name)


async def test_a_bucket_that_does_not_answer_is_away(s3: str) -> None:
    files = Files(Bucket("s3://nobody-made-this/kept"), vault())
    with pytest.raises(StoreUnavailable):
        await files.keep(b"x")


@pytest.mark.parametrize("address", ["nowhere://files", "s4://files"])
def test_an_address_that_leads_nowhere_is_refused(address: str) -> None:
    with pytest.raises(BadShelf):
        Bucket(address)


async def test_what_could_not_be_written_whole_leaves_nothing(
    on_disk: Files, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def is_full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "no space left")

    monkeypatch.setattr(os, "fsync", is_full)
    with pytest.raises(OSError, match="no space left"):
        await on_disk.keep(b"x")
    assert every(tmp_path) == []
