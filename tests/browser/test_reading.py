"""What a reader does and sees, in a browser."""

import re
from datetime import UTC, datetime

import pytest
from django.conf import settings

from articles.jobs.fixtures import load_fixture
from articles.models import Page
from tests.factories import make_article, make_note, make_tag

WIDTHS = [320, 390, 768, 1280]
TITLE = "Machine Unlearning"
SOURCE = "https://arxiv.org/abs/1912.03817"

# Names what is wider than the window, or cut off by what it stands in. Words for screen
# readers alone, the skip link before it has the focus, and the end of a table that
# scrolls by itself are off the page on purpose.
CUT_OFF = """() => {
  const faults = [], wide = document.documentElement.scrollWidth;
  if (wide > innerWidth) faults.push(`the page is ${wide} wide`);
  const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (words.nextNode()) {
    const text = words.currentNode, range = document.createRange();
    if (text.parentElement.closest(".hidden-text, .skip, .scroll")) continue;
    if (!text.data.trim()) continue;
    range.selectNodeContents(text);
    for (const box of range.getClientRects()) {
      let [left, right] = [0, innerWidth];
      for (let e = text.parentElement; e !== document.body; e = e.parentElement) {
        if (getComputedStyle(e).overflowX === "visible") continue;
        const around = e.getBoundingClientRect();
        [left, right] = [Math.max(left, around.left), Math.min(right, around.right)];
      }
      if (box.width && (box.left < left - 1 || box.right > right + 1))
        faults.push(`${text.data.trim().slice(0, 40)}: ${box.left} to ${box.right}`);
    }
  }
  return faults;
}"""


def load_seed():
    load_fixture(settings.BASE_DIR / "fixtures" / "performance.json")


def visit_sources(page):
    """Answer for every other site, as if it were there; no request leaves this one."""
    html = {"content_type": "text/html", "body": "<h1>The source</h1>"}
    page.route(re.compile("https:"), lambda route: route.fulfill(**html))


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_reader_goes_from_the_list_to_a_tag_an_article_and_its_source(
    open_page, scripts
):
    load_seed()
    page = open_page(java_script_enabled=scripts)
    visit_sources(page)

    page.goto("/")
    assert page.locator("article.entry").count() == 10
    entry = page.locator("article.entry", has_text=TITLE)
    assert entry.locator(".tag").all_inner_texts() == [
        "machine-learning",
        "performance",
    ]
    entry.get_by_role("link", name="machine-learning").click()
    page.wait_for_url("**/tags/machine-learning/")
    assert page.get_by_role("heading", level=1).inner_text() == "#machine-learning"
    assert page.locator("article.entry").count() == 2

    page.get_by_role("link", name=TITLE).click()
    page.wait_for_url("**/articles/machine-unlearning/")
    assert page.get_by_role("heading", level=1).inner_text() == TITLE
    assert page.locator("blockquote.excerpt").get_attribute("cite") == SOURCE
    assert "1.36×" in page.get_by_role("note").inner_text()

    link = page.get_by_role("link", name="Read more at arxiv.org")
    assert link.get_attribute("href") == SOURCE
    assert link.get_attribute("rel") == "noopener"
    link.click()
    page.wait_for_url(SOURCE)
    assert page.get_by_role("heading").inner_text() == "The source"


