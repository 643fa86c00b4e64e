"""What a refusal becomes on the wire: one status a branch of the error trees, and a code that chooses the words."""

from collections.abc import Mapping
from math import ceil

from desk.model import errors
from identity import errors as identity_errors


class TooSlow(errors.BadInput):
    """The request did not arrive whole within its time."""

    code = "too-slow"


class TooDeep(errors.BadInput):
    """JSON nested deeper than anything we ask for."""

    code = "too-deep"


class ForeignOrigin(errors.NotAllowed):
    """The request came from a page that is not ours."""

    code = "foreign-origin"


STATUSES: Mapping[type[Exception], int] = {
    errors.Missing: 404,
    errors.SignInNeeded: 401,
    errors.SignInFailed: 401,
    errors.SignInThrottled: 429,
    errors.NotAllowed: 403,
    errors.CodeTooSoon: 429,
    errors.Refused: 409,
    errors.TooLarge: 413,
    errors.WrongType: 415,
    TooSlow: 408,
    errors.BadInput: 422,
    errors.NoMediaNode: 503,
    errors.StoreUnavailable: 503,
    identity_errors.DocumentError: 422,
    identity_errors.PhoneError: 422,
    identity_errors.CodeError: 422,
    identity_errors.ThrottleError: 429,
    identity_errors.ProviderUnreachable: 502,
    identity_errors.ProviderUnfit: 502,
    identity_errors.FederationError: 403,
    identity_errors.IdentityConflict: 409,
}
"""The nearest ancestor's status is an error's status."""

REFUSALS = (errors.DeskError, identity_errors.IdentityError)
"""What a handler may raise on purpose. Anything else is our fault: 500."""


def status_of(error: Exception) -> int:
    """The status of a refusal: that of the nearest class in its line of descent."""
    return next((STATUSES[kind] for kind in type(error).__mro__ if kind in STATUSES), 500)


def code_of(error: Exception) -> str:
    """The stable code of a refusal; `error` for what is our fault. Assurance is refused by its reason."""
    if isinstance(error, errors.AssuranceUnmet):
        return error.reason
    return str(error.code) if isinstance(error, REFUSALS) else "error"


def details_of(error: Exception) -> dict[str, object]:
    """What a page needs beside the sentence, and is no secret."""
    match error:
        case errors.FieldChanged():
            return {"text": error.text, "rev": error.revision}
        case errors.LineTooWeak() | errors.Illegible():
            return {"trouble": error.trouble}
        case errors.FormIncomplete():
            return {"fields": list(error.fields)}
        case errors.NotReadBack():
            return {"facts": list(error.facts)}
        case errors.CodeTooSoon() | identity_errors.Throttled():
            return {"wait_s": ceil(error.wait.total_seconds())}
        case identity_errors.WrongCode():
            return {"tries_left": error.tries_left}
        case _:
            return {}
