"""What a call costs a server: aiortc's decode–encode relay, ours, and Janus, under one and the same load.

A call is two legs that each send VP8 of a megabit (640x480, 30 fps) and Opus, and receive the other's. The load is
another process on another core; the figures are CPU-seconds of the server's process a call-minute. Ours and Janus
take turns, three times each at ten calls, and the median counts; `--only ours --calls 10` runs one server once.
Janus plays its EchoTest, two sessions a call, which moves the same packets. Every server has its congestion control on.
"""

import argparse
import statistics
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from bench import _namespace, _processes, _relay_janus, _relay_media, _relay_run
from bench._line import end
from bench._relay_run import Run, Setup

CALLS = 10
ROUNDS = 3
STEPS = (1, 40)
NOT_FORWARDED = 0.005
NOT_KEPT_UP = 0.02
"""By how much each may differ from all."""
FEWER = 0.75
"""To what share the biggest step shrinks where it is too much."""


def arguments() -> argparse.Namespace:
    """What is asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=("stock", "ours", "janus"), help="run this server once, and nothing else")
    parser.add_argument("--calls", type=int, default=CALLS)
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--waiting", action="store_true", help="with --only ours: legs that are up, in no bridge")
    parser.add_argument("--record", action="store_true", help="with --only ours: record the calls")
    parser.add_argument("--profile", action="store_true", help="with --only ours: print where its time goes")
    parser.add_argument("--interpreted", action="store_true", help="with --only ours: without its compiled modules")
    return parser.parse_args()


def one(setup: Setup) -> Run:
    """Run it, and say a line."""
    found = _relay_run.run(setup)
    what = f"{found.name}{', recording' if setup.record else ''}, {setup.calls} calls"
    print(
        f"{what}: {found.cpu:.3f} CPU-s a call-minute, forwarded {found.forwarded:.4f}, frames {found.frames:.4f},"
        f" spoilt {found.spoilt:.4f}, kept waiting for its core {found.waited:.2f} of the time; the load kept up"
        f" {found.kept_up:.3f} with {found.load_cpu:.2f} of its core, at most {found.late_ms:.0f} ms late"
        f" ({found.profile})",
        flush=True,
    )
    return found


def sound(setup: Setup) -> Run:
    """The same, but a server that does not pass on what it got ends the bench: who drops is not fast."""
    found = one(setup)
    if not is_whole(found):
        sys.exit(f"{setup.server} did not pass on what it was sent, or the load was not steady")
    return found


def is_whole(found: Run) -> bool:
    """Whether the load was what it should be, and came back whole."""
    steady = abs(found.kept_up - 1) <= NOT_KEPT_UP and abs(found.forwarded - 1) <= NOT_FORWARDED
    return steady and not found.spoilt


def biggest(setup: Setup) -> tuple[int, Run]:
    """The most calls that the load and the server's core carry, from the last step down."""
    found = one(setup)
    while not is_whole(found) and setup.calls > CALLS:
        print(f"This machine does not carry {setup.calls} calls now.")
        setup = replace(setup, calls=int(setup.calls * FEWER))
        found = one(setup)
    return setup.calls, found


def all_of_them(setup: Setup) -> dict[str, float]:
    """Every figure."""
    janus = can_janus()
    runs: dict[str, list[Run]] = {"ours": [], "janus": []}
    for _ in range(ROUNDS):
        for server in ("ours", "janus") if janus else ("ours",):
            runs[server].append(sound(replace(setup, server=server)))
    recording = sound(replace(setup, record=True))
    interpreted = sound(replace(setup, interpreted=True))
    waiting = one(replace(setup, waiting=True))
    single = sound(replace(setup, calls=STEPS[0]))
    calls, most = biggest(replace(setup, calls=STEPS[-1]))
    stock = one(replace(setup, server="stock", calls=1))
    ours = statistics.median(found.cpu for found in runs["ours"])
    figures = {
        "stock_cpu": stock.cpu,
        "ours_cpu": ours,
        "stock_over_ours": stock.cpu / ours,
        "calls_a_core": 60 / most.cpu,
        "ours_cpu_1": single.cpu,
        "ours_cpu_10": ours,
        f"ours_cpu_{calls}": most.cpu,
        "growth": most.cpu / single.cpu,
        "waiting_leg_cpu": waiting.cpu / 2,
        "recording_over_plain": recording.cpu / ours,
        "interpreted_over_ours": interpreted.cpu / ours,
        "forwarded_share": min(found.forwarded for found in [*runs["ours"], recording, single, most]),
    }
    if janus:
        cpu = statistics.median(found.cpu for found in runs["janus"])
        figures |= {"janus_cpu": cpu, "ours_over_janus": ours / cpu}
    return figures


def can_janus() -> bool:
    """Whether Janus can be measured; says why not."""
    if not _relay_janus.installed():
        print("Janus is not installed (make bench-needs installs it): nothing is said about it.")
    elif not _namespace.inside():
        print("No network namespace can be made here, which Janus needs: nothing is said about it.")
    else:
        return True
    return False


def main() -> None:
    """Encodes the clip, and runs what was asked for."""
    asked = arguments()
    if _relay_janus.installed() and not _namespace.inside():
        _namespace.enter("bench.relay", sys.argv[1:])
    with _processes.alone(), tempfile.TemporaryDirectory(prefix="bench-relay-clip-") as place:
        clip = Path(place) / "clip"
        _relay_media.save(_relay_media.encode(), clip)
        setup = Setup(
            server=asked.only or "ours",
            calls=asked.calls,
            seconds=asked.seconds,
            clip=clip,
            record=asked.record,
            profile=asked.profile,
            interpreted=asked.interpreted,
            waiting=asked.waiting,
        )
        if asked.only is None:
            end("relay", all_of_them(setup))
            return
        found = one(setup)
        if asked.only != "stock" and not asked.waiting and not is_whole(found):
            print("What came back was not whole: these figures say nothing.")
        end("relay", {f"{asked.only}_cpu": found.cpu, "forwarded_share": found.forwarded})


if __name__ == "__main__":
    main()
