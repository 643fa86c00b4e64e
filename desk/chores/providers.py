"""The demonstration's identity providers: how we know them, and their process while the demonstration runs."""

import asyncio
import json
import os
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlsplit

from desk.config import Settings
from identity.assurance import Factor, Grade, Level, Proofing
from identity.federation.config import ProviderConfig
from identity.federation.keys import ClientKeys

CLIENT = "remote-handling-desk"
CALLBACK = "/corner/identity/callback"
GRADES: Mapping[str, Grade] = {
    "urn:demo:account:basic": Grade(proofing=Proofing.REMOTE, factors=frozenset({Factor.KNOWLEDGE})),
    "urn:demo:account:in-person": Grade(
        proofing=Proofing.IN_PERSON, factors=frozenset({Factor.KNOWLEDGE, Factor.POSSESSION})
    ),
}
NAMES = (("iamsmart", "iAM Smart (demo)"), ("macao", "Macao One Account (demo)"))
SCRIPT = Path("deploy/demo/identity-providers.mjs")
READY_SECONDS = 20.0


class ProvidersFailed(RuntimeError):
    """The demonstration's identity providers did not start; the message says what to look at."""


def configs(settings: Settings) -> dict[str, ProviderConfig]:
    """The two providers, as the desk knows them."""
    issuers = _issuers(settings)
    frameworks = {"iamsmart": "urn:demo:iamsmart", "macao": "urn:demo:macao-one-account"}
    return {
        name: ProviderConfig(
            name=name,
            issuer=issuers[name],
            client_id=CLIENT,
            redirect_uri=settings.public_url + CALLBACK,
            trust_framework=frameworks[name],
            grades=GRADES,
            demand=Level.LOW,
            allow_http=True,
        )
        for name, _ in NAMES
    }


@asynccontextmanager
async def running(settings: Settings, keys: ClientKeys) -> AsyncIterator[None]:
    """Both providers in one Node process, listening when this is entered and ended when it is left.

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


def _issuers(settings: Settings) -> dict[str, str]:
    host = urlsplit(settings.public_url).hostname or "localhost"
    return {
        "iamsmart": f"http://{host}:{settings.demo_iamsmart_port}",
        "macao": f"http://{host}:{settings.demo_macao_port}",
    }


def _environment(settings: Settings, keys: ClientKeys) -> dict[str, str]:
    issuers = _issuers(settings)
    client = {
        "client_id": CLIENT,
        "client_name": "江門市政務服務跨境視頻辦（示範）",
        "redirect_uris": [settings.public_url + CALLBACK],
        "jwks": keys.public_jwks(),
    }
    return {
        "DEMO_HOST": settings.host,
        "DEMO_IAMSMART_PORT": str(settings.demo_iamsmart_port),
        "DEMO_MACAO_PORT": str(settings.demo_macao_port),
        "DEMO_IAMSMART_ISSUER": issuers["iamsmart"],
        "DEMO_MACAO_ISSUER": issuers["macao"],
        "DEMO_ENDS_WITH_STDIN": "1",
        "DEMO_CLIENTS": json.dumps([client]),
    }
