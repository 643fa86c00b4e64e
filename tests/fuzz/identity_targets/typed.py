"""What people type: document numbers of each kind, mobile numbers, codes of all kinds, parts of names."""

from __future__ import annotations

from datetime import UTC, datetime

from identity import codes, documents, errors, names, phones, recovery, totp
from identity.documents import Check, Kind, RawNumber
from tests.fuzz.identity_targets.target import Target, demand, text

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
SEEDS: dict[Kind, tuple[str, ...]] = {
    Kind.HKID: ("A123456(3)", "ａｂ９８７６５４（３）", "g123456 [A]"),
    Kind.MACAO_BIR: ("1234567(8)", "5/234567/8", "７２３４５６７"),
    Kind.HOME_RETURN_PERMIT: ("H12345678", "m12345678-02", "HA1234567"),
    Kind.RESIDENCE_PERMIT: ("810000199408230021", "83000019810715006x"),
    Kind.MAINLAND_ID: ("11010519491231002X", "440524 18800101 0014"),
    Kind.PASSPORT: ("K01234567", "PRT:CA123456"),
    Kind.USCC: ("91350100M000100Y43", "911100006000373 41l"),
}


def _documents(kind: Kind) -> Target:
    return Target(one=lambda data: _document(kind, text(data)), seeds=tuple(map(str.encode, SEEDS[kind])))


def _document(kind: Kind, typed: str) -> None:
    try:
        document = documents.parse(kind, RawNumber(typed))
    except errors.DocumentError:
        return
    again = documents.parse(kind, RawNumber(document.canonical))
    demand(again.canonical == document.canonical, "the canonical form reads as itself")
    demand(document.canonical.isascii() and len(document.canonical) <= 20, "the canonical form is short and plain")
    demand(document.masked.count("*") >= 3, "a mask hides")
    demand(document.checked is not Check.PROVIDER, "typing is no provider's word")
    demand(document.canonical in documents.spellings(kind, document.canonical), "a number is a spelling of itself")


def _phone(data: bytes) -> None:
    region = list(phones.Region)[data[0] % 3 if data else 0]
    try:
        phone = phones.parse(text(data[1:]), region)
    except errors.PhoneError:
        return
    demand(phone.e164.startswith(("+852", "+853", "+86")), "a number is of a region served")
    demand(all(phones.parse(phone.e164, asked) == phone for asked in phones.Region), "E.164 reads as itself")
    demand(phone.masked.count("*") >= 4, "a mask hides")


def _tidy(data: bytes) -> None:
    tidied = codes.tidy(text(data))
    demand(len(tidied) <= 16, "a code is short")
    demand(not any(char.isspace() for char in tidied), "no blank is left")


def _totp(data: bytes) -> None:
    try:
        step = totp.verify(SECRET, text(data), NOW)
    except errors.TotpError:
        return
    demand(abs(step - int(NOW.timestamp()) // 30) <= 1, "a step is now's, or one beside it")


def _recovery(data: bytes) -> None:
    code = recovery.canonical(text(data))
    demand(code == "" or recovery.canonical(recovery.shown(code)) == code, "a recovery code reads as itself")


def _name(data: bytes) -> None:
    """A query and a name, a line each; the fold of the tests knows no other script."""
    query, _, name = text(data).partition("\n")
    wanted = names.wanted(str.casefold, query)
    demand(len(wanted) <= names.MOST_WANTED, "few pieces are asked for")
    if wanted and names.holds(str.casefold, query, [name]) and len(name) < names.MOST_PIECES:
        demand(set(wanted) <= set(names.pieces(str.casefold, [name])), "what holds a query is found by its pieces")
    demand(len(names.masked(name)) <= len(name), "a mask is no longer than the name")


TARGETS: dict[str, Target] = {
    **{kind.value: _documents(kind) for kind in Kind},
    "phone": Target(one=_phone, seeds=(b"\x0061234567", b"\x01+853 6612 3456", b"\x020086 138-1234-5678")),
    "code-typed": Target(one=_tidy, seeds=(b"123456", "１２３ ４５６".encode(), b"123-456")),
    "name-searched": Target(one=_name, seeds=("大文\n陳大文".encode(), b"tai man\nCHAN Tai Man")),
    "recovery-code-typed": Target(one=_recovery, seeds=(b"ab12-cd34-ef56-gh78", b"OIL1 0000 0000 0000")),
    "authenticator-typed": Target(one=_totp, seeds=(totp.at(SECRET, NOW).encode(), b"000 000")),
}
