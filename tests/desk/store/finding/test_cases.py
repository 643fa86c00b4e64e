"""Cases are found by number, name, document, telephone and record: the nearest first, each once, on every page."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from desk.model.cases.cases import State
from desk.model.errors import BadInput
from desk.model.people import Applicant, Name
from desk.store import people
from desk.store.finding import reading
from desk.store.finding.scopes import Scope
from desk.store.finding.ways import How
from desk.store.tables import case_names, case_words
from tests.desk.store.finding.crowd import Opened, catch_up, find, found, open_cases
from tests.desk.world import World

CHAN = Opened(names=("陳大文", "CHAN Tai Man"))


@pytest.mark.parametrize(
    "typed", ["陳大文", "陈大文", "大文", "chan tai man", "Tai Man", "man tai chan", "taiman", "CHAN", "陳大文 "]
)
async def test_any_part_of_a_name_finds_the_case(world: World, typed: str) -> None:
    number, _ = await open_cases(world, [CHAN, Opened(names=("何小明", "HO Siu Ming"))])
    assert await found(world, typed) == [number]


async def test_another_script_comes_after_the_exact_spelling(world: World) -> None:
    simplified, traditional, longer = await open_cases(
        world, [Opened(names=("陈明",)), Opened(names=("陳明",)), Opened(names=("陳明明",))]
    )
    page = await find(world, "陳明")
    assert [(hit.case.number, hit.how) for hit in page.hits] == [
        (traditional, How.EXACT),
        (simplified, How.FOLDED),
        (longer, How.PARTS),
    ]


async def test_of_the_same_name_the_newest_comes_first(world: World) -> None:
    numbers = await open_cases(world, [CHAN] * 3)
    assert await found(world, "陳大文") == numbers[::-1]


async def test_pages_show_each_case_once_and_leave_none_out(world: World) -> None:
    names = ["陳小", "陈小", "陳小文", "陳小明", "CHAN Siu"] * 5
    numbers = await open_cases(world, [Opened(names=(name,)) for name in names])
    wanted = [number for number, name in zip(numbers, names, strict=True) if name != "CHAN Siu"]
    shown, cursor, pages = [], "", 0
    while pages == 0 or cursor:
        page = await find(world, "陳小", cursor=cursor, size=3)
        shown += [hit.case.number for hit in page.hits]
        cursor, pages = page.cursor, pages + 1
    assert (sorted(shown), len(shown)) == (wanted, len(set(shown)))


async def test_a_page_that_found_more_than_it_shows_leaves_none_out(world: World) -> None:
    numbers = await open_cases(world, [Opened(names=(name,)) for name in ["CHANG Yat"] * 8 + ["CHANG Ho"] * 3])
    shown: list[list[str]] = []
    cursor = ""
    while len(shown) < 3 or cursor:
        page = await find(world, "chang y", cursor=cursor, size=3)
        shown.append([hit.case.number for hit in page.hits])
        cursor = page.cursor
    newest = numbers[7::-1]
    assert shown == [newest[:3], newest[3:6], newest[6:]]


async def test_a_page_ends_where_too_much_was_read_and_the_next_goes_on(
    sqlite_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "READ", 2)
    reading._statement.cache_clear()
    old, *_ = await open_cases(
        sqlite_world, [Opened(names=("王文強",), zone="hongkong"), *[Opened(names=("王文明",))] * 9]
    )
    scope = Scope(zones=(sqlite_world.zones["hongkong"].id,))
    first = await find(sqlite_world, "王文", scope)
    second = await find(sqlite_world, "王文", scope, first.cursor)
    reading._statement.cache_clear()
    assert (first.hits, bool(first.cursor), [hit.case.number for hit in second.hits]) == ((), True, [old])


async def test_scattered_pieces_are_not_a_name(world: World) -> None:
    await open_cases(world, [Opened(names=("CHANG Anita", "HAN"))])
    assert await found(world, "chanita") == []


@pytest.mark.parametrize("typed", ["JM203100000001", "jm 2031 0000 0001", "203100000001", "JM203100000001-1234"])
async def test_a_number_finds_its_case(world: World, typed: str) -> None:
    number, _ = await open_cases(world, [CHAN, CHAN])
    assert await found(world, typed) == [number]


async def test_a_case_is_found_by_the_document_and_the_telephone_of_its_applicant(world: World) -> None:
    meeting, _ = await world.done(corner="HK-01")
    number = (await world.case(meeting.case_id)).number
    assert [await found(world, typed) for typed in ("A123456(3)", "9120 0001", "+85291200001")] == [[number]] * 3


async def test_a_case_is_found_by_words_of_its_record_after_those_by_name(world: World) -> None:
    meeting, _ = await world.done()
    await catch_up(world.store)
    (by_name,) = await open_cases(world, [Opened(names=("示範",))])
    recorded = (await world.case(meeting.case_id)).number
    page = await find(world, "示范")
    assert [(hit.case.number, hit.how) for hit in page.hits] == [(by_name, How.FOLDED), (recorded, How.RECORD)]


async def test_filters_leave_out_what_is_not_asked_for(world: World) -> None:
    here, there, drafted, other = await open_cases(
        world,
        [
            CHAN,
            Opened(names=CHAN.names, zone="hongkong"),
            Opened(names=CHAN.names, state=State.DRAFTING),
            Opened(names=CHAN.names, item="JM-XX-001"),
        ],
    )
    macao = world.zones["macao"].id
    asked = (
        Scope(zones=(macao,)),
        Scope(zones=(macao,), state="submitted"),
        Scope(item="JM-XX-001"),
        Scope(since=world.clock() + timedelta(days=1)),
        Scope(until=world.clock() + timedelta(days=1)),
    )
    expected = [[other, drafted, here], [other, here], [other], [], [other, drafted, there, here]]
    assert [await found(world, "陳大文", scope) for scope in asked] == expected
    assert [await found(world, "", scope) for scope in asked] == expected


async def test_a_new_name_finds_the_case_and_the_old_one_does_not(world: World) -> None:
    (number,) = await open_cases(world, [CHAN])
    (hit,) = (await find(world, "陳大文")).hits
    async with world.store.write() as unit:
        renamed = (Name(text="陳小文", language="zh-Hant-MO", source="test"),)
        await people.keep_names(unit, Applicant(id=hit.case.applicant_id, names=renamed))
    await catch_up(world.store)
    assert (await found(world, "陳小文"), await found(world, "陳大文")) == ([number], [])


async def test_the_index_holds_no_piece_of_a_name(sqlite_world: World) -> None:
    await open_cases(sqlite_world, [CHAN])
    async with sqlite_world.store.read() as connection:
        marks = (await connection.execute(select(case_names.c.mark))).scalars().all()
    assert len(marks) == 20
    assert all(0 <= mark < 2**48 for mark in marks)


async def test_marks_of_a_record_are_cut_short(sqlite_world: World) -> None:
    await sqlite_world.done()
    await catch_up(sqlite_world.store)
    async with sqlite_world.store.read() as connection:
        assert 0 < (await connection.execute(select(func.max(case_words.c.mark)))).scalar_one() < 2**20


@pytest.mark.parametrize("cursor", ["x", "1", "1:", ":1", "-1:5", "1:²", "0:99999999999999999999999999"])
async def test_a_cursor_that_makes_no_sense_is_refused(sqlite_world: World, cursor: str) -> None:
    with pytest.raises(BadInput):
        await find(sqlite_world, "陳大文", cursor=cursor)


async def test_a_case_that_is_not_indexed_yet_is_found_by_its_number(world: World) -> None:
    meeting = await world.called()
    case = await world.case(meeting.case_id)
    assert await found(world, case.number) == [case.number]
