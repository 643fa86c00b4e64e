"""The small bundle every action works with, built by server.py: what keeps, what carries, what checks, what draws."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any, Protocol

from desk.actions.gathering import Gathering
from desk.config import Settings
from desk.model.gateways import Gateway
from desk.model.meetings.participants import Seated
from desk.model.sessions import Session
from desk.model.staff import Staff
from desk.papers.letters import LetterPaper
from desk.papers.receipts import ReceiptPaper
from desk.papers.sealing import Sealed
from desk.store.unit import Store
from i18n.catalogues import Catalogues
from i18n.scripts import Scripts
from identity.codes import Codes
from identity.federation.provider import Provider
from identity.passwords import Passwords

Names = Mapping[str, str]
"""Language tag → what it is called."""


class Media(Protocol):
    """What the desk asks of the media plane. Parties are the names of `model.sessions`."""

    def join(self, bridge_id: str, consent: str, seats: Mapping[str, str]) -> None:
        """Opens the bridge, records it, and seats the parties; a party without a leg is joined when it has one."""

    def hold(self, bridge_id: str, held: bool) -> None:
        """While held, nothing is forwarded to or from the applicant."""

    async def arrange(self, bridge_id: str, others: Mapping[str, Seated], *, aside: bool) -> None:
        """Besides the two who were joined, these sit there and nobody else; aside: staff talk among themselves.

        A supervisor who sits there no more has no leg any more either.
        """

    async def part(self, bridge_id: str) -> None:
        """Closes the bridge and its recording, and hangs up who supervised it."""

    async def can_record(self) -> bool:
        """Whether a recording could be begun now, as far as this process knows."""

    async def drop(self, party: str) -> None:
        """Hangs up the party's leg; it opens none any more."""

    async def hang_up(self, party: str) -> None:
        """Hangs up the party's leg; it may open another."""

    def token(self, party: str, consent: str, now: datetime) -> str:
        """What the party's browser shows to open its leg."""

    def is_up(self, party: str) -> bool:
        """Whether the party's leg is up."""

    def open_bridges(self) -> frozenset[str]:
        """Which bridges stand in this process."""

    def parties(self) -> frozenset[str]:
        """Who has a leg in this process."""

    def is_used(self, bridge_id: str) -> bool:
        """Whether somebody in this bridge has a leg in this process."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """A one-time code on its way: to whom, how they may be shown, for what, in which language, asked from where.

    `id` is that of its delivery. A message that brings no code has an empty one, and says what it tells in `about`:
    numbers, instants and addresses by name, nothing of a person.
    """

    id: str
    phone: str
    masked: str
    code: str
    purpose: str
    language: str
    corner_id: str
    about: Mapping[str, str] = field(default_factory=dict)

    def __repr__(self) -> str:
        return f"Parcel(purpose={self.purpose!r})"

    def contents(self) -> dict[str, Any]:
        """All of it, to be sealed."""
        return {one.name: getattr(self, one.name) for one in fields(self)}


class Courier(Protocol):
    """Carries one-time codes. Each is queued in the commit that made it, so that none is lost with the process."""

    async def carry(self, parcel: Parcel) -> None:
        """Sends it, or sees to it that it is sent soon: nobody waits here for a gateway."""


class Draughtsman(Protocol):
    """Draws papers, blocking: called in a thread."""

    def letter(self, paper: LetterPaper) -> bytes:
        """A PDF."""

    def receipt(self, paper: ReceiptPaper) -> bytes:
        """A PDF."""


class Sealing(Protocol):
    """Seals papers, blocking: called in a thread. `certificate`: of its key, PEM."""

    @property
    def certificate(self) -> str: ...

    def seal(self, pdf: bytes) -> Sealed:
        """The paper with its seal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """All that actions need. `provider_names`: what each identity provider is called in every language, in the order
    to be offered. `calls`: the clerks of this process who call the next turn."""

    settings: Settings
    store: Store
    media: Media
    courier: Courier
    providers: Mapping[str, Provider]
    provider_names: Mapping[str, Names]
    codes: Codes
    passwords: Passwords
    printer: Draughtsman
    sealer: Sealing
    scripts: Scripts
    catalogues: Catalogues
    gateways: Mapping[str, Gateway] = field(default_factory=dict)
    calls: Gathering[Staff, Session] = field(default_factory=Gathering)
