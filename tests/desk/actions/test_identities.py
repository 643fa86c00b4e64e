"""An applicant is recognised, shows a document, and confirms a telephone; each step believes only what was checked."""

import asyncio

import pytest

from desk.actions import identities
from desk.model.errors import (
    CodeTooSoon,
    DocumentMismatch,
    DocumentNotAccepted,
    Missing,
    NotReady,
    Stale,
)
from desk.model.visits import State
from desk.store import people
from identity.errors import (
    AssuranceTooLow,
    CodeExpired,
    CodeForAnother,
    CodeLocked,
    CodeUsed,
    NotMobile,
    ReplayedAnswer,
    SignInCancelled,
    UnknownKind,
    WrongCheckDigit,
    WrongCode,
    WrongShape,
    WrongState,
)
from tests.desk.world import World

MOBILE = ("MO", "66123456")


async def at_phone(world: World) -> str:
    """A visit that was sent a code; its id."""
    visit = await world.visit_to("documented")
    await identities.give_phone(world.desk, visit.id, *MOBILE)
    return visit.id


# ── The provider ──────────────────────────────────────────────────────────────────────────────────────────────


async def test_names_are_kept_to_the_code_point_with_language_and_source(world: World) -> None:
    visit = await world.visit_to("recognised", corner="HK-01")
    async with world.store.read() as connection:
        kept = await people.applicant(connection, world.store.vault, visit.applicant_id)
    assert [(name.text, name.language, name.source) for name in kept.names] == [
        ("范余于", "zh-Hant-HK", "iamsmart"),
        ("FAN Yu Yu", "en-HK", "iamsmart"),
    ]


async def test_the_same_person_is_known_again(sqlite_world: World) -> None:
    first = await sqlite_world.visit_to("recognised", corner="MO-01")
    second = await sqlite_world.visit_to("recognised", corner="MO-02")
    assert first.applicant_id == second.applicant_id


async def test_a_document_of_the_provider_says_that_it_vouched(sqlite_world: World) -> None:
    visit = await sqlite_world.visit_to("recognised")
    async with sqlite_world.store.read() as connection:
        (document,) = await people.documents_of(connection, sqlite_world.store.vault, visit.id)
    assert (document.kind, document.checked, document.masked) == ("macao-bir", "provider", "5234***(*)")


async def test_a_provider_that_does_not_exist_is_missing(sqlite_world: World) -> None:
    visit = await sqlite_world.visit_to("consented")
    with pytest.raises(Missing):
        await identities.begin_sign_in(sqlite_world.desk, visit.id, "nobody")


async def test_sign_in_before_consent_is_refused(sqlite_world: World) -> None:
    visit = await sqlite_world.visit_to("choosing")
    with pytest.raises(NotReady):
        await identities.begin_sign_in(sqlite_world.desk, visit.id, "macao")


async def test_a_forged_answer_changes_nothing(sqlite_world: World) -> None:
    visit = await sqlite_world.visit_to("consented")
    answer = await sqlite_world.begin_sign_in(visit.id, "lei")
    with pytest.raises(WrongState):
        await identities.finish_sign_in(sqlite_world.desk, visit.id, answer | {"state": "forged"})
    assert (await sqlite_world.visit(visit.id)).state is State.CONSENTED


async def test_an_answer_is_looked_at_once(sqlite_world: World) -> None:
    visit = await sqlite_world.visit_to("consented")
    answer = await sqlite_world.begin_sign_in(visit.id, "lei")
    await identities.finish_sign_in(sqlite_world.desk, visit.id, answer)
    with pytest.raises(ReplayedAnswer):
        await identities.finish_sign_in(sqlite_world.desk, visit.id, answer)


async def test_of_two_equal_answers_at_once_one_is_looked_at(world: World) -> None:
    visit = await world.visit_to("consented")
    answer = await world.begin_sign_in(visit.id, "lei")
    ends = await asyncio.gather(
        *(identities.finish_sign_in(world.desk, visit.id, answer) for _ in range(2)), return_exceptions=True
    )
    assert sorted(type(end).__name__ for end in ends) == ["NoneType", "ReplayedAnswer"]


