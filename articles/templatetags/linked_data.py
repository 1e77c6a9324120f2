"""What a page says to machines: schema.org, as JSON-LD in a script of data alone."""

import json
from datetime import UTC

from django import template
from django.conf import settings
from django.templatetags.static import static
from django.utils.safestring import mark_safe

from articles import links
from articles.templatetags.digest import share_card

register = template.Library()

# None of these may stand in a script: they could end it, or a line in it.
ESCAPES = {ord(sign): f"\\u{ord(sign):04X}" for sign in "<>&\u2028\u2029"}


@register.simple_tag
def article_data(article):
    """Return an Article that is based on its source. Needs its tags loaded."""
    address = settings.SITE_URL + article.get_absolute_url()
    publisher = site_data()
    return script(
        {
            "@type": "Article",
            "@id": address,
            "url": address,
            "headline": article.title,
            "description": article.opening,
            "image": share_card(article)["address"],
            "datePublished": instant(article.published_at),
            "dateModified": instant(article.changed_at),
            "inLanguage": settings.LANGUAGE_CODE,
            "author": person(article.credit) if article.credit else publisher,
            "publisher": publisher,
            "correction": [
                {
                    "@type": "CorrectionComment",
                    "text": correction.text,
                    "datePublished": instant(correction.at),
                }
                for correction in article.corrections
            ],
            "keywords": [tag.name for tag in article.tag_list],
            "isBasedOn": source_data(article),
        }
    )


@register.simple_tag
def list_data(entries, first):
    """Return an ItemList of the `entries` of a list, of which one is number `first`.

    It names their pages alone, which say the rest: each byte here is on every list.
    """
    items = [
        {"@type": "ListItem", "url": entry.address, "position": position}
        for position, entry in enumerate(entries, start=first)
    ]
    return script({"@type": "ItemList", "itemListElement": items})


def source_data(article):
    """Return what an article quotes, as a CreativeWork."""
    return {
        "@type": "CreativeWork",
        "url": links.href(article.url),
        "name": article.title,
        "inLanguage": article.language,
        "author": [person(name) for name in article.authors],
        "datePublished": article.source_date,
        **further_data(article),
    }


# How schema.org tells what is at an address of a label.
FURTHER = {
    "abstract": ("sameAs", lambda url: url),
    "pdf": (
        "encoding",
        lambda url: {
            "@type": "MediaObject",
            "contentUrl": url,
            "encodingFormat": "application/pdf",
        },
    ),
    "code": (
        "hasPart",
        lambda url: {"@type": "SoftwareSourceCode", "codeRepository": url},
    ),
    "video": ("video", lambda url: {"@type": "VideoObject", "url": url}),
    "discussion": ("discussionUrl", lambda url: url),
}


def further_data(article):
    """Return the further addresses of the source, by the properties that tell them."""
    data: dict[str, list] = {}
    for address in article.addresses.all():
        url = links.href(address.url)
        if url and address.label in FURTHER:
            name, tell = FURTHER[address.label]
            data.setdefault(name, []).append(tell(url))
    return data


def site_data():
    """Return the site, as the Organization that publishes it."""
    return {
        "@type": "Organization",
        "name": settings.SITE_NAME,
        "url": settings.SITE_URL + "/",
        "logo": settings.SITE_URL + static("icon-512.png"),
    }


def person(name):
    return {"@type": "Person", "name": name}


def instant(value):
    """Return an aware datetime as ISO 8601, in UTC."""
    return value.astimezone(UTC).isoformat()


def script(data):
    """Return `data` as a script element that no word in it can end; empty parts go."""
    words = json.dumps(
        {"@context": "https://schema.org", **filled(data)},
        ensure_ascii=False,
        separators=(",", ":"),
    ).translate(ESCAPES)
    return mark_safe(f'<script type="application/ld+json">{words}</script>')  # noqa: S308


def filled(data):
    """Return `data` without its empty parts, at any depth."""
    if not isinstance(data, dict):
        return data
    parts = {name: filled(value) for name, value in data.items()}
    return {name: value for name, value in parts.items() if value not in ("", [], None)}
