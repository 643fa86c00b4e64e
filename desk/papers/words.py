"""The words printed on papers, as message ids: the one Python module whose `_("…")` calls go to the catalogues."""

from collections.abc import Callable


def receipt(_: Callable[[str], str]) -> dict[str, str]:
    """Labels of a receipt by key, translated by `_` (the gettext of the paper's language)."""
    return {
        "service": _("Remote handling desk"),
        "title": _("Receipt"),
        "statement": _("The application below was handled over video and has been recorded."),
        "number": _("Receipt number"),
        "item": _("Item"),
        "names": _("Name, as on each document"),
        "document": _("Identity document"),
        "submitted": _("Submitted"),
        "facts": _("What was recorded"),
        "original": _("As written"),
        "materials": _("Materials received"),
        "none": _("No materials were received."),
        "together": _("Handled in the same visit"),
        "check": _("Is this receipt genuine?"),
        "check_how": _("Scan the code, or open this address:"),
        "sealed": _("The file bears an electronic seal. The same page checks the file."),
        "track": _("Where does my case stand?"),
        "track_how": _("Open this address with the receipt number:"),
        "fingerprint": _("Fingerprint of the signed content (SHA-256)"),
        "seal": _("Received"),
        "qr": _("QR code with the address at which this receipt is checked"),
        "demonstration": _("Demonstration: this paper has no legal effect."),
    }


def part(_: Callable[[str], str], state: str, reason: str) -> str:
    """How far another item of the same visit was when the receipt was issued; `reason` of one that failed."""
    failed = {
        "papers-lacking": _("Papers are missing"),
        "refused": _("Not possible"),
        "withdrawn": _("Given up"),
    }
    told = {
        "done": _("Submitted"),
        "skipped": _("Not needed"),
        "blocked": _("Cannot begin yet"),
        "failed": failed.get(reason, _("Not finished this time")),
    }
    return told.get(state, _("Not submitted yet"))


def assisted(_: Callable[[str], str], *, by_two: bool) -> str:
    """How somebody was identified whom staff recognised."""
    if by_two:
        return _("Assisted identification: document shown to two members of staff")
    return _("Assisted identification: document shown to one member of staff")


def on_document(_: Callable[[str], str]) -> str:
    """Where a name stands that staff read."""
    return _("document shown to staff")


def statement(_: Callable[[str], str], *, declared: bool, by_applicant: bool) -> str:
    """Whose words a statement is."""
    if declared:
        return _("Declared by the applicant")
    return _("Said by the applicant, taken down by the clerk") if by_applicant else _("Stated by the clerk")


def recording(_: Callable[[str], str]) -> str:
    """The sentence that says the meeting was recorded."""
    return _("Picture and sound of the meeting were recorded with your consent, and are kept with the case.")


def letter(_: Callable[[str], str], kind: str) -> dict[str, str]:
    """Labels of a letter by key; `kind` is a key of its titles."""
    titles = {
        "accept": _("Notice of acceptance"),
        "ask-more": _("Notice of what is still needed"),
        "not-accept": _("Decision not to accept"),
        "refuse": _("Decision to refuse"),
        "finish": _("Result"),
    }
    statements = {
        "accept": _("The application below was accepted. It is decided on within the promised time."),
        "ask-more": _("The application below can go on as soon as you have given what is named here."),
        "not-accept": _("The application below is not accepted, for the reason named here."),
        "refuse": _("The application below is refused, for the reason named here."),
        "finish": _("The application below was handled, with the result named here."),
    }
    said = {"ask-more": _("What we need from you"), "finish": _("Result of the case")}
    return {
        "service": _("Remote handling desk"),
        "title": titles[kind],
        "statement": statements[kind],
        "number": _("Case number"),
        "receipt": _("Receipt number"),
        "item": _("Item"),
        "department": _("Department"),
        "names": _("Name, as on each document"),
        "decided": _("Decided"),
        "reason": _("Reason"),
        "said": said.get(kind, _("In the department's words")),
        "due": _("By when"),
        "remedy": _("If you do not agree"),
        "check": _("Is this letter genuine?"),
        "check_how": _("It bears an electronic seal. Choose the file at this address:"),
        "track": _("Where does my case stand?"),
        "track_how": _("Open this address with the receipt number:"),
        "seal": _("Decided"),
        "qr": _("QR code with the address at which this letter is checked"),
        "demonstration": _("Demonstration: this paper has no legal effect."),
    }


def reason(_: Callable[[str], str], reason: str) -> str:
    """The sentence of a reason for which something is refused; empty for none."""
    return {
        "not-needed": _("No permission is needed for this under the law."),
        "not-competent": _("This department is not competent for it; please turn to the one that is."),
        "not-entitled": _("The applicant is not among those who may apply."),
        "conditions-unmet": _("The conditions that the law sets are not met."),
        "not-completed": _("What was asked for was not given within the time set."),
        "materials-unsound": _("Materials are untrue, contradict each other, or cannot be verified."),
    }.get(reason, "")


def due(_: Callable[[str], str], day: str) -> str:
    """Until when something is to be given."""
    return _("Please give it by %(day)s. Until you do, the promised time does not run.") % {"day": day}


def remedy(_: Callable[[str], str], days: int, months: int) -> str:
    """What is open against a refusal."""
    told = _(
        "You may ask for administrative reconsideration within %(days)s days, or bring an administrative action before "
        "a people's court within %(months)s months, counted from the day on which you learnt of this decision."
    )
    return told % {"days": days, "months": months}
