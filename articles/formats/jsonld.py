"""JSON-LD in a page: what it says of itself, in the words of schema.org.

https://schema.org/Article; the vocabulary alone is read, no context is resolved.
"""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from articles.formats.found import without_markup

NODES = 2_000  # that are looked at; a page of a shop has hundreds
LETTERS = 500_000  # of one script that are read
# What a page is about goes before the page; a list, a person, a shop are neither.
KINDS = (
    "Article BlogPosting NewsArticle ScholarlyArticle TechArticle Report Chapter Book"
    " LiveBlogPosting OpinionNewsArticle AnalysisNewsArticle ReportageNewsArticle"
    " SocialMediaPosting DiscussionForumPosting Thesis VideoObject PodcastEpisode"
    " Dataset SoftwareSourceCode CreativeWork WebPage"
).split()


def read(scripts: Iterable[str]) -> dict[str, Any]:
    """Return raw values by field of the node that best describes the page."""
    nodes = list(_nodes(_parsed(scripts)))
    named = {
        node["@id"]: node
        for node in nodes
        if isinstance(node.get("@id"), str) and len(node) > 1
    }
    ranked = ((_rank(node), node) for node in nodes)
    _, best = min(
        ((rank, node) for rank, node in ranked if rank < len(KINDS)),
        key=lambda pair: pair[0],
        default=(0, {}),
    )
    if not best:
        return {}
    return {
        "title": _words(best.get("headline")) or _words(best.get("name")),
        "authors": [_name(author, named) for author in _several(best.get("author"))],
        "source_date": _one(best.get("datePublished")) or _one(best.get("dateCreated")),
        "site": _name(_one(best.get("publisher")), named)
        or _name(_one(best.get("isPartOf")), named),
        "language": _language(_one(best.get("inLanguage"))),
        "description": _words(best.get("abstract")) or _words(best.get("description")),
        "image": _address(_one(best.get("image")), named),
    }


def _parsed(scripts: Iterable[str]) -> Iterator[Any]:
    for script in scripts:
        try:
            # Line breaks within strings are common, and no harm.
            yield json.loads(script[:LETTERS].strip().rstrip(";"), strict=False)
        except (ValueError, RecursionError):
            continue


def _nodes(values: Iterable[Any]) -> Iterator[dict[str, Any]]:
    """Yield the first objects in `values`, those on top before those within."""
    waiting, count = list(values), 0
    while waiting and count < NODES:
        deeper: list[Any] = []
        for value in waiting:
            count += 1
            if isinstance(value, dict):
                yield value
                deeper.extend(value.values())
            elif isinstance(value, list):
                deeper.extend(value)
        waiting = [v for v in deeper if isinstance(v, dict | list)][: NODES - count]


def _rank(node: dict[str, Any]) -> int:
    """Return the place of the best kind that `node` is of; past the end: of none."""
    kinds = [k for k in _several(node.get("@type")) if isinstance(k, str)]
    last = [k.rpartition("/")[2].rpartition(":")[2] for k in kinds]
    return min((KINDS.index(k) for k in last if k in KINDS), default=len(KINDS))


def _several(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _one(value: Any) -> Any:
    return value[0] if isinstance(value, list) and value else value


def _words(value: Any) -> str:
    value = _one(value)
    if isinstance(value, dict):  # {"@value": …, "@language": …}
        value = value.get("@value")
    return without_markup(value)


def _known(value: Any, named: dict[str, Any]) -> Any:
    """Return the node that `value` points to by its @id, or `value`."""
    key = value.get("@id") if isinstance(value, dict) else None
    if isinstance(key, str) and not {"name", "url"} & value.keys():
        return named.get(key, value)
    return value


def _name(value: Any, named: dict[str, Any]) -> str:
    value = _known(value, named)
    if isinstance(value, dict):
        parts = [_words(value.get(part)) for part in ("givenName", "familyName")]
        return _words(value.get("name")) or " ".join(filter(None, parts))
    words = without_markup(value)
    return "" if words.startswith(("http://", "https://")) else words


def _language(value: Any) -> Any:
    if isinstance(value, dict):
        return value.get("alternateName") or value.get("name")
    return value


def _address(value: Any, named: dict[str, Any]) -> Any:
    value = _known(value, named)
    if isinstance(value, dict):
        return _one(value.get("url") or value.get("contentUrl"))
    return value
