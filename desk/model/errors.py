"""What the desk refuses, as one tree; the words a person reads are chosen by `code` in templates/problems.html.

    DeskError
    ├── Refused            the request cannot be done as it stands (409)
    │   ├── IllegalMove    a state machine has no such move
    │   ├── Stale          somebody else changed the thing first
    │   └── …
    ├── Missing            there is no such thing, or not for you (404)
    ├── NotAllowed         known, but may not (403)
    ├── BadInput           what was sent is malformed (422)
    └── NoMediaNode, StoreUnavailable   what we need is away for the moment (503)

No error ever holds personal data: not in its fields, not in its string.
"""

from datetime import datetime, timedelta
from typing import ClassVar


class DeskError(Exception):
    """Base of all; `code` is stable and names the sentence shown to the person."""

    code: ClassVar[str] = "error"


class Refused(DeskError):
    """The request is understood and cannot be done as things stand."""

    code = "refused"


class IllegalMove(Refused):
    """A state machine has no such move from where it stands."""

    code = "illegal-move"

    def __init__(self, *, thing: str, state: str, move: str) -> None:
        super().__init__(f"{thing}: no move {move!r} from {state!r}")
        self.thing, self.state, self.move = thing, state, move


class Stale(Refused):
    """The thing was changed by somebody else between reading and writing."""

    code = "stale"


class FieldChanged(Stale):
    """A form field was written by another hand; `text` is what stands there now."""

    code = "field-changed"

    def __init__(self, *, text: str, revision: int) -> None:
        super().__init__("field changed")
        self.text, self.revision = text, revision


class NobodyWaiting(Refused):
    """There is no ticket this clerk may call."""

    code = "nobody-waiting"


class AlreadyInSession(Refused):
    """The clerk already has a session that is not ended."""

    code = "already-in-session"


class BusinessClosed(Refused):
    """The zone takes no new turns for this business now; `why` it is closed."""

    code = "business-closed"

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class AppointmentClosed(Refused):
    """The business is closed now, `why` and perhaps `until` when; the appointment stands as it did."""

    code = "appointment-closed"

    def __init__(self, why: str, until: datetime | None) -> None:
        super().__init__(why)
        self.why, self.until = why, until


class DayFull(Refused):
    """The clerk took as many turns today as they are to take in a day."""

    code = "day-full"


class OfferOver(Refused):
    """The turn is not offered to this clerk, or not any more."""

    code = "offer-over"


class NobodyServes(Refused):
    """No window serves what the turn was to be sent to, or whom a question was to go to."""

    code = "nobody-serves"


class NobodyThere(Refused):
    """Somebody serves it, but nobody is open, or free to be asked, at the moment."""

    code = "nobody-there"


class OwnLine(Refused):
    """The clerk serves that line: the turn would come back to them."""

    code = "own-line"


class SeatTaken(Refused):
    """Somebody has this place in the meeting already, or is asked to take it."""

    code = "seat-taken"


class SlotFull(Refused):
    """Every place of this slot is taken."""

    code = "slot-full"


class SlotGone(Refused):
    """There is no such slot to book: too soon, too far ahead, or the hours changed."""

    code = "slot-gone"


class AlreadyBooked(Refused):
    """The applicant has an appointment for this item already."""

    code = "already-booked"


class AlreadyExpected(Refused):
    """The applicant whom staff want to book for has an appointment for this item already."""

    code = "already-expected"


class CornerTaken(Refused):
    """Another browser already serves this corner."""

    code = "corner-taken"


class CornerKnown(Refused):
    """Another corner has this code."""

    code = "corner-known"


class CornerInUse(Refused):
    """Somebody sits at this corner: no other turn is taken up here."""

    code = "corner-in-use"


class SlipNeeded(Refused):
    """The applicant has no slip yet with which to take the turn up again."""

    code = "slip-needed"


class TurnOver(Refused):
    """The turn was served, given up, or has lapsed."""

    code = "turn-over"


