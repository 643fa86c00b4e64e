"""Refusals of sign-ins are logged, by class and step, and nothing else of them."""

from collections.abc import Mapping
from dataclasses import dataclass

import pytest
from structlog.testing import capture_logs

from desk.chores.watched import Watched
from identity import errors
from identity.assurance import Level
from identity.federation import refusals
from identity.federation.pending import PendingSignIn
from identity.federation.provider import Begun, Recognised
from tests.desk.fakes import Clock, FakeProvider

REFUSED = {
    "forged": (refusals.TokenOfAnother("iss"), {"refusal": "TokenOfAnother", "detail": "iss", "log_level": "warning"}),
    "refused": (
        errors.ProviderRefused("invalid_client"),
        {"refusal": "ProviderRefused", "detail": "invalid_client", "log_level": "warning"},
    ),
    "cancelled": (errors.SignInCancelled(), {"refusal": "SignInCancelled", "log_level": "info"}),
}


@dataclass
class Refusing(FakeProvider):
    """A provider that refuses everybody."""

    error: errors.FederationError

    def __post_init__(self) -> None:
        super().__init__("iamsmart", Clock())

    async def begin(self, *, demand: Level = Level.NONE, ui_locales: str = "") -> Begun:
        raise self.error

    async def finish(self, pending: PendingSignIn, answer: Mapping[str, str]) -> Recognised:
        raise self.error


@pytest.fixture
async def pending() -> PendingSignIn:
    return (await FakeProvider("iamsmart", Clock()).begin()).pending


@pytest.mark.parametrize(("error", "line"), REFUSED.values(), ids=REFUSED)
async def test_a_refusal_is_logged_by_class_and_step(
    pending: PendingSignIn, error: errors.FederationError, line: dict[str, str]
) -> None:
    with capture_logs() as lines, pytest.raises(type(error)):
        await Watched(Refusing(error)).finish(pending, {"state": "secret-state", "code": "secret-code"})
    assert lines == [{"event": "sign_in.refused", "provider": "iamsmart", **line}]


async def test_a_sign_in_that_cannot_begin_is_logged() -> None:
    with capture_logs() as lines, pytest.raises(errors.ProviderTimedOut):
        await Watched(Refusing(errors.ProviderTimedOut())).begin()
    assert [(line["event"], line["refusal"]) for line in lines] == [("sign_in.not_begun", "ProviderTimedOut")]


async def test_who_is_recognised_is_logged_nowhere(pending: PendingSignIn) -> None:
    provider = Watched(FakeProvider("iamsmart", Clock()))
    begun = await provider.begin()
    with capture_logs() as lines:
        await provider.finish(begun.pending, {"state": begun.pending.state, "person": "santos"})
    assert lines == []
