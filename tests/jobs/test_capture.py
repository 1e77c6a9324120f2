"""Capturing, from servers that play arXiv, Crossref, DataCite and many a page."""

import json
from functools import partial

import pytest

from articles import http
from articles.errors import Refused
from articles.jobs.capture import Covered, capture, draft_of
from articles.models import Article, Binned, Capture
from tests.factories import make_address, make_article
from tests.formats.found import SAMPLES
from tests.servers import answer, redirect

pytestmark = pytest.mark.django_db

CSL = "application/vnd.citationstyles.csl+json"
ATOM = "application/atom+xml; charset=UTF-8"
# Names of the web are not to be found here: they cannot be reached.
fetch = partial(http.fetch, resolve=lambda host, port: [])


def sample(name, kind="text/html"):
    return answer((SAMPLES / name).read_bytes(), kind)


@pytest.fixture
def services(serve, settings):
    """A function: give each service what it plays; returns who was asked for what."""

    def play(arxiv=None, crossref=None, datacite=None):
        asked = []

        def service(name, sent):
            def say(path):
                asked.append((name, path))
                return sent or answer("no", status=404)

            return serve(say).url

        settings.ARXIV_API = service("arXiv", arxiv) + "/api/query"
        settings.CROSSREF_API = service("Crossref", crossref)
        settings.DATACITE_API = service("DataCite", datacite)
        return asked

    return play


def columns(article):
    names = ("title", "authors", "source_date", "language", "excerpt_text", "status")
    return {name: getattr(article, name) for name in names}


def test_paper_of_arxiv_is_taken_from_its_api(services):
    asked = services(arxiv=sample("arxiv.xml", ATOM))

    captured = capture(" https://arxiv.org/pdf/2105.12723v3 ", fetch=fetch)

    assert asked == [("arXiv", "/api/query?id_list=2105.12723")]
    article = Article.objects.get()
    assert captured.article == article
    assert columns(article) == {
        "title": "Slow Trees and Fast Forests: A & B",
        "authors": ["Zoë Baum", "Łukasz Las"],
        "source_date": "2021-05-26",
        "language": "en",
        "excerpt_text": "We plant trees of $n^2$ kinds, where n < 7 *stars* shine.",
        "status": "draft",
    }
    assert article.url == "https://arxiv.org/pdf/2105.12723v3"
    assert captured.finding.reasons == []


def test_doi_is_taken_from_crossref(services):
    asked = services(crossref=sample("crossref.json", CSL))

    article = capture("https://doi.org/10.1000/Trees.7", fetch=fetch).article

    assert asked == [("Crossref", "/works/10.1000%2Ftrees.7/transform")]
    assert article.title == "Of Quercus & Its Kin"
    assert article.authors == [
        "Ada Oak",
        "Martin van der Beech, Jr.",
        "Forest Consortium",
    ]
    assert article.source_date == "2021-03"
    assert article.excerpt_text == "Oaks are slow.\n\nBeeches are 3 < 4."


def test_doi_that_crossref_does_not_know_is_taken_from_datacite(services):
    asked = services(datacite=sample("datacite.json", CSL))

    captured = capture("https://doi.org/10.5281/zenodo.1", fetch=fetch)

    assert [name for name, _ in asked] == ["Crossref", "DataCite"]
    assert captured.article.title == "All Leaves of 2019"
    assert captured.finding.found.title.source == "DataCite"
    assert captured.finding.reasons == []


def test_what_a_service_does_not_know_is_asked_of_the_page(services):
    item = {"title": ["Roots"], "author": [{"family": "Root", "given": "Ida"}]}
    services(crossref=answer(json.dumps(item), CSL))
    asked = []

    def page(url, *args, **options):
        if not url.startswith("https://doi.org/"):
            return fetch(url, *args, **options)
        asked.append(url)
        content = (SAMPLES / "citation.html").read_bytes()
        return http.Answer("https://roots.example/1", "text/html", content)

    captured = capture("https://doi.org/10.1000/roots", fetch=page)

    assert asked == ["https://doi.org/10.1000/roots"]
    found = captured.finding.found
    assert (found.title.value, found.title.source) == ("Roots", "Crossref")
    assert (found.source_date.value, found.source_date.source) == (
        "2019-04-02",
        "citation_*",
    )


