"""Notes as Web Annotations: https://www.w3.org/TR/annotation-model/."""

from django.conf import settings

from articles import links
from articles.api.answers import absolute

CONTEXT = "http://www.w3.org/ns/anno.jsonld"


def web_annotation(article, note):
    """Return a note on `article` as a Web Annotation.

    Its target is the source itself, so that whoever reads the source can show it; of a
    note on a passage, the words of that.
    """
    target = {"type": "SpecificResource", "source": links.href(article.url)}
    if note.quote:
        target["selector"] = selector(note)
    return {
        "@context": CONTEXT,
        "id": note.uid.urn,
        "type": "Annotation",
        "motivation": "commenting",
        "creator": creator(note),
        "body": {
            "type": "TextualBody",
            "value": note.body_html,
            "format": "text/html",
            "language": settings.LANGUAGE_CODE,
        },
        "target": target,
    }


def selector(note):
    """Return the passage that a note is about, as a TextQuoteSelector."""
    around = {"prefix": note.prefix, "suffix": note.suffix}
    return {
        "type": "TextQuoteSelector",
        "exact": note.quote,
        **{name: words for name, words in around.items() if words},
    }


def creator(note):
    """Return who wrote a note: a person, or the site."""
    if note.credit:
        return {"type": "Person", "name": note.credit}
    return {
        "type": "Organization",
        "id": absolute("/"),
        "name": settings.SITE_NAME,
    }
