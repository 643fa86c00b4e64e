"""The demonstration's identity providers: how we know them, and their process while the demonstration runs."""

import asyncio
import json
import os
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlsplit

from desk.actions.desk import Names
from desk.chores import data
from desk.chores.provider_file import CALLBACK
from desk.config import Settings
from identity.assurance import Factor, Grade, Level, Proofing
from identity.federation.config import ProviderConfig
from identity.federation.keys import ClientKeys

CLIENT = "remote-handling-desk"
GRADES: Mapping[str, Grade] = {
    "urn:demo:account:basic": Grade(proofing=Proofing.REMOTE, factors=frozenset({Factor.KNOWLEDGE})),
    "urn:demo:account:in-person": Grade(
        proofing=Proofing.IN_PERSON, factors=frozenset({Factor.KNOWLEDGE, Factor.POSSESSION})
    ),
}
FRAMEWORKS: Mapping[str, str] = {
    "iamsmart": "urn:demo:iamsmart",
    "macao": "urn:demo:macao-one-account",
    "guangdong": "urn:demo:guangdong-unified-identity",
}
MAINLAND = frozenset({"guangdong"})
NAMES_FILE = data.DEMO / "providers.yaml"
SCRIPT = Path("deploy/demo/identity-providers.mjs")
READY_SECONDS = 20.0


class ProvidersFailed(RuntimeError):
    """The demonstration's identity providers did not start; the message says what to look at."""


def configs(settings: Settings) -> dict[str, ProviderConfig]:
    """The three providers, as the desk knows them."""
    issuers = _issuers(settings)
    return {
        name: ProviderConfig(
            name=name,
            issuer=issuers[name],
            client_id=CLIENT,
            redirect_uri=settings.public_url + CALLBACK,
            trust_framework=framework,
            grades=GRADES,
            demand=Level.LOW,
            mainland=name in MAINLAND,
            allow_http=True,
        )
        for name, framework in FRAMEWORKS.items()
    }


def names() -> dict[str, Names]:
    """What each is called in every language, in the order to be offered. Raises BadData."""
    return {entry["provider"]: entry["name"] for entry in data.load(NAMES_FILE)}


@asynccontextmanager
async def running(settings: Settings, keys: ClientKeys) -> AsyncIterator[None]:
    """All providers in one Node process, listening when this is entered and ended when it is left.

    Raises ProvidersFailed.
    """
    node = os.environ.get("DESK_NODE_BIN", ".tools/bin/node")
    try:
        process = await asyncio.create_subprocess_exec(
            node,
            str(SCRIPT),
            env=os.environ | _environment(settings, keys),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
    except OSError:
        raise ProvidersFailed(f"Node was not found at {node}: run `make setup` first.") from None
    drain = asyncio.ensure_future(_drain(process))
    try:
        await _ready(process)
        yield
    finally:
        drain.cancel()
        if process.returncode is None:
            process.terminate()
            await process.wait()


async def _ready(process: asyncio.subprocess.Process) -> None:
    assert process.stdout is not None
    try:
        async with asyncio.timeout(READY_SECONDS):
            line = await process.stdout.readline()
    except TimeoutError:
        line = b""
    if b'"ready"' not in line:
        raise ProvidersFailed("The demonstration's identity providers did not start: are their ports taken?")


async def _drain(process: asyncio.subprocess.Process) -> None:
    """Reads and forgets what the library says on its error stream, so that the pipe never fills."""
    assert process.stderr is not None
    while await process.stderr.readline():
        pass


def _ports(settings: Settings) -> dict[str, int]:
    return {
        "iamsmart": settings.demo_iamsmart_port,
        "macao": settings.demo_macao_port,
        "guangdong": settings.demo_guangdong_port,
    }


def _issuers(settings: Settings) -> dict[str, str]:
    host = urlsplit(settings.public_url).hostname or "localhost"
    return {name: f"http://{host}:{port}" for name, port in _ports(settings).items()}


def _environment(settings: Settings, keys: ClientKeys) -> dict[str, str]:
    client = {
        "client_id": CLIENT,
        "client_name": "江門市政務服務跨境視頻辦（示範）",
        "redirect_uris": [settings.public_url + CALLBACK],
        "jwks": keys.public_jwks(),
    }
    ports = {f"DEMO_{name.upper()}_PORT": str(port) for name, port in _ports(settings).items()}
    issuers = {f"DEMO_{name.upper()}_ISSUER": issuer for name, issuer in _issuers(settings).items()}
    own = {"DEMO_HOST": settings.host, "DEMO_ENDS_WITH_STDIN": "1", "DEMO_CLIENTS": json.dumps([client])}
    return ports | issuers | own
