"""The demonstration's inbox shows codes as they would have arrived."""

from desk.actions.couriers import DemoCourier
from desk.actions.desk import Parcel
from desk.boards import inbox
from tests.desk.boards.hall import ONE_ENGINE, Hall

PARCEL = Parcel(
    id="d",
    phone="+85261234567",
    masked="+852 •••• ••67",
    code="012345",
    purpose="visit.phone",
    language="pt-MO",
    corner_id="corner",
)


@ONE_ENGINE
async def test_a_carried_code_is_shown_with_the_number_masked(hall: Hall) -> None:
    await DemoCourier(hall.desk.store).carry(PARCEL)
    line = (await inbox.messages(hall.reader))[0]
    assert (line.code, line.purpose, line.masked, line.corner_id) == ("012345", "visit.phone", PARCEL.masked, "corner")


def test_a_line_of_the_inbox_prints_no_code() -> None:
    line = inbox.InboxLine(masked="m", code="012345", purpose="p", sent_at=None, corner_id="")  # type: ignore[arg-type]  # not looked at
    assert "012345" not in repr(line)
