"""A handwritten signature: strokes of points with their time, not only a picture."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from desk.model.errors import BadInput, SignatureEmpty, TooLarge

FEWEST_POINTS = 8
MOST_POINTS = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """Where the pen was: CSS pixels from the upper left, milliseconds, pressure 0–1."""

    x: float
    y: float
    time: float
    pressure: float


Stroke = tuple[Point, ...]


def read(value: object) -> tuple[Stroke, ...]:
    """Strokes from parsed JSON: a list of lists of objects with x, y, time and perhaps pressure.

    Raises:
        BadInput: another shape.
        SignatureEmpty: too few points to be a signature.
        TooLarge: more points than a hand draws.
    """
    if not isinstance(value, list) or not all(isinstance(stroke, list) for stroke in value):
        raise BadInput("strokes are lists of points")
    count = sum(len(stroke) for stroke in value)
    if count < FEWEST_POINTS:
        raise SignatureEmpty("too few points")
    if count > MOST_POINTS:
        raise TooLarge("too many points")
    return tuple(tuple(_point(point) for point in stroke) for stroke in value if stroke)


def encode(strokes: Sequence[Stroke], content: str = "") -> bytes:
    """Canonical JSON of strokes, for keeping; with the hash of the content that they were drawn under, if there is one,
    so that no signature is laid under another paper."""
    lists = [[[point.x, point.y, point.time, point.pressure] for point in stroke] for stroke in strokes]
    told = {"content": content, "strokes": lists} if content else {"strokes": lists}
    return json.dumps(told, separators=(",", ":")).encode()


def outline(content: bytes) -> tuple[str, ...]:
    """SVG path data of kept strokes, one path a stroke, for showing."""
    lists = json.loads(content)["strokes"]
    return tuple("M" + " L".join(f"{x:.1f} {y:.1f}" for x, y, *_ in stroke) for stroke in lists)


def frame(content: bytes) -> str:
    """The SVG viewBox that holds kept strokes with a margin of 10."""
    points = [(x, y) for stroke in json.loads(content)["strokes"] for x, y, *_ in stroke]
    left, top = min(x for x, _ in points) - 10, min(y for _, y in points) - 10
    width = max(x for x, _ in points) + 10 - left
    height = max(y for _, y in points) + 10 - top
    return f"{left:.0f} {top:.0f} {width:.0f} {height:.0f}"


def _point(value: object) -> Point:
    if not isinstance(value, dict):
        raise BadInput("a point is an object")
    numbers = [value.get("x"), value.get("y"), value.get("time"), value.get("pressure", 0.5)]
    if not all(isinstance(n, int | float) and not isinstance(n, bool) and abs(n) < 1e14 for n in numbers):
        raise BadInput("a point has numbers")
    x, y, time, pressure = (float(n) for n in numbers if isinstance(n, int | float))
    return Point(x=x, y=y, time=time, pressure=pressure)
