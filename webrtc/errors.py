"""What can go wrong in the media plane.

MediaError
├── Malformed             a packet that is not RTP, RTCP, VP8 or H.264 by its standard (never leaves the media loop)
├── BadOffer              an SDP offer that we cannot read, or cannot serve
├── NodeFull              as many legs as the settings allow
│   └── NodeDraining      it is about to stop
├── PartyGone             the party was shown out
├── UnknownLeg            no such leg, or no longer
├── UnknownBridge         no such bridge, or closed
├── UnknownSeat           a seat the table of who hears whom does not know
├── IllegalMove           a move that the state does not allow
├── ConsentMissing        media was asked for without a consent receipt, or with one that was withdrawn
├── ConsentUnknown        whoever keeps the receipts cannot be asked
├── TokenError
│   ├── BadToken          not ours, or altered
│   └── ExpiredToken      ours, but too late
├── StillFailed           no picture could be taken from the stream
├── StorageLow            the disk has less room than a recording asks for (an OSError)
└── PlaybackError         recordings that cannot be joined or read
"""


class MediaError(Exception):
    """The root of every error that this package raises on purpose."""


class Malformed(MediaError, ValueError):
    """Bytes that do not keep to their standard; the packet is counted and dropped."""


class BadOffer(MediaError):
    """The offer cannot be answered; the text says which rule it breaks, and quotes none of it."""


class NodeFull(MediaError):
    """The node carries as many legs as it may."""


class NodeDraining(NodeFull):
    """The node is about to stop and takes no new legs."""


class PartyGone(MediaError):
    """The party was shown out: what it came for is over, however young its token is."""


class UnknownLeg(MediaError):
    """The leg does not exist, or has ended."""


class UnknownBridge(MediaError):
    """The bridge does not exist, or was closed."""


class UnknownSeat(MediaError):
    """The seat is not in the table of roles."""


class IllegalMove(MediaError):
    """A state machine was asked for a move that its state does not allow."""


class ConsentMissing(MediaError):
    """No media may be forwarded or written without a consent receipt."""


class ConsentUnknown(MediaError):
    """Nobody can say now whether the receipt stands: then no leg is opened."""


class TokenError(MediaError):
    """The bearer token does not open this door."""


class BadToken(TokenError):
    """The token was not signed by us, or was altered, or cannot be read."""


class ExpiredToken(TokenError):
    """The token was ours, and its time is over."""


class StillFailed(MediaError):
    """No whole key frame came in time, or it could not be decoded."""


class StorageLow(MediaError, OSError):
    """The disk has less room than a recording asks for."""


class PlaybackError(MediaError):
    """The recording cannot be read, or holds nothing of the participant."""
