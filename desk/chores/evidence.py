"""`server.py evidence export | verify | keys`: a case's evidence as one file, proved away from the desk that made it.

A bundle holds what is sealed in the store, opened: whoever has the file reads it. Only staff who may audit are exported
for, with a reason; the ledger has who, when, and the reason's hash, the bundle the reason itself.
"""

import asyncio
import hashlib
import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from cryptography.x509 import Certificate

from desk.chores import keys, stamping, stores
from desk.chores.stamping import NotStamped
from desk.config import Settings
from desk.model.errors import Missing, NotAllowed
from desk.model.events import Event, Tag
from desk.model.evidence.findings import Finding, Part, What
from desk.model.evidence.manifests import About, Manifest
from desk.model.staff import Permission, Staff
from desk.store import staff
from desk.store.evidence import bundles, collecting, device_keys, verification
from desk.store.evidence.bundles import Shelf
from desk.store.evidence.cross_checks import Remark, Trust
from desk.store.evidence.verification import Report
from desk.store.unit import Store
from identity import signing, stamps

LONGEST_REASON = 500
WHATS = {
    What.FLIPPED: "was changed",
    What.DROPPED: "was taken out",
    What.ADDED: "was put in",
    What.REORDERED: "was put in another's place",
    What.TRUNCATED: "is not there, or not whole: it was cut off",
    What.RESIGNED: "is signed by another key",
    What.DIFFERS: "is not what the corner signed that day",
    What.UNPROVEN: "is not proved by what stands beside it",
}
PARTS = {
    Part.ARCHIVE: "the end of the file",
    Part.SEAL: "the seal",
    Part.HEAD: "the head of the manifest",
    Part.ENTRY: "entry",
    Part.FILE: "file",
    Part.CODE: "the code in the corner's picture at",
    Part.STATEMENT: "the corner's statement of",
    Part.LEDGER: "the ledger's entry or seal",
    Part.STAMP: "the time-stamp",
}
REMARKS = {
    "altered": "the file is not what was entered: {name}",
    "codes-shown": "the corner's picture showed {count} codes, one after another: session {name}",
    "covers-erased": "what the corner signed for was erased since: session {name}",
    "events-not-sealed": "no seal of the ledger covers {count} of the events",
    "gone": "no longer kept: {name}",
    "missing": "the file is lost: {name}",
    "not-signed-by-corner": "the corner did not sign: session {name}",
    "replaced": "given again since the corner signed: {name}",
    "signed-by-corner": "the corner signed {count} things: session {name}",
    "stamp-not-trusted": "time-stamped at {name}, by an authority that was not checked (--tsa-root)",
    "stamped": "time-stamped at {name}",
}


class NotExported(Exception):
    """No bundle was made, or none could be looked at; the message says why."""


def arguments(parser: ArgumentParser) -> None:
    """What follows `evidence`."""
    parts = parser.add_subparsers(dest="part", required=True, metavar="PART")
    export = parts.add_parser("export", help="write all evidence of a case into one file")
    export.add_argument("case", metavar="CASE", help="the case's number, or its id")
    export.add_argument("--to", metavar="FILE", type=Path, required=True, help="the .zip file, not there yet")
    export.add_argument("--by", metavar="LOGIN", required=True, help="for whom: an account that may audit")
    export.add_argument("--reason", metavar="TEXT", required=True, help="why, in words; it stands in the bundle")
    verify = parts.add_parser("verify", help="name the first thing in a bundle that is not as it was signed")
    verify.add_argument("file", metavar="FILE", type=Path)
    verify.add_argument(
        "--trust",
        metavar="KEYFILE",
        type=Path,
        help="keys to believe, as `evidence keys` prints them; else this desk's",
    )
    verify.add_argument(
        "--tsa-root", metavar="PEM", type=Path, help="certificates to which the authority of time must lead"
    )
    parts.add_parser("keys", help="print the public keys to believe: the city's, and those of corners")


async def run(settings: Settings, chosen: Namespace) -> int:
    """The exit status: 1 when something is wrong with the bundle, or a file is missing from it. Raises NotExported."""
    try:
        if chosen.part == "export":
            return await _export(settings, chosen)
        if chosen.part == "verify":
            return await asyncio.to_thread(_verify, settings, chosen)
        return await _keys(settings)
    except (OSError, NotStamped) as error:
        raise NotExported(str(error)) from error
    except Missing as error:
        raise NotExported(f"there is no such {error}") from error
    except NotAllowed as error:
        raise NotExported("this account may not audit") from error


