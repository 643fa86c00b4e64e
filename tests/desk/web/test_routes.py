"""The route table, pinned: what is open is open on purpose, and nothing changes its door in silence."""

import pytest

from desk.model.staff import Permission
from desk.web.routes import ROUTES

PINNED = {
    "open": [
        "GET /",
        "GET /api/cases/{id}/materials/{material}/picture",
        "GET /check/{secret}",
        "GET /corner/enrol",
        "GET /demo",
        "GET /demo/inbox",
        "GET /healthz",
        "GET /live/{screen}",
        "GET /receipts/{number}.pdf",
        "GET /staff/sign-in",
        "GET /track",
        "GET /track/case",
        "GET /track/code",
        "POST /corner/enrol",
        "POST /language",
        "POST /staff/language",
        "POST /staff/sign-in",
        "POST /staff/sign-out",
        "POST /track",
        "POST /track/code",
    ],
    "corner": [
        "GET /corner",
        "GET /corner/goodbye",
        "GET /corner/language",
        "POST /corner/language",
        "POST /corner/leave",
    ],
    "visit": [
        "GET /corner/code",
        "GET /corner/consent",
        "GET /corner/document",
        "GET /corner/identity",
        "GET /corner/identity/callback",
        "GET /corner/items",
        "GET /corner/items/{code}",
        "GET /corner/phone",
        "GET /corner/ticket",
        "GET /corner/visit",
        "POST /api/cases/{id}/code",
        "POST /api/cases/{id}/confirm",
        "POST /api/cases/{id}/materials/{material}",
        "POST /api/cases/{id}/signature",
        "POST /api/legs/applicant",
        "POST /api/sessions/{id}/answer",
        "POST /api/visits/come-back",
        "POST /api/visits/help",
        "POST /api/visits/line-test",
        "POST /api/visits/rating",
        "POST /corner/code",
        "POST /corner/code/again",
        "POST /corner/consent",
        "POST /corner/document",
        "POST /corner/identity",
        "POST /corner/items/{code}",
        "POST /corner/phone",
        "POST /corner/ticket",
        "PUT /api/visits/cases/{id}/fields/{name}",
    ],
    "handle-cases": [
        "GET /console",
        "POST /api/cases/{id}/ask-signature",
        "POST /api/cases/{id}/stills",
        "POST /api/cases/{id}/submit",
        "POST /api/legs/staff",
        "POST /api/sessions/{id}/end",
        "POST /api/sessions/{id}/hold",
        "POST /api/sessions/{id}/put-back",
        "POST /api/sessions/{id}/resume",
        "POST /api/tickets/call-next",
        "POST /api/tickets/{id}/missed",
        "PUT /api/cases/{id}/fields/{name}",
    ],
    "help-corners": [
        "POST /api/corners/{id}/helped",
    ],
    "metrics": [
        "GET /metrics",
    ],
    "hold-data": [
        "GET /office/retention",
        "POST /office/holds",
        "POST /office/holds/{id}/lift",
    ],
    "review-sessions": [
        "GET /office/cases/{id}/signature.svg",
        "GET /office/sessions",
        "GET /office/sessions/{id}",
        "GET /office/sessions/{id}/recording/{seat}.webm",
    ],
    "see-zone": [
        "GET /zone",
    ],
}
"""Each route by its door. Those of `open` ask for their caller themselves, or are for everybody."""
FOR_EITHER_HAND = {
    "GET /api/cases/{id}/materials/{material}/picture",
    "GET /live/{screen}",
    "GET /receipts/{number}.pdf",
}
"""Open routes that ask for their caller themselves."""


def found(door: str) -> list[str]:
    """The routes behind this door, sorted."""
    return sorted(f"{method} {path}" for method, path, behind in ROUTES if behind.name == door)


@pytest.mark.parametrize("door", PINNED)
def test_behind_a_door_are_just_these_routes(door: str) -> None:
    assert found(door) == PINNED[door]


def test_there_is_no_other_door() -> None:
    assert {door.name for _, _, door in ROUTES} == set(PINNED)


def test_every_other_door_is_a_permission() -> None:
    assert set(PINNED) - {"open", "corner", "metrics", "visit"} <= {permission.value for permission in Permission}


def test_no_route_stands_twice() -> None:
    named = [(method, path) for method, path, _ in ROUTES]
    assert len(named) == len(set(named))


def test_what_asks_for_its_caller_itself_is_open() -> None:
    assert set(PINNED["open"]) >= FOR_EITHER_HAND
