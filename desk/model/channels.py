"""By what a meeting goes: picture and sound, sound alone, or writing. Either side may step down, and up again.

The turn, the case and the session stay what they are: only what the two send each other changes.
"""

from enum import StrEnum

from desk.model import moves


class Channel(StrEnum):
    """What the two have of each other."""

    VIDEO = "video"
    AUDIO = "audio"
    TEXT = "text"


class Move(StrEnum):
    """What one of the two asks for."""

    SEE = "see"
    HEAR = "hear"
    WRITE = "write"


class Why(StrEnum):
    """Why: somebody asked, or their device has neither camera nor microphone."""

    ASKED = "asked"
    NO_DEVICES = "no-devices"


LEADS = {Move.SEE: Channel.VIDEO, Move.HEAR: Channel.AUDIO, Move.WRITE: Channel.TEXT}
MOVES: dict[tuple[Channel, Move], Channel] = {
    (channel, move): to for channel in Channel for move, to in LEADS.items() if to is not channel
}


def step(channel: Channel, move: Move) -> Channel:
    """The channel after the move. Raises IllegalMove for the one that they are on already."""
    return moves.step("channel", MOVES, channel, move)
