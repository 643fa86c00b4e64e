"""Why an answer was not believed, one class a cause: the log tells attacks apart, the page never does.

Every class is a kind of one in `identity.errors` and shares its code, so that nobody learns from what is shown
which check failed.

    WrongState
    WrongIssuer         MixedUp (response) · TokenOfAnother (token) · BegunElsewhere (sign-in)
    WrongNonce
    WrongAudience       SharedAudience · WrongParty
    BadSignature        UnknownKey · KeyBroughtAlong · UnsignedAnswer
    NotSigned           WrongAlgorithm · NestedTwice
    NotEncrypted        WrongEncryption · NotForUs
    ClaimMissing        ExpiryMissing · IssueTimeMissing · EssentialMissing
    ClaimWrong          SubjectSwapped · FromTheFuture
    ReplayedAnswer      ReplayedToken · WrongEcho · StaleAnswer
    SignInExpired       TokenExpired
    AssuranceTooLow     LevelMissing · LevelUnknown · SignedInBefore · ProofedLongAgo
"""

from __future__ import annotations

from datetime import datetime, timedelta

from identity.errors import (
    AssuranceTooLow,
    BadSignature,
    ClaimMissing,
    ClaimWrong,
    NotEncrypted,
    NotSigned,
    ReplayedAnswer,
    SignInExpired,
    WrongAudience,
    WrongIssuer,
)


class MixedUp(WrongIssuer):
    """The response names another issuer than the one the person was sent to, or none (RFC 9207)."""


class TokenOfAnother(WrongIssuer):
    """The token inside is another issuer's."""


class BegunElsewhere(WrongIssuer):
    """The sign-in was begun at another provider."""


class SharedAudience(WrongAudience):
    """The token is for us and for others."""


class WrongParty(WrongAudience):
    """The token was issued to another party (`azp`)."""


class UnknownKey(BadSignature):
    """The provider publishes no such key."""


class KeyBroughtAlong(BadSignature):
    """The token brings the key to verify it with, or says where to fetch one."""


class UnsignedAnswer(BadSignature):
    """The answer is not signed with the secret we share with the provider."""


class WrongAlgorithm(NotSigned):
    """The token is signed, with another algorithm than agreed."""


class NestedTwice(NotSigned):
    """Within the encrypted token there is another encrypted one."""


class WrongEncryption(NotEncrypted):
    """The token is encrypted or compressed in another way than agreed."""


class NotForUs(NotEncrypted):
    """Encrypted as agreed, but it does not open with our key: altered, or for another."""


class ExpiryMissing(ClaimMissing):
    """The token would never expire."""


class IssueTimeMissing(ClaimMissing):
    """The token does not say when it was issued."""


class EssentialMissing(ClaimMissing):
    """What was asked for as essential is not there."""


class SubjectSwapped(ClaimWrong):
    """What is told of a person is of another than the one signed in."""


class FromTheFuture(ClaimWrong):
    """A time that has not come yet."""


class ReplayedToken(ReplayedAnswer):
    """The token was issued before this sign-in was begun."""


class WrongEcho(ReplayedAnswer):
    """The answer is not to the request we sent: it repeats another word than ours."""


class StaleAnswer(ReplayedAnswer):
    """The answer was signed longer ago than our clocks can differ."""


class TokenExpired(SignInExpired):
    """The token's own time is over."""


class LevelMissing(AssuranceTooLow):
    """The provider does not say how the person was recognised."""


class LevelUnknown(AssuranceTooLow):
    """The provider's word for how the person was recognised was not agreed."""


class SignedInBefore(AssuranceTooLow):
    """The person signed in before this sign-in was begun: perhaps another who stood here."""


class ProofedLongAgo(AssuranceTooLow):
    """The provider saw the person's papers longer ago than agreed, or does not say when."""


def proofed_lately(seen: datetime | None, within: timedelta | None, now: datetime) -> None:
    """`within` None: any time will do. Raises ProofedLongAgo."""
    if within is not None and (seen is None or now - seen > within):
        raise ProofedLongAgo
