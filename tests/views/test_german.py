"""A site in German: nothing of its own is left in English, on any page."""

import json
import re
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser

import feedparser
import pytest
from django.conf import settings as site
from django.db import OperationalError
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains

from articles.models import Annotation, Article, Page
from articles.views.pages import AboutView
from tests.factories import make_article, make_note, make_tag

pytestmark = pytest.mark.django_db

# All content is Greek: whatever is written in Latin letters is ours, but for addresses.
ADDRESS = re.compile(r"(https?://)?(example\.org|127\.0\.0\.1)\S*")
# Words that are the same in both languages, and two of the language of searches.
SAME = re.compile(
    r"\btag:|\b(has:note|API|Atom|BibTeX|CSL-JSON|CSV|Feed|JSON Feed|Markdown|RIS|RSS"
    r"|WordPress \(WXR\)"
    r"|Jan|Feb|Apr|Jun|Jul|Aug|Sep|Nov|April|August|September|November)(?!\w)"
)
NOTHING = "nothing"  # stands for an empty attribute
EMPTY = ["/", "/tags/", "/archive/", "/trends/", "/about/", "/2021/", "/search/"]
ONE = [*EMPTY, "/tags/νέο/", "/articles/ένα/"]
FULL = [
    *EMPTY,
    "/page/2/",
    "/page/9/",
    "/?tag=νέο&order=oldest",
    "/?without=παλιό&author=Ντίκενς&note=1&month=2021-03",
    "/?source=πουθενά",
    "/?year=x",
    "/tags/?order=use",
    "/tags/νέο/",
    "/tags/κοινό/",
    "/tags/κοινό+νέο/",
    "/tags/τίποτα/",
    "/search/?q=λόγια",
    "/search/?q=λόγια&order=oldest",
    "/search/?q=σχόλιο",
    "/search/?q=-tag:νέο+has:notes",
    "/search/?q=αριθμόσς",
    "/search/?q=σχόλιο+τελευταίο",
    "/search/?q=" + "λόγια+" * 200,
    "/articles/ένα/",
    "/articles/ένα-ξανά/",
    "/articles/αποσύρθηκε/",
    "/τίποτα/",
    "/2020/",
    "/2021/03/",
    "/2021/03/01/",
    "/api/",
]
FAULTS = {f"{n}.html" for n in ("400", "403", "403_csrf", "500", "503")}


class Texts(HTMLParser):
    """Collects the texts of a page, shown or told, but for those in a language.

    An element that names a language quotes; code is the same in all of them.
    """

    VOID = frozenset(("br", "hr", "img", "input", "link", "meta", "rect", "path"))
    NO_WORDS = frozenset(("script", "style", "code", "kbd", "pre"))
    TOLD = frozenset(("title", "aria-label", "placeholder", "alt"))
    ABOUT = frozenset(("description", "og:title", "og:description", "og:image:alt"))

    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.found = set()
        self.open = []  # (element, whether it quotes or has no words)
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        names = dict(attrs)
        quotes = tag in self.NO_WORDS or ("lang" in names and tag != "html")
        if tag not in self.VOID:
            self.open.append((tag, quotes))
        if self.is_quoted() and tag != "pre":  # whose attributes name a button
            return
        for name, value in attrs:
            if name in self.TOLD or name.startswith("data-"):
                self.add(value or NOTHING)
        if names.get("name") in self.ABOUT or names.get("property") in self.ABOUT:
            self.add(names["content"])

    def handle_endtag(self, tag):
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data):
        if not self.is_quoted():
            self.add(data)

    def is_quoted(self):
        return any(quotes for _, quotes in self.open)

    def add(self, words):
        self.found.add(" ".join((words or "").split()))


def left_in(english, german):
    """Return the texts of a page in German that are those of the page in English.

    NOTHING is among them where an attribute that should tell something is empty.
    """
    same = (Texts(english).found | {NOTHING}) & Texts(german).found
    return {one for one in same if re.search("[A-Za-z]", without_content(one))}


def without_content(words):
    return SAME.sub("", ADDRESS.sub("", words))


