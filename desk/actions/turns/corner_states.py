"""A corner's page reports its devices, and staff tell of the printer, which no page can look at."""

from dataclasses import dataclass, replace

from desk.actions.desk import Desk
from desk.actions.turns import zoned
from desk.model.events import Event, Tag
from desk.model.staff import Staff
from desk.model.turns.corner_states import Camera, Paper, Printer
from desk.model.zones import Corner
from desk.store import corners
from desk.store.turns import corner_states


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a corner's page measured. `version` names the pages it shows."""

    camera: Camera
    microphone: Camera
    version: str


async def report(desk: Desk, corner: Corner, told: Report) -> None:
    """A sign of life, and how the devices are. Only a change is a fact: the ledger is no log of heartbeats."""
    async with desk.store.write() as unit:
        known = await corner_states.get(unit.connection, corner.id)
        measured = {"camera": told.camera, "microphone": told.microphone, "version": told.version}
        after = replace(known, **measured, reported_at=unit.now)  # type: ignore[arg-type]  # fields by name
        await corner_states.put(unit, after)
        if replace(after, reported_at=known.reported_at) == known:
            return
        unit.record(
            Event(
                tag=Tag.CORNER_REPORTED,
                subject=corner.id,
                actor=f"corner:{corner.id}",
                zone_id=corner.zone_id,
                data={"camera": told.camera.value, "microphone": told.microphone.value, "version": told.version},
            )
        )


async def tell(desk: Desk, corner_id: str, printer: Printer, paper: Paper, by: Staff) -> None:
    """Staff looked at the printer. Raises Missing, NotAllowed."""
    async with desk.store.write() as unit:
        corner = await corners.get(unit.connection, corner_id)
        zoned.check(by, corner.zone_id)
        known = await corner_states.get(unit.connection, corner_id)
        after = replace(known, printer=printer, paper=paper, told_at=unit.now, told_by=by.id)
        await corner_states.put(unit, after)
        unit.record(
            Event(
                tag=Tag.CORNER_DEVICES_TOLD,
                subject=corner_id,
                actor=f"staff:{by.id}",
                zone_id=corner.zone_id,
                data={"printer": printer.value, "paper": paper.value},
            )
        )
