"""A process that works on an upload tells that it lives, and how far it is."""

import io
import threading
import uuid
from contextlib import suppress

from django.db import OperationalError, connection
from django.utils import timezone

from articles.jobs.importing import File
from articles.models import WRITING, Planned, Upload

BEAT = 2  # seconds between two signs of life


class Cancelled(Exception):
    """The upload is not ours any more: it was deleted, or another process has it."""


class Pulse:
    """Tells every few seconds that a process lives and how far it is, from a thread.

    That has a connection of its own. While SQLite writes what is imported it has to be
    silent: nobody else can write, and that is sign enough, see `Upload.has_stopped`.
    """

    def __init__(self, ticket: uuid.UUID, upload: Upload):
        self.rows = Upload.objects.held_by(ticket)
        self.size = len(upload.content)
        self.done, self.place, self.about = 0, 0, upload.about
        self.is_fixed = upload.doing == WRITING  # its plan has counted the entries
        self.is_over, self.is_lost = threading.Event(), False
        self.thread = threading.Thread(target=self.run, daemon=True)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *error):
        self.is_over.set()
        self.thread.join()

    def run(self):
        """Beat until it is over."""
        try:
            while not self.is_over.wait(BEAT):
                with suppress(OperationalError):  # somebody else writes
                    self.beat()
        finally:
            connection.close()

    def beat(self):
        """Tell once."""
        told = {"done": self.done, "beat_at": timezone.now()}
        if not self.is_fixed:
            told["about"] = self.about
        self.is_lost = not self.rows.update(**told)

    def follow(self, place: int) -> None:
        """Note how many bytes are read."""
        self.place = place

    def tell(self, planned: Planned) -> None:
        """Count an entry. Raise Cancelled where the work is for nothing."""
        if self.is_lost:
            raise Cancelled
        self.done += 1
        is_within = 0 < self.place < self.size  # else it was read whole, or packed
        self.about = round(self.done * self.size / self.place) if is_within else 0


class Followed(File):
    """A file on the disk that tells how far it was read."""

    def open(self):
        return io.BufferedReader(_Followed(self.path, self.watch))


class _Followed(io.FileIO):
    def __init__(self, path, watch):
        super().__init__(path)
        self.watch = watch

    def readinto(self, buffer, /):
        count = super().readinto(buffer)
        self.watch(self.tell())
        return count
