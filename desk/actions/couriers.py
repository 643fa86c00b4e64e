"""Couriers of one-time codes: the demonstration's inbox, and a gateway that takes signed calls over HTTP.

A gateway is posted JSON in the shape of Standard Webhooks (`model.webhooks`), the same `webhook-id` for every try of
one message, so that one whose answer was lost is not sent twice. docs/protocol.md has the whole of it.
"""

import asyncio
import contextlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from enum import StrEnum

from desk.actions.desk import Parcel
from desk.model import texts, webhooks
from desk.model.chance import Clock
from desk.model.deliveries import Delivery, Move
from desk.model.errors import IllegalMove, Missing
from desk.model.gateways import Gateway
from desk.store import deliveries, inbox
from desk.store.unit import Store, Unit
from identity.federation.fetch import Fetch, Request

INBOX = "inbox"
Words = Callable[[str, str, str, Mapping[str, str]], str]
"""Use, code, language and what else it is about → what the message says."""


class Kind(StrEnum):
    """What came of one try."""

    TAKEN = "taken"
    LATER = "later"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of one try; `after` is how long the gateway wants to be left alone."""

    kind: Kind
    after: timedelta = timedelta(0)


class DemoCourier:
    """Carries to the demo inbox. Only the code, its purpose and what it is about are kept; its page has the words."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def carry(self, parcel: Parcel) -> None:
        """Puts the code into the inbox."""
        told = {
            "code": parcel.code,
            "purpose": parcel.purpose,
            "language": parcel.language,
            "about": dict(parcel.about),
        }
        body = json.dumps(told)
        async with self._store.write() as unit:
            message = inbox.Message(
                id=unit.chance.id(),
                corner_id=parcel.corner_id,
                masked=parcel.masked,
                body=body,
                sent_at=unit.now,
            )
            await inbox.add(unit, message)
            await _arrived(unit, parcel.id)


class HttpSmsCourier:
    """Carries over one gateway."""

    def __init__(self, gateway: Gateway, fetch: Fetch, words: Words, clock: Clock, report_to: str) -> None:
        """`report_to`: the address of the desk, to which `/webhooks/sms/NAME` is added."""
        self.gateway = gateway
        self._fetch, self._words, self._clock, self._report_to = fetch, words, clock, report_to

    async def send(self, parcel: Parcel, delivery: Delivery) -> Outcome:
        """One try."""
        now = self._clock()
        body = json.dumps(self._message(parcel, delivery, now), ensure_ascii=False).encode()
        message_id = f"{delivery.id}.{delivery.channel}"
        headers = webhooks.headers(self.gateway.secret, message_id, body, now)
        headers |= {"Content-Type": "application/json", "Idempotency-Key": message_id}
        try:
            async with asyncio.timeout(self.gateway.timeout):
                answer = await self._fetch(Request(method="POST", url=self.gateway.url, headers=headers, body=body))
        except (TimeoutError, OSError):
            return Outcome(kind=Kind.LATER)
        if 200 <= answer.status < 300:
            return Outcome(kind=Kind.TAKEN)
        if answer.status in (408, 429) or answer.status >= 500:
            return Outcome(kind=Kind.LATER, after=waiting(answer.headers.get("retry-after", ""), now))
        return Outcome(kind=Kind.REFUSED)

    def _message(self, parcel: Parcel, delivery: Delivery, now: datetime) -> dict[str, object]:
        text = self._words(parcel.purpose, parcel.code, parcel.language, parcel.about)
        data = {
            "reference": delivery.id,
            "to": parcel.phone,
            "text": text,
            "language": parcel.language,
            "kind": self.gateway.kind,
            "sender": self.gateway.sender,
            "encoding": texts.encoding(text).value,
            "parts": texts.parts(text),
            "valid_until": delivery.expires_at.isoformat(),
            "report_to": f"{self._report_to}/webhooks/sms/{self.gateway.name}",
        }
        return {"type": "message.send", "timestamp": now.isoformat(), "data": data}


def waiting(text: str, now: datetime) -> timedelta:
    """What a Retry-After says (RFC 9110, 10.2.3: seconds, or a date); nothing when it says nothing we can read."""
    if text.isascii() and text.isdigit() and len(text) < 9:
        return timedelta(seconds=int(text))
    with contextlib.suppress(ValueError, TypeError):
        until = parsedate_to_datetime(text)
        return max(timedelta(0), until.replace(tzinfo=until.tzinfo or UTC) - now)
    return timedelta(0)


async def _arrived(unit: Unit, delivery_id: str) -> None:
    with contextlib.suppress(Missing, IllegalMove):
        delivery = await deliveries.get(unit.connection, delivery_id)
        await deliveries.move(unit, delivery, Move.DELIVER, gateway=INBOX)
