"""A role may do what it is granted, and nothing else."""

import pytest

from desk.model.staff import GRANTS, Permission, Role, Staff

MAY = {
    (Role.CLERK, Permission.HANDLE_CASES),
    (Role.HELPER, Permission.SEE_ZONE),
    (Role.HELPER, Permission.HELP_CORNERS),
    (Role.ZONE_STAFF, Permission.SEE_ZONE),
    (Role.ZONE_STAFF, Permission.HELP_CORNERS),
    (Role.SUPERVISOR, Permission.SEE_ZONE),
    (Role.SUPERVISOR, Permission.REVIEW_SESSIONS),
}


def person(role: Role) -> Staff:
    return Staff(id="s", login="l", name="n", role=role, zone_id="", language="pt-MO", window="", skills=())


@pytest.mark.parametrize("permission", Permission)
@pytest.mark.parametrize("role", Role)
def test_a_role_may_do_what_it_is_granted(role: Role, permission: Permission) -> None:
    assert person(role).may(permission) == ((role, permission) in MAY)


def test_every_role_has_its_grants() -> None:
    assert set(GRANTS) == set(Role)