async def _export(settings: Settings, chosen: Namespace) -> int:
    """Collects, records that it leaves, and only then writes it."""
    reason = chosen.reason.strip()
    if not 0 < len(reason) <= LONGEST_REASON:
        raise NotExported(f"--reason is 1 to {LONGEST_REASON} characters")
    if chosen.to.exists():
        raise FileExistsError(f"{chosen.to} is there already")
    signer = keys.ready(settings.data_dir / "keys").ledger
    async with stores.opened(settings) as store:
        async with store.read() as connection:
            by = await _auditor(store, chosen.by)
            case = await collecting.find(connection, chosen.case)
            collected = await collecting.of_case(connection, store.vault, case)
        about = About(
            case_id=case.id,
            case_number=case.number,
            item_code=case.item_code,
            item_version=case.item_version,
            made_at=store.clock(),
            made_by=by.id,
            reason=reason,
        )
        await _record(store, collected.case.id, about)
        shelf = Shelf(files=store.files, recordings=settings.recordings)
        stamper = stamping.stamper(settings.evidence_tsa)
        made = await bundles.write(chosen.to, collected, about, shelf=shelf, signer=signer, stamper=stamper)
    return _made(chosen.to, made)


async def _auditor(store: Store, login: str) -> Staff:
    async with store.read() as connection:
        found = next((one for one in await staff.every(connection) if one.login == login), None)
    if found is None or not found.may(Permission.AUDIT):
        raise NotAllowed(Permission.AUDIT)
    return found


async def _record(store: Store, case_id: str, about: About) -> None:
    async with store.write() as unit:
        why = hashlib.sha256(about.reason.encode()).hexdigest()
        unit.record(
            Event(
                tag=Tag.EVIDENCE_EXPORTED,
                subject=case_id,
                actor=f"staff:{about.made_by}",
                case_id=case_id,
                data={"reason_sha256": why},
            )
        )


def _made(path: Path, made: Manifest) -> int:
    print(f"{path}: {len(made.entries)} entries, {len(made.files)} files. Whoever has this file can read all of it.")
    lost = [one for one in made.absent if one.why in ("missing", "altered")]
    for one in lost:
        print(REMARKS[one.why].format(name=f"{one.kind.value} {one.subject}"), file=sys.stderr)
    return 1 if lost else 0


def _verify(settings: Settings, chosen: Namespace) -> int:
    report = verification.verify(chosen.file, _trust(settings, chosen))
    if report.finding is not None:
        print(f"BROKEN: {_words(report.finding)}.")
        return 1
    print(f"OK: {_counts(report)}")
    for remark in report.remarks:
        print(f"  {_remark(remark)}")
    return 0


def _counts(report: Report) -> str:
    return (
        f"case {report.about['number']}, {report.entries} entries, {report.files} files, as the city's key signed them."
    )


def _remark(remark: Remark) -> str:
    return REMARKS[remark.code].format(name=remark.name, count=remark.count)


def _words(finding: Finding) -> str:
    number = f" {finding.number}" if finding.number else ""
    name = f" ({finding.name})" if finding.name and number else f" {finding.name}" if finding.name else ""
    return f"{PARTS[finding.part]}{number}{name} {WHATS[finding.what]}"


def _trust(settings: Settings, chosen: Namespace) -> Trust:
    """Raises NotExported."""
    authorities = _roots(chosen.tsa_root) if chosen.tsa_root else ()
    if chosen.trust is not None:
        return _read_keys(chosen.trust, authorities)
    own = keys.public_of_ledger(settings.data_dir / "keys")
    if own is None:
        raise NotExported("this desk has no key of its own: say --trust KEYFILE")
    return Trust(cities={signing.key_id(own): own}, authorities=authorities)


def _roots(path: Path) -> tuple[Certificate, ...]:
    try:
        return tuple(stamps.roots(path.read_bytes()))
    except ValueError:
        raise NotExported(f"{path} holds no certificates") from None


def _read_keys(path: Path, authorities: tuple[Certificate, ...]) -> Trust:
    """A line a key: `city HEX` or `corner HEX`; what follows is for people."""
    found: dict[str, dict[str, bytes]] = {"city": {}, "corner": {}}
    for line in path.read_text("utf-8").splitlines():
        whose, _, rest = line.strip().partition(" ")
        if not whose or whose.startswith("#"):
            continue
        try:
            public = bytes.fromhex(rest.split()[0])
            found[whose][signing.key_id(public)] = public
        except (ValueError, KeyError, IndexError):
            raise NotExported(f"{path}: a line is `city HEX` or `corner HEX`") from None
    return Trust(cities=found["city"], corners=found["corner"], authorities=authorities)


async def _keys(settings: Settings) -> int:
    print(f"city {keys.ready(settings.data_dir / 'keys').ledger.public.hex()}")
    async with stores.opened(settings) as store, store.read() as connection:
        for key in await device_keys.every(connection):
            print(f"corner {key.public} {key.corner_id} since {key.made_at.isoformat()}")
    return 0