async def test_an_answer_for_one_visit_is_none_for_another(sqlite_world: World) -> None:
    mine = await sqlite_world.visit_to("consented", corner="MO-01")
    other = await sqlite_world.visit_to("consented", corner="MO-02")
    answer = await sqlite_world.begin_sign_in(mine.id, "lei")
    with pytest.raises(ReplayedAnswer):
        await identities.finish_sign_in(sqlite_world.desk, other.id, answer)


async def test_after_cancelling_the_applicant_signs_in_anew(sqlite_world: World) -> None:
    visit = await sqlite_world.visit_to("consented")
    answer = await sqlite_world.begin_sign_in(visit.id, "lei")
    with pytest.raises(SignInCancelled):
        await identities.finish_sign_in(sqlite_world.desk, visit.id, answer | {"error": "access_denied"})
    await sqlite_world.sign_in(visit.id, "lei")
    assert (await sqlite_world.visit(visit.id)).state is State.RECOGNISED


async def test_a_new_sign_in_takes_the_place_of_the_one_before(sqlite_world: World) -> None:
    visit = await sqlite_world.visit_to("consented")
    older = await sqlite_world.begin_sign_in(visit.id, "lei")
    await sqlite_world.begin_sign_in(visit.id, "lei")
    with pytest.raises(WrongState):
        await identities.finish_sign_in(sqlite_world.desk, visit.id, older)


async def test_who_is_recognised_less_surely_than_the_item_wants_is_not_let_in(sqlite_world: World) -> None:
    visit = await sqlite_world.visit_to("consented")
    with pytest.raises(AssuranceTooLow):
        await sqlite_world.sign_in(visit.id, "low")


# ── The document ──────────────────────────────────────────────────────────────────────────────────────────────

TYPED = [
    ("no-such-kind", "1", UnknownKind),
    ("hkid", "A123456(4)", WrongCheckDigit),
    ("hkid", "not a number", WrongShape),
    ("macao-bir", "523456", WrongShape),
    ("macao-bir", "1234567(8)", DocumentMismatch),
    ("passport", "P1234567", DocumentNotAccepted),
]


@pytest.mark.parametrize(("kind", "raw", "error"), TYPED)
async def test_a_document_that_does_not_fit_is_refused(
    sqlite_world: World, kind: str, raw: str, error: type[Exception]
) -> None:
    visit = await sqlite_world.visit_to("recognised")
    with pytest.raises(error):
        await identities.show_document(sqlite_world.desk, visit.id, kind, raw)
    assert (await sqlite_world.visit(visit.id)).state is State.RECOGNISED


@pytest.mark.parametrize("raw", ["5234567(1)", "52345671", "５２３４５６７（１）", " 5234567 1 "])
async def test_the_vouched_document_is_accepted_however_it_is_typed(sqlite_world: World, raw: str) -> None:
    visit = await sqlite_world.visit_to("recognised")
    await identities.show_document(sqlite_world.desk, visit.id, "macao-bir", raw)
    assert (await sqlite_world.visit(visit.id)).state is State.DOCUMENTED


async def test_a_document_of_another_kind_is_kept_with_what_was_checked(sqlite_world: World) -> None:
    visit = await sqlite_world.visit_to("recognised")
    await identities.show_document(sqlite_world.desk, visit.id, "home-return-permit", "M12345678 01")
    async with sqlite_world.store.read() as connection:
        found = await people.documents_of(connection, sqlite_world.store.vault, visit.id)
    assert {(document.kind, document.checked) for document in found} == {
        ("macao-bir", "provider"),
        ("home-return-permit", "shape"),
    }


async def test_a_document_shown_twice_is_one_step(sqlite_world: World) -> None:
    visit = await sqlite_world.visit_to("documented")
    await sqlite_world.show_document(visit.id, "lei")
    assert (await sqlite_world.tags()).count("visit.documented") == 1


