"""The case store as settings name it, for the desk that serves and for commands that work on the store alone."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from desk.chores import keys
from desk.chores.keys import Keys
from desk.config import BadSetting, Settings
from desk.model.chance import Chance, utc_now
from desk.store import schema
from desk.store.bus import Bus
from desk.store.engine import connect
from desk.store.files import Files
from desk.store.shelves import BadShelf, Bucket, Disk, Shelf
from desk.store.unit import Store
from i18n.scripts import Scripts


def of(settings: Settings, kept: Keys) -> Store:
    """The store, with its keys; opens no connection."""
    return Store(
        connect(settings.database_url),
        vault=kept.vault,
        clock=utc_now,
        chance=Chance(),
        bus=Bus(os.urandom(8).hex()),
        files=Files(_shelf(settings), kept.vault),
        fold=Scripts().fold,
    )


def _shelf(settings: Settings) -> Shelf:
    """Where files lie. Raises BadSetting for an address that leads to nothing we know."""
    if not settings.files_url:
        return Disk(settings.data_dir / "files")
    try:
        return Bucket(settings.files_url)
    except BadShelf as error:
        raise BadSetting(f"DESK_FILES_URL must be the address of a bucket such as s3://NAME/PREFIX ({error})") from None


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Store]:
    """The store at this version's form, closed when it is left."""
    store = of(settings, keys.ready(settings.data_dir / "keys"))
    try:
        await schema.migrate(store.engine, store.vault)
        yield store
    finally:
        await store.close()
