"""Staff: who works at windows and in zones, and what each role may do."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a person is employed as."""

    CLERK = "clerk"
    HELPER = "helper"
    ZONE_STAFF = "zone-staff"
    SUPERVISOR = "supervisor"


class Permission(StrEnum):
    """What a route may ask for."""

    HANDLE_CASES = "handle-cases"
    SEE_ZONE = "see-zone"
    HELP_CORNERS = "help-corners"
    REVIEW_SESSIONS = "review-sessions"


GRANTS: dict[Role, frozenset[Permission]] = {
    Role.CLERK: frozenset({Permission.HANDLE_CASES}),
    Role.HELPER: frozenset({Permission.SEE_ZONE, Permission.HELP_CORNERS}),
    Role.ZONE_STAFF: frozenset({Permission.SEE_ZONE, Permission.HELP_CORNERS}),
    Role.SUPERVISOR: frozenset({Permission.SEE_ZONE, Permission.REVIEW_SESSIONS}),
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