ODD = {
    "long title": {"title": "W" * 300, "tags": ["W" * 60, "bias"]},
    "right to left": {
        "title": "לקראת הוגנות בלמידת מכונה, part 2",
        "excerpt": "מאמר זה סוקר 12 שיטות (GPU) לצמצום הטיה.",
        "language": "he",
        "tags": ["הוגנות"],
    },
    "no excerpt": {"excerpt": "", "source_date": "2021-11"},
    "wide words": {
        "url": "https://example.org/" + "w" * 500,
        "via_url": "https://example.org/" + "v" * 500,
        "authors": ["A" * 200, "Ada Lovelace"],
        "credit": "C" * 200,
        "excerpt": f"{'w' * 400}\n\n    {'code ' * 60}\n\n- `{'c' * 300}`",
        "tags": [f"tag number {number}" for number in range(50)],
    },
}
PAGES = [
    "/",
    "/tags/performance/",
    "/tags/",
    "/articles/machine-unlearning/",
    "/archive/",
    "/trends/",
    "/2021/",
    "/2021/11/13/",
    "/1999/12/",
    "/about/",
    "/nothing/",
    "/articles/withdrawn/",
    "/?source=nowhere.example",
    "/tags/unused/",
    "/page/99/",
    *(f"/articles/{name.replace(' ', '-')}/" for name in ODD),
]


def make_odd_articles():
    for name, columns in ODD.items():
        odd = make_article(slug=name.replace(" ", "-"), **columns)
        make_note(odd, columns.get("excerpt") or "A note.", credit="N" * 200)
    withdrawn = datetime(2021, 1, 1, tzinfo=UTC)
    make_article(slug="withdrawn", status="withdrawn", published_at=withdrawn)
    make_tag("unused")


def faults_of(page, address):
    """Return what is wrong with a page, by width and scheme."""
    page.goto(address)
    assert page.locator("main h1").is_visible()
    faults = {}
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            if found := page.evaluate(CUT_OFF):
                faults[f"{address} at {width}, {scheme}"] = found
    return faults


@pytest.mark.parametrize("half", [0, 1])
def test_nothing_scrolls_sideways_or_is_cut_off(page, half):
    load_seed()
    make_odd_articles()

    faults = {}
    for address in PAGES[half::2]:
        faults |= faults_of(page, address)

    assert faults == {}


LONG_LIFE = ["/archive/", "/trends/", "/tags/bias/", "/articles/2021-11/", "/2021/"]


