"""Camera pictures for Chromium's fake camera: one strong colour with a moving pattern, as a Y4M file."""

import pathlib
from dataclasses import dataclass

import numpy as np

Colour = tuple[int, int, int]
NEAR = 45
"""How far a channel may be off after conversions, coding and scaling."""
FRAMES = 6
RATE = 8
"""Frames a second: enough to move, and little work for the machine."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Camera:
    """A picture, its size, and the colour that most of it has."""

    colour: Colour
    width: int
    height: int

    def write(self, path: pathlib.Path) -> pathlib.Path:
        """Writes the file that `--use-file-for-fake-video-capture` reads."""
        header = f"YUV4MPEG2 W{self.width} H{self.height} F{RATE}:1 Ip A1:1 C420jpeg\n"
        with path.open("wb") as file:
            file.write(header.encode())
            for index in range(FRAMES):
                file.write(b"FRAME\n" + b"".join(plane.tobytes() for plane in self._planes(index)))
        return path

    def _planes(self, index: int) -> list[np.ndarray[tuple[int, int], np.dtype[np.uint8]]]:
        """Y, U, V of one frame: the colour, and light squares along the upper edge that walk to the right."""
        y, u, v = to_yuv(self.colour)
        side = self.height // 12
        luma = np.full((self.height, self.width), y, dtype=np.uint8)
        for left in range(index * side // 2, self.width, 3 * side):
            luma[:side, left : left + side] = 225
        half = (self.height // 2, self.width // 2)
        return [luma, np.full(half, u, dtype=np.uint8), np.full(half, v, dtype=np.uint8)]


def to_yuv(colour: Colour) -> Colour:
    """BT.601, limited range."""
    red, green, blue = colour
    return (
        round(16 + 0.257 * red + 0.504 * green + 0.098 * blue),
        round(128 - 0.148 * red - 0.291 * green + 0.439 * blue),
        round(128 + 0.439 * red - 0.368 * green - 0.071 * blue),
    )


def near(seen: Colour | None, wanted: Colour) -> bool:
    """Whether the colours are alike."""
    return seen is not None and all(abs(a - b) < NEAR for a, b in zip(seen, wanted, strict=True))


MAGENTA = Camera(colour=(205, 30, 200), width=1920, height=1080)
"""The applicant's: larger than what is sent, so that a still at full size is seen to be one."""
CYAN = Camera(colour=(20, 180, 185), width=640, height=480)
"""The clerk's."""
