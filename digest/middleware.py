"""What stands before every view: whose word counts, and what a browser may do."""

import ipaddress
import re

from django.conf import settings
from django.urls import reverse
from django.utils.cache import has_vary_header

POLICIES = {
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": ", ".join(
        f"{feature}=()"
        for feature in (
            "accelerometer",
            "autoplay",
            "browsing-topics",
            "camera",
            "display-capture",
            "encrypted-media",
            "fullscreen",
            "geolocation",
            "gyroscope",
            "magnetometer",
            "microphone",
            "midi",
            "payment",
            "usb",
            "xr-spatial-tracking",
        )
    ),
}


ASK = "no-cache"  # may be kept, and is asked for with its tag before it is shown
OWN = "private, no-store"  # what one account was answered is kept by nobody
SHARED = "max-age=0, s-maxage={}, stale-if-error=86400"  # seconds: RFC 9111, RFC 5861


class SecurityHeaders:
    """Set the headers that Django has no setting for, unless the view did."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        for name, value in POLICIES.items():
            response.headers.setdefault(name, value)
        return response


class OpenToScripts:
    """Let the scripts of any site read the API and the JSON feeds, without cookies.

    It stands before what makes a 304 of an answer, which would drop these headers.
    """

    OPEN = re.compile("/api/|.*/feed[.]json$")

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if self.OPEN.match(request.path):
            response.headers["Access-Control-Allow-Origin"] = "*"
            response.headers["Access-Control-Expose-Headers"] = "Link, ETag"
            if request.method == "OPTIONS":
                response.headers["Access-Control-Allow-Methods"] = "GET, HEAD"
                response.headers["Access-Control-Allow-Headers"] = "*"
                response.headers["Access-Control-Max-Age"] = "86400"  # seconds
        return response


class Freshness:
    """Have everyone ask again before showing what a reader got; but see CDN_SECONDS.

    So nobody shows what was withdrawn, nor again what only one account may see. A view
    that says otherwise is left alone.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if response.cookies or has_vary_header(response, "Cookie"):
            response.headers.setdefault("Cache-Control", OWN)
        else:
            shared = settings.CDN_SECONDS and response.status_code in (200, 304)
            response.headers.setdefault(
                "Cache-Control", SHARED.format(settings.CDN_SECONDS) if shared else ASK
            )
        return response


class PointsToFeed:
    """Name the feed of the site in the headers of a reader's page that names none."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        match = request.resolver_match
        html = response.headers.get("Content-Type", "").startswith("text/html")
        if html and match and match.app_names == ["articles"]:
            feed = settings.SITE_URL + reverse("articles:latest_feed", args=["atom"])
            link = f'<{feed}>; rel="alternate"; type="application/atom+xml"'
            response.headers.setdefault("Link", link)
        return response


class TrustedProxies:
    """Believe X-Forwarded-* headers only of the machines in TRUSTED_PROXIES.

    From all others they are dropped, before anything reads them. From a trusted
    machine X-Forwarded-For gives REMOTE_ADDR: the last address in it that is not
    a trusted machine's, for what stands before that is hearsay.

    A visitor by IPv4 has that address also where the server listens by IPv6.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if address := parsed(request.META.get("REMOTE_ADDR", "")):
            request.META["REMOTE_ADDR"] = str(address)
        if self.is_trusted(request.META.get("REMOTE_ADDR", "")):
            self.name_visitor(request.META)
        else:
            for name in [n for n in request.META if n.startswith("HTTP_X_FORWARDED_")]:
                del request.META[name]
        return self.get_response(request)

    def is_trusted(self, text):
        address = parsed(text)
        return address is not None and any(
            address in network for network in settings.TRUSTED_PROXIES
        )

    def name_visitor(self, meta):
        chain = meta.get("HTTP_X_FORWARDED_FOR", "").split(",")
        for text in reversed(chain):
            address = parsed(text)
            if address is None:
                return
            meta["REMOTE_ADDR"] = str(address)
            if not self.is_trusted(text):
                return


def parsed(text):
    """Return the IP address that `text` spells, or None."""
    try:
        address = ipaddress.ip_address(text.strip())
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address
