"""A scheduled entry is nowhere a second before its time, and everywhere then."""

from datetime import timedelta

import pytest
import time_machine
from django.core.handlers.wsgi import WSGIHandler

from articles.models import OldAddress, Watch
from digest.pagecache import PageCache
from tests.asking import ask, one_connection
from tests.factories import make_article, make_note, make_tag
from tests.trust.addresses import filled, routes
from tests.trust.secrets import COMING, uid_of, values
from tests.trust.test_secrets import found_in

# What tells of no entry at all, on purpose.
APART = set(
    "about alive api api_document api_index api_nothing favicon manifest opensearch"
    " ready robots site_card touch_icon".split()
)
COUNTED = {"archive"}  # entries are counted there, and not named
BEFORE = timedelta(seconds=1)
ENTRY, TAG, SITE = "zqcomingentryxk", "zqcomingtagxk", "zqcomingsitexk"


def coming(route):
    """Return a function: the values in `route` at whose addresses it will be."""
    known = values(route)

    def of(name):
        here = {
            "slug": [TAG if route.startswith("tags/") else ENTRY],
            "year": [COMING.year],
            "page": [1],
            "uid": [uid_of(ENTRY)],
            "name": ["articles"],
            "path": [] if route.startswith("api/") else ["old/zqcomingoldxk/"],
        }
        return here.get(name) or known(name)

    return of


def addresses():
    """Yield (name, address) of every address at which the entry will be."""
    for route, name in routes():
        if not route.startswith("admin/"):
            # The first page has an address without a number.
            for address in filled(route.replace("page/<int:page>/", ""), coming(route)):
                yield name, address
    yield "search", f"/search/?q={ENTRY}"
    yield "search_file", f"/search/list.csv?q={ENTRY}"
    yield "search_feed", f"/search/feed.json?tag={TAG}"
    yield "api_articles", f"/api/v1/articles/?q={ENTRY}"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_kept", [False, True])
def test_scheduled_entry_is_nowhere_before_its_second_and_everywhere_then(
    is_kept, tell
):
    make_article(["bias"])
    entry = make_article(
        [TAG],
        uid=uid_of(ENTRY),
        title=ENTRY,
        slug=ENTRY,
        url=f"https://{SITE}.example/",
        published_at=COMING,
    )
    make_note(entry, "zqcomingnotexk")
    make_tag(TAG, description="zqcomingwordsxk")
    site = WSGIHandler()
    if is_kept:
        site = PageCache(site, 10**7, Watch(0))
    OldAddress.objects.leave("/old/zqcomingoldxk/", entry)

    def look():
        """Return what is answered: {(name, address): (status, words of the entry)}."""
        found = {}
        for name, address in addresses():
            status, _, body = ask(site, address)
            found[name, address] = status, found_in(address, {}, body), body
        return found

    with one_connection(), time_machine.travel(COMING - BEFORE, tick=False) as clock:
        early = look()
        again = look()
        clock.shift(BEFORE)
        now = look()
    if is_kept:
        site.watch.close()

    assert [one for one, (_, words, _) in early.items() if words] == []
    assert again == early
    still = {one for one in now if now[one] == early[one]}
    assert {name for name, _ in still} == APART
    silent = {name for name, at in now if not (now[name, at][1] or (name, at) in still)}
    assert silent == COUNTED | {"article_card", "old_address"}  # these lead there
    tell(
        "sees",
        "{count} answers, kept in memory or not: 0 tell of a scheduled entry a second"
        " before its time, 0 do not at it",
        len(now) - len(still),
    )
