"""Staff: who works at windows and in zones, and what each role may do."""

from dataclasses import dataclass
from enum import StrEnum


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
    END_SESSIONS = "end-sessions"
    FIND_PEOPLE = "find-people"
    HANDLE_CASES = "handle-cases"
    HELP_CORNERS = "help-corners"
    HOLD_DATA = "hold-data"
    LIFT_THROTTLES = "lift-throttles"
    MANAGE_CORNERS = "manage-corners"
    MANAGE_STAFF = "manage-staff"
    READ_LEDGER = "read-ledger"
    REVIEW_SESSIONS = "review-sessions"
    SEE_ZONE = "see-zone"
    UNMASK = "unmask"


GRANTS: dict[Role, frozenset[Permission]] = {
    Role.CLERK: frozenset({Permission.HANDLE_CASES, Permission.UNMASK}),
    Role.HELPER: frozenset({Permission.SEE_ZONE, Permission.HELP_CORNERS, Permission.ASSIST}),
    Role.ZONE_STAFF: frozenset({Permission.SEE_ZONE, Permission.HELP_CORNERS, Permission.ASSIST}),
    Role.SUPERVISOR: frozenset(
        {
            Permission.SEE_ZONE,
            Permission.REVIEW_SESSIONS,
            Permission.FIND_PEOPLE,
            Permission.UNMASK,
            Permission.END_SESSIONS,
            Permission.LIFT_THROTTLES,
        }
    ),
    Role.ADMINISTRATOR: frozenset(
        {
            Permission.MANAGE_STAFF,
            Permission.MANAGE_CORNERS,
            Permission.END_SESSIONS,
            Permission.LIFT_THROTTLES,
            Permission.HOLD_DATA,
        }
    ),
    Role.AUDITOR: frozenset({Permission.READ_LEDGER, Permission.FIND_PEOPLE, Permission.HOLD_DATA}),
}


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

    def may(self, permission: Permission) -> bool:
        """Whether this person's role grants the permission. Everything not granted is closed."""
        return permission in GRANTS[self.role]
