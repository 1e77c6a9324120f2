"""A request as those who run the site see it."""

from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

KEPT, MADE, NO_PAGE = "kept", "made", "none"


@dataclass
class Asked:
    """One request, and what became of it.

    `page` tells of the pages in memory: it was KEPT there, or MADE for them.
    """

    id: str
    environ: dict[str, Any]
    method: str
    path: str  # without what is secret in it
    view: str
    page: str = KEPT
    status: int = 500
    seconds: float = 0.0  # until the answer is there; a long file is sent after that
    account: int | None = None  # the primary key of who is logged in, if that mattered


now: ContextVar[Asked | None] = ContextVar("asked", default=None)
