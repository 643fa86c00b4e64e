"""Our relay as a process: a node behind its WHIP doors, a bridge for each call, and tokens for the load."""

import argparse
import asyncio
import cProfile
import json
import pstats
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import uvloop
from aiohttp import web

from bench import _namespace
from webrtc import events, native, tokens, whip
from webrtc.node import Node
from webrtc.settings import NodeSettings

KEY = b"the bench's own key"
SEATS = ("applicant", "clerk")
EXPECTED = (events.Reason.CLOSED, events.Reason.HUNG_UP)


def arguments() -> argparse.Namespace:
    """What the bench asks for."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--calls", type=int, required=True)
    parser.add_argument("--record", type=Path)
    parser.add_argument("--profile", action="store_true")
    parser.add_argument("--waiting", action="store_true")
    return parser.parse_args()


def seat_all(node: Node, calls: int, record: Path | None, *, waiting: bool) -> list[str]:
    """Open a bridge a call, its seats given unless all are to wait; the parties, call by call."""
    parties = []
    for call in range(calls):
        folder = None if record is None else record / str(call)
        bridge = node.open_bridge(f"call-{call}", consent="bench", record=folder)
        for seat in SEATS:
            parties.append(f"{seat}:{call}")
            if not waiting:
                bridge.seat(seat, parties[-1])
    return parties


def token(party: str) -> str:
    """A token for the party's leg."""
    expires = datetime.now(UTC) + timedelta(hours=1)
    return tokens.mint(KEY, tokens.Claims(party=party, consent="bench", expires_at=expires))


def tell(event: events.Event) -> None:
    """A leg that is lost in mid-run spoils the run: say why."""
    if isinstance(event, events.LegLost) and event.reason not in EXPECTED:
        print(f"a leg was lost: {event.reason}", file=sys.stderr)


async def serve(calls: int, record: Path | None, *, waiting: bool) -> None:
    """Serves until standard input ends."""
    node = Node(NodeSettings(addresses=(_namespace.address(),), max_legs=4 * calls), tell)
    app = web.Application()
    app.add_routes(whip.routes(node, [KEY]))
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    parties = seat_all(node, calls, record, waiting=waiting)
    url = f"http://{host}:{port}/media/legs"
    legs = [{"url": url, "token": token(party)} for party in parties]
    print(
        json.dumps({"legs": legs, "name": "ours" if native.form() == "compiled" else "ours, interpreted"}), flush=True
    )
    await asyncio.to_thread(sys.stdin.read)
    await node.close()
    await runner.cleanup()


def main() -> None:
    """Serves, with a profile of the loop's thread where one is wanted."""
    asked = arguments()
    profile = cProfile.Profile() if asked.profile else None
    if profile is not None:
        profile.enable()
    uvloop.run(serve(asked.calls, asked.record, waiting=asked.waiting))
    if profile is not None:
        profile.disable()
        pstats.Stats(profile, stream=sys.stderr).sort_stats("tottime").print_stats(40)


if __name__ == "__main__":
    main()
