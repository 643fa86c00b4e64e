"""Gathers what is asked while the same is under way, and serves all of it together: one commit for many (group commit).

Whoever asks alone is served at once: there is no timer. Whoever asks while others are served waits for those to be
done, and is then served together with all who asked meanwhile. What fails for all is tried for each alone, so that
nobody suffers for another (DeWitt et al., *Implementation Techniques for Main Memory Database Systems*, 1984).
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

MOST = 64
"""So many are served together at most."""


Asked = TypeVar("Asked")
Given = TypeVar("Given")


class Gathering(Generic[Asked, Given]):
    """What is asked of one process. An answer that is an exception is raised for the one who asked."""

    def __init__(self) -> None:
        self._waiting: list[tuple[Asked, asyncio.Future[Given]]] = []
        self.work: asyncio.Task[None] | None = None

    async def ask(
        self, asked: Asked, serve: Callable[[Sequence[Asked]], Awaitable[Sequence[Given | Exception]]]
    ) -> Given:
        """What `serve` gives for this one: it is given several, and answers each in the order asked. Who is cancelled
        before their turn is not served; once it has begun it is finished."""
        answer: asyncio.Future[Given] = asyncio.get_running_loop().create_future()
        self._waiting.append((asked, answer))
        if self.work is None or self.work.done():
            self.work = asyncio.create_task(self._run(serve))
        return await answer

    async def _run(self, serve: Callable[[Sequence[Asked]], Awaitable[Sequence[Given | Exception]]]) -> None:
        try:
            while self._waiting:
                batch = [one for one in self._waiting[:MOST] if not one[1].done()]
                del self._waiting[:MOST]
                await self._settle(batch, serve)
        except BaseException:  # the process ends: nobody shall wait for ever
            for _, answer in self._waiting:
                answer.cancel()
            self._waiting.clear()
            raise

    async def _settle(
        self,
        batch: Sequence[tuple[Asked, asyncio.Future[Given]]],
        serve: Callable[[Sequence[Asked]], Awaitable[Sequence[Given | Exception]]],
    ) -> None:
        try:
            given: Sequence[Given | Exception] = await serve([asked for asked, _ in batch]) if batch else []
        except Exception as error:
            if len(batch) > 1:
                for one in batch:
                    await self._settle([one], serve)
                return
            given = [error]
        except BaseException:
            for _, answer in batch:
                answer.cancel()
            raise
        for (_, answer), each in zip(batch, given, strict=True):
            if answer.done():
                continue
            if isinstance(each, Exception):
                answer.set_exception(each)
            else:
                answer.set_result(each)
