"""A request as those who run the site see it: without what is secret in it."""

import re
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.urls import Resolver404, resolve

KEPT, MADE, NO_PAGE = "kept", "made", "none"
SECRET = ("key", "token", "uidb36", "uidb64")  # parts of addresses that let one in
HIDDEN = "..."
LONGEST = 2000  # signs of a path, or of a line about one: a stranger may send any
PATH = re.compile(r"(?<![:/])(/[^\s?#]*)([?#]\S*)?")  # also in an address with a host


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


@lru_cache(maxsize=1024)
def named(path: str) -> tuple[str, str]:
    """Return the name of the view of a path, and the path without what is secret."""
    if path.startswith(settings.STATIC_URL):
        return "static", path
    name, shown = "none", path
    for spelled in (f"{path}/", path):  # a link that was cut short is as secret
        try:
            match = resolve(spelled)
        except Resolver404:
            name = "none"
            continue
        name = match.view_name or "unnamed"
        for part in SECRET:
            if secret := match.kwargs.get(part):
                shown = shown.replace(str(secret), HIDDEN)
    return name, shown


def hidden(text: str) -> str:
    """Return text without what is secret in the paths in it, and without queries."""
    return PATH.sub(
        lambda found: named(found[1][:LONGEST])[1] + (f"?{HIDDEN}" if found[2] else ""),
        text,
    )