async def test_a_document_before_the_sign_in_is_refused(sqlite_world: World) -> None:
    visit = await sqlite_world.visit_to("consented")
    with pytest.raises(NotReady):
        await sqlite_world.show_document(visit.id, "lei")


# ── The telephone, and the life of a code ─────────────────────────────────────────────────────────────────────


async def test_the_right_code_confirms_the_number(world: World) -> None:
    visit_id = await at_phone(world)
    await identities.confirm_phone(world.desk, visit_id, world.courier.last_code)
    assert (await world.visit(visit_id)).state is State.CONFIRMED


async def test_the_parcel_says_where_from_and_in_which_language(sqlite_world: World) -> None:
    await at_phone(sqlite_world)
    parcel = sqlite_world.courier.parcels[-1]
    assert (parcel.phone, parcel.masked, parcel.purpose) == ("+85366123456", "+853 *****456", "visit.phone")
    assert (parcel.language, parcel.corner_id) == ("zh-Hant-MO", sqlite_world.corners["MO-01"].id)


async def test_a_line_on_the_wall_gets_no_code(sqlite_world: World) -> None:
    visit = await sqlite_world.visit_to("documented")
    with pytest.raises(NotMobile):
        await identities.give_phone(sqlite_world.desk, visit.id, "MO", "28712345")


async def test_a_wrong_code_five_times_locks_even_the_right_one(world: World) -> None:
    visit_id = await at_phone(world)
    right = world.courier.last_code
    wrong = "000000" if right != "000000" else "000001"
    seen = [await refusal(world, visit_id, wrong) for _ in range(5)]
    assert seen == [WrongCode, WrongCode, WrongCode, WrongCode, CodeLocked]
    assert await refusal(world, visit_id, right) is CodeLocked


async def test_a_refused_code_costs_its_try_though_the_action_failed(sqlite_world: World) -> None:
    visit_id = await at_phone(sqlite_world)
    wrong = "000000" if sqlite_world.courier.last_code != "000000" else "000001"
    with pytest.raises(WrongCode) as first:
        await identities.confirm_phone(sqlite_world.desk, visit_id, wrong)
    with pytest.raises(WrongCode) as second:
        await identities.confirm_phone(sqlite_world.desk, visit_id, wrong)
    assert (first.value.tries_left, second.value.tries_left) == (4, 3)


async def test_a_locked_code_is_left_behind_by_asking_again(sqlite_world: World) -> None:
    visit_id = await at_phone(sqlite_world)
    for _ in range(5):
        await refusal(sqlite_world, visit_id, "no code")
    sqlite_world.clock.pass_by(seconds=61)
    await identities.send_again(sqlite_world.desk, visit_id)
    await identities.confirm_phone(sqlite_world.desk, visit_id, sqlite_world.courier.last_code)
    assert (await sqlite_world.visit(visit_id)).state is State.CONFIRMED


@pytest.mark.parametrize(("seconds", "outcome"), [(299, None), (300, CodeExpired)])
async def test_a_code_lives_five_minutes(sqlite_world: World, seconds: int, outcome: type[Exception] | None) -> None:
    visit_id = await at_phone(sqlite_world)
    sqlite_world.clock.pass_by(seconds=seconds)
    assert await refusal(sqlite_world, visit_id, sqlite_world.courier.last_code) is outcome


async def test_a_newer_code_takes_the_place_of_the_older(sqlite_world: World) -> None:
    visit_id = await at_phone(sqlite_world)
    older = sqlite_world.courier.last_code
    sqlite_world.clock.pass_by(seconds=61)
    await identities.send_again(sqlite_world.desk, visit_id)
    assert sqlite_world.courier.last_code == older or await refusal(sqlite_world, visit_id, older) is WrongCode


