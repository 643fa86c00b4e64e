"""Every setting that the desk reads is documented, and every one documented is read."""

import re

from tests.house.repository import ROOT

NAME = r"\b(DE(?:SK|MO)_[A-Z_]+)\b"
OF_SET_UP = {"DESK_NODE_BIN"}
"""Read by the Makefile and the demonstration's start, before there are settings."""


def test_the_page_of_settings_is_complete() -> None:
    read = set(re.findall(NAME, (ROOT / "desk" / "config.py").read_text(encoding="utf-8"))) | OF_SET_UP
    page = set(re.findall(NAME, (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")))
    assert page == read
