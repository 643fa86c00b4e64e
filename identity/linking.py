"""Whether a recognition is of somebody who is known already: two persons are never made one.

Theory of operation. A provider recognises somebody: it gives an account (its own pairwise subject) and vouches for
documents. A *person* here is whoever all their accounts and numbers belong to. `link` decides, from what is kept,
which person it is, or that nobody knows them yet; it decides nothing by likelihood.

Only what a provider vouched for counts. What was typed never links and is never held: whoever types another's number
becomes nobody else by it, however well the check digit fits.

Only lifelong numbers link, and of each kind a person has one. A Hong Kong and a Macao identity card are two kinds, so
a resident of both places has both. A renewed home-return permit is the same number in another edition. A passport's
number changes at renewal, a person may have several, and two countries may give the same one: passports stay with the
visits in which they were vouched for, and neither find a person nor are held by one. A credit code names a body.

    account    numbers of the recognition                       →
    unknown    none is held                                     a new person, who holds them
    unknown    held by one person                               that person; the others are added, so is the account
    known      one at least is that person's, or they hold none that person; the others are added
    either     they lead to two persons                         refused: TWO_PERSONS
    either     another of a kind of which the person holds one  refused: OTHER_NUMBER
    either     two of one kind                                  refused: TWO_OF_A_KIND
    known      none is that person's, though they hold some     refused: NOTHING_SHARED

The last row meets a provider that gives a subject away again (OpenID Connect forbids it) and an account that was
lent: the account alone is believed only while nothing else is known. A refusal changes nothing; somebody has to look
at the papers. So one person may come to be known twice, which a person can mend, but never two persons once.

`bind` is for mutual recognition: a person who is signed in, and agrees, adds an account of the other side. It asks
that nothing contradicts; that the same hands signed in to both is all that says they belong together.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from identity.documents import Check, Document, Kind
from identity.errors import IdentityConflict

LIFELONG = frozenset(
    {Kind.HKID, Kind.MACAO_BIR, Kind.HOME_RETURN_PERMIT, Kind.RESIDENCE_PERMIT, Kind.MAINLAND_ID},
)
"""Kinds of which a person has one number for life, and no other person has it."""

TWO_OF_A_KIND = "two-of-a-kind"
TWO_PERSONS = "two-persons"
OTHER_NUMBER = "other-number"
NOTHING_SHARED = "nothing-shared"
ACCOUNT_OF_ANOTHER = "account-of-another"


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """A number of a kind; `key` is compared and nothing else, so it may be a keyed hash."""

    kind: Kind
    key: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is kept that touches one recognition.

    `account`: whose account it is, if anybody's. `persons`: everybody who is meant by the account or by a number of
    the recognition, each with all the numbers that they hold.
    """

    account: str | None
    persons: Mapping[str, frozenset[Number]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Whose recognition it is (None: a person not met before), and which numbers are theirs from now on too."""

    person: str | None
    add: frozenset[Number]


def linking(documents: Iterable[Document]) -> tuple[Document, ...]:
    """Those documents of a recognition by which a person may be found."""
    return tuple(each for each in documents if each.checked is Check.PROVIDER and each.kind in LIFELONG)


def link(came: Collection[Number], known: Known) -> Link:
    """Whose recognition this is. Raises IdentityConflict."""
    _one_of_a_kind(came)
    met = {person for person, held in known.persons.items() if not held.isdisjoint(came)}
    if known.account is not None:
        met.add(known.account)
    if len(met) > 1:
        raise IdentityConflict(TWO_PERSONS)
    if not met:
        return Link(person=None, add=frozenset(came))
    person = met.pop()
    held = known.persons.get(person, frozenset())
    _no_other_of_a_kind(came, held)
    if held and held.isdisjoint(came):
        raise IdentityConflict(NOTHING_SHARED)
    return Link(person=person, add=frozenset(came) - held)


def bind(person: str, came: Collection[Number], known: Known) -> Link:
    """What this person, signed in with another account, adds by binding it. Raises IdentityConflict.

    `known.persons` has this person too.
    """
    _one_of_a_kind(came)
    if known.account not in (None, person):
        raise IdentityConflict(ACCOUNT_OF_ANOTHER)
    if any(other != person and not held.isdisjoint(came) for other, held in known.persons.items()):
        raise IdentityConflict(TWO_PERSONS)
    held = known.persons.get(person, frozenset())
    _no_other_of_a_kind(came, held)
    return Link(person=person, add=frozenset(came) - held)


def _one_of_a_kind(came: Collection[Number]) -> None:
    if len({number.kind for number in came}) != len(set(came)):
        raise IdentityConflict(TWO_OF_A_KIND)


def _no_other_of_a_kind(came: Collection[Number], held: frozenset[Number]) -> None:
    has = {number.kind: number for number in held}
    if any(has.get(number.kind, number) != number for number in came):
        raise IdentityConflict(OTHER_NUMBER)
