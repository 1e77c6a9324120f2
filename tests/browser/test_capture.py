"""Capturing, in a browser: the bookmarklet on a page, the draft at the desk."""

import pytest
from playwright.sync_api import expect

from articles.models import Article
from tests.browser.test_accessibility import findings
from tests.browser.test_desk import desk
from tests.factories import make_article, make_note
from tests.formats.found import SAMPLES
from tests.servers import answer, redirect

__all__ = ["desk"]

CAPTURE = "/admin/articles/article/capture/"
PAGE = (SAMPLES / "jsonld.html").read_bytes()


@pytest.fixture
def site(serve):
    """A stranger's site with a page in JSON-LD."""
    words = b"<body><p id='words'>What *rests* & grows.</p>"
    return serve(lambda path: answer(PAGE + words))


def test_bookmarklet_takes_the_marked_words_along_and_waits_for_the_click(desk, site):
    page = desk()
    page.goto(CAPTURE)
    bookmarklet = page.locator("[data-bookmarklet]").get_attribute("href")
    page.goto(f"{site.url}/wald")
    page.evaluate("getSelection().selectAllChildren(document.querySelector('#words'))")

    with page.context.expect_page() as opened:
        page.evaluate(f"location.href = {bookmarklet!r}")
    form = opened.value
    expect(form.get_by_label("Address:")).to_have_value(f"{site.url}/wald")
    expect(form.get_by_label("Excerpt:")).to_have_value("What *rests* & grows.")
    assert form.url.endswith(CAPTURE)
    assert sum("GET /wald" in request for request in site.requests) == 1
    assert not Article.objects.exists()
    assert findings(form) == {}

    form.get_by_role("button", name="Make a draft").click()
    expect(form.locator(".captured")).to_contain_text("Der Wald im Winter")
    expect(form.locator("#id_title")).to_have_value("Der Wald im Winter")
    shown = form.frame_locator(".writing-page").locator(".excerpt")
    expect(shown).to_have_text("What *rests* & grows.")
    assert Article.objects.get().excerpt_text == "What *rests* & grows."


def test_covered_work_is_told_while_its_address_is_entered(desk, site):
    earlier = make_article(title="Ours", url=f"{site.url}/wald")
    make_note(earlier, body="Worth it.")
    page = desk(390)
    page.goto(CAPTURE)

    page.get_by_label("Address:").press_sequentially(f"{site.url}/wald/")
    expect(page.locator(".covered")).to_contain_text("Worth it.")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.keyboard.press("Enter")
    expect(page.locator(".errorlist")).to_contain_text("written of this already")
    assert site.requests == []

    page.goto("/admin/articles/article/add/")
    page.get_by_label("Title:").fill("Once more")
    page.get_by_label("Source:").fill(f"{site.url}/wald")
    page.get_by_role("button", name="Run it again as a follow-up").click()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    assert Article.objects.get(title="Once more").follows == earlier
    row = page.locator("tr").filter(has_text="Once more").first
    told = row.locator(".covered-line")
    expect(told.locator(".again")).to_have_text("↻ Covered before: 2021-01-01")
    expect(told).to_contain_text("Worth it. Ours")


def ask_for(page, address):
    page.goto(CAPTURE)
    page.get_by_label("Address:").fill(address)
    page.get_by_role("button", name="Make a draft").click()


@pytest.mark.parametrize("known_by", ["where it leads", "a DOI that it names"])
def test_work_that_is_known_once_the_page_was_read_can_be_run_again(
    desk, serve, known_by
):
    doi = "https://doi.org/10.1234/trees.5"
    names = b"<title>Again</title><meta name=citation_doi content='10.1234/trees.5'>"
    site = serve(lambda path: redirect("/wald") if path == "/short" else answer(names))
    leads = known_by == "where it leads"
    earlier = make_article(title="Ours", url=f"{site.url}/wald" if leads else doi)
    page = desk()

    ask_for(page, f"{site.url}/short")
    expect(page.locator(".errorlist")).to_contain_text("written of this already")
    again = page.get_by_role("button", name="Run it again as a follow-up")
    page.wait_for_load_state("networkidle")
    expect(page.locator(".covered")).to_contain_text("Ours")
    again.click()

    expect(page.locator("#id_title")).to_have_value("Again")
    assert Article.objects.get(title="Again").follows == earlier