class Reader:
    """Reads pages in a language, and notes of which templates they are made."""

    def __init__(self, client, settings):
        self.client, self.settings, self.templates = client, settings, set()

    def read(self, language, address):
        self.settings.LANGUAGE_CODE = language
        return self.note(self.client.get(address))

    def note(self, answer):
        self.templates |= {template.name for template in answer.templates}
        return answer.content.decode()

    def left(self, addresses):
        """Return what of each page is left in English: {address: texts}."""
        english = {one: self.read("en", one) for one in addresses}
        german = {one: self.read("de", one) for one in addresses}
        assert all('<html lang="de"' in page for page in german.values())
        left = {one: left_in(english[one], german[one]) for one in addresses}
        return {address: texts for address, texts in left.items() if texts}


@pytest.fixture
def reader(client, settings):
    settings.SITE_NAME = "Η Σύνοψη"
    settings.SITE_DESCRIPTION = "Άρθρα και δοκίμια."
    return Reader(client, settings)


def make_one(**columns):
    """Save and return an entry with all that an entry can have, on 1 March 2021."""
    article = make_article(
        ["νέο", "κοινό"],
        **{
            "slug": "ένα",
            "title": "Πρώτο θέμα",
            "excerpt": "Τα λόγια της πηγής.",
            "language": "el",
            "authors": ["Κάρολος Ντίκενς"],
            "source_date": "2021-02",
            "via_name": "Άννα",
            "via_url": "https://example.org/via",
            "credit": "Ελένη",
            "published_at": datetime(2021, 3, 1, 12, tzinfo=UTC),
            **columns,
        },
    )
    make_note(article, "Ένα σχόλιο δικό μας.")
    make_note(article, "Και άλλο.", credit="Ελένη")
    on_a_passage = Annotation(body="Για αυτά.", quote="πηγής")
    article.write(["νέο", "κοινό"], [*article.notes.all(), on_a_passage])
    return article


def make_digest():
    """Fill the site with Greek content, more than a page of it, over sixteen years."""
    one = make_one()
    make_one(slug="ένα-ξανά", title="Δεύτερο θέμα", url=one.url, follows=one)
    make_one(
        slug="αποσύρθηκε", url="https://example.org/0", status=Article.Status.WITHDRAWN
    )
    make_article(
        ["κοινό"],
        title="Παλιό θέμα",
        language="el",
        excerpt="Λέξεις.",
        via_name="Άννα",
        published_at=datetime(2005, 3, 1, tzinfo=UTC),
    )
    for number in range(32):
        make_article(
            [f"{chr(0x3B1 + number % 16)} ετικέτα {number}", "παλιό", "κοινό"],
            title=f"Αριθμός {number}",
            language="el",
            excerpt="",
            published_at=datetime(2019, 11, 1, tzinfo=UTC) + timedelta(days=number),
        )
    make_tag("νέο", description="Περί νέων.")


def test_site_with_one_entry_is_german(reader):
    make_one()

    assert reader.left(ONE) == {}


def test_every_kind_of_page_is_german(reader):
    assert reader.left(EMPTY) == {}
    make_digest()
    assert reader.left(FULL) == {}
    reader.read("de", "/feed.atom")

    # At the desk: test_every_word.py.
    not_met = FAULTS | {"articles/article_preview.html"}
    assert reader_templates() - reader.templates == not_met


def test_page_on_a_fault_is_german(reader, admin_client, monkeypatch):
    faults = []

    def fail(view, request):
        raise faults.pop()

    Page.objects.create(slug="about", title="Περί")  # there can be but one
    monkeypatch.setattr(AboutView, "get", fail)
    reader.client.raise_request_exception = False
    suspicious = Client(enforce_csrf_checks=True)
    pages = {}
    for language in ("en", "de"):
        reader.settings.LANGUAGE_CODE = language
        faults += [OperationalError(), ZeroDivisionError()]
        pages[language] = [
            reader.read(language, "/about/"),
            reader.read(language, "/about/"),
            reader.note(admin_client.get("/admin/articles/page/add/")),
            reader.note(suspicious.post("/admin/login/")),
            reader.note(suspicious.get("/", headers={"host": "evil.example"})),
        ]

    assert list(map(left_in, pages["en"], pages["de"])) == [set()] * 5
    assert reader.templates >= FAULTS


