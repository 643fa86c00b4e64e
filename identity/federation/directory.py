"""What a provider publishes about itself, asked for when needed and kept for a while."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from identity.errors import ProviderUnfit
from identity.federation import metadata
from identity.federation.config import ProviderConfig
from identity.federation.fetch import Fetch, get_json
from identity.federation.metadata import Metadata
from identity.federation.refusals import UnknownKey

KEPT_FOR = timedelta(hours=1)
KEYS_AGAIN_AFTER = timedelta(minutes=1)
"""An unknown key makes us ask again, but not more often: forged tokens must not make us hammer the provider."""


class Directory:
    """One provider's metadata and keys."""

    def __init__(self, provider: ProviderConfig, fetch: Fetch, clock: Callable[[], datetime]) -> None:
        self._provider = provider
        self._fetch = fetch
        self._clock = clock
        self._found: tuple[datetime, Metadata, KeySet] | None = None
        self._keys_asked_at: datetime | None = None

    async def metadata(self) -> Metadata:
        """The provider's addresses. Raises ProviderUnfit, ProviderUnreachable, ProviderTimedOut."""
        return (await self._read())[0]

    async def keys(self, kid: str) -> KeySet:
        """The provider's keys, this one among them, or UnknownKey; asked for again if it is new to us."""
        found, keys = await self._read()
        if not _has(keys, kid) and self._may_ask_again():
            self._keys_asked_at = self._clock()
            keys = await self._fetch_keys(found)
            self._found = (self._clock(), found, keys)
        if not _has(keys, kid):
            raise UnknownKey("kid")
        return keys

    async def _read(self) -> tuple[Metadata, KeySet]:
        if self._found is None or self._clock() >= self._found[0] + KEPT_FOR:
            description = await get_json(self._fetch, metadata.address(self._provider))
            found = metadata.read(self._provider, description)
            self._found = (self._clock(), found, await self._fetch_keys(found))
        return self._found[1:]

    def _may_ask_again(self) -> bool:
        return self._keys_asked_at is None or self._clock() >= self._keys_asked_at + KEYS_AGAIN_AFTER

    async def _fetch_keys(self, found: Metadata) -> KeySet:
        published = await get_json(self._fetch, found.jwks)
        try:
            return KeySet.import_key_set({"keys": published["keys"]})
        except (JoseError, KeyError, TypeError, ValueError):
            raise ProviderUnfit from None


def _has(keys: KeySet, kid: str) -> bool:
    return any(key.kid == kid for key in keys.keys)
