"""The shapes of the answers, as JSON Schema (Draft 2020-12) of the OpenAPI document."""

from articles import labels
from articles.api.parameters import MOST, W3C
from articles.formats.records import (
    AddressRecord,
    ArticleRecord,
    CorrectionRecord,
    NoteRecord,
)

TEXT = {"type": "string"}
WEB = {"type": "string", "pattern": "^https?://"}
WEB_OR_EMPTY = {"type": "string", "pattern": "^(https?://|$)"}
UID = {"type": "string", "format": "uuid"}
INSTANT = {"type": "string", "format": "date-time", "pattern": "Z$"}


def of(schema, description):
    """Return `schema` with a description."""
    return {**schema, "description": description}


def a(name):
    """Return the schema of that name."""
    return {"$ref": f"#/components/schemas/{name}"}


def list_of(schema, description, **bounds):
    """Return the schema of a list."""
    return {"type": "array", "items": schema, "description": description, **bounds}


def shape(description, properties, optional=(), **more):
    """Return the schema of an object that holds these properties; more may come."""
    return {
        "type": "object",
        "description": description,
        "properties": properties,
        "required": [name for name in properties if name not in optional],
        **more,
    }


ARTICLE = {
    "uid": of(UID, "What the article is known by; it never changes."),
    "slug": of(TEXT, "The last part of the address of our page; it may change."),
    "title": of(TEXT, "The title of the source."),
    "url": of(WEB_OR_EMPTY, "The address of the source."),
    "canonical_url": of(TEXT, "The same in one spelling, to compare."),
    "site": of(TEXT, "The site of the source."),
    "addresses": list_of(
        a("Address"), "Where else the work is: its PDF, its code, in their order."
    ),
    "authors": list_of(TEXT, "The authors of the source, in its order."),
    "source_date": of(
        {"type": "string", "pattern": "^([0-9]{4}(-[0-9]{2}){0,2})?$"},
        "When the source appeared, as far as known: 2021, 2021-11 or 2021-11-13.",
    ),
    "via_url": of(WEB_OR_EMPTY, "Where we found it."),
    "via_name": of(TEXT, "Who pointed to it."),
    "excerpt": of(TEXT, "The source’s own words, in Markdown (CommonMark)."),
    "excerpt_html": of(TEXT, "The same as HTML, safe to show."),
    "language": of(TEXT, "The language of the source, a tag of BCP 47."),
    "tags": list_of(a("TagName"), "In the order of the article."),
    "status": {"const": "published", "description": "As all that the API shows."},
    "reason": {"const": "", "description": "What is published needs none."},
    "corrections": list_of(
        a("Correction"), "What was changed since readers saw it, the oldest first."
    ),
    "published_at": of(INSTANT, "When readers could see it first."),
    "created_at": of(INSTANT, "When it was begun."),
    "updated_at": of(INSTANT, "When it was changed last."),
    "credit": of(TEXT, "Who chose it."),
    "follows": {
        "oneOf": [a("Reference"), {"type": "null"}],
        "description": "The earlier article that this one takes up again, if any.",
    },
    "follow_ups": list_of(
        a("Reference"), "Later articles that take this one up again, newest first."
    ),
    "notes": list_of(a("Note"), "The editors’ notes, in their order."),
    "annotations": list_of(
        a("WebAnnotation"), f"The notes in another form, with annotations={W3C}."
    ),
    "links": a("ArticleLinks"),
}

ADDRESS = {
    "label": {"enum": [*labels.NAMES], "description": "What is there."},
    "url": of(WEB_OR_EMPTY, "The address."),
}

NOTE = {
    "uid": of(UID, "What the note is known by; it never changes."),
    "body": of(TEXT, "The editors’ own words, in Markdown (CommonMark)."),
    "body_html": of(TEXT, "The same as HTML, safe to show."),
    "public": {"const": True, "description": "As all that the API shows."},
    "quote": of(TEXT, "The words of the source that the note is about, if any."),
    "prefix": of(TEXT, "Words before the quote, which tell where it stands."),
    "suffix": of(TEXT, "Words after the quote."),
    "credit": of(TEXT, "Who wrote it."),
}

CORRECTION = {
    "at": of(INSTANT, "When it was told."),
    "text": of(TEXT, "What was changed, and why."),
}

