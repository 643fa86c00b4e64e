"""Facts of the desk, in the past tense, each with a dotted tag; they leave only through a commit.

An event names things by id and holds numbers and codes, never a name, a document number, a phone number,
a one-time code or a text that a person wrote.
"""

from dataclasses import dataclass, field
from enum import StrEnum


class Tag(StrEnum):
    """Every kind of fact, on one sorted page."""

    ASSIST_ALONE = "assist.alone"
    ASSIST_ASKED = "assist.asked"
    ASSIST_CONFIRMED = "assist.confirmed"
    ASSIST_OVER = "assist.over"
    ASSIST_REFUSED = "assist.refused"
    ASSIST_SEEN = "assist.seen"
    ASSURANCE_ASKED = "assurance.asked"
    ASSURANCE_MET = "assurance.met"
    ASSURANCE_REFUSED = "assurance.refused"
    ASSURANCE_SOUGHT = "assurance.sought"
    CASE_CONFIRMED = "case.confirmed"
    CASE_FIELD_WRITTEN = "case.field-written"
    CASE_OPENED = "case.opened"
    CASE_REVISED = "case.revised"
    CASE_SIGNATURE_ASKED = "case.signature-asked"
    CASE_SIGNED = "case.signed"
    CASE_SUBMITTED = "case.submitted"
    CASE_WITHDRAWN = "case.withdrawn"
    CODE_ISSUED = "code.issued"
    CODE_REFUSED = "code.refused"
    CODE_USED = "code.used"
    CONSENT_GIVEN = "consent.given"
    CONSENT_WITHDRAWN = "consent.withdrawn"
    CORNER_ENROLLED = "corner.enrolled"
    CORNER_HELP_ASKED = "corner.help-asked"
    CORNER_HELP_GIVEN = "corner.help-given"
    LINE_TESTED = "line.tested"
    LINE_TEST_BEGUN = "line.test-begun"
    LINE_TEST_DROPPED = "line.test-dropped"
    MATERIAL_ASKED = "material.asked"
    MATERIAL_KEPT = "material.kept"
    PRESENCE_CAME = "presence.came"
    PRESENCE_WENT = "presence.went"
    RATING_GIVEN = "rating.given"
    RECEIPT_ISSUED = "receipt.issued"
    RECORDING_FAILED = "recording.failed"
    RECORDING_KEPT = "recording.kept"
    RECORDING_RESUMED = "recording.resumed"
    ROOM_PLACED = "room.placed"
    SESSION_ANSWERED = "session.answered"
    SESSION_BROKE = "session.broke"
    SESSION_ENDED = "session.ended"
    SESSION_HELD = "session.held"
    SESSION_LEG_CHANGED = "session.leg-changed"
    SESSION_RESUMED = "session.resumed"
    SESSION_RUNG = "session.rung"
    STAFF_SIGNED_IN = "staff.signed-in"
    STAFF_SIGNED_OUT = "staff.signed-out"
    STAFF_SIGN_IN_FAILED = "staff.sign-in-failed"
    TICKET_MOVED = "ticket.moved"
    TICKET_TAKEN = "ticket.taken"
    TRACK_OPENED = "track.opened"
    VISIT_BEGAN = "visit.began"
    VISIT_CLOSED = "visit.closed"
    VISIT_CONSENTED = "visit.consented"
    VISIT_DOCUMENTED = "visit.documented"
    VISIT_PHONE_CONFIRMED = "visit.phone-confirmed"
    VISIT_RECOGNISED = "visit.recognised"


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One fact. `subject` is the id of what it is about; `actor` is `corner:…`, `staff:…`, `visit:…` or `desk`."""

    tag: Tag
    subject: str
    actor: str
    zone_id: str = ""
    visit_id: str = ""
    case_id: str = ""
    data: dict[str, str | int] = field(default_factory=dict)
