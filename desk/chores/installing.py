"""Brings an installation's own zones, corners, items and notices from a folder laid out as the demonstration's is.

Done again, it brings what changed as new versions; a notice whose words changed has to say another version by itself.
Staff are invited (`server.py staff`), and are not in the folder.
"""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from desk.chores import data, demonstration, seed, stores
from desk.config import Settings


def arguments(parser: ArgumentParser) -> None:
    """What follows `seed`."""
    parser.add_argument(
        "--from", dest="folder", type=Path, metavar="FOLDER", help="your own data, in place of the demonstration's"
    )


async def run(settings: Settings, chosen: Namespace) -> int:
    """The demonstration's data, or those of a folder. Prints new corners' keys, which nobody can be told again.

    Raises BadData.
    """
    if chosen.folder is None:
        await demonstration.fill(settings)
        return 0
    found = data.read(chosen.folder)
    async with stores.opened(settings) as store:
        brought = await seed.seed(store, found, {})
    print(
        f"new: {brought.zones} zones, {brought.corners} corners, "
        f"{brought.items} versions of items, {brought.themes} of themes, {brought.notices} versions of notices"
    )
    for code, key in brought.new_keys.items():
        print(f"corner {code}: {key}")
    return 0
