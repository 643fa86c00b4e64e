"""The route table, pinned: what is open is open on purpose, and nothing changes its door in silence."""

import pytest

from desk.model.staff import Permission
from desk.web.routes import ROUTES

PINNED = {
    "open": [
        "GET /",
        "GET /api/cases/{id}/materials/{material}/pages/{page}/{leaf}",
        "GET /api/cases/{id}/materials/{material}/picture",
        "GET /appointments/{secret}",
        "GET /appointments/{secret}/calendar.ics",
        "GET /appointments/{secret}/move",
        "GET /check",
        "GET /check/{secret}",
        "GET /corner/enrol",
        "GET /corner/take-up/{letters}",
        "GET /demo",
        "GET /demo/inbox",
        "GET /hall/{zone}",
        "GET /healthz",
        "GET /live/{screen}",
        "GET /receipts/{number}.pdf",
        "GET /staff/sign-in",
        "GET /staff/welcome",
        "GET /track",
        "GET /track/case",
        "GET /track/code",
        "POST /appointments/{secret}/cancel",
        "POST /appointments/{secret}/move",
        "POST /check",
        "POST /corner/enrol",
        "POST /language",
        "POST /staff/language",
        "POST /staff/sign-in",
        "POST /staff/sign-out",
        "POST /staff/welcome",
        "POST /staff/welcome/account",
        "POST /track",
        "POST /track/case/withdraw",
        "POST /track/code",
        "POST /webhooks/sms/{gateway}",
    ],
    "corner": [
        "GET /corner",
        "GET /corner/goodbye",
        "GET /corner/language",
        "GET /corner/take-up",
        "GET /corner/taking-up",
        "GET /corner/withdrawn",
        "POST /api/corner/codes",
        "POST /api/corner/key",
        "POST /api/corner/notices/{id}/put-away",
        "POST /api/corner/report",
        "POST /api/corner/statements/{id}",
        "POST /corner/goodbye",
        "POST /corner/language",
        "POST /corner/leave",
        "POST /corner/take-up",
        "POST /corner/taking-up",
        "POST /corner/taking-up/again",
    ],
    "withdraw-consents": [
        "GET /office/consents",
        "POST /office/consents",
        "POST /office/consents/withdraw",
    ],
    "undo-bindings": [
        "POST /office/bindings/{id}/undo",
    ],
    "see-history": [
        "GET /office/history",
        "GET /office/history/tables/{figure}",
        "GET /office/history/workbook",
    ],
    "supervise": [
        "GET /office/live",
        "POST /api/sessions/{id}/leave-supervision",
        "POST /api/sessions/{id}/listen",
        "POST /api/sessions/{id}/speak",
        "POST /api/sessions/{id}/take-over",
        "POST /api/sessions/{id}/whisper",
    ],
    "visit": [
        "GET /corner/appointment",
        "GET /corner/appointment/arrive",
        "GET /corner/appointment/booked",
        "GET /corner/assist",
        "GET /corner/binding",
        "GET /corner/code",
        "GET /corner/consent",
        "GET /corner/document",
        "GET /corner/identity",
        "GET /corner/identity/callback",
        "GET /corner/items",
        "GET /corner/items/{code}",
        "GET /corner/my-data",
        "GET /corner/my-data/{number}",
        "GET /corner/phone",
        "GET /corner/prove",
        "GET /corner/ticket",
        "GET /corner/visit",
        "POST /api/cases/{id}/code",
        "POST /api/cases/{id}/confirm",
        "POST /api/cases/{id}/materials/{material}",
        "POST /api/cases/{id}/materials/{material}/again",
        "POST /api/cases/{id}/materials/{material}/complete",
        "POST /api/cases/{id}/materials/{material}/promise/signature",
        "POST /api/cases/{id}/reading/answer",
        "POST /api/cases/{id}/signature",
        "POST /api/legs/applicant",
        "POST /api/sessions/{id}/answer",
        "POST /api/visits/come-back",
        "POST /api/visits/decline-identity",
        "POST /api/visits/help",
        "POST /api/visits/line-test",
        "POST /api/visits/rating",
        "POST /api/visits/sessions/{id}/channel",
        "POST /api/visits/sessions/{id}/chat",
        "POST /api/visits/slip",
        "POST /corner/appointment",
        "POST /corner/appointment/arrive",
        "POST /corner/assist",
        "POST /corner/assist/cancel",
        "POST /corner/binding",
        "POST /corner/binding/undo",
        "POST /corner/code",
        "POST /corner/code/again",
        "POST /corner/consent",
        "POST /corner/document",
        "POST /corner/identity",
        "POST /corner/items/{code}",
        "POST /corner/my-data/withdraw",
        "POST /corner/phone",
        "POST /corner/prove",
        "POST /corner/step-away",
        "POST /corner/ticket",
        "PUT /api/visits/cases/{id}/fields/{name}",
    ],
    "handle-cases": [
        "DELETE /api/cases/{id}/materials/{material}/pages/{page}",
        "GET /console",
        "POST /api/bags/{number}/sheets",
        "POST /api/cases/{id}/ask-signature",
        "POST /api/cases/{id}/bags",
        "POST /api/cases/{id}/materials/{material}/files",
        "POST /api/cases/{id}/materials/{material}/promise",
        "POST /api/cases/{id}/materials/{material}/promise/paper",
        "POST /api/cases/{id}/materials/{material}/promise/withdraw",
        "POST /api/cases/{id}/reading",
        "POST /api/cases/{id}/reading/stop",
        "POST /api/cases/{id}/spellings",
        "POST /api/cases/{id}/spellings/strike",
        "POST /api/cases/{id}/statements/by/{speaker}",
        "POST /api/cases/{id}/statements/{statement}/strike",
        "POST /api/cases/{id}/stills",
        "POST /api/cases/{id}/submit",
        "POST /api/duty/close",
        "POST /api/duty/mode",
        "POST /api/duty/open",
        "POST /api/duty/pause",
        "POST /api/duty/resume",
        "POST /api/legs/staff",
        "POST /api/participants/{id}/accept",
        "POST /api/participants/{id}/decline",
        "POST /api/participants/{id}/leave",
        "POST /api/sessions/{id}/aside",
        "POST /api/sessions/{id}/ask-colleague",
        "POST /api/sessions/{id}/ask-identity",
        "POST /api/sessions/{id}/call-back",
        "POST /api/sessions/{id}/call-back/times",
        "POST /api/sessions/{id}/channel",
        "POST /api/sessions/{id}/chat",
        "POST /api/sessions/{id}/confirm-document",
        "POST /api/sessions/{id}/end",
        "POST /api/sessions/{id}/hold",
        "POST /api/sessions/{id}/let-go",
        "POST /api/sessions/{id}/park",
        "POST /api/sessions/{id}/put-back",
        "POST /api/sessions/{id}/resume",
        "POST /api/sessions/{id}/send-on",
        "POST /api/sessions/{id}/together",
        "POST /api/sessions/{id}/turn-to",
        "POST /api/sessions/{id}/withdraw-consent",
        "POST /api/tickets/call-next",
        "POST /api/tickets/{id}/accept",
        "POST /api/tickets/{id}/decline",
        "POST /api/tickets/{id}/missed",
        "PUT /api/cases/{id}/fields/{name}",
        "PUT /api/cases/{id}/materials/{material}/order",
    ],
    "help-corners": [
        "POST /api/corners/{id}/helped",
        "POST /zone/corners/{id}/devices",
        "POST /zone/corners/{id}/message",
    ],
    "lift-throttles": [
        "GET /office/locks",
        "POST /office/locks",
        "POST /office/locks/lift",
        "POST /office/staff/{id}/lift",
    ],
    "staff": [
        "GET /staff/me",
        "GET /staff/me/authenticator",
        "GET /staff/prove",
        "POST /staff/me/authenticator",
        "POST /staff/me/password",
        "POST /staff/me/recovery-codes",
        "POST /staff/me/sessions/{session}/end",
        "POST /staff/prove",
    ],
    "end-sessions": [
        "GET /office/staff",
        "GET /office/staff/{id}",
        "POST /office/staff/{id}/sessions/{session}/end",
        "POST /office/staff/{id}/sign-out",
    ],
    "manage-staff": [
        "GET /office/staff/new",
        "POST /office/staff",
        "POST /office/staff/{id}",
        "POST /office/staff/{id}/disable",
        "POST /office/staff/{id}/invite",
    ],
    "manage-corners": [
        "GET /office/corners",
        "POST /office/corners",
        "POST /office/corners/{id}/key",
        "POST /office/corners/{id}/revoke",
    ],
    "metrics": [
        "GET /metrics",
    ],
    "export-cases": [
        "POST /office/cases/export",
    ],
    "find-cases": [
        "GET /office/cases",
        "POST /office/cases",
    ],
    "find-people": [
        "GET /office/people",
        "POST /office/people",
    ],
    "hold-data": [
        "GET /office/retention",
        "POST /office/holds",
        "POST /office/holds/{id}/lift",
    ],
    "audit": [
        "GET /office/evidence/{id}",
        "POST /office/draws",
        "POST /office/draws/{id}",
    ],
    "review-sessions": [
        "GET /office/cases/{id}/signature.svg",
        "GET /office/draws",
        "GET /office/sessions",
        "GET /office/sessions/{id}",
        "GET /office/sessions/{id}/recording/{seat}.webm",
    ],
    "unmask": [
        "POST /api/people/unmask",
    ],
    "assist": [
        "GET /zone/assists/{id}",
        "POST /zone/assists/{id}/alone",
        "POST /zone/assists/{id}/confirmed",
        "POST /zone/assists/{id}/refused",
        "POST /zone/assists/{id}/seen",
    ],
    "book-for-others": [
        "GET /zone/appointments/new",
        "GET /zone/appointments/{id}",
        "POST /zone/appointments/new",
    ],
    "route-turns": [
        "GET /zone/businesses",
        "GET /zone/tickets/{id}",
        "POST /zone/businesses/{skill}/close",
        "POST /zone/businesses/{skill}/open",
        "POST /zone/tickets/{id}/call",
        "POST /zone/tickets/{id}/move",
        "POST /zone/tickets/{id}/place",
    ],
    "see-zone": [
        "GET /zone",
        "GET /zone/appointments",
        "GET /zone/corners/{id}",
        "GET /zone/halls",
        "POST /hall/{zone}",
        "POST /zone/halls/{id}/end",
    ],
}
"""Each route by its door. Those of `open` ask for their caller themselves, or are for everybody."""
FOR_EITHER_HAND = {
    "GET /api/cases/{id}/materials/{material}/pages/{page}/{leaf}",
    "GET /api/cases/{id}/materials/{material}/picture",
    "GET /hall/{zone}",
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
    others = set(PINNED) - {"open", "corner", "metrics", "staff", "visit"}
    assert others <= {permission.value for permission in Permission}


def test_no_route_stands_twice() -> None:
    named = [(method, path) for method, path, _ in ROUTES]
    assert len(named) == len(set(named))


def test_what_asks_for_its_caller_itself_is_open() -> None:
    assert set(PINNED["open"]) >= FOR_EITHER_HAND
