"""A consent notice: what the law of the applicant's jurisdiction wants told, versioned, in every language."""

from dataclasses import dataclass

from desk.model.items import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One part of a notice, such as who receives the data."""

    key: str
    heading: Words
    text: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One version of one notice. `statements` are agreed to one by one: (key, text in every language)."""

    id: str
    version: int
    jurisdiction: str
    title: Words
    sections: tuple[Section, ...]
    statements: tuple[tuple[str, Words], ...]

    def as_shown(self, language: str) -> str:
        """The whole notice as plain text in one language: what the consent receipt keeps."""
        parts = [self.title[language]]
        parts += [f"{section.heading[language]}\n{section.text[language]}" for section in self.sections]
        parts += [f"☑ {text[language]}" for _, text in self.statements]
        return "\n\n".join(parts)
