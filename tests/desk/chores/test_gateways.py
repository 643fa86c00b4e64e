"""Gateways are read from a file that says all of them, or the desk says what is wrong and does not start."""

import base64
from pathlib import Path

import pytest

from desk import config
from desk.actions.couriers import DemoCourier
from desk.actions.deliveries import PostOffice
from desk.chores import gateways
from desk.config import BadSetting, Settings
from desk.model.gateways import Gateway
from desk.web.fetch import HttpFetch
from tests.desk.world import World

SECRET = "whsec_" + base64.b64encode(b"s" * 32).decode()
FIRST = {
    "name": '"sms-one"',
    "url": '"https://sms.example/messages"',
    "secret_file": '"one.secret"',
    "regions": '["HK", "MO", "CN"]',
}


def settings(folder: Path, *told: dict[str, str], more: str = "", **environment: str) -> Settings:
    """The settings of an installation with these gateways."""
    (folder / "one.secret").write_text(SECRET + "\n")
    (folder / "short.secret").write_text("whsec_AAAA")
    lines = [more]
    for each in told:
        lines += ["[[gateway]]", *(f"{key} = {value}" for key, value in each.items())]
    (folder / "gateways.toml").write_text("\n".join(lines))
    return config.read({"DESK_SMS_GATEWAYS": str(folder / "gateways.toml")} | environment)


def test_a_file_of_two_is_read_in_order(tmp_path: Path) -> None:
    voice = FIRST | {"name": '"voice"', "kind": '"voice"', "timeout": "12", "regions": '["CN"]'}
    found = gateways.read(settings(tmp_path, FIRST, voice))
    assert [(one.name, one.kind, one.timeout) for one in found.values()] == [
        ("sms-one", "sms", 5.0),
        ("voice", "voice", 12.0),
    ]
    assert found["sms-one"].secret == b"s" * 32


def test_a_gateway_of_this_machine_needs_no_tls(tmp_path: Path) -> None:
    assert gateways.read(settings(tmp_path, FIRST | {"url": '"http://127.0.0.1:9/m"'}))


WRONG: dict[str, tuple[dict[str, str], str]] = {
    "no-tls": ({"url": '"http://sms.example/"'}, "https"),
    "no-host": ({"url": '"https:///messages"'}, "https"),
    "another-region": ({"regions": '["PT"]'}, "regions"),
    "no-region": ({"regions": "[]"}, "regions"),
    "a-region-that-is-left-out": ({"regions": '["HK"]'}, "CN, MO"),
    "another-kind": ({"kind": '"pigeon"'}, "kind"),
    "no-time": ({"timeout": "0"}, "timeout"),
    "too-long-a-time": ({"timeout": "21"}, "timeout"),
    "no-secret": ({"secret_file": '"none.secret"'}, "secret_file"),
    "too-short-a-secret": ({"secret_file": '"short.secret"'}, "secret_file"),
    "a-name-for-no-path": ({"name": '"sms/one"'}, "plain name"),
    "a-word-nobody-knows": ({"password": '"x"'}, "only"),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_the_file_is_refused_for(tmp_path: Path, wrong: str) -> None:
    change, said = WRONG[wrong]
    with pytest.raises(BadSetting, match=said):
        gateways.read(settings(tmp_path, FIRST | change))


def test_two_of_one_name_are_refused(tmp_path: Path) -> None:
    with pytest.raises(BadSetting, match="one name"):
        gateways.read(settings(tmp_path, FIRST, FIRST))


@pytest.mark.parametrize("more", ["gateways = 3", "[gateway]\nname = 'x'", "not toml"])
def test_a_file_of_something_else_is_refused(tmp_path: Path, more: str) -> None:
    with pytest.raises(BadSetting, match=r"gateways\.toml"):
        gateways.read(settings(tmp_path, more=more))


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadSetting, match="cannot be read"):
        gateways.read(config.read({"DESK_SMS_GATEWAYS": str(tmp_path / "none.toml")}))


def test_the_demonstration_sends_nothing_to_telephones(tmp_path: Path) -> None:
    with pytest.raises(BadSetting, match="demonstration"):
        gateways.read(settings(tmp_path, FIRST, DESK_DEMO="1"))


def test_a_desk_that_reaches_no_telephone_does_not_serve() -> None:
    with pytest.raises(BadSetting, match="DESK_SMS_GATEWAYS"):
        gateways.required(config.read({}))


async def test_with_gateways_the_post_office_carries(sqlite_world: World, tmp_path: Path) -> None:
    chosen = settings(tmp_path, FIRST)
    known = gateways.read(chosen)
    made = [
        gateways.courier(chosen, sqlite_world.store, found, HttpFetch(), lambda *_: "")
        for found in (known, dict[str, Gateway]())
    ]
    assert [type(each) for each in made] == [PostOffice, DemoCourier]
