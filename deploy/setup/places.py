"""Where set-up reads from and lays things out, all relative to the checkout."""

import pathlib
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """The folders of one checkout."""

    root: pathlib.Path

    @property
    def venv(self) -> pathlib.Path:
        return self.root / ".venv"

    @property
    def node_modules(self) -> pathlib.Path:
        return self.root / "node_modules"

    @property
    def vendor(self) -> pathlib.Path:
        """What browsers are sent of others' work."""
        return self.root / "templates" / "static" / "vendor"

    @property
    def print_fonts(self) -> pathlib.Path:
        """TrueType fonts that papers are drawn with; the default of DESK_FONT_DIR."""
        return self.root / ".tools" / "fonts"

    @property
    def node_link(self) -> pathlib.Path:
        """The Node that everything of ours starts."""
        return self.root / ".tools" / "bin" / "node"
