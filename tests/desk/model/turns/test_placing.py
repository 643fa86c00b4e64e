"""Where staff may place a turn, and with which reason."""

import itertools

import pytest

from desk.model.turns.order import Priority, Reason
from desk.model.turns.placing import Why, fits


@pytest.mark.parametrize(
    ("priority", "reason", "why"),
    [
        (Priority.CARE, Reason.ELDERLY, Why.SEEN),
        (Priority.CARE, Reason.DISABLED, Why.SEEN),
        (Priority.CARE, Reason.PREGNANT, Why.SEEN),
        (Priority.CARE, Reason.STAFF, Why.WITH_CHILD),
        (Priority.RETURNING, Reason.STAFF, Why.OUR_MISTAKE),
        (Priority.ORDINARY, Reason.NONE, Why.NOT_SO),
    ],
)
def test_staff_give_these_places(priority: Priority, reason: Reason, why: Why) -> None:
    assert fits(priority, reason, why)


@pytest.mark.parametrize(
    ("priority", "reason", "why"),
    [
        (Priority.CARE, Reason.NONE, Why.SEEN),
        (Priority.CARE, Reason.STAFF, Why.SEEN),
        (Priority.CARE, Reason.CARE, Why.SEEN),
        (Priority.RETURNING, Reason.ELDERLY, Why.SEEN),
        (Priority.RETURNING, Reason.BROKEN, Why.OUR_MISTAKE),
        (Priority.ORDINARY, Reason.NONE, Why.URGENT),
    ],
)
def test_staff_give_no_such_places(priority: Priority, reason: Reason, why: Why) -> None:
    assert not fits(priority, reason, why)


def test_nobody_is_given_an_appointment_by_hand() -> None:
    assert not any(fits(Priority.APPOINTMENT, reason, why) for reason, why in itertools.product(Reason, Why))