def test_service_that_does_not_answer_is_no_hindrance(services):
    services(arxiv=answer("busy", status=503))

    captured = capture("https://arxiv.org/abs/2105.12723", fetch=fetch)

    assert captured.article.title == "arxiv.org/abs/2105.12723"
    assert captured.article.status == "draft"
    assert captured.finding.reasons == [
        "“127.0.0.1” answers 503 (Service Unavailable).",
        "“arxiv.org” cannot be reached: it does not answer, or there is no such site"
        " on the public web.",
    ]


def test_page_is_taken_from_what_it_says_of_itself(serve):
    server = serve(lambda path: sample("jsonld.html"))

    captured = capture(f"{server.url}/wald?utm_source=x")

    assert columns(captured.article) == {
        "title": "Der Wald im Winter",
        "authors": ["Zoë Baum", "Bo Laub"],
        "source_date": "2021-11-13",
        "language": "de-AT",
        "excerpt_text": "Was ruht & was wächst.",
        "status": "draft",
    }
    assert captured.article.url == f"{server.url}/wald?utm_source=x"
    assert captured.finding.found.image.value == f"{server.url}/bilder/wald.jpg"


def test_page_that_says_nothing_becomes_a_draft_that_says_so(serve):
    server = serve(lambda path: answer("<p></p>"))

    captured = capture(f"{server.url}/a/b")

    assert captured.article.title == f"127.0.0.1:{server.port}/a/b"
    assert captured.article.language == "en"
    assert captured.finding.reasons == [
        "The page at “127.0.0.1” says nothing of itself."
    ]


def test_markup_of_a_stranger_is_shown_as_words(serve):
    page = (
        "<meta property=og:description content='*Not* &lt;b&gt;bold&lt;/b&gt; [x](y)'>"
    )
    server = serve(lambda path: answer(page))

    article = capture(server.url).article

    assert article.excerpt_text == "*Not* <b>bold</b> [x](y)"
    assert "<b>" not in article.excerpt_html


def test_nothing_is_written_over_what_the_editor_gave(serve):
    server = serve(lambda path: sample("jsonld.html"))
    given = {"title": "Mine", "excerpt": "A *selection*.", "language": "fr"}
    given |= {"tags": ["trees"], "authors": []}

    article = capture(server.url, given).article

    assert article.title == "Mine"
    assert article.excerpt == "A *selection*."
    assert article.language == "fr"
    assert [tag.slug for tag in article.tag_list] == ["trees"]
    assert article.authors == ["Zoë Baum", "Bo Laub"]  # an empty field is not given


def test_work_that_was_covered_is_refused_without_asking_anyone(services):
    asked = services()
    earlier = make_article(title="Ours", url="https://arxiv.org/abs/2105.12723")

    with pytest.raises(Covered, match=r"“Ours” \(published, 2021-01-01\)") as refused:
        capture("http://www.arxiv.org/pdf/2105.12723v2.pdf", fetch=fetch)

    assert refused.value.earlier == earlier
    assert asked == []
    assert Article.objects.count() == 1


def test_address_that_leads_to_what_was_covered_is_refused(serve):
    def play(path):
        return redirect("/long") if path == "/short" else sample("plain.html")

    server = serve(play)
    make_article(title="Ours", url=f"{server.url}/long")

    with pytest.raises(Covered, match="“Ours”"):
        capture(f"{server.url}/short")

    assert Article.objects.count() == 1


def test_another_place_on_a_covered_page_is_a_work_of_its_own(serve):
    server = serve(lambda path: sample("jsonld.html"))
    make_article(url=f"{server.url}/wald")

    captured = capture(f"{server.url}/wald#s2")

    assert captured.article.url == f"{server.url}/wald#s2"
    assert captured.finding.page == f"{server.url}/wald#s2"


