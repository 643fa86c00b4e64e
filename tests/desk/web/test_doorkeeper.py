"""The door answers each new question anew, unless an answer of a moment ago will do."""

import pytest
from aiohttp.test_utils import make_mocked_request

from desk.model.errors import SignInNeeded
from desk.web.calls import Call
from desk.web.sockets import entrances
from desk.web.sockets.entrances import Doorkeeper
from desk.web.sockets.screens import Screen


def call(secret: str = "s") -> Call:
    request = make_mocked_request(
        "GET", "/live/zone", headers={"Cookie": f"staff={secret}"}, match_info={"screen": "zone"}
    )
    return Call(request=request, language="pt-MO")


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[Call]:
    """Whom the door was asked for."""
    every: list[Call] = []

    async def screen_of(of: Call) -> Screen | None:
        every.append(of)
        if len(every) == 3:
            raise SignInNeeded("over")
        return object()  # type: ignore[return-value]  # nobody looks at it

    monkeypatch.setattr(entrances, "screen_of", screen_of)
    return every


async def test_whoever_is_in_doubt_is_asked_for_anew(asked: list[Call]) -> None:
    keeper = Doorkeeper()
    assert await keeper.ask(call()) is not await keeper.ask(call())


async def test_whoever_was_asked_for_lately_is_welcome(asked: list[Call]) -> None:
    keeper = Doorkeeper()
    assert await keeper.ask(call()) is await keeper.ask(call(), lately=True)


async def test_another_browser_is_another_question(asked: list[Call]) -> None:
    keeper = Doorkeeper()
    await keeper.ask(call())
    await keeper.ask(call("another"), lately=True)
    assert len(asked) == 2


async def test_what_was_answered_long_ago_will_not_do(asked: list[Call], monkeypatch: pytest.MonkeyPatch) -> None:
    keeper = Doorkeeper()
    monkeypatch.setattr(entrances, "LATELY_SECONDS", 0.0)
    await keeper.ask(call())
    await keeper.ask(call(), lately=True)
    assert len(asked) == 2


async def test_a_refusal_ends_what_was_answered_before(asked: list[Call]) -> None:
    keeper = Doorkeeper()
    await keeper.ask(call())
    await keeper.ask(call())
    with pytest.raises(SignInNeeded):
        await keeper.ask(call())
    await keeper.ask(call(), lately=True)
    assert len(asked) == 4
