"""What identity costs: codes verified, fields opened, tokens read, numbers and names read, and a whole sign-in.

Each figure stands beside what somebody would take instead, measured in turns in the same run:
codes: `Codes.check` (bound, keyed, constant time) against pyotp's HOTP alone; and in the store, each in a transaction
    of its own with its throttle and its ledger entry, against a transaction that only writes a ledger entry;
fields: `Vault.open` (AES-256-GCM bound to its row) against Fernet of the same package, which is bound to nothing;
tokens: decrypted, verified, every claim looked at, against the signature alone;
numbers: `documents.parse` of what people type against the regular expression of the plain shape;
names: pieces of a name cut and hashed with a key;
sign-in: from `begin` to `finish` at the demonstration's OpenID provider (npm oidc-provider) over loopback, the
    browser's part included; `ours` is begin and finish alone, with what they ask of the provider.
"""

import asyncio
import json
import os
import re
import secrets
import socket
import statistics
import tempfile
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import aiohttp
import pyotp
from cryptography.fernet import Fernet
from joserfc import jwe, jws
from joserfc.jwk import ECKey, KeySet
from yarl import URL

from bench._line import end, quantile
from desk.actions import challenges
from desk.actions.desk import Desk
from desk.model.chance import Chance, utc_now
from desk.model.events import Event, Tag
from desk.store import codes as kept_codes
from desk.store import schema
from desk.store.bus import Bus
from desk.store.codes import Sender
from desk.store.engine import connect
from desk.store.files import Files
from desk.store.shelves import Disk
from desk.store.unit import Store
from desk.web.fetch import HttpFetch
from i18n.scripts import Scripts
from identity import documents, names
from identity.assurance import Factor, Grade, Level, Proofing
from identity.codes import Codes, Purpose
from identity.documents import Kind, RawNumber
from identity.federation import keys, tokens
from identity.federation.config import ProviderConfig
from identity.federation.party import RelyingParty
from identity.vault import Place, Vault

ROUNDS, BATCH = 9, 400
IN_STORE = 200
SIGN_INS = 25
PLACE = Place(table="documents", column="number", row="0190a1b2c3d47e8f9a0b1c2d3e4f5a6b")
NUMBER = b"A123456(3)"
PLAIN = re.compile(r"[A-Z]{1,2}[0-9]{6}\([0-9A]\)")
RETURN = "http://127.0.0.1:9/back"


def rates(**works: Callable[[], object]) -> dict[str, float]:
    """How often a second each can be done: the median of rounds in which they take turns."""
    spent: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(ROUNDS):
        for name, work in works.items():
            began = time.perf_counter()
            for _ in range(BATCH):
                work()
            spent[name].append(BATCH / (time.perf_counter() - began))
    return {name: statistics.median(each) for name, each in spent.items()}


def show(figures: dict[str, float]) -> dict[str, float]:
    """One line a figure."""
    for name, value in figures.items():
        print(f"{name}: {value:,.3f}" if value < 100 else f"{name}: {value:,.0f}")
    return figures


def pure() -> dict[str, float]:
    """What needs neither a store nor a network."""
    vault = Vault({"k": bytes(32)}, "k", secrets.token_bytes)
    sealed, fernet = vault.seal(NUMBER, PLACE), Fernet(Fernet.generate_key())
    token = fernet.encrypt(NUMBER)
    codes, purpose = Codes(bytes(32), secrets.token_bytes), Purpose(subject="v", name="visit.phone", content=b"+852")
    issued = codes.issue(purpose, utc_now())
    hotp = pyotp.HOTP(pyotp.random_base32())
    right = hotp.at(7)
    fold = Scripts().fold
    did = rates(
        codes=lambda: codes.check(issued.challenge, issued.code, purpose, utc_now()),
        hotp=lambda: hotp.verify(right, 7),
        opened=lambda: vault.open(sealed, PLACE),
        fernet=lambda: fernet.decrypt(token),
        parsed=lambda: documents.parse(Kind.HKID, RawNumber("a123456（3）")),
        matched=lambda: PLAIN.fullmatch("A123456(3)"),
        indexed=lambda: [vault.index("names", piece) for piece in names.pieces(fold, ("陳大文", "CHAN Tai Man"))],
    )
    return {
        "codes_verified_per_s": did["codes"],
        "codes_over_hotp": did["codes"] / did["hotp"],
        "decrypts_per_s": did["opened"],
        "decrypts_over_fernet": did["opened"] / did["fernet"],
        "numbers_read_per_s": did["parsed"],
        "numbers_over_regex": did["parsed"] / did["matched"],
        "names_indexed_per_s": did["indexed"],
    }


def token_figures() -> dict[str, float]:
    """An ID token from a provider."""
    ours, theirs = keys.generate(), ECKey.generate_key("P-256", {"use": "sig", "alg": keys.SIGNING}, auto_kid=True)
    now = datetime(2026, 11, 22, 8, tzinfo=UTC)
    at = int(now.timestamp())
    claims = {"iss": "https://p", "aud": "desk", "sub": "s", "nonce": "n", "exp": at + 60, "iat": at, "auth_time": at}
    signed = jws.serialize_compact(
        {"alg": keys.SIGNING, "kid": theirs.kid}, json.dumps(claims).encode(), theirs, algorithms=[keys.SIGNING]
    )
    head = {"alg": keys.KEY_AGREEMENT, "enc": keys.ENCRYPTION}
    sealed = jwe.encrypt_compact(head, signed.encode(), ours.decryption, algorithms=list(head.values()))
    expected = tokens.Expected(issuer="https://p", client_id="desk", nonce="n", began_at=now)

    def read() -> object:
        inner = tokens.decrypted(tokens.UnverifiedToken(sealed), ours.decryption)
        return tokens.verified(inner, KeySet([theirs]), expected, now)

    did = rates(read=read, signature=lambda: jws.deserialize_compact(signed, theirs, algorithms=[keys.SIGNING]))
    return {"tokens_read_per_s": did["read"], "tokens_over_signature": did["read"] / did["signature"]}