def test_work_that_somebody_files_meanwhile_is_told_as_covered(serve, monkeypatch):
    server = serve(lambda path: sample("plain.html"))
    theirs = []

    def late(finding, given):
        theirs.append(make_article(url=finding.url))
        return draft_of(finding, given)

    monkeypatch.setattr("articles.jobs.capture.draft_of", late)

    with pytest.raises(Covered) as refused:
        capture(f"{server.url}/wald")

    assert [refused.value.earlier] == theirs


def test_it_is_run_again_on_purpose(serve):
    server = serve(lambda path: sample("plain.html"))
    earlier = make_article(url=f"{server.url}/a")

    again = capture(f"{server.url}/a", {"follows": earlier.uid}).article

    assert again.follows == earlier
    assert again.work_key == earlier.work_key


def test_dry_run_writes_nothing(serve):
    server = serve(lambda path: sample("opengraph.html"))

    captured = capture(server.url, dry_run=True)

    assert captured.article is None
    assert captured.record.title == "Ten Leaves"
    assert not Article.objects.exists()


@pytest.mark.parametrize("url", ["", "no address", "file:///etc/passwd", "http://"])
def test_what_is_no_web_address_is_refused(url):
    with pytest.raises(Refused, match="address"):
        capture(url)


def test_what_no_entry_may_hold_is_refused_and_nothing_is_written(serve):
    server = serve(lambda path: sample("plain.html"))

    with pytest.raises(Refused, match="source_date"):
        capture(server.url, {"source_date": "soon"})

    assert not Article.objects.exists()


def test_pdf_and_doi_that_are_found_are_further_addresses(services):
    services(arxiv=sample("arxiv.xml", ATOM))

    article = capture("https://arxiv.org/abs/2105.12723", fetch=fetch).article

    assert [str(address) for address in article.addresses.all()] == [
        "PDF https://arxiv.org/pdf/2105.12723",
        "abstract https://doi.org/10.1234/Trees.5",
    ]


def test_work_that_was_covered_under_its_doi_is_refused(services):
    services(arxiv=sample("arxiv.xml", ATOM))
    earlier = make_article(url="https://doi.org/10.1234/trees.5")

    with pytest.raises(Covered) as refused:
        capture("https://arxiv.org/abs/2105.12723", fetch=fetch)

    assert refused.value.earlier == earlier
    again = capture(
        "https://arxiv.org/abs/2105.12723", {"follows": earlier.uid}, fetch=fetch
    )
    assert again.article.addresses.count() == 2


def test_further_address_of_an_entry_is_covered_before_anything_is_fetched(services):
    asked = services(arxiv=sample("arxiv.xml", ATOM))
    earlier = make_article()
    make_address(earlier, "https://arxiv.org/pdf/2105.12723", "pdf")

    with pytest.raises(Covered):
        capture("https://arxiv.org/abs/2105.12723", fetch=fetch)

    assert asked == []


def test_what_was_found_is_kept_with_the_draft_until_it_is_published(serve):
    server = serve(lambda path: sample("jsonld.html"))
    other = capture(f"{server.url}/other").article

    article = capture(f"{server.url}/wald", {"excerpt": "Mine."}).article

    kept = Capture.objects.of(article)
    assert ["description", "Was ruht & was wächst.", "JSON-LD"] in kept.found
    assert kept.reasons == []
    article.publish()
    assert Capture.objects.of(article) is None
    assert Capture.objects.of(other) is not None
    Binned.objects.throw([other])
    assert not Capture.objects.exists()


def test_what_was_found_is_kept_with_the_draft_or_nothing_is(serve, monkeypatch):
    server = serve(lambda path: sample("jsonld.html"))

    def fail(*args):
        raise ZeroDivisionError

    monkeypatch.setattr(Capture.objects, "keep", fail)

    with pytest.raises(ZeroDivisionError):
        capture(server.url)
    assert not Article.objects.exists()


def test_where_an_address_leads_is_the_source_and_counts_as_well(serve):
    def page(path):
        return redirect("/long") if path == "/short" else sample("plain.html")

    server = serve(page)

    article = capture(f"{server.url}/short").article

    assert article.url == f"{server.url}/long"
    assert [a.url for a in article.addresses.all()] == [f"{server.url}/short"]
    for again in ("/short", "/long"):
        with pytest.raises(Covered):
            capture(f"{server.url}{again}")