def reader_templates():
    """Return the names of all templates of pages that readers meet."""
    root = site.BASE_DIR / "templates"
    names = {str(file.relative_to(root)) for file in root.glob("**/*.html")}
    return {name for name in names if not name.startswith("admin/")}


def test_text_that_is_left_in_english_is_found():
    page = '<html lang="en"><h1 title="Old {}">{}</h1><p lang="en">Kept</p><p>Feed</p>'

    assert left_in(page.format("a", "b"), page.format("a", "c")) == {"Old a"}
    assert left_in(page.format("a", "New"), page.format("b", "New")) == {"New"}
    assert left_in(page.format("a", "b"), page.format("c", "d")) == set()
    assert left_in("<svg aria-label='a'>", "<svg aria-label=''>") == {NOTHING}


def test_days_and_months_and_numbers_are_german(client, settings):
    settings.LANGUAGE_CODE = "de"
    make_digest()

    assertContains(client.get("/"), ">1. März 2021</time>")
    assertContains(client.get("/2021/03/"), "<h1>März 2021</h1>")
    assertContains(client.get("/2021/03/01/"), "<h1>1. März 2021</h1>")
    assertContains(client.get("/articles/ένα/"), "Am 1. März anderer Jahre")
    trends = client.get("/trends/")
    assertContains(trends, "<title>Dezember 2019: 2 Einträge</title>")
    assertContains(trends, "100,0\N{NO-BREAK SPACE}%, 35 Einträge")
    assertContains(client.get("/list.md"), "1\\. März 2021 · ")


def test_feeds_are_german(client, settings):
    settings.LANGUAGE_CODE = "de"
    article = make_one()
    for address in ("/search/feed.atom?q=λόγια", "/search/feed.rss?q=λόγια"):
        feed = feedparser.parse(client.get(address).content)
        assert feed.feed.language == "de"
        assert feed.feed.title == "The Digest: Suche: λόγια"
    told = json.loads(client.get("/feed.json").content)

    assert told["language"] == "de"
    (entry,) = told["items"]
    assert entry["language"] == "el"
    assert "Anmerkung der Redaktion" in entry["content_html"]
    assert "Anmerkung von Ελένη" in entry["content_html"]
    assert "Weiterlesen auf example.org" in entry["content_html"]
    assert f'lang="el" dir="auto">{article.excerpt_html}' in entry["content_html"]


@pytest.mark.parametrize("address", ["/", "/articles/ένα/"])
def test_quotation_keeps_the_language_of_its_source(client, settings, address):
    settings.LANGUAGE_CODE = "de"
    make_one()
    page = client.get(address)

    assertContains(page, '<html lang="de"')
    assert re.search(r'<blockquote [^>]*lang="el"[^>]*><p>Τα λόγια', page.text)
    assert re.search(r'<h\d [^>]*lang="el"', page.text)


def test_page_does_not_vary_by_the_language_of_its_reader(client, settings):
    settings.LANGUAGE_CODE = "de"
    german = client.get("/", headers={"accept-language": "en"})

    assertContains(german, "Neueste Einträge")
    assert "accept-language" not in german.get("Vary", "").lower()
    assert german.content == client.get("/").content


def test_programs_are_spoken_to_in_english(client, settings):
    make_one()
    told = {}
    for language in ("en", "de"):
        settings.LANGUAGE_CODE = language
        answers = [client.get(f"/api/v1/{end}") for end in ("articles/?year=x", "no/")]
        document = client.get("/api/v1/openapi.json")
        told[language] = [answer.content for answer in (*answers, document)]

    assert told["en"] == told["de"]


def test_site_in_a_language_without_a_catalogue_has_its_dates(client, settings):
    settings.LANGUAGE_CODE = "fr"
    make_one()

    assertContains(client.get("/"), ">1 mars 2021</time>")
    assertNotContains(client.get("/"), "Einträge")
