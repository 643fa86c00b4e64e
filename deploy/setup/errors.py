"""What can go wrong while a machine is prepared, each said in one sentence to the person at the keyboard."""


class SetupError(Exception):
    """Set-up cannot go on; the message says what happened and what to do."""
