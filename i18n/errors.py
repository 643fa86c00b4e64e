"""What can go wrong with languages and catalogues.

I18nError
├── UnknownLanguage     a tag that is not in the list of languages
├── BrokenCatalogue     a catalogue file that is absent or cannot be read
└── BrokenSource        a template or module whose messages cannot be extracted
"""

from __future__ import annotations


class I18nError(Exception):
    """Anything this package refuses."""


class UnknownLanguage(I18nError):
    """The tag is none of ours; its text is not repeated, for it may come from outside."""

    def __init__(self) -> None:
        super().__init__("this is not one of the service's languages")


class BrokenCatalogue(I18nError):
    """A catalogue is absent or cannot be read."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"the catalogue {name} cannot be used: {reason}")
        self.name = name


class BrokenSource(I18nError):
    """A file holds a message that cannot be extracted."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"the messages of {name} cannot be extracted: {reason}")
        self.name = name
