"""Why somebody left before they were served: asked kindly, in one touch, after they left; nobody has to say."""

from datetime import timedelta
from enum import StrEnum

ASKED_FOR = timedelta(minutes=3)
"""So long after a visit the corner may say why it ended: then somebody else may sit there."""


class Why(StrEnum):
    """The reasons. Those that nobody tells are seen by the desk: what was withdrawn, and who did not come."""

    WAITED_TOO_LONG = "waited-too-long"
    DONE_ELSEWHERE = "done-elsewhere"
    MISSING_PAPERS = "missing-papers"
    LINE_PROBLEMS = "line-problems"
    OTHER = "other"
    CONSENT_WITHDRAWN = "consent-withdrawn"
    NO_SHOW = "no-show"
    NOT_TOLD = "not-told"


TOLD = (Why.WAITED_TOO_LONG, Why.DONE_ELSEWHERE, Why.MISSING_PAPERS, Why.LINE_PROBLEMS, Why.OTHER)
"""What an applicant is offered to say, in this order."""
