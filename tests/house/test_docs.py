"""The docs say what the code does: drawings are fresh, each route is described, each link leads somewhere."""

import pathlib
import re

import pytest

from desk.web.routes import ROUTES
from tests.house import drawn
from tests.house.repository import ROOT, named, tracked

PAGES = tracked("docs/*.md", "docs/**/*.md")
MEDIA = {("POST", "/media/legs"), ("DELETE", "/media/legs/{leg}"), ("PATCH", "/media/legs/{leg}")}
ROW = re.compile(r"^\| ([A-Z]+) \| `(/[^`]*)` \| ([a-z-]+) \|", re.MULTILINE)
LINK = re.compile(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)")


@pytest.mark.parametrize("path", PAGES, ids=named)
def test_drawings_are_fresh(path: pathlib.Path) -> None:
    assert drawn.page(path) == path.read_text(encoding="utf-8"), "draw anew: python -m tests.house.drawn"


def test_every_route_is_described_with_its_door() -> None:
    page = (ROOT / "docs" / "protocol.md").read_text(encoding="utf-8")
    described = {row for row in ROW.findall(page) if row[:2] not in MEDIA}
    assert described == {(method, path, door.name) for method, path, door in ROUTES}


@pytest.mark.parametrize("path", PAGES, ids=named)
def test_links_lead_somewhere(path: pathlib.Path) -> None:
    broken = [link for link in LINK.findall(path.read_text(encoding="utf-8")) if not (path.parent / link).exists()]
    assert broken == []
