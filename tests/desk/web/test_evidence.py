"""Keys of devices over HTTP, a meeting played back, and the page of draws."""

import base64
from datetime import timedelta

import pytest

from desk.model.evidence import corner_codes as codes
from desk.model.evidence.draws import CIVIL
from tests.desk.recorded import recorded
from tests.desk.store.evidence.made import Device
from tests.desk.web.conftest import Client, get_page, post_form, sign_in, sit_down
from tests.desk.world import World

REPORT = {"camera": "ready", "microphone": "ready", "version": "test"}


async def reported(client: Client, key_id: str = "") -> dict[str, object]:
    """What a corner's page is told of its key, and what there is to sign."""
    async with client.post("/api/corner/report", json={**REPORT, "device_key": key_id}) as answer:
        told: dict[str, object] = (await answer.json())["evidence"]
        return told


async def proved(client: Client, device: Device) -> str:
    """The key_id of a key that was proved."""
    challenge = (await reported(client))["challenge"]
    signature = device.sign(f"{challenge} {device.public.hex()}".encode())
    sent = {"public": base64.b64encode(device.public).decode(), "signature": base64.b64encode(signature).decode()}
    async with client.post("/api/corner/key", json=sent) as answer:
        assert answer.status == 200
        return str((await answer.json())["key_id"])


async def test_a_page_of_the_version_before_reports_all_the_same(client: Client, sqlite_world: World) -> None:
    await sit_down(client, sqlite_world)
    async with client.post("/api/corner/report", json=REPORT) as answer:
        assert answer.status == 200


async def test_a_corner_proves_its_key_and_is_asked_no_more(client: Client, sqlite_world: World) -> None:
    await sit_down(client, sqlite_world)
    key_id = await proved(client, Device())
    assert await reported(client, key_id) == {"key_id": key_id, "challenge": "", "statements": []}


async def test_a_corner_signs_what_its_meeting_left_behind(client: Client, sqlite_world: World) -> None:
    await sit_down(client, sqlite_world)
    device = Device()
    key_id = await proved(client, device)
    await sqlite_world.done()
    sqlite_world.clock.pass_by(minutes=1)
    [due] = (await reported(client, key_id))["statements"]  # type: ignore[misc]  # of JSON
    signature = base64.b64encode(device.sign(due["text"].encode())).decode()  # type: ignore[has-type]
    path = f"/api/corner/statements/{due['id']}"  # type: ignore[has-type]
    async with client.post(path, json={"signature": signature}) as answer:
        assert answer.status == 200
    assert (await reported(client, key_id))["statements"] == []


@pytest.mark.parametrize("signature", ["", "%%%", base64.b64encode(b"x" * 64).decode()])
async def test_what_is_no_proof_is_refused(signature: str, client: Client, sqlite_world: World) -> None:
    await sit_down(client, sqlite_world)
    public = base64.b64encode(Device().public).decode()
    async with client.post("/api/corner/key", json={"public": public, "signature": signature}) as answer:
        assert answer.status == 422


async def test_the_page_of_corners_tells_which_can_sign(client: Client, sqlite_world: World) -> None:
    await sit_down(client, sqlite_world)
    await proved(client, Device())
    await reported(client, "")
    await sign_in(client, sqlite_world, "administrator1")
    _, page = await get_page(client, "/office/corners?lang=en-HK")
    assert "<strong>Key lost: register again</strong>" in page or "金鑰遺失" in page or "密钥丢失" in page


async def test_a_meeting_is_played_back_with_what_happened(client: Client, sqlite_world: World) -> None:
    meeting = await recorded(sqlite_world, seconds=2)
    await sign_in(client, sqlite_world, "auditor1")
    status, page = await get_page(client, f"/office/evidence/{meeting.session_id}")
    assert (status, f"/office/sessions/{meeting.session_id}/recording/applicant.webm" in page) == (200, True)
    assert 'class="moment"' in page
    assert (await sqlite_world.tags())[-1] == "evidence.opened"


