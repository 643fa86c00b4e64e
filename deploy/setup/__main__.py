"""`python -m deploy.setup run|dev`: prepares this checkout to run, or to be worked on."""

import argparse
import pathlib
import sys

from deploy.setup import errors, fonts, native, node, packages, python, vendor
from deploy.setup.places import Places


def prepare(places: Places, *, dev: bool) -> None:
    """Do every step whose stamp does not stand. Raises SetupError."""
    python.install(places, python.DEV_LOCK if dev else python.RUN_LOCK)
    native.build(places)
    if not (node.linked(places) and packages.stands(places, dev=dev)):
        chosen = node.take(places)
        if not packages.stands(places, dev=dev):
            packages.install(places, chosen, dev=dev)
    vendor.lay_out(places)
    fonts.lay_out(places)


def main() -> int:
    """Read the command line and prepare; 1 if a step could not be done."""
    parser = argparse.ArgumentParser(prog="deploy.setup", description="Prepare this checkout.")
    parser.add_argument("what", choices=["run", "dev"], help="to run the desk, or to work on it as well")
    chosen = parser.parse_args()
    try:
        prepare(Places(root=pathlib.Path(__file__).resolve().parents[2]), dev=chosen.what == "dev")
    except errors.SetupError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
