"""Every error of this package, in one tree; none holds what was typed.

    IdentityError
    ├── DocumentError       UnknownKind · WrongShape · WrongCheckDigit
    ├── PhoneError          UnknownRegion · WrongNumber · NotMobile
    ├── CodeError           WrongCode · CodeExpired · CodeLocked · CodeUsed · CodeForAnother
    ├── ThrottleError       Throttled · Stopped
    ├── TotpError           WrongTotp · TotpUsed
    ├── VaultError          BadKeyRing · KeyMissing · NotOpened
    ├── IdentityConflict
    └── FederationError
        ├── SignInCancelled
        ├── SignInExpired
        ├── AssuranceTooLow
        ├── ProviderUnfit · ProviderRefused
        ├── ProviderUnreachable ── ProviderTimedOut
        └── ForgedAnswer    WrongState · WrongIssuer · WrongNonce · WrongAudience · BadSignature
            │               NotEncrypted · NotSigned · ClaimMissing · ClaimWrong
            └── ReplayedAnswer

Each attack on a sign-in has a class of its own below these, in `identity.federation.refusals`.
`code` is stable: pages and JSON problems choose their words by it. `detail` of a forged answer is for the log
alone. Messages are ours, in English, for the log; the web floor has the words for people.
"""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar


class IdentityError(Exception):
    """Root of the tree; `code` never changes once released."""

    code: ClassVar[str] = "identity"
    words: ClassVar[str] = "identity error"

    def __init__(self) -> None:
        super().__init__(self.words)


class DocumentError(IdentityError):
    """A document number that cannot be taken."""

    code = "document"


class UnknownKind(DocumentError):
    """No such kind of document."""

    code = "unknown-document-kind"
    words = "unknown kind of document"


class WrongShape(DocumentError):
    """Not written as numbers of this kind are; `kind` is the kind's tag, never the number."""

    code = "wrong-shape"
    words = "the number is not written as numbers of this kind are"

    def __init__(self, kind: str) -> None:
        super().__init__()
        self.kind = kind


class WrongCheckDigit(DocumentError):
    """Rightly written, but its check digit does not fit: most likely mistyped."""

    code = "wrong-check-digit"
    words = "the check digit does not fit the number"

    def __init__(self, kind: str) -> None:
        super().__init__()
        self.kind = kind


class PhoneError(IdentityError):
    """A telephone number that cannot be taken."""

    code = "phone"


class UnknownRegion(PhoneError):
    """The region is none of those served."""

    code = "unknown-phone-region"
    words = "unknown telephone region"


class WrongNumber(PhoneError):
    """No telephone number of the region asked for."""

    code = "wrong-phone-number"
    words = "not a telephone number of the region asked for"


class NotMobile(PhoneError):
    """A telephone number, but no mobile one: it cannot receive a code."""

    code = "not-mobile"
    words = "not a mobile number"


class CodeError(IdentityError):
    """A one-time code that is not accepted."""

    code = "code"


class WrongCode(CodeError):
    """Not the code; `tries_left` is at least 1."""

    code = "wrong-code"
    words = "not the code"

    def __init__(self, tries_left: int) -> None:
        super().__init__()
        self.tries_left = tries_left


class CodeExpired(CodeError):
    """The code is too old."""

    code = "code-expired"
    words = "the code is too old"


class CodeLocked(CodeError):
    """Too many wrong tries: a new code is needed."""

    code = "code-locked"
    words = "too many wrong codes"


class CodeUsed(CodeError):
    """The code was accepted once already."""

    code = "code-used"
    words = "the code was used already"


class CodeForAnother(CodeError):
    """The code was issued for another purpose or other content; no try is counted."""

    code = "code-for-another"
    words = "the code was issued for something else"


class ThrottleError(IdentityError):
    """Too many failures in a row: nothing is looked at for now."""

    code = "throttle"


class Throttled(ThrottleError):
    """Locked for a while yet; `wait` is how long."""

    code = "throttled"
    words = "too many failures in a row"

    def __init__(self, wait: timedelta) -> None:
        super().__init__()
        self.wait = wait


class Stopped(ThrottleError):
    """Locked until a person lifts it."""

    code = "throttle-stopped"
    words = "too many failures in a row: a person must lift this"


