"""The demonstration's keys, passwords and authenticator secrets: made once, and shown to whoever may read the file.

All of them are derived from one random secret, so that a second start of the demonstration has the same ones.
"""

import base64
import hmac
import json
import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from desk.chores import secret_files
from desk.chores.data import Data
from identity import totp

NOTE = "Demonstration only: the people are synthetic, and none of these secrets opens anything real."
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
PASSWORD_GROUPS = (4, 4, 4)
KEY_BYTES = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What a synthetic member of staff signs in with."""

    login: str
    role: str
    password: str = field(repr=False)
    totp_secret: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoSecrets:
    """The key of each corner by its code, and each account by its login."""

    corners: Mapping[str, str] = field(repr=False)
    accounts: Mapping[str, Account]


def ready(path: Path, data: Data) -> DemoSecrets:
    """The demonstration's secrets, kept in the file `path` (JSON, mode 0600) together with their one seed."""
    first = secret_files.made_once(path, lambda: _json({"seed": secrets.token_hex(32)}))
    seed = str(json.loads(first)["seed"])
    found = derived(bytes.fromhex(seed), data)
    secret_files.replace(path, _json({"note": NOTE, "seed": seed} | _listed(found)))
    return found


def derived(seed: bytes, data: Data) -> DemoSecrets:
    """What follows from a seed of 32 bytes."""
    return DemoSecrets(
        corners={code: _key(seed, code) for code in data.corner_codes()},
        accounts={entry["login"]: _account(seed, entry["login"], entry["role"]) for entry in data.staff},
    )


def _key(seed: bytes, code: str) -> str:
    return base64.b32encode(_chance(seed, f"corner:{code}")(KEY_BYTES)).decode()


def _account(seed: bytes, login: str, role: str) -> Account:
    return Account(
        login=login,
        role=role,
        password=_password(_chance(seed, f"password:{login}")(sum(PASSWORD_GROUPS))),
        totp_secret=totp.new_secret(_chance(seed, f"totp:{login}")),
    )


def _chance(seed: bytes, use: str) -> Callable[[int], bytes]:
    """At most 32 bytes that are always the same for one use."""
    return lambda count: hmac.digest(seed, use.encode(), "sha256")[:count]


def _password(chance: Iterable[int]) -> str:
    """Groups of letters that are not mistaken for one another when read out."""
    letters = (LETTERS[byte % len(LETTERS)] for byte in chance)
    return "-".join("".join(next(letters) for _ in range(size)) for size in PASSWORD_GROUPS)


def _listed(found: DemoSecrets) -> dict[str, object]:
    return {
        "corners": dict(found.corners),
        "staff": [
            {"login": who.login, "role": who.role, "password": who.password, "totp_secret": who.totp_secret}
            for who in found.accounts.values()
        ],
    }


def _json(value: object) -> bytes:
    return json.dumps(value, indent=2).encode() + b"\n"
