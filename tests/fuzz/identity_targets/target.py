"""What a target is: a function that is given any bytes and raises only where a parser breaks its promise."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


class Broken(Exception):
    """A parser gave what it never may; the words say which promise, never the input."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """`one` is called with each input; `seeds` are sound inputs to begin from."""

    one: Callable[[bytes], None]
    seeds: tuple[bytes, ...]
    longest: int = 256
    """Bytes of an input at most."""


def text(data: bytes) -> str:
    """The input as text: all planes may come, and lone surrogates where it is no UTF-8."""
    return data.decode("utf-8", "surrogateescape")


def demand(kept: bool, promise: str) -> None:
    """Raises Broken where a promise is not kept."""
    if not kept:
        raise Broken(promise)
