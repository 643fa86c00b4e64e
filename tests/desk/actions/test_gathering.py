"""What is asked while the same is under way is served together, and nobody suffers for another."""

import asyncio
from collections.abc import Sequence

import pytest

from desk.actions.gathering import MOST, Gathering


class Server:
    """Serves at once, or when `gate` is set; remembers who was served together. 13 is refused, 0 spoils all."""

    def __init__(self) -> None:
        self.batches: list[list[int]] = []
        self.began, self.gate = asyncio.Event(), asyncio.Event()
        self.gate.set()

    async def serve(self, asked: Sequence[int]) -> list[str | Exception]:
        self.batches.append(list(asked))
        self.began.set()
        await self.gate.wait()
        if 0 in asked:
            raise ZeroDivisionError
        return [ValueError("thirteen") if each == 13 else str(each) for each in asked]


async def ask_all(gathering: Gathering[int, str], server: Server, asked: Sequence[int]) -> list[object]:
    return list(await asyncio.gather(*(gathering.ask(one, server.serve) for one in asked), return_exceptions=True))


async def test_who_asks_alone_is_served_alone() -> None:
    server = Server()
    assert await Gathering[int, str]().ask(1, server.serve) == "1"
    assert server.batches == [[1]]


async def test_each_gets_their_own_answer() -> None:
    assert await ask_all(Gathering(), Server(), [3, 1, 2]) == ["3", "1", "2"]


async def test_who_asks_while_others_are_served_is_served_with_all_who_asked_meanwhile() -> None:
    server, gathering = Server(), Gathering[int, str]()
    server.gate.clear()
    first = asyncio.ensure_future(gathering.ask(1, server.serve))
    await server.began.wait()
    rest = asyncio.ensure_future(ask_all(gathering, server, [2, 3, 4]))
    await asyncio.sleep(0)
    server.gate.set()
    await asyncio.gather(first, rest)
    assert server.batches == [[1], [2, 3, 4]]


async def test_a_refusal_is_for_the_one_who_is_refused() -> None:
    first, second, third = await ask_all(Gathering(), Server(), [1, 13, 2])
    assert (first, type(second), third) == ("1", ValueError, "2")


async def test_what_fails_for_all_is_tried_for_each_alone() -> None:
    server = Server()
    ends = await ask_all(Gathering(), server, [1, 0, 2])
    assert [end if isinstance(end, str) else type(end) for end in ends] == ["1", ZeroDivisionError, "2"]
    assert server.batches == [[1, 0, 2], [1], [0], [2]]


async def test_so_many_are_served_together_at_most() -> None:
    server = Server()
    await ask_all(Gathering(), server, range(1, 2 * MOST))
    assert max(len(batch) for batch in server.batches) == MOST


async def test_who_no_longer_waits_is_not_served() -> None:
    server, gathering = Server(), Gathering[int, str]()
    server.gate.clear()
    first = asyncio.ensure_future(gathering.ask(1, server.serve))
    await server.began.wait()
    gone, stays = (asyncio.ensure_future(gathering.ask(each, server.serve)) for each in (2, 3))
    await asyncio.sleep(0)
    gone.cancel()
    server.gate.set()
    assert (await first, await stays) == ("1", "3")
    assert server.batches == [[1], [3]]


async def test_when_the_process_ends_nobody_waits_for_ever() -> None:
    server, gathering = Server(), Gathering[int, str]()
    server.gate.clear()
    waiting = [asyncio.ensure_future(gathering.ask(each, server.serve)) for each in (1, 2)]
    await server.began.wait()
    late = asyncio.ensure_future(gathering.ask(3, server.serve))
    await asyncio.sleep(0)
    assert gathering.work is not None
    gathering.work.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asyncio.gather(*waiting)
    with pytest.raises(asyncio.CancelledError):
        await late
