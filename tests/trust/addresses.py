"""Every address there is, as the URL configuration has them."""

import re
from itertools import product

from django.urls import URLResolver, get_resolver

VARIES = re.compile(r"<(?:\w+:)?(\w+)>|\(\?P<(\w+)>[^()]*\)")


def routes(patterns=None, before=""):
    """Yield (route, name) of every address, those of included ones with them."""
    for found in get_resolver().url_patterns if patterns is None else patterns:
        route = before + str(found.pattern).lstrip("^").rstrip("$").replace("\\Z", "")
        if isinstance(found, URLResolver):
            yield from routes(found.url_patterns, route)
        else:
            yield route, found.name


def filled(route, values):
    """Yield the addresses of `route`; `values(name)` are those of what varies in it."""
    names = [one or other for one, other in VARIES.findall(route)]
    for chosen in product(*map(values, names)):
        parts = iter(chosen)
        yield "/" + VARIES.sub(lambda _: str(next(parts)), route)  # noqa: B023