class TotpError(IdentityError):
    """An authenticator's code that is not accepted."""

    code = "totp"


class WrongTotp(TotpError):
    """Not the authenticator's code for now or a step beside it."""

    code = "wrong-totp"
    words = "not the authenticator's code"


class TotpUsed(TotpError):
    """The authenticator's code of this step, or a later one, was used already."""

    code = "totp-used"
    words = "the authenticator's code was used already"


class VaultError(IdentityError):
    """The vault cannot do what is asked."""

    code = "vault"


class BadKeyRing(VaultError):
    """The key ring cannot be read: no keys, wrong length, an identifier twice."""

    code = "bad-key-ring"
    words = "the key ring cannot be read"


class KeyMissing(VaultError):
    """The key this was sealed with is not on the ring."""

    code = "key-missing"
    words = "the key this was sealed with is not on the ring"


class NotOpened(VaultError):
    """Altered, cut, or moved from another row: it does not open here."""

    code = "not-opened"
    words = "the sealed value does not open here"


class IdentityConflict(IdentityError):
    """A recognition that would make two persons one, or one of two minds; `reason` is a tag of `identity.linking`."""

    code = "identity-conflict"
    words = "the recognition does not agree with what is known"

    def __init__(self, reason: str) -> None:
        super().__init__()
        self.reason = reason


class FederationError(IdentityError):
    """A sign-in at an identity provider that came to nothing."""

    code = "sign-in"


class SignInCancelled(FederationError):
    """The person said no at the provider."""

    code = "sign-in-cancelled"
    words = "the person cancelled at the provider"


class SignInExpired(FederationError):
    """The answer, or the token in it, came too late."""

    code = "sign-in-expired"
    words = "the sign-in took too long"


class AssuranceTooLow(FederationError):
    """The provider did not recognise the person as surely, or as lately, as was asked."""

    code = "assurance-too-low"
    words = "the provider did not vouch for what was asked"


class ProviderUnfit(FederationError):
    """The provider's own description lacks what our profile needs, or it is not the provider configured."""

    code = "provider-unfit"
    words = "the provider does not meet the profile"


class ProviderRefused(FederationError):
    """The provider refused our request; `reason` is its OAuth error code, cut to safe characters."""

    code = "provider-refused"
    words = "the provider refused the request"

    def __init__(self, reason: str = "") -> None:
        super().__init__()
        self.reason = "".join(c for c in reason if c.isascii() and (c.isalnum() or c in "_-"))[:60]


class ProviderUnreachable(FederationError):
    """The provider could not be reached, or answered that it cannot serve now."""

    code = "provider-unreachable"
    words = "the provider could not be reached"


class ProviderTimedOut(ProviderUnreachable):
    """The provider did not answer in time."""

    code = "provider-timed-out"
    words = "the provider did not answer in time"


class ForgedAnswer(FederationError):
    """Not the answer asked for, or not the provider's; `detail` names a claim or step, never a value."""

    code = "forged-answer"
    words = "the provider's answer does not hold"

    def __init__(self, detail: str = "") -> None:
        super().__init__()
        self.detail = detail


class WrongState(ForgedAnswer):
    """`state` is not the one this sign-in was begun with."""


class WrongIssuer(ForgedAnswer):
    """The answer or the token names another issuer (mix-up, RFC 9207)."""


class WrongNonce(ForgedAnswer):
    """The token was made for another sign-in."""


class WrongAudience(ForgedAnswer):
    """The token is for another party, or not for us alone."""


class BadSignature(ForgedAnswer):
    """The token is not signed by the provider's key with the algorithm agreed."""


class NotEncrypted(ForgedAnswer):
    """The token is not encrypted to our key as agreed."""


class NotSigned(ForgedAnswer):
    """The token claims `alg: none`, or another kind of signature than agreed."""


class ClaimMissing(ForgedAnswer):
    """A claim that must be there is not; `detail` is its name."""


class ClaimWrong(ForgedAnswer):
    """A claim is there in another shape or with an impossible value; `detail` is its name."""


class ReplayedAnswer(ForgedAnswer):
    """The provider does not know the answer's code any more: it was used before, or was never given."""

    code = "replayed-answer"
    words = "the provider's answer was used before"
