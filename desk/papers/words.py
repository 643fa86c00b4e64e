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


def assisted(_: Callable[[str], str], *, by_two: bool) -> str:
    """How somebody was identified whom staff recognised."""
    if by_two:
        return _("Assisted identification: document shown to two members of staff")
    return _("Assisted identification: document shown to one member of staff")


def on_document(_: Callable[[str], str]) -> str:
    """Where a name stands that staff read."""
    return _("document shown to staff")


def recording(_: Callable[[str], str]) -> str:
    """The sentence that says the meeting was recorded."""
    return _("Picture and sound of the meeting were recorded with your consent, and are kept with the case.")
