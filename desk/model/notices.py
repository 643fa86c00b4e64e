"""A consent notice: what the law of the applicant's jurisdiction wants told, versioned, in every language.

There is one notice for each purpose: what is asked for apart is agreed to apart, and may be withdrawn apart.
"""

from dataclasses import dataclass
from enum import StrEnum

from desk.model.items import Words

TICKED = "☑ "
"""Before each statement that was agreed to, in the text a receipt keeps."""


class Purpose(StrEnum):
    """What a consent is for."""

    VISIT = "visit"
    """To be handled over video at all: the base notice, without which nothing else begins."""
    MUTUAL_RECOGNITION = "mutual-recognition"
    """To bind the applicant's identity here to the one they have on the mainland."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One part of a notice, such as who receives the data."""

    key: str
    heading: Words
    text: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A notice as it was shown in one language. `sections`: (heading, text); `statements`: those agreed to."""

    title: str
    sections: tuple[tuple[str, str], ...]
    statements: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One version of one notice. `statements` are agreed to one by one: (key, text in every language)."""

    id: str
    version: int
    purpose: Purpose
    jurisdiction: str
    title: Words
    sections: tuple[Section, ...]
    statements: tuple[tuple[str, Words], ...]

    @property
    def keys(self) -> tuple[str, ...]:
        """The statements by their keys, in the order shown."""
        return tuple(key for key, _ in self.statements)

    def as_shown(self, language: str) -> str:
        """The whole notice as plain text in one language: what the consent receipt keeps."""
        parts = [self.title[language]]
        parts += [f"{section.heading[language]}\n{section.text[language]}" for section in self.sections]
        parts += [f"{TICKED}{text[language]}" for _, text in self.statements]
        return "\n\n".join(parts)


def read(text: str) -> Shown:
    """The parts of a text that `as_shown` made; whatever it holds, nothing of it is lost."""
    title, *parts = text.split("\n\n")
    told = [part for part in parts if not part.startswith(TICKED)]
    return Shown(
        title=title,
        sections=tuple((heading, rest) for heading, _, rest in (part.partition("\n") for part in told)),
        statements=tuple(part.removeprefix(TICKED) for part in parts if part.startswith(TICKED)),
    )
