"""The identity providers of an installation: the demonstration's, or those of a file, read strictly."""

import os
import re
import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from desk import config
from desk.chores import provider_file, providers
from desk.chores.provider_file import GuangdongShaped, IamSmartShaped, OpenId
from desk.config import BadSetting
from desk.web.fetch import HttpFetch
from i18n.languages import LANGUAGES
from identity.assurance import Level
from identity.federation import keys
from tests.fixtures.programs import ROOT

URL = "https://desk.example"
EXAMPLE = ROOT / "deploy" / "providers.example.toml"


def pem(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The example, with the secrets it names beside it."""
    made = tmp_path / "providers.toml"
    shutil.copy(EXAMPLE, made)
    (tmp_path / "iamsmart.secret").write_text("one\n")
    (tmp_path / "guangdong.secret").write_text("two\n")
    (tmp_path / "iamsmart-kek.pem").write_bytes(pem(rsa.generate_private_key(public_exponent=65537, key_size=2048)))
    return made


def known(**environment: str) -> providers.Known:
    settings = config.read({"DESK_PUBLIC_URL": URL, **environment})
    return providers.known(settings, keys.generate(), HttpFetch(), lambda: datetime.now(UTC))


def test_the_example_lists_a_provider_of_each_kind(file: Path) -> None:
    kinds = [type(entry) for entry in provider_file.read(file, URL)]
    assert kinds == [OpenId, IamSmartShaped, GuangdongShaped]


def test_each_provider_of_the_example_says_where_a_browser_may_be_sent(file: Path) -> None:
    found = known(DESK_PROVIDERS=str(file)).providers
    assert [each.origins for each in found.values()] == [
        ("https://account.example.gov.mo",),
        ("https://apigw.example.gov.hk", "https://www.example.gov.hk"),
        ("https://tyrz.example.gov.cn",),
    ]


def test_the_mainlands_is_for_binding(file: Path) -> None:
    found = known(DESK_PROVIDERS=str(file)).providers
    assert [name for name, each in found.items() if each.mainland] == ["guangdong"]


def test_no_provider_of_the_example_falls_short_of_its_demand(file: Path) -> None:
    found = known(DESK_PROVIDERS=str(file)).providers
    assert all(each.reaches(Level.SUBSTANTIAL) for each in found.values())


def test_every_provider_is_named_in_every_language(file: Path) -> None:
    tags = {language.tag for language in LANGUAGES}
    files, demo = known(DESK_PROVIDERS=str(file)), known(DESK_DEMO="1")
    assert all(names.keys() == tags for found in (files, demo) for names in found.names.values())


def test_the_demonstration_brings_its_own() -> None:
    found = known(DESK_DEMO="1")
    assert list(found.providers) == list(found.names) == ["iamsmart", "macao", "guangdong"]


def test_without_a_file_nobody_can_sign_in() -> None:
    assert known().providers == {}


def test_people_come_back_to_the_address_of_the_desk(file: Path) -> None:
    entries = provider_file.read(file, URL)
    assert {entry.config.redirect_uri for entry in entries} == {URL + "/corner/identity/callback"}


def test_how_long_ago_papers_may_have_been_seen_is_read(file: Path) -> None:
    first = provider_file.read(file, URL)[0].config
    assert getattr(first, "proofed_within", None) == timedelta(days=3650)


def changed(old: str, new: str) -> Callable[[str], str]:
    def change(text: str) -> str:
        assert re.search(old, text)
        return re.sub(old, new, text, count=1)

    return change


WRONG: dict[str, tuple[Callable[[str], str], str]] = {
    "no-toml": (lambda _text: "[[provider", "is no TOML"),
    "no-table": (lambda _text: "provider = 3", r"must hold \[\[provider\]\] tables"),
    "something-else": (lambda text: "other = 1\n" + text, r"must hold \[\[provider\]\] tables"),
    "no-name": (changed('name = "macao"\n', ""), "provider 1: name is missing"),
    "name-with-capitals": (changed('"macao"', '"Macao"'), "provider 1: name must be small letters"),
    "name-twice": (changed('name = "iamsmart"', 'name = "macao"'), "two providers have the same name"),
    "kind-unknown": (changed('"oidc"', '"saml"'), r"provider 1 \(macao\): kind must be one of oidc, iamsmart"),
    "word-unknown": (changed("client_id", 'colour = "red"\nclient_id'), r"\(macao\): colour is not known"),
    "issuer-missing": (changed("issuer = .*\n", ""), r"\(macao\): issuer is missing"),
    "issuer-a-number": (changed("issuer = .*", "issuer = 1"), r"\(macao\): issuer must be text"),
    "issuer-over-http": (changed("https://account", "http://account"), "must begin with https"),
    "demand-unknown": (changed('demand = "substantial"', 'demand = "huge"'), "demand must be one of none, low"),
    "days-negative": (changed("= 3650", "= -1"), "proofed_within_days must be a number of days"),
    "language-missing": (changed("pt-MO = .*\n", ""), r"\(macao\), names: pt-MO is missing"),
    "language-unknown": (changed("pt-MO", 'fr-FR = "x"\npt-MO'), r"\(macao\), names: fr-FR is not known"),
    "proofing-unknown": (changed('"in-person"\n', '"asked"\n'), "proofing must be one of none, self-asserted"),
    "factor-unknown": (changed('"knowledge", "possession"', '"password"'), "factors must be a list of knowledge"),
    "factors-a-word": (changed(r'\["knowledge", "possession"\]', "1"), "factors must be a list of knowledge"),
    "secret-missing": (changed("iamsmart.secret", "nowhere.secret"), "secret_file .* cannot be read"),
    "above-the-ceiling": (
        changed('grades.1\\] # by userType\nproofing = "remote"', 'grades.1]\nproofing = "in-person"'),
        r"\(iamsmart\): without a signed statement no grade may be above substantial",
    ),
    "base-over-http": (changed("https://tyrz", "http://tyrz"), r"\(guangdong\): .* must begin with https"),
    "page-over-http": (changed("https://www", "http://www"), r"\(iamsmart\): .* must begin with https"),
    "pages-a-word": (changed("pages = .*", 'pages = "https://x"'), "pages must be a list of addresses"),
    "flag-a-word": (changed("pkce = false", 'pkce = "no"'), "pkce must be true or false"),
    "card-unknown": (changed('"residence-permit"', '"library-card"'), "cards: 18 must be one of hkid"),
}


@pytest.mark.parametrize(("change", "words"), WRONG.values(), ids=WRONG)
def test_a_file_that_cannot_be_used_is_refused_by_name(file: Path, change: Callable[[str], str], words: str) -> None:
    file.write_text(change(file.read_text()))
    with pytest.raises(BadSetting, match=words):
        provider_file.read(file, URL)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadSetting, match=r"DESK_PROVIDERS: .*nowhere\.toml cannot be read"):
        provider_file.read(tmp_path / "nowhere.toml", URL)


KEYS: dict[str, tuple[bytes, str]] = {
    "no-key": (b"hello", "key_file must name a private key in PEM"),
    "empty": (b"", "is empty"),
    "no-rsa-key": (pem(ec.generate_private_key(ec.SECP256R1())), "must name an RSA key"),
}


@pytest.mark.parametrize(("content", "words"), KEYS.values(), ids=KEYS)
def test_a_key_that_cannot_be_used_is_refused(file: Path, content: bytes, words: str) -> None:
    (file.parent / "iamsmart-kek.pem").write_bytes(content)
    with pytest.raises(BadSetting, match=words):
        provider_file.read(file, URL)


def test_no_refusal_tells_a_secret(file: Path) -> None:
    (file.parent / "guangdong.secret").write_text("very-secret")
    file.write_text(changed("https://tyrz", "http://tyrz")(file.read_text()))
    with pytest.raises(BadSetting) as caught:
        provider_file.read(file, URL)
    assert "very-secret" not in str(caught.value) + os.linesep.join(map(str, vars(caught.value).values()))
