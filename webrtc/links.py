"""ICE servers as WHIP tells them to a client that knows none: Link headers (RFC 9725, 4.6); pure."""

from collections.abc import Iterable, Iterator, Mapping


def of_servers(servers: Iterable[Mapping[str, object]]) -> Iterator[str]:
    """One Link header for each address of each server, given as `RTCConfiguration.iceServers` takes them."""
    for server in servers:
        urls = server.get("urls", ())
        for url in [urls] if isinstance(urls, str) else urls if isinstance(urls, list | tuple) else ():
            yield "; ".join([f"<{url}>", 'rel="ice-server"', *_credentials(server)])


def _credentials(server: Mapping[str, object]) -> Iterator[str]:
    if "username" in server:
        yield f'username="{_quoted(server["username"])}"'
        yield f'credential="{_quoted(server.get("credential", ""))}"'
        yield 'credential-type="password"'


def _quoted(text: object) -> str:
    return str(text).replace("\\", "\\\\").replace('"', '\\"')
