"""Staff: who works at windows, in zones and in the office, what each role may do, and where an account stands."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from desk.model import moves
from desk.model.errors import BadInput
from desk.model.turns.routing import Speech

FRESH = timedelta(minutes=10)
"""For so long after an authenticator code was given, dangerous acts ask for none."""
IDLE = timedelta(minutes=30)
"""A session without a request for so long is over; an open live screen counts as requests."""
LONGEST = timedelta(hours=12)
"""However much it is used, a session is over then."""
INVITATION = timedelta(hours=24)
LONGEST_NAME, LONGEST_WINDOW = 64, 16
MOST_A_DAY = 200
"""More sessions than anybody takes in a day."""
LOGIN = re.compile(r"[a-z][a-z0-9.-]{1,39}")


class Role(StrEnum):
    """What a person is employed as."""

    CLERK = "clerk"
    HELPER = "helper"
    ZONE_STAFF = "zone-staff"
    SUPERVISOR = "supervisor"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"


class Permission(StrEnum):
    """What a route may ask for. Everything is closed to everybody but those whom GRANTS names."""

    ASSIST = "assist"
    AUDIT = "audit"
    BOOK_FOR_OTHERS = "book-for-others"
    DECIDE_CASES = "decide-cases"
    END_SESSIONS = "end-sessions"
    EXPORT_CASES = "export-cases"
    FIND_CASES = "find-cases"
    FIND_PEOPLE = "find-people"
    FOLLOW_UP = "follow-up"
    HANDLE_CASES = "handle-cases"
    HELP_CORNERS = "help-corners"
    HOLD_DATA = "hold-data"
    LIFT_THROTTLES = "lift-throttles"
    MANAGE_CORNERS = "manage-corners"
    MANAGE_STAFF = "manage-staff"
    READ_LEDGER = "read-ledger"
    REVIEW_SESSIONS = "review-sessions"
    ROUTE_TURNS = "route-turns"
    SEE_HISTORY = "see-history"
    SEE_ZONE = "see-zone"
    SUPERVISE = "supervise"
    UNDO_BINDINGS = "undo-bindings"
    UNMASK = "unmask"
    WITHDRAW_CONSENTS = "withdraw-consents"


GRANTS: dict[Role, frozenset[Permission]] = {
    Role.CLERK: frozenset({Permission.HANDLE_CASES, Permission.DECIDE_CASES, Permission.UNMASK}),
    Role.HELPER: frozenset(
        {Permission.SEE_ZONE, Permission.HELP_CORNERS, Permission.ASSIST, Permission.BOOK_FOR_OTHERS}
    ),
    Role.ZONE_STAFF: frozenset(
        {
            Permission.SEE_ZONE,
            Permission.SEE_HISTORY,
            Permission.HELP_CORNERS,
            Permission.ASSIST,
            Permission.BOOK_FOR_OTHERS,
            Permission.ROUTE_TURNS,
            Permission.FIND_CASES,
            Permission.FOLLOW_UP,
        }
    ),
    Role.SUPERVISOR: frozenset(
        {
            Permission.HANDLE_CASES,
            Permission.DECIDE_CASES,
            Permission.SEE_ZONE,
            Permission.SEE_HISTORY,
            Permission.ROUTE_TURNS,
            Permission.SUPERVISE,
            Permission.REVIEW_SESSIONS,
            Permission.FIND_PEOPLE,
            Permission.FIND_CASES,
            Permission.EXPORT_CASES,
            Permission.FOLLOW_UP,
            Permission.UNMASK,
            Permission.END_SESSIONS,
            Permission.LIFT_THROTTLES,
            Permission.UNDO_BINDINGS,
            Permission.WITHDRAW_CONSENTS,
        }
    ),
    Role.ADMINISTRATOR: frozenset(
        {
            Permission.MANAGE_STAFF,
            Permission.MANAGE_CORNERS,
            Permission.SEE_HISTORY,
            Permission.END_SESSIONS,
            Permission.LIFT_THROTTLES,
            Permission.HOLD_DATA,
            Permission.WITHDRAW_CONSENTS,
        }
    ),
    Role.AUDITOR: frozenset(
        {
            Permission.AUDIT,
            Permission.READ_LEDGER,
            Permission.REVIEW_SESSIONS,
            Permission.FIND_PEOPLE,
            Permission.FIND_CASES,
            Permission.EXPORT_CASES,
            Permission.HOLD_DATA,
        }
    ),
}


class State(StrEnum):
    """Where an account stands."""

    INVITED = "invited"
    ACTIVE = "active"
    DISABLED = "disabled"


class Move(StrEnum):
    """What moves an account."""

    ENROL = "enrol"
    INVITE = "invite"
    DISABLE = "disable"


MOVES: dict[tuple[State, Move], State] = {
    (State.INVITED, Move.ENROL): State.ACTIVE,
    (State.INVITED, Move.INVITE): State.INVITED,
    (State.INVITED, Move.DISABLE): State.DISABLED,
    (State.ACTIVE, Move.INVITE): State.INVITED,
    (State.ACTIVE, Move.DISABLE): State.DISABLED,
    (State.DISABLED, Move.INVITE): State.INVITED,
}
"""An account that was disabled, or whose authenticator was lost, comes back by a new invitation alone."""


OF_A_ZONE = frozenset({Role.HELPER, Role.ZONE_STAFF})
"""Who works in one zone."""
SKILLED = frozenset({Role.CLERK, Role.SUPERVISOR})
"""Who handles some kinds of business and not others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Staff:
    """One account. `zone_id` is empty for those who work for all zones; `window` is empty for all but clerks."""

    id: str
    login: str
    name: str
    role: Role
    zone_id: str
    language: str
    window: str
    skills: tuple[str, ...]
    speaks: tuple[Speech, ...] = tuple(Speech)
    serves: tuple[str, ...] = ()
    """Ids of the zones whose turns a clerk takes; empty for every zone."""
    most_a_day: int = 0
    """So many sessions a clerk takes in a day; 0 for as many as come."""

    def may(self, permission: Permission) -> bool:
        """Whether this person's role grants the permission. Everything not granted is closed."""
        return permission in GRANTS[self.role]


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What an administrator says of somebody: all of an account but its login."""

    name: str
    role: Role
    zone_id: str
    language: str
    window: str
    skills: tuple[str, ...]
    speaks: tuple[Speech, ...] = tuple(Speech)
    serves: tuple[str, ...] = ()
    most_a_day: int = 0

    def is_sound(self) -> bool:
        """Whether it fits together: a name; a zone for who works in one, and for nobody in the office; a window for
        clerks alone, who are called to one and speak some language there."""
        return (
            0 < len(self.name.strip()) <= LONGEST_NAME
            and bool(self.zone_id) == (self.role in OF_A_ZONE)
            and bool(self.window) == (self.role is Role.CLERK)
            and len(self.window) <= LONGEST_WINDOW
            and (not self.skills or self.role in SKILLED)
            and (bool(self.speaks) or self.role is not Role.CLERK)
            and 0 <= self.most_a_day <= MOST_A_DAY
        )

    def person(self, staff_id: str, login: str) -> Staff:
        """The account it makes."""
        return Staff(
            id=staff_id,
            login=login,
            name=self.name.strip(),
            role=self.role,
            zone_id=self.zone_id,
            language=self.language,
            window=self.window,
            skills=self.skills,
            speaks=self.speaks,
            serves=self.serves,
            most_a_day=self.most_a_day,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffSession:
    """One browser somebody is signed in with. `proved_at`: when the authenticator was last shown in it; `address` is
    a network, not an address; `browser` a family's name, or empty."""

    id: str
    staff_id: str
    began_at: datetime
    seen_at: datetime
    proved_at: datetime
    address: str
    browser: str


def step(state: State, move: Move) -> State:
    """The account's state after the move. Raises IllegalMove."""
    return moves.step("account", MOVES, state, move)


def fresh_enough(session: StaffSession, now: datetime) -> bool:
    """Whether the authenticator was shown in this session so lately that a dangerous act needs no new code."""
    return now - session.proved_at <= FRESH


def login_of(typed: str) -> str:
    """A login as it is kept. Raises BadInput for what can be none."""
    login = typed.strip().lower()
    if LOGIN.fullmatch(login) is None:
        raise BadInput("login")
    return login
