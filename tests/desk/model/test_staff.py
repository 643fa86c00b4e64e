"""A role may do what it is granted, and nothing else."""

import pytest

from desk.model.staff import GRANTS, Permission, Role, Staff

MAY = {
    Role.CLERK: {"handle-cases", "decide-cases", "unmask"},
    Role.HELPER: {"see-zone", "help-corners", "assist", "book-for-others"},
    Role.ZONE_STAFF: {
        "see-zone",
        "help-corners",
        "assist",
        "book-for-others",
        "route-turns",
        "see-history",
        "find-cases",
        "follow-up",
    },
    Role.SUPERVISOR: {
        "handle-cases",
        "decide-cases",
        "follow-up",
        "route-turns",
        "see-history",
        "see-zone",
        "supervise",
        "review-sessions",
        "find-people",
        "find-cases",
        "export-cases",
        "unmask",
        "undo-bindings",
        "withdraw-consents",
        "end-sessions",
        "lift-throttles",
    },
    Role.ADMINISTRATOR: {
        "see-history",
        "manage-staff",
        "manage-corners",
        "end-sessions",
        "lift-throttles",
        "hold-data",
        "withdraw-consents",
    },
    Role.AUDITOR: {
        "audit",
        "read-ledger",
        "review-sessions",
        "find-people",
        "find-cases",
        "export-cases",
        "hold-data",
    },
}
"""Written a second time, on purpose: whoever opens a door to a role says so twice."""


def person(role: Role) -> Staff:
    return Staff(id="s", login="l", name="n", role=role, zone_id="", language="pt-MO", window="", skills=())


@pytest.mark.parametrize("permission", Permission)
@pytest.mark.parametrize("role", Role)
def test_a_role_may_do_what_it_is_granted(role: Role, permission: Permission) -> None:
    assert person(role).may(permission) == (permission in MAY[role])


def test_every_role_has_its_grants() -> None:
    assert set(GRANTS) == set(Role)


def test_nobody_who_manages_staff_may_look_at_applicants() -> None:
    seeing = {Permission.HANDLE_CASES, Permission.REVIEW_SESSIONS, Permission.FIND_PEOPLE, Permission.UNMASK}
    assert [role for role in Role if person(role).may(Permission.MANAGE_STAFF) and GRANTS[role] & seeing] == []


def test_every_permission_is_granted_to_somebody() -> None:
    assert set(Permission) == set().union(*GRANTS.values())