async def test_its_pictures_come_in_ranges_and_without_a_path(client: Client, sqlite_world: World) -> None:
    meeting = await recorded(sqlite_world, seconds=2)
    await sign_in(client, sqlite_world, "auditor1")
    path = f"/office/sessions/{meeting.session_id}/recording/applicant.webm"
    async with client.get(path, headers={"Range": "bytes=0-99"}) as answer:
        assert (answer.status, len(await answer.read())) == (206, 100)
    _, page = await get_page(client, f"/office/evidence/{meeting.session_id}")
    assert str(sqlite_world.folder) not in page
    assert ".mkv" not in page


async def coded(client: Client, session_id: str, **signed: object) -> tuple[int, dict[str, object]]:
    """What a corner's page is told of the codes of a meeting."""
    async with client.post("/api/corner/codes", json={"session": session_id, **signed}) as answer:
        told: dict[str, object] = await answer.json()
        return answer.status, told


async def test_a_corner_has_a_code_kept_that_its_picture_shows(client: Client, sqlite_world: World) -> None:
    await sit_down(client, sqlite_world)
    device = Device()
    await proved(client, device)
    meeting = await recorded(sqlite_world, seconds=2)
    _, now = await coded(client, meeting.session_id)
    text = codes.text(str(now["corner_id"]), meeting.session_id, int(str(now["free"])), str(now["before"]))
    signature = device.sign(text)
    signed = {"slot": now["free"], "before": now["before"], "signature": base64.b64encode(signature).decode()}
    status, told = await coded(client, meeting.session_id, **signed)
    assert (status, told["kept"], told["before"]) == (200, True, codes.hash_of(signature.hex()))
    await sign_in(client, sqlite_world, "auditor1")
    _, page = await get_page(client, f"/office/evidence/{meeting.session_id}")
    shown = codes.shown(signature.hex())
    assert f"{shown[:4]}-{shown[4:]}" in page


@pytest.mark.parametrize("wrong", [{"slot": "7"}, {"slot": None}, {"signature": "%"}, {"before": 7}])
async def test_what_is_no_code_is_refused(wrong: dict[str, object], client: Client, sqlite_world: World) -> None:
    await sit_down(client, sqlite_world)
    meeting = await sqlite_world.in_session()
    status, _ = await coded(client, meeting.session_id, **({"slot": 7, "before": "", "signature": "AAAA"} | wrong))
    assert status == 422


async def test_a_meeting_elsewhere_has_no_code_from_here(client: Client, sqlite_world: World) -> None:
    await sit_down(client, sqlite_world, "MO-02")
    meeting = await sqlite_world.in_session(corner="MO-01")
    assert (await coded(client, meeting.session_id))[0] == 404


async def test_a_playback_says_that_the_picture_shows_no_code(client: Client, sqlite_world: World) -> None:
    meeting = await recorded(sqlite_world, seconds=2)
    await sign_in(client, sqlite_world, "auditor1")
    _, page = await get_page(client, f"/office/evidence/{meeting.session_id}")
    assert ("data-codes" in page, "data-range" in page) == (False, True)


async def test_a_meeting_that_is_not_there_is_missing(client: Client, sqlite_world: World) -> None:
    await sign_in(client, sqlite_world, "auditor1")
    status, _ = await get_page(client, f"/office/evidence/{'0' * 32}")
    assert status == 404


async def test_a_draw_is_announced_by_an_auditor(client: Client, sqlite_world: World) -> None:
    await sign_in(client, sqlite_world, "auditor1")
    day = sqlite_world.clock().astimezone(CIVIL).date() + timedelta(days=2)
    assert await post_form(client, "/office/draws", day=day.isoformat(), count="3") == (303, "/office/draws")
    _, page = await get_page(client, "/office/draws")
    assert day.isoformat() in page


@pytest.mark.parametrize(("day", "count"), [("2020-01-01", "3"), ("", "3"), ("2026-11-25", "x"), ("2026-11-25", "0")])
async def test_a_draw_that_cannot_be_is_refused(day: str, count: str, client: Client, sqlite_world: World) -> None:
    await sign_in(client, sqlite_world, "auditor1")
    assert (await post_form(client, "/office/draws", day=day, count=count))[0] == 422


async def test_a_supervisor_sees_draws_and_announces_none(client: Client, sqlite_world: World) -> None:
    await sign_in(client, sqlite_world, "supervisor1")
    status, page = await get_page(client, "/office/draws")
    assert (status, 'action="/office/draws"' in page) == (200, False)
