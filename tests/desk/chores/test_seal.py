"""Which key papers are sealed with, as an installation says it, or as the desk makes it for itself."""

from pathlib import Path

import pytest

from desk import config
from desk.chores import seal
from desk.config import BadSetting, Settings


def settings(folder: Path, told: str | None = None) -> Settings:
    """Of an installation whose seal's file says this."""
    environment = {"DESK_DATA_DIR": str(folder / "data")}
    if told is not None:
        (folder / "seal.toml").write_text(told, encoding="utf-8")
        environment["DESK_SEAL"] = str(folder / "seal.toml")
    return config.read(environment)


def test_a_key_of_our_own_is_made_once(tmp_path: Path) -> None:
    first = seal.sealer(settings(tmp_path)).key_id
    assert seal.sealer(settings(tmp_path)).key_id == first


def test_a_key_of_our_own_is_readable_by_us_alone(tmp_path: Path) -> None:
    seal.own(settings(tmp_path))
    assert (tmp_path / "data" / "keys" / "seal.pem").stat().st_mode & 0o777 == 0o600


def test_a_key_in_a_file_is_the_one_that_is_named(tmp_path: Path) -> None:
    (tmp_path / "city.pem").write_bytes(seal.own(settings(tmp_path)))
    own = seal.sealer(settings(tmp_path)).key_id
    named = settings(tmp_path, 'key_file = "city.pem"\ntimestamps = "https://time.example/tsa"\n')
    assert seal.sealer(named).key_id == own


REFUSED = {
    "no-toml": "key_file",
    "nothing": "",
    "other-name": 'keyfile = "x"',
    "both-kinds": 'key_file = "x"\nmodule = "y"\ntoken = "z"\nkey = "k"\npin_file = "p"\ncertificates = "c"',
    "half-a-token": 'module = "y"\ntoken = "z"',
    "no-text": "key_file = 3",
    "no-such-key": 'key_file = "nowhere.pem"',
    "no-such-pin": 'module = "y"\ntoken = "z"\nkey = "k"\npin_file = "p"\ncertificates = "c"',
}


@pytest.mark.parametrize("row", REFUSED)
def test_a_file_that_cannot_be_used_is_refused_by_the_settings_name(tmp_path: Path, row: str) -> None:
    with pytest.raises(BadSetting, match="DESK_SEAL"):
        seal.sealer(settings(tmp_path, REFUSED[row]))


def test_a_time_stamps_address_must_be_of_http(tmp_path: Path) -> None:
    (tmp_path / "city.pem").write_bytes(seal.own(settings(tmp_path)))
    with pytest.raises(BadSetting, match="DESK_SEAL"):
        seal.sealer(settings(tmp_path, 'key_file = "city.pem"\ntimestamps = "ftp://time.example"\n'))


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadSetting, match="DESK_SEAL"):
        seal.sealer(config.read({"DESK_DATA_DIR": str(tmp_path), "DESK_SEAL": str(tmp_path / "nowhere.toml")}))
