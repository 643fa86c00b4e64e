"""Lays out under templates/static/vendor what browsers need of the front-end packages, and fonts.css."""

import gzip
import pathlib
import re
import shutil

from deploy.setup import errors, stamps
from deploy.setup.places import Places

FILES = {
    **{
        f"json-schema/{name}": f"@cfworker/json-schema/dist/esm/{name}"
        for name in (
            "deep-compare-strict.js",
            "dereference.js",
            "format.js",
            "index.js",
            "pointer.js",
            "types.js",
            "ucs2-length.js",
            "validate.js",
            "validator.js",
        )
    },
    "json-schema/package.json": "@cfworker/json-schema/package.json",
    "morphdom/morphdom.js": "morphdom/dist/morphdom-esm.js",
    "morphdom/LICENSE": "morphdom/LICENSE",
    "signature_pad/signature_pad.js": "signature_pad/dist/signature_pad.min.js",
    "signature_pad/LICENSE": "signature_pad/LICENSE",
    "uplot/uPlot.js": "uplot/dist/uPlot.esm.js",
    "uplot/uPlot.css": "uplot/dist/uPlot.min.css",
    "uplot/LICENSE": "uplot/LICENSE",
}
"""Path under vendor, and path under node_modules that it is copied from."""

FACES = ("noto-sans", "noto-sans-hk", "noto-sans-sc")
"""Variable fonts of Fontsource: Latin, Hong Kong and Macao, mainland."""

ADDRESS = re.compile(r"url\(\./files/")


def lay_out(places: Places) -> None:
    """Lay the folder out beside the old one and put it in its place. Raises SetupError."""
    expected = _digest(places)
    if stamps.stands(places.vendor / ".stamp", expected):
        return
    print("Laying out the front-end packages and fonts", flush=True)
    fresh = places.vendor.with_name("vendor.new")
    shutil.rmtree(fresh, ignore_errors=True)
    for target, source in FILES.items():
        _copy(places.node_modules / source, fresh / target)
    sheets = [_face(places, name, fresh / "fonts" / name) for name in FACES]
    (fresh / "fonts.css").write_text("\n".join(sheets), encoding="utf-8")
    # The server sends what lies beside as .gz to browsers that take it: a third of 230 kB before the first word.
    for sheet in [fresh / "fonts.css", *fresh.glob("*/*.js")]:
        sheet.with_name(f"{sheet.name}.gz").write_bytes(gzip.compress(sheet.read_bytes(), mtime=0))
    stamps.put(fresh / ".stamp", expected)
    shutil.rmtree(places.vendor, ignore_errors=True)
    fresh.replace(places.vendor)


def _face(places: Places, name: str, target: pathlib.Path) -> str:
    """Copy one face's files; return its style sheet with addresses relative to fonts.css."""
    package = places.node_modules / "@fontsource-variable" / name
    sheet = (package / "index.css").read_text(encoding="utf-8")
    for used in re.findall(r"url\(\./files/([\w.\-\[\]]+)\)", sheet):
        _copy(package / "files" / used, target / used)
    _copy(package / "LICENSE", target / "LICENSE")
    return ADDRESS.sub(f"url(./fonts/{name}/", sheet)


def _copy(source: pathlib.Path, target: pathlib.Path) -> None:
    if not source.is_file():
        raise errors.SetupError(
            f"The front-end package file {source.name} is missing: remove node_modules, run make again."
        )
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def _digest(places: Places) -> str:
    return stamps.digest([places.root / "package-lock.json", pathlib.Path(__file__)])
