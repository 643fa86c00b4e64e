"""The demonstration's courier: what would go to a telephone is shown in an inbox beside the corner."""

import json

from desk.actions.desk import Parcel
from desk.store import inbox
from desk.store.unit import Store


class DemoCourier:
    """Carries to the demo inbox. Only the code and its purpose are kept; the inbox's page has the words."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def carry(self, parcel: Parcel) -> None:
        """Puts the code into the inbox."""
        body = json.dumps({"code": parcel.code, "purpose": parcel.purpose, "language": parcel.language})
        async with self._store.write() as unit:
            message = inbox.Message(
                id=unit.chance.id(),
                corner_id=parcel.corner_id,
                masked=parcel.masked,
                body=body,
                sent_at=unit.now,
            )
            await inbox.add(unit, message)
