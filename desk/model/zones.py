"""A zone 專區 and its corners 服務角: where applicants sit, and under which law."""

from dataclasses import dataclass

from desk.model.items import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Zone:
    """One zone. `jurisdiction` is HK or MO; `timezone` an IANA name."""

    id: str
    code: str
    name: Words
    place: Words
    jurisdiction: str
    timezone: str
    currency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Corner:
    """One registered device. Its key and its browser's cookie are kept as hashes only, and not here."""

    id: str
    zone_id: str
    code: str
    name: Words
    help_asked: bool
