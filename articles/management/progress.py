"""How far a long command is, on a terminal; nothing anywhere else."""

import time
from typing import TextIO

WIDTH = 40  # characters of the bar
PAUSE = 0.1  # seconds between two drawings


class Progress:
    """A bar on `stream` that fills as `size` bytes are read; wiped out at the end."""

    def __init__(self, size: int, stream: TextIO):
        self.size, self.stream = size, stream
        self.shown = size > 0 and stream.isatty()
        self.done, self.drawn = 0, 0.0

    def __enter__(self):
        return self

    def __exit__(self, *error):
        if self.drawn:
            self.stream.write("\r\x1b[K")
            self.stream.flush()

    def advance(self, count: int):
        """Note that `count` more bytes were read."""
        self.done += count
        now = time.monotonic()
        if self.shown and now - self.drawn >= PAUSE:
            self.drawn = now
            share = min(1.0, self.done / self.size)
            bar = "█" * round(WIDTH * share)
            self.stream.write(f"\r{bar:░<{WIDTH}} {share:4.0%}")
            self.stream.flush()
