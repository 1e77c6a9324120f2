"""Each kind of page, for those who see, move or hear otherwise (WCAG 2.2 AA)."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.kinds import KINDS, make_digest

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Preloaded, a style sheet would be put into the page, which our policy refuses.
OPTIONS = {"runOnly": TAGS, "resultTypes": ["violations"], "preload": False}
axe = Axe()


def findings(page):
    """Return what axe-core finds wrong on a page: {rule: [elements]}."""
    found = axe.run(page, options=OPTIONS).response["violations"]
    return {one["id"]: [node["html"] for node in one["nodes"]] for one in found}


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_axe_finds_nothing_on_any_kind_of_page(open_page, width, scheme):
    make_digest()
    page = open_page(
        viewport={"width": width, "height": 800},
        color_scheme=scheme,
        reduced_motion="reduce",
    )

    found = {}
    for kind, address in KINDS.items():
        page.goto(address)
        if faults := findings(page):
            found[kind] = faults

    assert found == {}


def test_axe_finds_what_is_wrong(page):
    page.goto("/")
    page.evaluate("document.querySelector('main h1').outerHTML = '<img src=x>'")

    assert {"image-alt", "page-has-heading-one"} <= set(findings(page))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_what_scripts_add(open_page, scheme):
    make_digest()
    page = open_page(color_scheme=scheme)
    page.goto("/")
    page.get_by_role("button", name="Keys").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    assert findings(page) == {}

    page.goto("/tags/")
    page.get_by_role("searchbox", name="Filter the tags").fill("no such tag")
    assert findings(page) == {}

    page.goto("/")
    page.locator("#year-2021").click()
    page.wait_for_url("/?year=2021")
    expect(page.locator("main .status").first).to_be_visible()
    assert findings(page) == {}


# A zoom of 200 % leaves of a window of 1280 pixels 640, each twice as sharp.
# German words are longer.
@pytest.mark.parametrize(
    ("width", "zoom", "language"),
    [(320, 1, "en"), (640, 2, "en"), (320, 1, "de"), (390, 1, "de")],
)
def test_nothing_scrolls_sideways(open_page, settings, width, zoom, language):
    settings.LANGUAGE_CODE = language
    make_digest()
    viewport = {"width": width, "height": 640}
    page = open_page(viewport=viewport, device_scale_factor=zoom)

    wide = {}
    for kind, address in KINDS.items():
        page.goto(address)
        needed = page.evaluate("document.documentElement.scrollWidth")
        if needed > width:
            wide[kind] = needed

    assert wide == {}


CONTRAST = """name => {
  const style = getComputedStyle(document.querySelector(name));
  const canvas = new OffscreenCanvas(1, 1).getContext("2d");
  const light = (color) => {
    canvas.fillStyle = color;
    canvas.fillRect(0, 0, 1, 1);
    const [r, g, b] = [...canvas.getImageData(0, 0, 1, 1).data]
      .map((c) => c / 255)
      .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05;
  };
  const pair = [style.color, getComputedStyle(document.body).backgroundColor];
  const [less, more] = pair.map(light).sort((a, b) => a - b);
  return more / less;
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_more_contrast_is_given_where_it_is_asked_for(open_page, scheme):
    make_digest()
    ratios = {}
    for wish in ("no-preference", "more"):
        page = open_page(color_scheme=scheme, contrast=wish)
        page.goto("/")
        ratios[wish] = [
            page.evaluate(CONTRAST, name) for name in (".entry__meta", ".read-more")
        ]

    assert min(ratios["no-preference"]) >= 4.5
    assert min(ratios["more"]) >= 7
    assert min(ratios["more"]) > min(ratios["no-preference"])


def test_forced_colours_keep_what_colour_alone_said(open_page):
    make_digest()
    page = open_page(forced_colors="active")
    page.goto("/?tag=performance")

    bar = page.locator(".bar rect").first
    canvas = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert bar.evaluate("e => getComputedStyle(e).fill") != canvas
    chosen = page.locator(".facet[aria-current]")
    assert chosen.evaluate("e => getComputedStyle(e).fontWeight") == "700"
