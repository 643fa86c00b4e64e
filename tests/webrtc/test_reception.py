"""Losses, duplicates and reports of one stream."""

import itertools

from webrtc.reception import LIFETIME, Reception


def fed(*sequences: int, now: float = 0.0) -> Reception:
    reception = Reception(90000)
    for count, sequence in enumerate(sequences):
        reception.add(sequence, 3000 * count, now)
    return reception


def test_a_gap_is_asked_for_after_a_moment_of_patience() -> None:
    reception = fed(65534, 1)
    assert (reception.ask(0.005, 0.1), reception.ask(0.011, 0.1)) == ([], [65535, 0])


def test_it_is_asked_again_after_the_retry_time() -> None:
    reception = fed(1, 3)
    assert [reception.ask(at, 0.1) for at in (0.02, 0.1, 0.13)] == [[2], [], [2]]


def test_what_came_late_is_not_asked_for() -> None:
    reception = fed(1, 3, 2)
    assert reception.ask(1.0, 0.1) == []
    assert not reception.waits


def test_a_duplicate_is_told_from_a_late_packet() -> None:
    reception = fed(1, 3)
    assert [reception.add(n, 0, 0.0) for n in (3, 2, 2)] == [False, True, False]


def test_it_is_asked_for_ever_more_seldom() -> None:
    reception = fed(1, 3)
    asked = [at for at in range(11, 1000) if reception.ask(at / 1000, 0.1)]
    waits = [after - before for before, after in itertools.pairwise(asked)]
    assert waits == sorted(set(waits))


def test_asking_ends() -> None:
    reception = fed(1, 3)
    reception.ask(LIFETIME + 0.1, 0.1)
    assert not reception.waits


def test_an_old_loss_is_not_asked_for() -> None:
    reception = fed(1, 3)
    assert (reception.ask(LIFETIME + 0.1, 0.1), reception.forgone) == ([], 1)


def test_what_comes_after_it_was_given_up_is_taken_once() -> None:
    reception = fed(1, 3)
    reception.ask(LIFETIME + 0.1, 0.1)
    assert [reception.add(2, 0, LIFETIME + 0.2) for _ in range(2)] == [True, False]


def test_a_leap_is_not_a_loss_of_thousands() -> None:
    assert not fed(1, 20000).waits


def test_the_fraction_lost_is_since_the_last_report() -> None:
    reception = fed(1, 2, 3, 5)
    assert (reception.fraction_lost(), reception.fraction_lost(), reception.lost) == (51, 0, 1)


def test_an_even_stream_has_no_jitter() -> None:
    reception = Reception(90000)
    for count in range(100):
        reception.add(count, 3000 * count, count / 30)
    assert reception.jitter < 1


def test_a_sender_that_begins_anew_is_followed_from_its_second_packet() -> None:
    reception = fed(30000, 30001)
    assert [reception.add(number, number, 1.0) for number in (10, 11, 12)] == [False, True, True]


def test_one_old_packet_is_no_new_beginning() -> None:
    reception = fed(30000, 30001)
    assert [reception.add(number, number, 1.0) for number in (10, 30002, 11, 30003)] == [False, True, False, True]
