"""The first administrator is invited from the machine itself."""

import asyncio
import re
from argparse import ArgumentParser
from pathlib import Path

import pytest

from desk import config
from desk.actions import accounts
from desk.chores import staff, stores
from desk.model.errors import BadInput
from desk.model.staff import Role, State
from desk.store import staff as rows
from tests.desk.actions.test_accounts import CLERK, administrator, session_of
from tests.desk.world import World


def invite(folder: Path, *words: str) -> int:
    parser = ArgumentParser()
    staff.arguments(parser)
    settings = config.read({"DESK_DATA_DIR": str(folder), "DESK_PUBLIC_URL": "https://desk.example"})
    return asyncio.run(staff.run(settings, parser.parse_args(["invite", *words])))


def test_it_prints_a_link_whose_secret_is_in_the_fragment(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert invite(tmp_path, "first.one") == 0
    assert re.search(r"^https://desk\.example/staff/welcome#[\w-]{43}$", capsys.readouterr().out, re.MULTILINE)


def test_the_account_is_an_administrators_unless_told(tmp_path: Path) -> None:
    invite(tmp_path, "first.one")

    async def known() -> Role:
        async with stores.opened(config.read({"DESK_DATA_DIR": str(tmp_path)})) as store, store.read() as connection:
            return (await rows.every(connection))[0].role

    assert asyncio.run(known()) is Role.ADMINISTRATOR


def test_a_login_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput):
        invite(tmp_path, "First One")


async def test_who_is_there_already_is_invited_anew(world: World) -> None:
    last = administrator(world)
    await session_of(world, last)
    invited = await accounts.admit(world.store, last.login, CLERK)
    async with world.store.read() as connection:
        known = await rows.credentials_of(connection, world.store.vault, last.id)
    assert (invited.staff, known.state) == (last, State.INVITED)
