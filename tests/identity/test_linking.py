"""Whose a recognition is: whatever comes, two persons never become one, and one person known by a number stays one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from identity import documents, linking
from identity.assurance import Assurance, Proofing
from identity.documents import Check, Document, Kind, RawNumber
from identity.errors import IdentityConflict
from identity.federation.provider import Recognised
from identity.linking import Known, Link, Number

HKID = Number(kind=Kind.HKID, key="a")
OTHER_HKID = Number(kind=Kind.HKID, key="b")
BIR = Number(kind=Kind.MACAO_BIR, key="m")
PERMIT = Number(kind=Kind.HOME_RETURN_PERMIT, key="p")
OTHER_PERMIT = Number(kind=Kind.HOME_RETURN_PERMIT, key="q")


def known(account: str | None = None, /, **persons: frozenset[Number]) -> Known:
    return Known(account=account, persons=persons)


def holds(*numbers: Number) -> frozenset[Number]:
    return frozenset(numbers)


FOUND: dict[str, tuple[tuple[Number, ...], Known, Link]] = {
    "nobody-knows-them": ((HKID,), known(), Link(person=None, add=holds(HKID))),
    "known-by-a-number": ((HKID, PERMIT), known(ana=holds(HKID)), Link(person="ana", add=holds(PERMIT))),
    "known-by-the-account": ((HKID,), known("ana", ana=holds(HKID)), Link(person="ana", add=holds())),
    "another-account-the-same-number": ((BIR,), known(ana=holds(HKID, BIR)), Link(person="ana", add=holds())),
    "a-macao-card-beside-the-hong-kong-one": (
        (HKID, BIR),
        known("ana", ana=holds(HKID)),
        Link(person="ana", add=holds(BIR)),
    ),
    "the-account-alone-while-nothing-is-held": ((), known("ana", ana=holds()), Link(person="ana", add=holds())),
    "a-first-number-for-an-account": ((HKID,), known("ana", ana=holds()), Link(person="ana", add=holds(HKID))),
    "no-number-and-no-account": ((), known(), Link(person=None, add=holds())),
}

REFUSED: dict[str, tuple[tuple[Number, ...], Known, str]] = {
    "the-account-is-one's-the-number-another's": (
        (HKID,),
        known("ana", ana=holds(PERMIT), bo=holds(HKID)),
        linking.TWO_PERSONS,
    ),
    "two-numbers-of-two-persons": ((HKID, BIR), known(ana=holds(HKID), bo=holds(BIR)), linking.TWO_PERSONS),
    "another-hkid-for-the-same-account": ((OTHER_HKID,), known("ana", ana=holds(HKID)), linking.OTHER_NUMBER),
    "another-hkid-beside-a-shared-permit": ((OTHER_HKID, PERMIT), known(ana=holds(HKID, PERMIT)), linking.OTHER_NUMBER),
    "another-permit-beside-the-shared-hkid": (
        (HKID, OTHER_PERMIT),
        known(ana=holds(HKID, PERMIT)),
        linking.OTHER_NUMBER,
    ),
    "two-hkids-at-once": ((HKID, OTHER_HKID), known(), linking.TWO_OF_A_KIND),
    "an-account-given-to-somebody-else": ((BIR,), known("ana", ana=holds(HKID)), linking.NOTHING_SHARED),
    "an-account-that-tells-no-number-any-more": ((), known("ana", ana=holds(HKID)), linking.NOTHING_SHARED),
}


@pytest.mark.parametrize("case", FOUND)
def test_whose_it_is(case: str) -> None:
    came, what, expected = FOUND[case]
    assert linking.link(came, what) == expected


@pytest.mark.parametrize("case", REFUSED)
def test_what_does_not_agree_is_refused(case: str) -> None:
    came, what, reason = REFUSED[case]
    with pytest.raises(IdentityConflict) as refusal:
        linking.link(came, what)
    assert refusal.value.reason == reason


def test_binding_adds_what_the_other_side_knows() -> None:
    assert linking.bind("ana", (PERMIT,), known(ana=holds(HKID))) == Link(person="ana", add=holds(PERMIT))


@pytest.mark.parametrize(
    ("came", "what", "reason"),
    [
        ((PERMIT,), known("bo", ana=holds(HKID), bo=holds()), linking.ACCOUNT_OF_ANOTHER),
        ((PERMIT,), known(ana=holds(HKID), bo=holds(PERMIT)), linking.TWO_PERSONS),
        ((OTHER_PERMIT,), known(ana=holds(PERMIT)), linking.OTHER_NUMBER),
        ((PERMIT, OTHER_PERMIT), known(ana=holds()), linking.TWO_OF_A_KIND),
    ],
    ids=["account-of-another", "number-of-another", "another-permit", "two-permits"],
)
def test_binding_what_contradicts_is_refused(came: tuple[Number, ...], what: Known, reason: str) -> None:
    with pytest.raises(IdentityConflict) as refusal:
        linking.bind("ana", came, what)
    assert refusal.value.reason == reason


@pytest.mark.parametrize("check", [Check.SHAPE, Check.CHECKSUM])
def test_what_was_typed_does_not_link(check: Check) -> None:
    assert linking.linking([_paper(Kind.HKID, "A123456(3)", check)]) == ()


@pytest.mark.parametrize(("kind", "number"), [(Kind.PASSPORT, "K01234567"), (Kind.USCC, "91350100M000100Y43")])
def test_what_is_not_one_persons_for_life_does_not_link(kind: Kind, number: str) -> None:
    assert linking.linking([_paper(kind, number, Check.PROVIDER)]) == ()


def test_a_renewed_permit_is_the_same_number() -> None:
    first, renewed = (
        _paper(Kind.HOME_RETURN_PERMIT, f"H12345678{edition}", Check.PROVIDER) for edition in ("01", "02")
    )
    assert first.canonical == renewed.canonical


def _paper(kind: Kind, number: str, check: Check) -> Document:
    read = documents.parse(kind, RawNumber(number))
    return Document(kind=kind, canonical=read.canonical, masked=read.masked, checked=check)


# ── Whatever sequence of sign-ins ─────────────────────────────────────────────────────────────────────────────


@dataclass(slots=True)
class Store:
    """What a desk keeps: accounts and numbers, each of one applicant; `truth` is who really is behind an applicant."""

    accounts: dict[str, str] = field(default_factory=dict)
    numbers: dict[Number, str] = field(default_factory=dict)
    truth: dict[str, set[int]] = field(default_factory=dict)

    def known(self, account: str, came: frozenset[Number]) -> Known:
        owner = self.accounts.get(account)
        persons = {self.numbers[number] for number in came if number in self.numbers} | ({owner} if owner else set())
        held = {p: frozenset(n for n, whose in self.numbers.items() if whose == p) for p in persons}
        return Known(account=owner, persons=held)

    def sign_in(self, who: int, account: str, came: frozenset[Number]) -> None:
        try:
            link = linking.link(came, self.known(account, came))
        except IdentityConflict:
            return
        applicant = link.person or f"applicant-{len(self.truth)}"
        self.accounts[account] = applicant
        self.numbers.update(dict.fromkeys(link.add, applicant))
        self.truth.setdefault(applicant, set()).add(who)


@dataclass(frozen=True, slots=True)
class SignIn:
    """Somebody signs in with an account that vouches for some of their own numbers."""

    who: int
    account: str
    kinds: frozenset[Kind]

    @property
    def came(self) -> frozenset[Number]:
        return frozenset(Number(kind=kind, key=f"{self.who}-{kind}") for kind in self.kinds)


KINDS = sorted(linking.LIFELONG)
SIGN_INS = st.builds(
    SignIn,
    st.integers(0, 3),
    # Few accounts for four persons: each is lent, or given to somebody else by its provider, again and again.
    st.sampled_from(["iamsmart-1", "iamsmart-2", "macao-1", "macao-2"]),
    st.frozensets(st.sampled_from(KINDS), min_size=1),
)


@given(st.lists(SIGN_INS, max_size=20))
def test_two_persons_are_never_one_applicant(sign_ins: list[SignIn]) -> None:
    store = Store()
    for each in sign_ins:
        store.sign_in(each.who, each.account, each.came)
    assert all(len(who) == 1 for who in store.truth.values())


@given(st.lists(SIGN_INS, max_size=20))
def test_a_number_is_one_applicants_and_an_applicant_has_one_of_a_kind(sign_ins: list[SignIn]) -> None:
    store = Store()
    for each in sign_ins:
        store.sign_in(each.who, each.account, each.came)
    pairs = [(number.kind, applicant) for number, applicant in store.numbers.items()]
    assert len(pairs) == len(set(pairs))


@settings(max_examples=200)
@given(st.lists(st.frozensets(st.sampled_from(KINDS), min_size=1), min_size=1, max_size=12), st.data())
def test_a_person_whose_recognitions_share_numbers_stays_one_applicant(
    came: list[frozenset[Kind]], data: st.DataObject
) -> None:
    """Each recognition brings at least one number that an earlier one brought, whatever account it comes by."""
    store, met = Store(), set[Kind]()
    for turn, kinds in enumerate(came):
        shared = {data.draw(st.sampled_from(sorted(met)))} if met else set()
        each = SignIn(0, f"account-{data.draw(st.integers(0, 2))}-{turn % 2}", kinds | shared)
        store.sign_in(each.who, each.account, each.came)
        met |= each.kinds
    assert len(store.truth) == 1
    assert {number.kind for number in store.numbers} == met


def test_who_is_refused_changes_nothing() -> None:
    store = Store()
    store.sign_in(0, "x", holds(HKID))
    before: Mapping[str, object] = {"accounts": dict(store.accounts), "numbers": dict(store.numbers)}
    store.sign_in(1, "x", holds(OTHER_HKID))
    assert before == {"accounts": store.accounts, "numbers": store.numbers}


@pytest.mark.parametrize(("proofing", "links"), [("none", 0), ("self-asserted", 0), ("remote", 1), ("in-person", 1)])
def test_what_a_person_only_said_of_themselves_there_links_nobody(proofing: str, links: int) -> None:
    said = replace(documents.parse(documents.Kind.HKID, documents.RawNumber("A123456(3)")), checked=Check.PROVIDER)
    was = Assurance(proofing=Proofing(proofing), factors=frozenset(), verified_at=datetime.now(UTC))
    found = Recognised(provider="p", subject="s", acr="", assurance=was, names=(), documents=(said,))
    assert len(linking.linking(found.documents)) == links
