"""What the applicant's own screen shows from the ticket on: waiting, called, in session, signing, finished."""

from dataclasses import dataclass
from datetime import datetime

from desk.boards.parts import CaseView, MaterialLine, ReceiptLine, Wait


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """The one thing that is asked of the applicant now (template corner/stage.html, element id `stage`).

    `kind`: waiting · returning (the session broke; they are paired again first) · called (show Begin) · live · held ·
    missed · finished (receipt if any, then rating) · closed.
    `ahead`: turns before this one. `ready`: materials to have at hand. `still`: the material whose still is wanted now.
    `clerk_here`: whether the clerk's media leg is up. `masked_phone`: where the one-time code went.
    `signing`: "" | sign (draw the signature) | code (enter the one-time code) | done (confirmed).
    `rated`: 0 or the level 1–5 given.
    """

    kind: str
    visit_id: str
    language: str
    ticket_number: str
    item_title: str
    ahead: int
    wait: Wait | None
    ready: tuple[MaterialLine, ...]
    session_id: str
    window: str
    clerk_name: str
    clerk_here: bool
    began_at: datetime | None
    case: CaseView | None
    still: MaterialLine | None
    signing: str
    masked_phone: str
    receipt: ReceiptLine | None
    rated: int
    help_asked: bool