def test_nothing_scrolls_sideways_after_twelve_years(page):
    for month in range(144):
        at = datetime(2010 + month // 12, month % 12 + 1, 13, 12, tzinfo=UTC)
        tags = ["bias", "W" * 60, f"topic {month % 3}", "speed" if month > 125 else "x"]
        site = "w" * 50 + f".{'v' * 50}.example" if month % 2 else "short.example"
        url = f"https://{site}/{month}"
        make_article(tags, slug=f"{at:%Y-%m}", url=url, published_at=at)

    for address in LONG_LIFE:
        assert faults_of(page, address) == {}
        for numbers in page.locator("details").all():
            numbers.locator("summary").click()
        assert faults_of_open(page) == []


def faults_of_open(page):
    """Return how far each width of the page as it is now scrolls sideways."""
    page.set_viewport_size({"width": 320, "height": 800})
    return page.evaluate(
        "() => document.documentElement.scrollWidth > innerWidth ? ['sideways'] : []"
    )


def test_bar_of_a_chart_leads_to_the_archive(page):
    load_seed()
    page.goto("/trends/")
    page.locator(".bars__links a").first.click()
    page.wait_for_url("**/2021/03/")

    assert page.get_by_role("heading", level=1).inner_text() == "March 2021"
    assert page.locator("article.entry").count() == 2


def test_empty_site_says_what_to_do_next(page):
    for address in ("/", "/tags/", "/archive/", "/trends/", "/about/"):
        assert faults_of(page, address) == {}
        assert page.locator("main .links a").first.is_visible()


def test_right_to_left_words_run_from_the_right(page):
    make_odd_articles()

    page.goto("/articles/right-to-left/")

    for element in ("h1", "blockquote"):
        words = page.locator(f"main {element}").first
        assert words.get_attribute("lang") == "he"
        assert words.evaluate("e => getComputedStyle(e).direction") == "rtl"


def test_both_schemes_are_readable_and_differ(open_page):
    make_article(slug="dull")
    papers = set()
    for scheme in ("light", "dark"):
        page = open_page(color_scheme=scheme)
        page.goto("/articles/dull/")
        style = "e => getComputedStyle(e)"
        body = page.locator("body")
        paper = body.evaluate(f"e => ({style})(e).backgroundColor")
        assert paper != body.evaluate(f"e => ({style})(e).color")
        papers.add(paper)

    assert len(papers) == 2


@pytest.mark.parametrize("address", ["/", "/articles/dull/", "/nothing/"])
def test_first_stop_of_the_keyboard_is_the_skip_link(page, address):
    make_article(slug="dull")
    page.goto(address)
    skip = page.get_by_role("link", name="Skip to content")
    assert skip.bounding_box()["x"] < 0

    page.keyboard.press("Tab")

    assert skip.evaluate("e => e === document.activeElement")
    box = skip.bounding_box()
    assert box["x"] >= 0
    assert box["y"] >= 0
    assert box["width"] > 50
    assert skip.evaluate("e => getComputedStyle(e).outlineStyle") != "none"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


def test_page_about_the_site_is_read(page):
    Page(title="About us", body="We *quote*.\n\n- one\n- two").save()

    page.goto("/")
    page.get_by_role("navigation").get_by_role("link", name="About").click()

    assert page.get_by_role("heading", level=1).inner_text() == "About us"
    assert page.locator("main li").all_inner_texts() == ["one", "two"]
    current = page.locator("nav [aria-current=page]")
    assert current.inner_text() == "About"


@pytest.mark.parametrize("width", [700, 1047])
def test_print_of_an_article_is_whole(page, width):
    load_seed()
    page.goto("/articles/machine-unlearning/")
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(media="print", color_scheme="dark")

    assert page.evaluate(CUT_OFF) == []
    assert page.locator(".article__meta time").bounding_box()["height"] < 40
    source = page.locator(".cite")
    assert "255, 255, 255" in source.evaluate(
        "e => getComputedStyle(e).backgroundColor"
    )


@pytest.mark.parametrize("width", [320, 1280])
def test_bibtex_is_copied_by_a_button_that_moves_nothing(open_page, width):
    load_seed()
    address = "/articles/machine-unlearning/"
    without = open_page()
    without.route("**/reader.js", lambda route: route.abort())
    page = open_page(permissions=["clipboard-read", "clipboard-write"])
    heights = []
    for one, buttons in ((without, 0), (page, 1)):
        one.set_viewport_size({"width": width, "height": 800})
        one.goto(address)
        assert one.locator("main").get_by_role("button").count() == buttons
        heights.append(one.locator(".cite").bounding_box()["height"])
    assert heights[0] == heights[1]

    button = page.get_by_role("button", name="Copy BibTeX")
    button.focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Copied").wait_for()

    assert page.locator(".cite [role=status]").inner_text() == "Copied"
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("@misc{arxiv-1912-03817,\n")
    assert copied == page.locator(".cite pre").text_content()


def test_bibtex_that_the_browser_does_not_copy_is_shown_and_selected(page):
    load_seed()
    page.add_init_script("delete Navigator.prototype.clipboard")
    page.goto("/articles/machine-unlearning/")

    page.get_by_role("button", name="Copy BibTeX").click()

    assert page.locator(".cite pre").is_visible()
    selected = page.evaluate("getSelection().toString()")
    assert selected.startswith("@misc{arxiv-1912-03817,")
    assert "Selected" in page.locator(".cite [role=status]").text_content()


def test_citation_is_read_without_scripts(open_page):
    load_seed()
    page = open_page(java_script_enabled=False)
    page.goto("/articles/machine-unlearning/")
    assert page.locator("main").get_by_role("button").count() == 0
    bibtex = page.locator(".cite pre")
    assert not bibtex.is_visible()

    page.get_by_text("Show the BibTeX").click()

    assert bibtex.is_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="RIS").click()
    assert download.value.suggested_filename == "machine-unlearning.ris"