async def stored() -> dict[str, float]:
    """Codes verified in the store, one transaction each, beside transactions that only write a ledger entry."""
    vault = Vault({"k": bytes(32)}, "k", secrets.token_bytes)
    with tempfile.TemporaryDirectory() as folder:
        store = Store(
            connect(f"sqlite:///{folder}/desk.sqlite3"),
            vault=vault,
            clock=utc_now,
            chance=Chance(),
            bus=Bus("bench"),
            files=Files(Disk(Path(folder) / "files"), vault),
            fold=Scripts().fold,
        )
        try:
            await schema.migrate(store.engine, vault)
            return await _verify(store, cast("Desk", SimpleNamespace(codes=Codes(bytes(32), secrets.token_bytes))))
        finally:
            await store.close()


async def _verify(store: Store, desk: Desk) -> dict[str, float]:
    issued = []
    async with store.write() as unit:
        for number in range(IN_STORE):
            purpose = Purpose(subject=unit.chance.id(), name="visit.phone", content=b"+85261234567")
            code = desk.codes.issue(purpose, unit.now)
            await kept_codes.add(unit, code.challenge, f"+8526{number:07d}", Sender(device="", origin=""))
            issued.append((purpose, code.code, f"+8526{number:07d}"))
    verified, plain = [], []
    for purpose, typed, phone in issued:
        began = time.perf_counter()
        async with store.write() as unit:
            refusal = await challenges.check(desk, unit, purpose, typed, counted=(challenges.NUMBER, phone))
        verified.append(time.perf_counter() - began)
        assert refusal is None
        began = time.perf_counter()
        async with store.write() as unit:
            unit.record(Event(tag=Tag.CODE_USED, subject=purpose.subject, actor="desk"))
        plain.append(time.perf_counter() - began)
    each, bare = statistics.median(verified), statistics.median(plain)
    return {"codes_in_store_per_s": 1 / each, "codes_in_store_over_bare_commit": bare / each}


async def sign_ins() -> dict[str, float]:
    """A person signs in at the provider, again and again, each time in a browser of their own."""
    own, fetch = keys.generate(), HttpFetch()
    try:
        async with _provider(own) as issuer:
            party = RelyingParty(_config(issuer), own, fetch, utc_now)
            whole, ours = zip(*[await _one(party) for _ in range(SIGN_INS + 1)], strict=True)
    finally:
        await fetch.close()
    return {
        "sign_in_p50_ms": quantile(whole[1:], 0.5),
        "sign_in_p95_ms": quantile(whole[1:], 0.95),
        "sign_in_ours_p50_ms": quantile(ours[1:], 0.5),
    }


def _config(issuer: str) -> ProviderConfig:
    strong = Grade(proofing=Proofing.IN_PERSON, factors=frozenset({Factor.KNOWLEDGE, Factor.POSSESSION}))
    return ProviderConfig(
        name="iamsmart",
        issuer=issuer,
        client_id="desk",
        redirect_uri=RETURN,
        trust_framework="urn:demo:iamsmart",
        grades={"urn:demo:account:in-person": strong},
        demand=Level.HIGH,
        allow_http=True,
    )


async def _one(party: RelyingParty) -> tuple[float, float]:
    """Milliseconds of the whole, and of our part."""
    began = time.perf_counter()
    begun = await party.begin()
    sent = time.perf_counter()
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as browser:
        answer = await _answered(browser, begun.url)
    back = time.perf_counter()
    await party.finish(begun.pending, answer)
    done = time.perf_counter()
    return (done - began) * 1000, (done - back + sent - began) * 1000


async def _answered(browser: aiohttp.ClientSession, url: str) -> dict[str, str]:
    async with browser.get(url) as page:
        here = page.url
    async with browser.post(here, data={"person": "chan"}, allow_redirects=False) as answer:
        goal = answer.headers["Location"]
    while not goal.startswith(RETURN):
        async with browser.get(goal, allow_redirects=False) as answer:
            goal = answer.headers["Location"]
    return dict(URL(goal).query)


@asynccontextmanager
async def _provider(own: keys.ClientKeys) -> AsyncIterator[str]:
    """The demonstration's providers in a process of their own; the issuer of the first."""
    client: dict[str, Any] = {"client_id": "desk", "client_name": "bench", "redirect_uris": [RETURN]}
    ports = {f"DEMO_{name}_PORT": str(_free_port()) for name in ("IAMSMART", "MACAO", "GUANGDONG")}
    process = await asyncio.create_subprocess_exec(
        os.environ.get("DESK_NODE_BIN", ".tools/bin/node"),
        "deploy/demo/identity-providers.mjs",
        env=os.environ | ports | {"DEMO_CLIENTS": json.dumps([client | {"jwks": own.public_jwks()}])},
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        assert process.stdout is not None
        yield json.loads(await process.stdout.readline())["issuers"][0]
    finally:
        process.terminate()
        await process.wait()


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def main() -> None:
    """Measures one after the other."""
    figures = show(pure()) | show(token_figures()) | show(asyncio.run(stored())) | show(asyncio.run(sign_ins()))
    end("identity", figures)


if __name__ == "__main__":
    main()
