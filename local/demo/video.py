"""Draw the video of the course on probability: five coins, a thousand tosses each.

The result is in `content`, so nobody needs to run this. Run it after a change, with any ffmpeg that
knows VP9, such as the one in the wheel of imageio-ffmpeg: `python -m local.demo.video ffmpeg`.
"""

from __future__ import annotations

import math
import random
import subprocess
import sys
from typing import TYPE_CHECKING

from local.demo.lessons import CONTENT

if TYPE_CHECKING:
    from collections.abc import Iterator

VIDEO = CONTENT / "probability-with-dice-and-code" / "tosses.webm"
WIDTH, HEIGHT, MARGIN = 640, 360, 40
TOSSES, FRAMES_A_SECOND, SECONDS, LAST_SECONDS = 1000, 12, 14, 3
DASH = 4
PAPER, BAND, AXIS = (255, 255, 255), (226, 232, 240), (31, 41, 51)
COINS = ((31, 95, 168), (29, 122, 79), (179, 54, 43), (183, 121, 31), (107, 70, 193))

Color = tuple[int, int, int]


def shares(seed: int) -> list[float]:
    """Return the share of heads after each toss of one coin."""
    tosses = random.Random(seed)  # noqa: S311 - a coin, not a secret
    heads = 0
    result = []
    for number in range(1, TOSSES + 1):
        heads += tosses.random() < 1 / 2
        result.append(heads / number)
    return result


class Picture:
    """A picture of RGB pixels."""

    def __init__(self) -> None:
        self.pixels = bytearray(bytes(PAPER) * (WIDTH * HEIGHT))

    def column(self, x: int, top: float, bottom: float, color: Color, wide: int = 1) -> None:
        """Fill a part of a column."""
        for y in range(max(0, round(top)), min(HEIGHT - 1, round(bottom)) + 1):
            at = (y * WIDTH + x) * 3
            self.pixels[at : at + 3 * wide] = bytes(color) * wide


def place(tosses: float) -> int:
    """Return the column of a number of tosses."""
    return MARGIN + round(tosses / TOSSES * (WIDTH - 2 * MARGIN - 2))


def height(share: float) -> float:
    """Return the row of a share."""
    return MARGIN + (1 - share) * (HEIGHT - 2 * MARGIN)


def frames() -> Iterator[bytes]:
    """Draw one picture after the other; the curves grow to the right."""
    picture = Picture()
    for number in range(1, TOSSES + 1):
        spread = min(1 / 2, 1 / math.sqrt(number))
        picture.column(place(number), height(1 / 2 + spread), height(1 / 2 - spread), BAND)
    for x in range(MARGIN, WIDTH - MARGIN):
        picture.column(x, height(0), height(0), AXIS)
        if x % (2 * DASH) < DASH:
            picture.column(x, height(1 / 2), height(1 / 2), AXIS)
    picture.column(MARGIN - 2, height(1), height(0), AXIS, wide=2)
    coins = [shares(seed) for seed in range(1, len(COINS) + 1)]
    drawn = 1
    for frame in range(SECONDS * FRAMES_A_SECOND):
        # Slowly at first: that is where something happens.
        now = max(2, round(TOSSES * ((frame + 1) / (SECONDS * FRAMES_A_SECOND)) ** 2))
        for number in range(drawn, now):
            for coin, color in zip(coins, COINS, strict=True):
                top, bottom = sorted((height(coin[number - 1]), height(coin[number])))
                picture.column(place(number), top - 1, bottom + 1, color, wide=2)
        drawn = now
        yield bytes(picture.pixels)
    yield from [bytes(picture.pixels)] * (LAST_SECONDS * FRAMES_A_SECOND)


def main(ffmpeg: str) -> None:
    """Write the video."""
    source = f"-f rawvideo -pix_fmt rgb24 -s {WIDTH}x{HEIGHT} -r {FRAMES_A_SECOND} -i -"
    result = "-c:v libvpx-vp9 -pix_fmt yuv420p -crf 36 -b:v 0 -fflags +bitexact"
    command = [ffmpeg, "-y", "-loglevel", "error", *source.split(), *result.split(), str(VIDEO)]
    subprocess.run(command, input=b"".join(frames()), check=True)


if __name__ == "__main__":
    main(sys.argv[1])
