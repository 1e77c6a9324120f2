"""A walk over all links of the site, from the front page on."""

from datetime import UTC, datetime
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from django.urls import get_resolver

from articles.models import OldAddress
from tests.factories import make_article, make_note

pytestmark = pytest.mark.django_db

SITE = "https://digest.example.org"
# Nothing on a page leads there, on purpose.
UNLINKED = {
    *("alive", "ready"),  # for what watches over the site
    "api_article",  # for programs: its page says where
    "api_articles",
    "api_index",
    "api_nothing",
    "api_tags",
    "favicon",  # browsers ask for them unasked
    "touch_icon",
    "old_address",  # what once was
    "robots",  # crawlers ask for it, and it leads to the sitemap
    "sitemap",
    "sitemap_section",
}


class Links(HTMLParser):
    """Collects the addresses that a page names."""

    def __init__(self, html):
        super().__init__()
        self.found = set()
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        for name, value in attrs:
            if name in ("href", "action", "src") and value:
                self.found.add(value)
        names = dict(attrs)
        if tag == "meta" and (names.get("property") or "").endswith("image"):
            self.found.add(names["content"])


def test_walk_over_all_links_finds_no_dead_end(client, settings):
    settings.SITE_URL = SITE
    for number in range(22):
        day = datetime(2020 + number % 2, 3, 1, tzinfo=UTC)
        article = make_article(["bias"], published_at=day)
        make_note(article)
    make_article(["é", "C++"], follows=article, url=article.url, via_name="Ann")
    OldAddress.objects.leave("/old/", article)
    reached, seen, due = set(), {"/"}, ["/"]
    while due:
        address = due.pop()
        answer = client.get(address)
        assert answer.status_code in (200, 302), f"{address}: {answer.status_code}"
        reached.add(answer.resolver_match.url_name)
        is_page = answer["Content-Type"].startswith("text/html")
        if not is_page or answer.streaming or "?" in address:  # or a file of bookmarks
            answer.getvalue()
            continue  # a narrowed list leads to ever narrower ones
        for link in Links(answer.content.decode()).found:
            path = urldefrag(urljoin(SITE + address, link)).url
            if urlsplit(path).netloc != urlsplit(SITE).netloc:
                continue
            path = path.removeprefix(SITE)
            if path not in seen and not path.startswith("/static/"):
                seen.add(path)
                due.append(path)

    known = {
        name
        for name in get_resolver("articles.urls").reverse_dict
        if isinstance(name, str)
    }
    assert known - reached == UNLINKED & known
