"""The demonstration's identity providers start, and stop when told."""

import json
import urllib.request
from collections.abc import Callable, Sequence

from tests.fixtures.providers import Client, Providers


def test_all_providers_describe_themselves(
    identity_providers: Callable[[Sequence[Client]], Providers],
) -> None:
    started = identity_providers([])
    for issuer in (started.iamsmart, started.macao, started.guangdong):
        with urllib.request.urlopen(f"{issuer}/.well-known/openid-configuration", timeout=10) as answer:
            assert json.load(answer)["issuer"] == issuer
