"""Files that a browser or a crawler asks a site for, by names that are not ours."""

from django.conf import settings
from django.http import HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language_bidi

from articles import links, text

PAPER = "#fcfbf8"  # the light --paper of digest.css
# An icon, its size, and what a system may do with it: cut it to a shape of its own.
ICONS = (
    ("icon.svg", "any", "image/svg+xml", "any"),
    ("icon-192.png", "192x192", "image/png", "any"),
    ("icon-512.png", "512x512", "image/png", "any"),
    ("icon-maskable-512.png", "512x512", "image/png", "maskable"),
)


def robots(request):
    """Answer what crawlers may ask for (RFC 9309)."""
    return render(request, "robots.txt", content_type="text/plain; charset=utf-8")


def opensearch(request):
    """Answer how a browser searches this site (OpenSearch 1.1, draft 6).

    Names are at most 16 and 48 characters long, the description 1024.
    """
    context = {
        "short_name": in_xml(settings.SITE_NAME, 16),
        "long_name": in_xml(settings.SITE_NAME, 48),
        "description": in_xml(settings.SITE_DESCRIPTION or settings.SITE_NAME, 1024),
    }
    kind = "application/opensearchdescription+xml"
    return render(request, "opensearch.xml", context, content_type=kind)


def in_xml(words, length):
    """Return the first of `words`, without the characters that no XML can hold."""
    return links.NOT_IN_XML.sub("", text.first_words(words, length))


def manifest(request):
    """Answer what a system needs to keep this site as an app (W3C Web App Manifest).

    It keeps the browser's smallest frame: a digest lives on links that lead away and
    on addresses that are handed on, so a reader needs the way back and the address.
    """
    front = reverse("articles:latest")
    content = {
        "name": settings.SITE_NAME,
        "short_name": text.first_words(settings.SITE_NAME, 12),
        "description": settings.SITE_DESCRIPTION,
        "lang": settings.LANGUAGE_CODE,
        "dir": "rtl" if get_language_bidi() else "ltr",
        "id": front,
        "start_url": front,
        "scope": front,
        "display": "minimal-ui",
        "theme_color": PAPER,
        "background_color": PAPER,
        "icons": [
            {"src": static(name), "sizes": sizes, "type": kind, "purpose": purpose}
            for name, sizes, kind, purpose in ICONS
        ],
    }
    return JsonResponse(content, content_type="application/manifest+json")


def icon(request, file):
    """Lead to an icon from the address at which browsers look without being told."""
    answer = HttpResponseRedirect(static(file))
    answer["Cache-Control"] = "public, max-age=86400"
    return answer
