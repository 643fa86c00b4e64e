"""Time-stamps of an authority of the test's own, made by OpenSSL: another's program, as it would be in earnest."""

from datetime import UTC, datetime, timedelta

import pytest

from identity import stamps
from identity.stamps import BadStamp
from tests.fixtures.authority import Authority

CONTENT = b"what the city signed"


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("tsa"))


@pytest.fixture(scope="module")
def answer(authority: Authority) -> bytes:
    return authority.answer(stamps.request(CONTENT))


def test_a_stamp_says_when(answer: bytes) -> None:
    stamp = stamps.read(answer, CONTENT)
    assert abs(stamp.at - datetime.now(UTC)) < timedelta(hours=1)
    assert not stamp.trusted


def test_a_stamp_by_a_trusted_authority_is_trusted(authority: Authority, answer: bytes) -> None:
    assert stamps.read(answer, CONTENT, stamps.roots(authority.root)).trusted


def test_a_stamp_of_something_else_is_refused(answer: bytes) -> None:
    with pytest.raises(BadStamp):
        stamps.read(answer, CONTENT + b"!")


def test_a_stamp_by_another_authority_is_refused(answer: bytes, tmp_path_factory: pytest.TempPathFactory) -> None:
    other = Authority(tmp_path_factory.mktemp("other"))
    with pytest.raises(BadStamp):
        stamps.read(answer, CONTENT, stamps.roots(other.root))


@pytest.mark.parametrize("answered", [b"", b"no time-stamp", b"\x30\x00"])
def test_what_is_no_stamp_is_refused(answered: bytes) -> None:
    with pytest.raises(BadStamp):
        stamps.read(answered, CONTENT)


def test_a_flipped_stamp_is_refused(authority: Authority, answer: bytes) -> None:
    """Somewhere in the signature, which is at its end."""
    with pytest.raises(BadStamp):
        stamps.read(answer[:-3] + bytes([answer[-3] ^ 1]) + answer[-2:], CONTENT, stamps.roots(authority.root))