class NotReadBack(Refused):
    """Key facts have not been confirmed by the applicant as they stand; `facts` names them by their keys."""

    code = "not-read-back"

    def __init__(self, facts: tuple[str, ...]) -> None:
        super().__init__(f"not confirmed: {', '.join(facts)}")
        self.facts = facts


class NotReady(Refused):
    """A step that must come first has not been done."""

    code = "not-ready"


class LineTooWeak(Refused):
    """The applicant's line is not enough for what the item asks of it; `trouble` says what it lacks."""

    code = "line-too-weak"

    def __init__(self, trouble: str) -> None:
        super().__init__(trouble)
        self.trouble = trouble


class NoVisit(NotReady):
    """No visit is open at this corner: it has not begun, or it was closed."""


class FormIncomplete(Refused):
    """Required fields or materials are missing; `fields` names them by their codes."""

    code = "form-incomplete"

    def __init__(self, fields: tuple[str, ...]) -> None:
        super().__init__(f"missing: {', '.join(fields)}")
        self.fields = fields


class RecordingImpossible(Refused):
    """The item must be recorded, and nothing can be recorded now."""

    code = "recording-impossible"


class WritingUnrecorded(Refused):
    """The item must be recorded in picture or sound, so the meeting does not go on in writing alone."""

    code = "writing-unrecorded"


class CodeTooSoon(Refused):
    """A code went to this number for the same thing a moment ago; `wait` is how long until the next may."""

    code = "code-too-soon"

    def __init__(self, wait: timedelta) -> None:
        super().__init__("too soon")
        self.wait = wait


class TooManyCodes(CodeTooSoon):
    """Too many codes were asked for to this number, at this device, or from this address."""

    code = "too-many-codes"


class ReportSeen(Refused):
    """A gateway's report with this id was taken before."""

    code = "report-seen"


class ConsentNeeded(Refused):
    """Nothing of this kind is accepted before the consent receipt exists."""

    code = "consent-needed"


class AssuranceUnmet(Refused):
    """The applicant was not recognised as surely, or as lately, as the item demands; `reason` says which, as a code."""

    code = "assurance-unmet"

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class AnotherPerson(Refused):
    """Somebody signed in who is not the applicant of this visit."""

    code = "another-person"


class AssistExpired(Refused):
    """Nobody at the corner waits any more for a document to be looked at."""

    code = "assist-expired"


class AssistMismatch(Refused):
    """The second person read another number on the document than the first."""

    code = "assist-mismatch"


class StillNeeded(Refused):
    """The clerk confirms by a still of the identity document, and none was taken since the applicant was recognised."""

    code = "still-needed"


class SamePerson(Refused):
    """Two different persons have to look at a document, and this is the first one again."""

    code = "same-person"


class DocumentMismatch(Refused):
    """The document number typed is not the one the identity provider vouches for."""

    code = "document-mismatch"


class DocumentNotAccepted(Refused):
    """The item does not accept this kind of document."""

    code = "document-not-accepted"


class ChangedSinceShown(Refused):
    """What the person was shown is not what stands there now: they have to look again."""

    code = "changed-since-shown"


class ChangedSinceSigned(Refused):
    """The record changed after it was signed, so it must be signed again."""

    code = "changed-since-signed"


class AccountNotBound(Refused):
    """A mainland account that is bound to nobody signs nobody in."""

    code = "account-not-bound"


class AlreadyBound(Refused):
    """Another mainland account is bound: one at a time."""

    code = "already-bound"


class LoginTaken(Refused):
    """Another account has this login."""

    code = "login-taken"


class OwnAccount(Refused):
    """Nobody disables, resets or demotes themselves."""

    code = "own-account"


class LastAdministrator(Refused):
    """Somebody has to be left who can manage accounts."""

    code = "last-administrator"


class Missing(DeskError):
    """There is no such thing, or not for you."""

    code = "missing"


class ReceiptUnknown(Missing):
    """No receipt has this number."""

    code = "receipt-unknown"