RECORDS = {
    "Article": (ArticleRecord, ARTICLE),
    "Address": (AddressRecord, ADDRESS),
    "Note": (NoteRecord, NOTE),
    "Correction": (CorrectionRecord, CORRECTION),
}

WEB_ANNOTATION = {
    "@context": {"const": "http://www.w3.org/ns/anno.jsonld"},
    "id": {"type": "string", "pattern": "^urn:uuid:"},
    "type": {"const": "Annotation"},
    "motivation": {"const": "commenting"},
    "creator": shape(
        "Who wrote it; without a name the site.",
        {"type": {"enum": ["Person", "Organization"]}, "name": TEXT, "id": WEB},
        optional=["id"],
    ),
    "body": shape(
        "The note.",
        {
            "type": {"const": "TextualBody"},
            "value": TEXT,
            "format": {"const": "text/html"},
            "language": TEXT,
        },
    ),
    "target": shape(
        "The source, or a passage of it.",
        {
            "type": {"const": "SpecificResource"},
            "source": WEB_OR_EMPTY,
            "selector": a("TextQuoteSelector"),
        },
        optional=["selector"],
    ),
}

NEXT = {
    "type": ["string", "null"],
    "pattern": "^https?://",
    "description": "The address of the next page; null on the last one.",
}

SCHEMAS = {
    "Index": shape(
        "What there is.",
        {
            "name": of(TEXT, "The name of the site."),
            "description": TEXT,
            "language": of(TEXT, "The language of the site."),
            "links": shape(
                "Where it is.",
                {
                    "articles": WEB,
                    "tags": WEB,
                    "openapi": WEB,
                    "documentation": WEB,
                    "site": WEB,
                },
            ),
        },
    ),
    "Articles": shape(
        "A page of a list of articles.",
        {
            "articles": list_of(a("Article"), "In the order asked for.", maxItems=MOST),
            "next": NEXT,
            "read_as": {
                "type": ["string", "null"],
                "description": "How the search was understood; null without one.",
            },
        },
    ),
    "Article": shape(
        "A page on the web, quoted, with what the editors say of it.",
        ARTICLE,
        optional=["notes", "annotations"],
        oneOf=[{"required": ["notes"]}, {"required": ["annotations"]}],
    ),
    "Reference": shape(
        "As much of an article as names it.",
        {
            "uid": UID,
            "title": TEXT,
            "published_at": INSTANT,
            "links": a("ArticleLinks"),
        },
    ),
    "ArticleLinks": shape(
        "Where an article is.",
        {
            "self": of(WEB, "In the API."),
            "page": of(WEB, "On the site."),
        },
    ),
    "Address": shape("A further address of the source of an article.", ADDRESS),
    "Note": shape("An editor’s note on an article, or on a passage of it.", NOTE),
    "Correction": shape("What readers are told of a change.", CORRECTION),
    "WebAnnotation": shape(
        "A note by the Web Annotation Data Model of the W3C.", WEB_ANNOTATION
    ),
    "TextQuoteSelector": shape(
        "The passage that a note is about.",
        {
            "type": {"const": "TextQuoteSelector"},
            "exact": TEXT,
            "prefix": TEXT,
            "suffix": TEXT,
        },
        optional=["prefix", "suffix"],
    ),
    "TagName": shape(
        "A tag, as an article names it.",
        {"slug": of(TEXT, "For the parameter “tag”."), "name": TEXT},
    ),
    "Tags": shape(
        "A page of the list of tags.",
        {"tags": list_of(a("Tag"), "By name.", maxItems=MOST), "next": NEXT},
    ),
    "Tag": shape(
        "A topic.",
        {
            "slug": of(TEXT, "For the parameter “tag”; it may change."),
            "name": TEXT,
            "description": TEXT,
            "count": {
                "type": "integer",
                "minimum": 1,
                "description": "How many articles bear it.",
            },
            "links": shape(
                "Where its articles are.",
                {
                    "articles": of(WEB, "In the API."),
                    "page": of(WEB, "On the site."),
                },
            ),
        },
    ),
    "Error": shape(
        "Why there is no answer.",
        {
            "error": shape(
                "What went wrong.",
                {
                    "status": {"type": "integer", "minimum": 400, "maximum": 599},
                    "message": of(TEXT, "In words, for people."),
                    "parameter": of(TEXT, "The parameter that caused it, if one did."),
                },
                optional=["parameter"],
            )
        },
    ),
}
