"""What a run did, or would do."""

from dataclasses import dataclass, field
from typing import NamedTuple

from articles.models import Report


class Conflict(NamedTuple):
    """A field that both sides made something else of, as the command tells it."""

    path: str
    field: str
    folder: str
    desk: str


@dataclass
class Outcome:
    """What a run did, or would do."""

    taken: Report = field(default_factory=Report)
    binned: list[str] = field(default_factory=list)  # paths, as all below
    written: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
