"""An installation brings its own folder: its notices among them, whole or not at all."""

import shutil
from argparse import Namespace
from pathlib import Path
from typing import Any

import pytest
import yaml

from desk import config
from desk.chores import data, installing, stores
from desk.chores.data import BadData
from desk.config import Settings
from desk.model.notices import Purpose
from desk.store import notices


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of one's own: the demonstration's, without its staff."""
    made = tmp_path / "ours"
    shutil.copytree(data.DEMO, made)
    (made / "staff.yaml").unlink()
    return made


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return config.read({"DESK_DATA_DIR": str(tmp_path / "var"), "DESK_DATABASE_URL": f"sqlite:///{tmp_path}/d.sqlite"})


def change(folder: Path, **said: object) -> None:
    """Edits the Macao notice."""
    path = folder / "notices" / "macao.yaml"
    notice: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    path.write_text(yaml.safe_dump(notice | said, allow_unicode=True), encoding="utf-8")


async def test_the_folders_notices_are_those_that_are_shown(folder: Path, settings: Settings) -> None:
    change(folder, version=7)
    assert await installing.run(settings, Namespace(folder=folder)) == 0
    async with stores.opened(settings) as store, store.read() as connection:
        assert (await notices.current(connection, "MO", Purpose.VISIT)).version == 7


async def test_new_corners_keys_are_told_once(
    folder: Path, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    await installing.run(settings, Namespace(folder=folder))
    assert "corner MO-01: " in capsys.readouterr().out
    await installing.run(settings, Namespace(folder=folder))
    assert "corner MO-01: " not in capsys.readouterr().out


@pytest.mark.parametrize(
    "said",
    [
        pytest.param({"purpose": "marketing"}, id="unknown-purpose"),
        pytest.param({"statements": []}, id="nothing-to-agree-to"),
        pytest.param({"title": {"en-HK": "One language"}}, id="one-language"),
        pytest.param({"sections": [{"key": "x"}]}, id="a-section-without-words"),
    ],
)
def test_a_notice_that_cannot_be_shown_is_refused(folder: Path, said: dict[str, object]) -> None:
    change(folder, **said)
    with pytest.raises(BadData):
        data.read(folder)
