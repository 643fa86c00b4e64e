"""What the docs draw from the code: state machines, who hears whom, who may do what, problem codes.

`python -m tests.house.drawn` draws them anew.
"""

import pathlib
import re
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from typing import Any

from desk.model import assists, deliveries, errors, follow_ups, sessions, staff, step_ups, visits
from desk.model.cases import cases
from desk.model.materials import materials, originals, promises
from desk.model.meetings import participants
from desk.model.turns import appointments, duties, tickets
from desk.web import problems
from identity import errors as identity_errors
from tests.house.repository import ROOT
from webrtc import legstate, policy

BLOCK = re.compile(r"(<!-- drawn: (?P<name>[a-z-]+) -->\n).*?(<!-- /drawn -->)", re.DOTALL)
Moves = Mapping[tuple[Any, Any], StrEnum]
MACHINES: Mapping[str, Moves] = {
    "account": staff.MOVES,
    "assist": assists.MOVES,
    "appointment": appointments.MOVES,
    "bag": originals.MOVES,
    "bridge": policy.MOVES,
    "case": cases.MOVES,
    "delivery": deliveries.MOVES,
    "duty": duties.MOVES,
    "follow-up": follow_ups.MOVES,
    "leg": legstate.MOVES,
    "material": materials.MOVES,
    "participant": participants.MOVES,
    "promise": promises.MOVES,
    "session": sessions.MOVES,
    "step-up": step_ups.MOVES,
    "ticket": tickets.MOVES,
    "visit": visits.MOVES,
}


def blocks() -> dict[str, str]:
    """Every drawn block by its name, as Markdown."""
    machines = {name: _machine(moves) for name, moves in MACHINES.items()}
    return machines | {"problems": _problems(), "meets": _meets(), "modes": _modes(), "grants": _grants()}


def page(path: pathlib.Path) -> str:
    """The page with its blocks drawn anew."""
    drawn = blocks()
    return BLOCK.sub(lambda found: found[1] + drawn[found["name"]] + found[3], path.read_text(encoding="utf-8"))


def _machine(moves: Moves) -> str:
    arrows: dict[tuple[StrEnum, StrEnum], list[str]] = {}
    for (before, move), after in moves.items():
        arrows.setdefault((before, after), []).append(move.value)
    first = next(iter(moves))[0]
    lines = ["stateDiagram-v2", f"    [*] --> {_id(first)}"]
    lines += [f"    {_id(a)} --> {_id(b)}: {', '.join(dict.fromkeys(said))}" for (a, b), said in arrows.items()]
    return "```mermaid\n" + "\n".join(lines) + "\n```\n"


def _id(state: StrEnum) -> str:
    """Mermaid takes no dash in a state's name."""
    return state.value.replace("-", "_")


def _meets() -> str:
    states = [state for state in policy.State if state is not policy.State.CLOSED]
    lines = ["| | " + " | ".join(states) + " |", "|---" * (len(states) + 1) + "|"]
    for role in policy.Role:
        cells = [", ".join(policy.MEETS.get((state, role), ())) or "–" for state in states]
        lines.append(f"| **{role}** | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def _modes() -> str:
    lines = ["| mode | of | hears and sees others | is heard by | is seen by |", "|---|---|---|---|---|"]
    for mode, reach in policy.REACH.items():
        roles = [role for role in policy.Role if mode in policy.MODES[role]]
        first = [
            f"{role}*" if mode is policy.MODES[role][0] and len(policy.MODES[role]) > 1 else role for role in roles
        ]
        takes = "yes" if reach.takes else "no"
        lines.append(f"| **{mode}** | {', '.join(first)} | {takes} | {_all(reach.heard_by)} | {_all(reach.seen_by)} |")
    return "\n".join(lines) + "\n"


def _grants() -> str:
    lines = ["| | " + " | ".join(staff.Role) + " |", "|---" + "|:-:" * len(staff.Role) + "|"]
    for permission in staff.Permission:
        cells = ["yes" if permission in staff.GRANTS[role] else "–" for role in staff.Role]
        lines.append(f"| **{permission}** | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def _all(roles: frozenset[policy.Role]) -> str:
    return "all" if roles == policy.EVERYBODY else ", ".join(sorted(roles)) or "nobody"


def _problems() -> str:
    rows: dict[str, str] = {}
    for kind in _kinds((errors.DeskError, identity_errors.IdentityError)):
        meaning = (kind.__doc__ or "").strip().splitlines()[0]
        rows.setdefault(kind.code, f"| `{kind.code}` | {_status(kind)} | {meaning} |")
    return "\n".join(["| code | status | |", "|---|---|---|", *(rows[code] for code in sorted(rows))]) + "\n"


def _status(kind: type[Exception]) -> int:
    return next((problems.STATUSES[each] for each in kind.__mro__ if each in problems.STATUSES), 500)


def _kinds(roots: Iterable[type[Any]]) -> Iterator[type[Any]]:
    for root in roots:
        yield root
        yield from _kinds(root.__subclasses__())


def main() -> None:
    """Draws every page of docs anew."""
    for path in sorted((ROOT / "docs").rglob("*.md")):
        fresh = page(path)
        if fresh != path.read_text(encoding="utf-8"):
            path.write_text(fresh, encoding="utf-8")


if __name__ == "__main__":
    main()
