"""Lays out the TrueType fonts of papers: HKSCS and Big5 from one face, GB 2312 from the other."""

import pathlib
import shutil

from deploy.setup import errors, stamps
from deploy.setup.places import Places

FILES = (
    "noto-sans-hk/400Regular/NotoSansHK_400Regular.ttf",
    "noto-sans-hk/700Bold/NotoSansHK_700Bold.ttf",
    "noto-sans-hk/LICENSE_FONT",
    "noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf",
    "noto-sans-sc/700Bold/NotoSansSC_700Bold.ttf",
)


def lay_out(places: Places) -> None:
    """Copy the fonts, unless their stamp stands. Raises SetupError."""
    expected = stamps.digest([places.root / "package-lock.json", pathlib.Path(__file__)])
    if stamps.stands(places.print_fonts / ".stamp", expected):
        return
    places.print_fonts.mkdir(parents=True, exist_ok=True)
    for name in FILES:
        source = places.node_modules / "@expo-google-fonts" / name
        if not source.is_file():
            raise errors.SetupError(f"The font {source.name} is missing: remove node_modules and try again.")
        shutil.copyfile(source, places.print_fonts / source.name)
    stamps.put(places.print_fonts / ".stamp", expected)
