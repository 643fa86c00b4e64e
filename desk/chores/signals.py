"""What an operator tells a process: SIGINT and SIGTERM end it, twice at once."""

import asyncio
import signal
from collections.abc import Coroutine


async def until_told() -> None:
    """Returns at the next SIGINT or SIGTERM."""
    told = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, told.set)
    await told.wait()


async def unless_told_again(duty: Coroutine[None, None, object]) -> bool:
    """Does its duty to the end, or until the next signal; whether it came to its end. Raises what the duty raises."""
    doing, told = asyncio.ensure_future(duty), asyncio.ensure_future(until_told())
    await asyncio.wait({doing, told}, return_when=asyncio.FIRST_COMPLETED)
    ended = doing.done()
    doing.cancel()
    told.cancel()
    await asyncio.gather(doing, told, return_exceptions=True)
    if ended:
        await doing
    return ended
