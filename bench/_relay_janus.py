"""Janus beside us: a configuration of the bench's own, and echo sessions over its HTTP interface.

Its EchoTest plugin sends every packet back to where it came from, rewritten: two echo sessions move the packets of
one call, each leg receiving and sending one picture and one sound. Installed by `make bench-needs`.
"""

import asyncio
import shutil
import socket
import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import aiohttp

PLUGIN = "janus.plugin.echotest"
PROGRAM = "janus"
LIBRARY = Path("/usr/lib")
GENERAL = """\
general: {{
    configs_folder = "{folder}"
    plugins_folder = "{library}/plugins"
    transports_folder = "{library}/transports"
    events_folder = "{folder}/none"
    loggers_folder = "{folder}/none"
    debug_level = 2
    debug_timestamps = false
    debug_colors = false
    session_timeout = 0
}}
media: {{
    ipv6 = false
}}
nat: {{
    nice_debug = false
    ice_enforce_list = "{address}"
}}
plugins: {{
    disable = "{disabled}"
}}
transports: {{
    disable = "{silenced}"
}}
"""
HTTP = """\
general: {{
    json = "compact"
    base_path = "/janus"
    http = true
    port = {port}
    ip = "127.0.0.1"
    https = false
}}
admin: {{
    admin_http = false
}}
"""


def installed() -> bool:
    """Whether Janus is here."""
    return shutil.which(PROGRAM) is not None


def configure(folder: Path, port: int, address: str) -> list[str]:
    """Write its configuration into the folder; the command that starts it."""
    library = next(LIBRARY.glob("*/janus"))
    others = [path.name for path in (library / "plugins").glob("*.so") if "echotest" not in path.name]
    silent = [path.name for path in (library / "transports").glob("*.so") if "http" not in path.name]
    text = GENERAL.format(
        folder=folder, library=library, address=address, disabled=",".join(others), silenced=",".join(silent)
    )
    (folder / "none").mkdir()
    (folder / "janus.jcfg").write_text(text)
    (folder / "janus.transport.http.jcfg").write_text(HTTP.format(port=port))
    (folder / "janus.plugin.echotest.jcfg").write_text("general: {\n    events = false\n}\n")
    return [PROGRAM, "--configs-folder", str(folder), "--config", str(folder / "janus.jcfg")]


def free_port() -> int:
    """A TCP port of loopback that nobody has."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


async def echo(http: aiohttp.ClientSession, leg: Mapping[str, str], offer: str) -> str:
    """Open an echo session for the offer; its answer. Raises `RuntimeError` where Janus says no."""
    session = await _ask(http, leg["url"], {"janus": "create"})
    address = f"{leg['url']}/{session['data']['id']}"
    handle = await _ask(http, address, {"janus": "attach", "plugin": PLUGIN})
    await _ask(
        http,
        f"{address}/{handle['data']['id']}",
        {"janus": "message", "body": {"audio": True, "video": True}, "jsep": {"type": "offer", "sdp": offer}},
    )
    async with asyncio.timeout(20):
        while True:
            async with http.get(address, params={"maxev": "1"}) as response:
                event = await response.json(content_type=None)
            if "jsep" in event:
                return str(event["jsep"]["sdp"])


async def _ask(http: aiohttp.ClientSession, url: str, body: Mapping[str, object]) -> dict[str, Any]:
    async with http.post(url, json={**body, "transaction": uuid.uuid4().hex}) as response:
        said: dict[str, Any] = await response.json(content_type=None)
    if said.get("janus") not in ("success", "ack"):
        raise RuntimeError(f"Janus refused: {said}")
    return said
