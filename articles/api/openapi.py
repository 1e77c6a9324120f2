"""The OpenAPI document of the API: https://spec.openapis.org/oas/v3.1.1.

The answers are tested against it, and its page (`documentation.py`) is made from it.
"""

from django.conf import settings

from articles import limits
from articles.api.answers import FRESH, absolute
from articles.api.parameters import LIMIT, MOST, W3C
from articles.api.schemas import SCHEMAS, a
from articles.filterfields import NEWEST, OLDEST, RELEVANCE, TAGS

SUMMARY = (
    "The articles of the site and their tags, as JSON, to read. No key is needed, and"
    " scripts of any site may ask."
)
ABOUT = (
    "A parameter that is unknown or makes no sense is refused by name; one without a"
    " value counts as left out. Instants are in UTC (RFC 3339). A field may be added:"
    " pass over one that you do not know. Messages of errors are English."
    "\n\n"
    f"A copy of an answer is good for {FRESH} seconds. After that, ask with its ETag in"
    " If-None-Match: what did not change is answered with 304 and sent no more."
)
PAGES = (
    "Follow “next” (also in the header Link) until it is null. By time no article comes"
    " twice and none is left out, whatever is posted meanwhile. By relevance the pages"
    f" count on from the first, and end at {limits.HITS:,} articles."
)


def document():
    """Return the OpenAPI document, as what JSON is made of."""
    return {
        "openapi": "3.1.1",
        "info": {
            "title": f"{settings.SITE_NAME}: API",
            "version": "1",
            "summary": SUMMARY,
            "description": ABOUT,
        },
        "servers": [{"url": absolute("/api/v1")}],
        "paths": PATHS,
        "components": {"schemas": SCHEMAS},
    }


def parameter(name, description, example, schema, **more):
    """Return the description of a parameter in the query of an address."""
    return {
        "name": name,
        "in": "query",
        "description": description,
        "example": example,
        "schema": schema,
        **more,
    }


def of_several(name, description):
    """Return the description of a parameter with tags, one each time it is given."""
    schema = {"type": "array", "items": {"type": "string"}, "maxItems": TAGS}
    return parameter(name, description, ["bias"], schema, style="form", explode=True)


def answers(name, description, *failures):
    """Return the answers of an address: with a shape, and what else there may be."""
    return {
        "200": {
            "description": description,
            "content": {"application/json": {"schema": a(name)}},
        },
        **{status: FAILURES[status] for status in ("400", *failures)},
    }


def failure(description):
    """Return the description of an answer that is an error."""
    return {
        "description": description,
        "content": {"application/json": {"schema": a("Error")}},
    }


FAILURES = {
    "400": failure("A parameter makes no sense: the error names it."),
    "404": failure("There is no such article, or readers may not see it."),
    "410": failure("The article was withdrawn."),
}

NAME = {"type": "string", "maxLength": limits.NAME}
FILTERS = [
    parameter(
        "q",
        "Articles that fit a search, in the language of the search page; any text is"
        " one. “read_as” says how it was understood.",
        '"limited data" -vision',
        {"type": "string", "maxLength": limits.QUERY},
    ),
    of_several("tag", "With the tag, by any of its names; with each of several."),
    of_several("without", "Without the tag; without any of several."),
    parameter("source", "Whose source is on the site.", "arxiv.org", NAME),
    parameter("author", "With these words in an author’s name.", "hinton", NAME),
    parameter(
        "year",
        "Posted in the year, in the time zone of the site.",
        "2021",
        {"type": "string", "pattern": "^[1-8][0-9]{3}$"},
    ),
    parameter(
        "month",
        "Posted in the month.",
        "2021-11",
        {"type": "string", "pattern": "^[1-8][0-9]{3}-(0[1-9]|1[0-2])$"},
    ),
    parameter("note", "With a note.", "1", {"const": "1"}),
]
ORDER = parameter(
    "order",
    "The usual order is by relevance where q has words, else newest first.",
    OLDEST,
    {"enum": [NEWEST, OLDEST, RELEVANCE]},
)
PAGE = [
    parameter(
        "limit",
        "How many a page has.",
        50,
        {"type": "integer", "minimum": 1, "maximum": MOST, "default": LIMIT},
    ),
    parameter(
        "cursor",
        "Where the page begins: taken from “next”, and good for the same order.",
        "bmV3ZXN0IDIwMjEtMTEtMTNUMTI6MDA6MDBaIGE",
        {"type": "string"},
    ),
]
ANNOTATIONS = parameter(
    "annotations",
    "Notes as Web Annotations of the W3C, under “annotations” instead of “notes”.",
    W3C,
    {"const": W3C},
)
UID = {
    "name": "uid",
    "in": "path",
    "required": True,
    "description": "The uid of the article.",
    "schema": {"type": "string", "format": "uuid"},
}

PATHS = {
    "/": {
        "get": {
            "operationId": "index",
            "summary": "What there is, and where",
            "responses": answers("Index", "Addresses to begin with."),
        }
    },
    "/articles/": {
        "get": {
            "operationId": "articles",
            "summary": "Articles, filtered, in pages",
            "description": PAGES,
            "parameters": [*FILTERS, ORDER, *PAGE, ANNOTATIONS],
            "responses": answers("Articles", "A page of articles."),
        }
    },
    "/articles/{uid}/": {
        "get": {
            "operationId": "article",
            "summary": "One article",
            "parameters": [UID, ANNOTATIONS],
            "responses": answers("Article", "The article.", "404", "410"),
        }
    },
    "/tags/": {
        "get": {
            "operationId": "tags",
            "summary": "Tags by name, in pages",
            "parameters": [
                parameter(
                    "q",
                    "Tags whose name begins so, in any case.",
                    "mach",
                    {"type": "string", "maxLength": limits.TAG_NAME},
                ),
                *PAGE,
            ],
            "responses": answers("Tags", "A page of tags."),
        }
    },
    "/openapi.json": {
        "get": {
            "operationId": "openapi",
            "summary": "All this as a document",
            "responses": {
                "200": {
                    "description": "An OpenAPI 3.1 document.",
                    "content": {"application/json": {"schema": {"type": "object"}}},
                },
                "400": FAILURES["400"],
            },
        }
    },
}
