"""Pages that are kept in memory: the same as without, and never those of before."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from ipaddress import ip_network

import pytest
import time_machine
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.utils import timezone

from articles.models import Article, Watch
from digest import wsgi
from digest.pagecache import BESIDE, PageCache, is_trusted, with_pages_kept
from tests.asking import ask, one_connection
from tests.browser.kinds import KINDS, make_digest
from tests.factories import make_article, make_note

pytestmark = pytest.mark.django_db


class Counted:
    """A WSGI application: another one, and what it was asked for."""

    def __init__(self, application=None):
        self.application, self.asked = application or WSGIHandler(), []

    def __call__(self, environ, start_response):
        self.asked.append(environ["PATH_INFO"])
        return self.application(environ, start_response)


def answering(body=b"x" * 500, **headers):
    """Return a WSGI application that answers always the same, as Django would."""
    named = {
        "ETag": '"x"',
        "Content-Length": str(len(body)),
        "Content-Type": "text/html",
    }

    def application(environ, start_response):
        start_response("200 OK", list((named | headers).items()))
        return ClosedAtTheEnd([body])

    return application


class ClosedAtTheEnd(list):
    def close(self):
        pass


@pytest.fixture
def keep():
    """A function that puts a page cache in front of an application, usually Django."""
    started = []

    def put(application=None, most=10**7):
        cache = PageCache(Counted(application), most, Watch(0))
        started.append(cache.watch)
        return cache

    with one_connection():
        yield put
    for watch in started:
        watch.close()


PAGES = (
    "/ /?order=oldest /feed.atom /feed.json /tags/ /tags/bias/ /articles/one/"
    " /articles/one/entry.md /search/?q=words /archive/ /2021/ /trends/ /about/"
    " /robots.txt"
).split()


@pytest.mark.parametrize("encoding", ["br", "gzip", ""])
def test_pages_are_as_without_it(keep, encoding):
    make_article(slug="one", tags=["bias"])
    cache, how = keep(), {"HTTP_ACCEPT_ENCODING": encoding}
    for address in PAGES:
        without = ask(WSGIHandler(), address, **how)
        assert without[0] == 200
        assert ask(cache, address, **how) == without  # made
        assert ask(cache, address, **how) == without  # kept
    assert cache.application.asked == [page.partition("?")[0] for page in PAGES]


def test_no_page_is_sent_again_to_who_has_it(keep):
    make_article()
    cache = keep()
    _, whole, body = ask(cache, "/", HTTP_ACCEPT_ENCODING="br")
    tag = whole["ETag"]
    for held in (tag, tag.removeprefix("W/"), f'"a", {tag}', "*"):
        for method in ("GET", "HEAD"):
            status, headers, sent = ask(
                cache, "/", method, HTTP_IF_NONE_MATCH=held, HTTP_ACCEPT_ENCODING="br"
            )
            assert (status, sent) == (304, b"")
            content = {"Content-Type", "Content-Length", "Content-Encoding"}
            assert headers.keys() == whole.keys() - content
            assert headers.items() <= whole.items()
    for odd in (
        {"HTTP_IF_NONE_MATCH": '"a"'},
        {"HTTP_IF_MODIFIED_SINCE": "Fri, 01 Jan 2100 00:00:00 GMT"},
        {"HTTP_RANGE": "bytes=0-9"},
        {"HTTP_X_HTTP_METHOD_OVERRIDE": "POST"},
    ):
        assert ask(cache, "/", HTTP_ACCEPT_ENCODING="br", **odd) == (200, whole, body)
    assert ask(cache, "/", "HEAD", HTTP_ACCEPT_ENCODING="br") == (200, whole, b"")
    assert len(cache.application.asked) == 1


def test_what_is_not_for_all_goes_past_it(keep, admin_client, settings):
    make_article(slug="one")
    cache = keep()
    session = admin_client.cookies[settings.SESSION_COOKIE_NAME].value
    cookie = f"a=b; {settings.SESSION_COOKIE_NAME}={session}"
    for variables in ({"HTTP_COOKIE": cookie}, {"HTTP_AUTHORIZATION": "Basic x"}):
        assert ask(cache, "/articles/one/", **variables)[0] == 200
    assert ask(cache, "/admin/", HTTP_COOKIE=cookie)[0] == 200
    for address, status in {
        "/admin/": 302,
        "/admin/login/": 200,
        "/api/v1/tags/": 200,
        "/static/digest.css": 200,
        "/healthz": 200,
        "/readyz": 200,
        "/nothing/": 404,
        "/about": 301,
    }.items():
        for _ in range(2):
            assert ask(cache, address)[0] == status
    assert ask(cache, "/", HTTP_HOST="evil.example")[0] == 400
    assert ask(cache, "/", "POST", CONTENT_LENGTH="0")[0] == 403
    assert not cache.pages


@pytest.mark.parametrize(
    "headers",
    [
        {"Set-Cookie": "a=b"},
        {"Vary": "Cookie"},
        {"Vary": "Accept-Encoding, Cookie"},
        {"Cache-Control": "private"},
        {"Cache-Control": "no-store"},
        {"Content-Security-Policy": "script-src 'nonce-abc'"},
        {"Content-Type": "image/png"},
    ],
)
def test_answer_that_says_so_is_not_kept(keep, headers):
    cache = keep(answering(**headers))
    for _ in range(2):
        assert ask(cache, "/")[0] == 200
    assert len(cache.application.asked) == 2


def test_no_header_of_a_request_gets_into_a_page(keep):
    make_article()
    cache = keep()
    plain = ask(cache, "/")
    for variables in (
        {"HTTP_X_FORWARDED_HOST": "evil.example"},
        {"HTTP_X_FORWARDED_PROTO": "https"},
        {"HTTP_X_ORIGINAL_URL": "/admin/"},
        {"HTTP_ACCEPT_LANGUAGE": "de"},
        {"HTTP_COOKIE": "theme=dark"},
        {"HTTP_USER_AGENT": "<script>"},
    ):
        assert ask(cache, "/", **variables) == plain
    assert len(cache.application.asked) == 1


def test_word_of_a_trusted_proxy_counts(keep, settings):
    settings.TRUSTED_PROXIES, settings.USE_X_FORWARDED_HOST = [], True
    settings.SECURE_SSL_REDIRECT = True
    cache = keep()
    told = {"HTTP_X_FORWARDED_PROTO": "https", "HTTP_X_FORWARDED_HOST": "localhost"}
    assert ask(cache, "/", **told)[0] == 301
    settings.TRUSTED_PROXIES = [ip_network("192.0.2.1")]
    is_trusted.cache_clear()
    assert [ask(cache, "/", **told)[0] for _ in "ab"] == [200, 200]
    assert ask(cache, "/")[0] == 301


def test_odd_queries_take_no_room(keep):
    make_article(tags=["bias"])
    cache = keep()
    plain = ask(cache, "/")
    for number in range(50):
        assert ask(cache, f"/?utm_x={number}&%FF=%00") == plain
    one = ask(cache, "/?tag=bias&order=oldest")
    assert ask(cache, "/?utm=1&order=oldest&tag=bi%61s") == one
    assert len(cache.application.asked) == len(cache.pages) == 2
    assert ask(cache, "/?" + "&a" * 6000)[0] == 400


def test_memory_is_bounded(keep):
    cache = keep(answering(), most=20 * (500 + BESIDE))
    for number in range(30):
        ask(cache, f"/{number}")
        ask(cache, "/0")
    assert len(cache.pages) == 20
    assert cache.held <= cache.most
    assert cache.application.asked.count("/0") == 1  # what is asked for stays
    ask(cache, "/29")
    assert len(cache.application.asked) == 30
    large = keep(answering(b"x" * 10_000), most=40_000)
    ask(large, "/")
    assert not large.pages
    assert large.held == 0


def test_many_at_once_have_a_page_made_once(keep):
    all_here = threading.Barrier(8)

    class Gathering(Watch):
        def now(self):
            all_here.wait(10)
            return self.stand

    cache = keep(answering())
    stand, cache.watch = cache.watch.now(), Gathering(0)
    cache.watch.stand = stand
    with ThreadPoolExecutor(8) as threads:
        answers = threads.map(lambda _: ask(cache, "/"), range(8))
        assert {status for status, _, _ in answers} == {200}
    assert len(cache.application.asked) == 1
    assert not cache.being_made


@pytest.mark.django_db(transaction=True)
def test_change_is_seen_at_once(keep):
    article = make_article(slug="one", title="Before")
    make_article(slug="two")
    cache = keep()
    for address in ("/", "/articles/one/", "/feed.atom"):
        assert b"Before" in ask(cache, address)[2]
    Article.objects.filter(pk=article.pk).update(title="After")
    for address in ("/", "/articles/one/", "/feed.atom"):
        assert b"Before" not in ask(cache, address)[2]
    article.withdraw("It was wrong.")
    assert ask(cache, "/articles/one/")[0] == 410
    assert b"After" not in ask(cache, "/")[2]
    count = len(cache.application.asked)
    Article.objects.filter(slug="none").update(title="Nothing")
    make_article(status="draft", published_at=None)
    ask(cache, "/")
    assert (
        len(cache.application.asked) == count
    )  # what only editors see changes no page


@pytest.mark.django_db(transaction=True)
def test_entry_is_not_loaded_again_for_its_page(keep, django_assert_num_queries):
    article = make_article(tags=["a"])
    make_note(article, "What we think.")
    site = keep(most=0)  # no page is kept, but what it is made of
    address = article.get_absolute_url()
    _, _, before = ask(site, address)
    with django_assert_num_queries(0):
        assert ask(site, address)[2] == before
    article.title = "Another title"
    article.save()
    assert b"<title>Another title" in ask(site, address)[2]
    article.withdraw("It was wrong.")
    assert ask(site, address)[0] == 410


@pytest.mark.django_db(transaction=True)
def test_change_is_seen_once_it_is_done_and_not_before(keep):
    make_article(title="Before")
    cache, another = keep(), connection.copy()
    another.set_autocommit(False)
    with another.cursor() as cursor:
        cursor.execute("UPDATE articles_article SET title = 'After'")
    assert b"Before" in ask(cache, "/")[2]
    another.commit()
    another.close()
    assert b"After" in ask(cache, "/")[2]


@pytest.mark.django_db(transaction=True)
def test_scheduled_entry_appears_at_its_second(keep):
    cache = keep()
    start = timezone.now().replace(hour=12, minute=0, second=0, microsecond=0)
    with time_machine.travel(start, tick=False) as clock:
        make_article(title="To come", published_at=start + timedelta(minutes=5))
        assert b"To come" not in ask(cache, "/")[2]
        clock.shift(timedelta(minutes=4, seconds=59))
        assert b"To come" not in ask(cache, "/")[2]
        assert len(cache.application.asked) == 1
        clock.shift(timedelta(seconds=1))
        for address in ("/", "/feed.atom"):
            assert b"To come" in ask(cache, address)[2]


def test_no_page_lasts_longer_than_its_day(keep, settings):
    settings.TIME_ZONE = "Asia/Tokyo"
    cache = keep()
    with time_machine.travel("2021-03-01T14:59:59Z", tick=False) as clock:
        ask(cache, "/")
        ask(cache, "/")
        assert len(cache.application.asked) == 1
        clock.shift(timedelta(seconds=1))
        ask(cache, "/")
        assert len(cache.application.asked) == 2


def test_pages_are_there_while_the_database_is_away(keep, monkeypatch):
    cache = keep()
    page = ask(cache, "/")
    cache.watch.close()
    nowhere = {"NAME": "/nowhere/at/all", "HOST": "/nowhere"}
    for name, value in nowhere.items():
        monkeypatch.setitem(connection.settings_dict, name, value)
    assert ask(cache, "/") == page
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        assert cache.watch.now() is None
    assert len(cache.application.asked) == 1
    monkeypatch.undo()
    cache.watch.due = 0
    assert ask(cache, "/") == page


def test_it_is_switched_off_by_a_setting(settings):
    handler = answering()
    settings.PAGE_CACHE_BYTES = 0
    assert with_pages_kept(handler) is handler
    settings.PAGE_CACHE_BYTES = 1000
    assert isinstance(with_pages_kept(handler), PageCache)
    assert isinstance(wsgi.application, PageCache)  # as it is without any variable


# What a reader leaves behind


FILES = """
/feed.atom /feed.rss /feed.json /list.bib /list.csv /robots.txt /sitemap.xml
/opensearch.xml /manifest.webmanifest /api/v1/articles/ /api/v1/openapi.json /healthz
/articles/machine-unlearning/cite.bib /articles/machine-unlearning/entry.md
""".split()
STALE = f"sessionid={'0' * 32}; csrftoken={'x' * 32}; kept=form"
ENDED = 'sessionid=""; expires=Thu, 01 Jan 1970'


def rows():
    """Return {table: number of rows} of the whole database."""
    with connection.cursor() as cursor:
        found = {}
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT count(*) FROM "{table}"')
            found[table] = cursor.fetchone()[0]
        return found


def test_thousand_visits_leave_no_row_and_set_no_cookie(keep, tell):
    make_digest()
    site, before = keep(), rows()
    addresses = [*KINDS.values(), *FILES]

    for visit in range(1000):
        address = addresses[visit % len(addresses)]
        was_editor = visit % 10 == 0
        given = {"HTTP_COOKIE": STALE} if was_editor else {}
        status, headers, _ = ask(site, address, **given)
        assert status < 500, address
        if was_editor:  # whose session is over: its cookie may be taken back
            assert headers.get("Set-Cookie", ENDED).startswith(ENDED), address
        else:
            assert "Set-Cookie" not in headers, address
            assert "Cookie" not in headers.get("Vary", ""), address

    assert rows() == before
    tell("rights", f"{visit + 1:,} visits of readers: 0 cookies set, 0 rows left")