async def test_a_code_sent_to_one_number_does_not_confirm_another(sqlite_world: World) -> None:
    """The number was changed, and the carrier failed: the code on the first telephone is for that number."""
    visit_id = await at_phone(sqlite_world)
    code = sqlite_world.courier.last_code
    async with sqlite_world.store.write() as unit:
        contact = await people.contact(unit.connection, unit.vault, visit_id)
        assert contact is not None
        await people.keep_contact(unit, type(contact)(visit_id=visit_id, phone="+85366999999", masked="x"))
    assert await refusal(sqlite_world, visit_id, code) is CodeForAnother


async def test_of_twenty_right_codes_at_once_one_confirms(world: World) -> None:
    visit_id = await at_phone(world)
    code = world.courier.last_code
    ends = await asyncio.gather(
        *(identities.confirm_phone(world.desk, visit_id, code) for _ in range(20)), return_exceptions=True
    )
    assert all(end is None or isinstance(end, Stale | CodeUsed) for end in ends)
    assert (await world.tags()).count("visit.phone-confirmed") == 1


async def test_confirming_twice_is_confirming_once(sqlite_world: World) -> None:
    visit_id = await at_phone(sqlite_world)
    for _ in range(2):
        await identities.confirm_phone(sqlite_world.desk, visit_id, sqlite_world.courier.last_code)
    assert (await sqlite_world.tags()).count("visit.phone-confirmed") == 1


async def test_a_second_code_within_a_minute_is_too_soon(sqlite_world: World) -> None:
    visit_id = await at_phone(sqlite_world)
    sqlite_world.clock.pass_by(seconds=59)
    with pytest.raises(CodeTooSoon):
        await identities.send_again(sqlite_world.desk, visit_id)


async def test_a_sixth_code_within_the_hour_is_too_soon(sqlite_world: World) -> None:
    visit_id = await at_phone(sqlite_world)
    for _ in range(4):
        sqlite_world.clock.pass_by(minutes=2)
        await identities.send_again(sqlite_world.desk, visit_id)
    sqlite_world.clock.pass_by(minutes=2)
    with pytest.raises(CodeTooSoon):
        await identities.send_again(sqlite_world.desk, visit_id)


async def test_a_code_before_the_document_is_refused(sqlite_world: World) -> None:
    visit = await sqlite_world.visit_to("recognised")
    with pytest.raises(NotReady):
        await identities.give_phone(sqlite_world.desk, visit.id, *MOBILE)


async def test_a_code_nobody_asked_for_is_refused(sqlite_world: World) -> None:
    visit = await sqlite_world.visit_to("documented")
    with pytest.raises(NotReady):
        await identities.confirm_phone(sqlite_world.desk, visit.id, "123456")


async def test_when_the_courier_fails_the_code_may_be_asked_for_again(sqlite_world: World) -> None:
    visit = await sqlite_world.visit_to("documented")
    sqlite_world.courier.fails = True
    with pytest.raises(ConnectionError):
        await identities.give_phone(sqlite_world.desk, visit.id, *MOBILE)
    sqlite_world.courier.fails = False
    sqlite_world.clock.pass_by(seconds=61)
    await identities.send_again(sqlite_world.desk, visit.id)
    await identities.confirm_phone(sqlite_world.desk, visit.id, sqlite_world.courier.last_code)
    assert (await sqlite_world.visit(visit.id)).state is State.CONFIRMED


async def test_the_ledger_knows_codes_without_telling_them(sqlite_world: World) -> None:
    visit_id = await at_phone(sqlite_world)
    code = sqlite_world.courier.last_code
    await identities.confirm_phone(sqlite_world.desk, visit_id, code)
    told = " ".join(str(fact.event.data) for fact in await sqlite_world.store.facts((), 0))
    assert code not in told
    assert {"code.issued", "code.used"} <= set(await sqlite_world.tags())


async def refusal(world: World, visit_id: str, code: str) -> type[BaseException] | None:
    """What confirming with this code is refused with, or None."""
    try:
        await identities.confirm_phone(world.desk, visit_id, code)
    except Exception as error:
        return type(error)
    return None
