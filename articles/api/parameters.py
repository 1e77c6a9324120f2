"""The parameters of the API. Unlike a page, it refuses what makes no sense."""

from articles import limits
from articles.api.answers import BadParameter
from articles.filterfields import NEWEST, OLDEST, RELEVANCE, TAGS

LIMIT, MOST = 20, 100  # rows of a page: usual, at most
W3C = "w3c"
SEVERAL = ("tag", "without")  # may be given more than once

NEEDED = {
    "q": "no search: there is no word in it",
    "tag": "no tag of an entry that readers see",
    "without": "no tag of an entry that readers see",
    "source": f"not a site, such as arxiv.org, of at most {limits.NAME} characters",
    "author": f"not a name in one line of at most {limits.NAME} characters",
    "year": "not a year, such as 2021",
    "month": "not a month, such as 2021-11",
    "note": "not 1, the one value there is",
    "order": f"not {NEWEST}, {OLDEST} or {RELEVANCE}",
    "limit": f"not a whole number from 1 to {MOST}",
    "annotations": f"not {W3C}, the one value there is",
}


def check_names(query, known):
    """Raise BadParameter for a name that is unknown, or given too often."""
    for name in query:
        if name not in known:
            names = ", ".join(sorted(known)) or "none"
            raise BadParameter(name[: limits.NAME], f"Unknown. Known are: {names}.")
        count = len(query.getlist(name))
        if name not in SEVERAL and count > 1:
            raise BadParameter(name, f"Given {count} times: once is enough.")
        if count > TAGS:
            raise BadParameter(name, f"Given {count} times: at most {TAGS}.")


def check_filter(narrowed):
    """Raise BadParameter for what an ArticleFilter would ignore."""
    if len(narrowed.data.get("q", "")) > limits.QUERY:
        raise BadParameter("q", f"A search has at most {limits.QUERY} characters.")
    for name, value in narrowed.refused:
        raise bad_value(name, value)
    if narrowed.data.get("order") == RELEVANCE and narrowed.ordering != RELEVANCE:
        raise BadParameter("order", "There is relevance only where q has words.")


def read_limit(query):
    """Return how many rows a page has."""
    written = query.get("limit") or str(LIMIT)
    fits = written.isascii() and written.isdecimal() and len(written) <= len(str(MOST))
    if not fits or not 1 <= int(written) <= MOST:
        raise bad_value("limit", written)
    return int(written)


def wants_annotations(query):
    """Return whether notes are asked for as Web Annotations."""
    written = query.get("annotations", "")
    if written not in ("", W3C):
        raise bad_value("annotations", written)
    return written == W3C


def bad_value(name, value):
    """Return the error that says what a value is not."""
    return BadParameter(name, f"“{value[:60]}” is {NEEDED[name]}.")