def test_list_of_what_was_covered_goes_once_the_address_is_another(desk, serve):
    site = serve(lambda path: redirect("/b") if path == "/a" else answer(PAGE))
    make_article(url=f"{site.url}/b")
    page = desk()
    ask_for(page, f"{site.url}/a")
    expect(page.locator(".covered")).to_be_visible()

    page.get_by_label("Address:").fill("https://example.org/new")

    expect(page.locator(".covered")).to_have_count(0)


def test_another_place_on_a_page_that_is_covered_is_warned_of_and_captured(desk, site):
    make_article(title="Ours", url=f"{site.url}/wald", status="draft")
    page = desk()
    page.goto(CAPTURE)
    page.get_by_label("Address:").fill(f"{site.url}/wald#s2")
    expect(page.locator(".covered")).to_contain_text("but for what stands after #")

    page.get_by_role("button", name="Make a draft").click()

    expect(page.locator(".captured")).to_be_visible()
    assert Article.objects.filter(url=f"{site.url}/wald#s2").exists()


def test_words_that_are_typed_are_kept_until_a_draft_answers(desk, site):
    page = desk()
    page.goto(f"{CAPTURE}#url=https%3A%2F%2Fexample.org%2Fa&text=Marked")
    expect(page.get_by_label("Excerpt:")).to_have_value("Marked")
    page.get_by_label("Excerpt:").fill("Marked, and typed")
    page.reload()
    expect(page.get_by_label("Excerpt:")).to_have_value("Marked, and typed")

    page.get_by_label("Address:").fill(f"{site.url}/wald")
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="Make a draft").click()
    page.get_by_label("Username").fill("admin")
    page.get_by_label("Password").fill("password")
    page.get_by_role("button", name="Log in", exact=True).click()
    expect(page.get_by_label("Excerpt:")).to_have_value("Marked, and typed")
    page.get_by_role("button", name="Make a draft").click()
    expect(page.locator(".captured")).to_be_visible()
    assert Article.objects.get().excerpt_text == "Marked, and typed"

    page.goto(CAPTURE)
    expect(page.get_by_label("Address:")).to_have_value("")
    expect(page.get_by_label("Excerpt:")).to_have_value("")


def make_draft(page, address):
    ask_for(page, address)
    expect(page.locator(".captured")).to_be_visible()
    return page.locator(".captured")


def test_paper_of_arxiv_is_a_draft_in_one_step(desk, serve, settings):
    sample = (SAMPLES / "arxiv.xml").read_bytes()
    arxiv = serve(lambda path: answer(sample, "application/atom+xml"))
    settings.ARXIV_API = f"{arxiv.url}/api/query"
    page = desk()

    make_draft(page, "https://arxiv.org/abs/2105.12723")

    expect(page.locator("#id_title")).to_have_value(
        "Slow Trees and Fast Forests: A & B"
    )
    assert Article.objects.get().authors == ["Zoë Baum", "Łukasz Las"]


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        (lambda path: answer(b"<p></p>"), "Nothing: the draft has what you gave."),
        (lambda path: redirect("http://169.254.169.254/"), "cannot be reached"),
        (lambda path: b"HTTP/1.1 200 OK\r\nX: " + b"x" * 70_000, "more than 64 kB"),
    ],
    ids=["nothing", "leads to a private machine", "endless headers"],
)
def test_page_with_nothing_and_hostile_one_are_a_draft_and_a_sentence(
    desk, serve, sent, words
):
    site = serve(sent)
    page = desk(390)

    told = make_draft(page, f"{site.url}/a")

    expect(told).to_contain_text(words)
    assert Article.objects.get().url == f"{site.url}/a"


def test_words_of_the_bookmarklet_outlive_the_log_in(page, admin_user):
    page.goto(f"{CAPTURE}#url=https%3A%2F%2Fexample.org%2Fa&text=Marked+words")
    page.get_by_label("Username").fill("admin")
    page.get_by_label("Password").fill("password")
    page.get_by_role("button", name="Log in", exact=True).click()

    expect(page.get_by_label("Address:")).to_have_value("https://example.org/a")
    expect(page.get_by_label("Excerpt:")).to_have_value("Marked words")
