"""Why staff put a turn elsewhere in line, in codes: what takes a place from somebody is never done without one."""

from enum import StrEnum

from desk.model.turns.order import CARE, Priority, Reason


class Why(StrEnum):
    """What staff say of it, told in the ledger."""

    SEEN = "seen"
    OUR_MISTAKE = "our-mistake"
    URGENT = "urgent"
    WITH_CHILD = "with-child"
    WRONG_LINE = "wrong-line"
    SHORTER_WAIT = "shorter-wait"
    WINDOW_CLOSED = "window-closed"
    ASKED = "asked"
    NOT_SO = "not-so"


FORWARD = (Why.SEEN, Why.OUR_MISTAKE, Why.URGENT, Why.WITH_CHILD)
"""Why a turn goes before others: what was seen (age, disability, pregnancy), or staff's own decision."""
BACK = (Why.NOT_SO, Why.ASKED)
"""Why it goes back to the order of arrival."""
ELSEWHERE = (Why.WRONG_LINE, Why.SHORTER_WAIT, Why.WINDOW_CLOSED, Why.ASKED)
"""Why it goes to another line."""


def fits(priority: Priority, reason: Reason, why: Why) -> bool:
    """Whether staff may place a turn so: with care for what they see or decide, first of all by decision alone, or back
    in the order of arrival."""
    match priority:
        case Priority.CARE:
            return (reason in CARE and why is Why.SEEN) or (reason is Reason.STAFF and _decides(why))
        case Priority.RETURNING:
            return reason is Reason.STAFF and _decides(why)
        case Priority.ORDINARY:
            return reason is Reason.NONE and why in BACK
        case _:
            return False


def _decides(why: Why) -> bool:
    return why in FORWARD and why is not Why.SEEN
