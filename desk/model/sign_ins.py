"""What a sign-in at a provider is for; each visit has at most one under way."""

from enum import StrEnum


class Purpose(StrEnum):
    """What becomes of the provider's answer."""

    BIND = "bind"
    RECOGNISE = "recognise"
    STEP_UP = "step-up"
