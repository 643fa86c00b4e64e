"""The demonstration's secrets stay the same from start to start, and say that they are a demonstration's."""

import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from desk.chores import demo_secrets
from identity import totp
from tests.desk.world import SEED, demo_data


def test_a_second_start_has_the_same_secrets(tmp_path: Path) -> None:
    path = tmp_path / "demo.json"
    assert demo_secrets.ready(path, demo_data()) == demo_secrets.ready(path, demo_data())


def test_another_desk_has_other_secrets(tmp_path: Path) -> None:
    first = demo_secrets.ready(tmp_path / "a.json", demo_data())
    assert first != demo_secrets.ready(tmp_path / "b.json", demo_data())


def test_only_the_service_may_read_the_file(tmp_path: Path) -> None:
    demo_secrets.ready(tmp_path / "demo.json", demo_data())
    assert (tmp_path / "demo.json").stat().st_mode & 0o777 == 0o600


def test_the_file_says_that_its_people_are_synthetic(tmp_path: Path) -> None:
    demo_secrets.ready(tmp_path / "demo.json", demo_data())
    assert "synthetic" in json.loads((tmp_path / "demo.json").read_text())["note"]


def test_the_file_lists_every_account_and_corner(tmp_path: Path) -> None:
    known = demo_secrets.ready(tmp_path / "demo.json", demo_data())
    listed = json.loads((tmp_path / "demo.json").read_text())
    assert {each["login"]: each["password"] for each in listed["staff"]} == {
        login: account.password for login, account in known.accounts.items()
    }
    assert listed["corners"] == known.corners


def test_a_person_added_later_leaves_the_others_as_they_are(tmp_path: Path) -> None:
    fewer = replace(demo_data(), staff=demo_data().staff[:3])
    before = demo_secrets.ready(tmp_path / "demo.json", fewer)
    after = demo_secrets.ready(tmp_path / "demo.json", demo_data())
    assert {login: after.accounts[login] for login in before.accounts} == before.accounts


def test_every_person_has_secrets_of_their_own() -> None:
    accounts = demo_secrets.derived(SEED, demo_data()).accounts.values()
    assert len({account.password for account in accounts}) == len(accounts)
    assert len({account.totp_secret for account in accounts}) == len(accounts)


def test_a_password_can_be_read_out_and_typed() -> None:
    accounts = demo_secrets.derived(SEED, demo_data()).accounts.values()
    assert all(re.fullmatch(r"[a-km-np-z2-9]{4}(-[a-km-np-z2-9]{4}){2}", account.password) for account in accounts)


def test_a_derived_authenticator_gives_six_digits() -> None:
    secret = demo_secrets.derived(SEED, demo_data()).accounts["clerk1"].totp_secret
    assert re.fullmatch(r"\d{6}", totp.at(secret, datetime(2026, 11, 21, tzinfo=UTC)))


def test_no_secret_shows_in_a_repr() -> None:
    known = demo_secrets.derived(SEED, demo_data())
    assert known.accounts["clerk1"].password not in repr(known)
    assert known.corners["MO-01"] not in repr(known)
