"""The paths of this site, each put together once: a list is full of links.

Django's `reverse` looks through the patterns each time.
"""

from functools import lru_cache
from typing import Any

from django.urls import get_script_prefix, reverse

MOST = 10_000  # paths; the least recently used is forgotten


def path_of(name: str, *args: Any, **kwargs: Any) -> str:
    """Return the path of a page of the site, by the name of its pattern: “latest”."""
    return _path(get_script_prefix(), name, args, tuple(kwargs.items()))


@lru_cache(MOST)
def _path(_prefix, name, args, kwargs):
    return reverse(f"articles:{name}", args=args, kwargs=dict(kwargs))
