"""A camera picture for Chromium's fake camera that costs about what a person before a camera costs: 1 Mb/s in VP8."""

import pathlib

import numpy as np

WIDTH, HEIGHT, RATE = 640, 360, 30
FRAMES = 60
"""It begins anew after so many, without a jump."""
REACH = 6
"""Pixels that the picture moves to each side."""
NOISE = 2.0
"""Standard deviation of the noise of its sensor, of 255."""


def write(path: pathlib.Path) -> pathlib.Path:
    """Writes the Y4M file that `--use-file-for-fake-video-capture` reads."""
    chance = np.random.default_rng(1)
    scene = _scene(chance, HEIGHT + 2 * REACH, WIDTH + 2 * REACH)
    plain = np.full((HEIGHT // 2) * (WIDTH // 2) * 2, 128, dtype=np.uint8).tobytes()
    with path.open("wb") as file:
        file.write(f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F{RATE}:1 Ip A1:1 C420jpeg\n".encode())
        for number in range(FRAMES):
            turn = 2 * np.pi * number / FRAMES
            top, left = round(REACH * (1 + np.sin(turn))), round(REACH * (1 + np.cos(turn)))
            seen = scene[top : top + HEIGHT, left : left + WIDTH]
            luma = np.clip(seen + chance.normal(0, NOISE, seen.shape), 16, 235).astype(np.uint8)
            file.write(b"FRAME\n" + luma.tobytes() + plain)
    return path


def _scene(chance: np.random.Generator, height: int, width: int) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """Shapes of many sizes with soft edges, coarse ones stronger than fine ones, as pictures of the world have them."""
    scene = np.full((height, width), 120.0)
    for size, strength in ((96, 50.0), (32, 25.0), (12, 12.0), (4, 6.0)):
        coarse = chance.normal(0, strength, (height // size + 2, width // size + 2))
        rows, columns = np.arange(height) / size, np.arange(width) / size
        scene += _between(coarse, rows, columns)
    return scene


def _between(
    coarse: np.ndarray[tuple[int, int], np.dtype[np.float64]],
    rows: np.ndarray[tuple[int], np.dtype[np.float64]],
    columns: np.ndarray[tuple[int], np.dtype[np.float64]],
) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """The coarse grid read at fractional rows and columns, linearly."""
    top, left = rows.astype(int), columns.astype(int)
    down, right = (rows - top)[:, None], (columns - left)[None, :]
    above = coarse[top][:, left] * (1 - right) + coarse[top][:, left + 1] * right
    below = coarse[top + 1][:, left] * (1 - right) + coarse[top + 1][:, left + 1] * right
    return np.asarray(above * (1 - down) + below * down)
