"""The page that says whether a receipt is genuine, by its code and by its file."""

import re

import pytest
from aiohttp import FormData

from desk.actions import receipts
from i18n.languages import LANGUAGES
from tests.desk.web.conftest import Client, get_page
from tests.desk.world import World


async def shown(client: Client, content: bytes, **fields: str) -> tuple[int, str]:
    """Status and verdict of a file that was sent with its form."""
    form = FormData(fields)
    form.add_field("file", content, filename="receipt.pdf", content_type="application/pdf")
    async with client.post("/check", data=form, headers={"Accept": "text/html"}) as answer:
        found = re.search(r'data-verdict="([^"]*)"', await answer.text())
        return answer.status, found[1] if found else ""


async def issued(world: World, corner: str = "MO-01") -> tuple[bytes, str]:
    """The file of a receipt, and the secret of its code."""
    _, receipt = await world.done(corner=corner)
    return await receipts.paper(world.desk, receipt), world.printer.drawn[-1].check_url.rsplit("/", 1)[1]


async def test_a_receipts_own_file_is_whole(client: Client, sqlite_world: World) -> None:
    content, secret = await issued(sqlite_world)
    assert await shown(client, content, secret=secret) == (200, "whole")


async def test_a_file_of_another_receipt_than_the_code_is_told(client: Client, sqlite_world: World) -> None:
    content, _ = await issued(sqlite_world)
    _, secret = await issued(sqlite_world, "HK-01")
    assert await shown(client, content, secret=secret) == (200, "another")


async def test_a_file_that_is_no_pdf_is_told(client: Client) -> None:
    assert await shown(client, b"\x89PNG\r\n") == (200, "not-a-pdf")


async def test_the_page_of_a_code_offers_to_check_the_file(client: Client, sqlite_world: World) -> None:
    _, secret = await issued(sqlite_world)
    _, page = await get_page(client, f"/check/{secret}")
    assert f'type="hidden" name="secret" value="{secret}"' in page


@pytest.mark.parametrize("language", [language.tag for language in LANGUAGES])
async def test_the_page_stands_in_every_language(client: Client, language: str) -> None:
    await client.post("/language", data={"language": language, "next": "/check"}, allow_redirects=False)
    status, page = await get_page(client, "/check")
    assert (status, f'lang="{language}"' in page) == (200, True)


async def test_a_file_that_is_too_large_is_refused(client: Client) -> None:
    assert (await shown(client, bytes(4 * 1024 * 1024 + 1)))[0] == 413


async def test_an_empty_file_is_refused(client: Client) -> None:
    assert (await shown(client, b""))[0] == 422


@pytest.mark.parametrize(
    ("kind", "body"),
    {
        "urlencoded": ("application/x-www-form-urlencoded", b"file=x"),
        "no-boundary": ("multipart/form-data", b"--x\r\n"),
        "broken-off": (
            "multipart/form-data; boundary=x",
            b'--x\r\nContent-Disposition: form-data; name="file"\r\n\r\nab',
        ),
        "another-name": (
            "multipart/form-data; boundary=x",
            b'--x\r\nContent-Disposition: form-data; name="other"\r\n\r\nab\r\n--x--\r\n',
        ),
    }.values(),
    ids=["urlencoded", "no-boundary", "broken-off", "another-name"],
)
async def test_a_form_that_brings_no_file_is_refused(client: Client, kind: str, body: bytes) -> None:
    headers = {"Accept": "text/html", "Content-Type": kind}
    async with client.post("/check", data=body, headers=headers) as answer:
        assert answer.status == 422
