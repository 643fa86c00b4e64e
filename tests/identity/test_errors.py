"""The tree of errors."""

from __future__ import annotations

import re
from collections.abc import Iterator

from identity.errors import FederationError, IdentityError, ProviderRefused


def below(branch: type[IdentityError]) -> Iterator[type[IdentityError]]:
    for child in branch.__subclasses__():
        yield child
        yield from below(child)


def test_codes_are_kebab_case() -> None:
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", each.code) for each in below(IdentityError))


def test_only_kinds_of_refused_sign_ins_share_a_code() -> None:
    """The page says one thing of all forged answers, and of all sign-ins that are too weak; the log says which."""
    kinds = [each for each in below(FederationError) if "code" not in vars(each)]
    own = [each.code for each in below(IdentityError) if each not in kinds]
    assert len(own) == len(set(own))


def test_a_providers_reason_is_cut_to_safe_characters() -> None:
    assert ProviderRefused("invalid_request\r\nX: <b>" + "a" * 99).reason.startswith("invalid_requestXb")
