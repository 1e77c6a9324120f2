"""Rows as the API answers with them: the record of each, and what follows from it."""

from dataclasses import asdict, fields

from django.urls import reverse

from articles import links
from articles.api.answers import absolute
from articles.api.webannotations import web_annotation
from articles.formats.records import ArticleRecord, PublicRecord

# What follows from the record has a shape of its own here.
DERIVED = {one.name for one in fields(PublicRecord)}
DERIVED -= {one.name for one in fields(ArticleRecord)}


def article_shape(article, as_annotations=False):
    """Return an article, loaded by `articles.loaded`, with what readers see of it.

    Its notes stand under "notes"; as Web Annotations under "annotations".
    """
    shape = asdict(article.public_record())
    for part in ("notes", *DERIVED):
        del shape[part]
    earlier = article.follows
    shape |= {
        "url": links.href(article.url),
        "via_url": links.href(article.via_url),
        "canonical_url": article.canonical_url,
        "site": article.site,
        "addresses": [address_shape(one) for one in article.addresses.all()],
        "excerpt_html": article.excerpt_html,
        "tags": [{"slug": tag.slug, "name": tag.name} for tag in article.tag_list],
        "follows": reference(earlier) if earlier and earlier.is_public() else None,
        "follow_ups": [reference(later) for later in article.public_follow_ups],
        "links": article_links(article),
    }
    if as_annotations:
        notes = [web_annotation(article, note) for note in article.public_notes]
        return shape | {"annotations": notes}
    return shape | {"notes": [note_shape(note) for note in article.public_notes]}


def address_shape(address):
    """Return a further address: what is there, and where."""
    return {"label": address.label, "url": links.href(address.url)}


def note_shape(note):
    """Return a note: its record, and its body as HTML."""
    return asdict(note.record()) | {"body_html": note.body_html}


def reference(article):
    """Return as much of an article as one needs to name it and to find it."""
    return {
        "uid": article.uid,
        "title": article.title,
        "published_at": article.published_at,
        "links": article_links(article),
    }


def article_links(article):
    """Return where an article is: in the API, and on the site."""
    path = reverse("articles:api_article", args=[article.uid])
    return {"self": absolute(path), "page": absolute(article.get_absolute_url())}


def tag_shape(tag):
    """Return a tag with its `count` of entries that readers see."""
    path = reverse("articles:api_articles", query={"tag": tag.slug})
    return {
        "slug": tag.slug,
        "name": tag.name,
        "description": tag.description,
        "count": tag.count,
        "links": {
            "articles": absolute(path),
            "page": absolute(tag.get_absolute_url()),
        },
    }