class AppointmentUnknown(Missing):
    """No appointment of this number, or of this person, is awaited here today."""

    code = "appointment-unknown"


class SlipUnknown(Missing):
    """No slip has these letters."""

    code = "slip-unknown"


class NotAllowed(DeskError):
    """You are known, and may not do this."""

    code = "not-allowed"


class SignInNeeded(NotAllowed):
    """The staff session is missing or over."""

    code = "sign-in-needed"


class SignInFailed(NotAllowed):
    """Login, password or code is wrong: never told which."""

    code = "sign-in-failed"


class SignInThrottled(NotAllowed):
    """Too many failed sign-ins: wait."""

    code = "sign-in-throttled"


class ProofNeeded(NotAllowed):
    """A dangerous act: the authenticator must be shown anew."""

    code = "proof-needed"


class InvitationUnknown(NotAllowed):
    """The invitation was used, is over, or never was."""

    code = "invitation-unknown"


class ReportForged(NotAllowed):
    """A gateway's report is not signed as agreed."""

    code = "report-forged"


class ReportTooOld(NotAllowed):
    """A gateway's report is signed rightly, and too old, or not of now."""

    code = "report-too-old"


class CornerUnknown(NotAllowed):
    """The browser is not a registered corner."""

    code = "corner-unknown"


class MovedToAnotherBrowser(NotAllowed):
    """Another browser took this corner over."""

    code = "corner-moved"


class RatingStands(Refused):
    """The visit was rated, and too long ago for the rating to be changed."""

    code = "rating-stands"


class SearchTooShort(Refused):
    """A part of a name is looked for by two characters at least."""

    code = "search-too-short"


class BadInput(DeskError):
    """What was sent is malformed."""

    code = "bad-input"


class TooLarge(BadInput):
    """What was sent is larger than is accepted."""

    code = "too-large"


class WrongType(BadInput):
    """The file is not of a kind that is accepted."""

    code = "wrong-type"


class BrokenImage(BadInput):
    """The picture cannot be decoded whole."""

    code = "broken-image"


class PaperRefused(BadInput):
    """A file holds what is never taken in: it is locked, runs scripts, or carries other files; `why` says which."""

    code = "paper-refused"

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class TooManyPages(BadInput):
    """A material has more pages than are accepted."""

    code = "too-many-pages"


class Illegible(BadInput):
    """A page cannot be read well; `trouble` says why, and it may be sent all the same."""

    code = "illegible"

    def __init__(self, trouble: str) -> None:
        super().__init__(trouble)
        self.trouble = trouble


class TextTooLong(BadInput):
    """A text is longer than its field holds."""

    code = "text-too-long"


class TextTooShort(BadInput):
    """A text is shorter than its field asks for."""

    code = "text-too-short"


class NotAChoice(BadInput):
    """A value is not one of those offered."""

    code = "not-a-choice"


class SignatureEmpty(BadInput):
    """The signature has too few strokes to be one."""

    code = "signature-empty"


class StatementsNotAgreed(BadInput):
    """Not every statement of the notice was agreed to."""

    code = "statements-not-agreed"


class AccountUnsound(BadInput):
    """An account of this role needs a zone, or a window and a spoken language, or another has none."""

    code = "account-unsound"


class PasswordTooShort(BadInput):
    """The password is shorter than is accepted."""

    code = "password-too-short"


class PasswordTooCommon(BadInput):
    """The password is among those that are tried first."""

    code = "password-too-common"


class PasswordTooNear(BadInput):
    """The password is hardly more than its owner's login or name."""

    code = "password-too-near"


class PasswordsDiffer(BadInput):
    """The password was typed in two ways."""

    code = "passwords-differ"


class NotEverythingSeen(BadInput):
    """Something that has to be seen on a document was not ticked."""

    code = "not-everything-seen"


class NoMediaNode(DeskError):
    """No media node can take this person's picture and sound now."""

    code = "no-media-node"


class StoreUnavailable(DeskError):
    """The store did not answer in time (503)."""

    code = "store-unavailable"
