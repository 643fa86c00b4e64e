"""The seal of an installation: its key and its time-stamps, as the file named by DESK_SEAL has them.

Where no file is named, the desk makes a key, and a certificate authority of its own, at its first start.
"""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from desk.chores import secret_files
from desk.config import BadSetting, Settings
from desk.model.chance import utc_now
from desk.papers.errors import SealUnusable
from desk.papers.seal_keys import FileKey, SealKey, TokenKey
from desk.papers.sealing import Sealer
from desk.papers.timestamps import Stamps
from identity import authority

SETTING = "DESK_SEAL"
OWN = "seal.pem"
FILE = frozenset({"key_file"})
TOKEN = frozenset({"module", "token", "key", "pin_file", "certificates"})
STAMPS = "timestamps"


def sealer(settings: Settings) -> Sealer:
    """What seals papers. Raises BadSetting, with nothing of a key or a PIN in its words."""
    try:
        if settings.seal is None:
            return Sealer(FileKey(own(settings)))
        told = _told(settings.seal)
        address = told.pop(STAMPS, "")
        return Sealer(_key(told, settings.seal.parent), Stamps(address) if address else None)
    except (SealUnusable, ValueError) as error:
        raise BadSetting(f"{SETTING}: {error}") from None


def own(settings: Settings) -> bytes:
    """The key that the desk made for itself with its certificates, as PEM; made now, where there is none."""
    called = urlsplit(settings.public_url).hostname or "this desk"
    return secret_files.made_once(settings.data_dir / "keys" / OWN, lambda: authority.made(utc_now(), called))


def _told(path: Path) -> dict[str, str]:
    try:
        told: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BadSetting(f"{SETTING}: {path.name} cannot be read: {type(error).__name__}") from None
    if set(told) - {STAMPS} not in (FILE, TOKEN) or not all(isinstance(value, str) for value in told.values()):
        raise BadSetting(
            f"{SETTING}: {path.name} holds key_file; or {', '.join(sorted(TOKEN))}; and {STAMPS}, if there are any"
        )
    return told


def _key(told: Mapping[str, str], folder: Path) -> SealKey:
    if set(told) == FILE:
        return FileKey(_read(folder / told["key_file"]))
    return TokenKey(
        module=folder / told["module"],
        token=told["token"],
        label=told["key"],
        pin=_read(folder / told["pin_file"]).decode("utf-8").strip(),
        certificates=_read(folder / told["certificates"]),
    )


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise BadSetting(f"{SETTING}: {path.name} cannot be read: {type(error).__name__}") from None
