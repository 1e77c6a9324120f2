"""A note on a passage, from the desk to the reader, in a browser."""

import pytest
from playwright.sync_api import expect

from articles.formats.records import ArticleRecord, NoteRecord
from articles.models import Annotation, put
from tests.admin.desk import address_of
from tests.browser.test_accessibility import findings
from tests.browser.test_desk import desk
from tests.factories import make_article

__all__ = ["desk"]

MARK = """([words]) => {
  const seen = document.createTreeWalker(document.querySelector(".written"), 4);
  for (let node; (node = seen.nextNode()); ) {
    const at = node.data.lastIndexOf(words);
    if (at >= 0)
      getSelection().setBaseAndExtent(node, at, node, at + words.length);
  }
}"""
OVERLAPS = """() => {
  const boxes = [...document.querySelectorAll(".note, .excerpt")];
  const all = boxes.map((box) => box.getBoundingClientRect());
  const over = (a, b) =>
    Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 &&
    Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1;
  return all.flatMap((a, i) => all.slice(0, i).filter((b) => over(a, b))).length;
}"""

# Of each note how far below the first line of its block it begins, and whether it
# begins before the next block that has notes.
BESIDE = """() => [...document.querySelectorAll(".band")].flatMap((band) => {
  const block = band.querySelector(".excerpt").getBoundingClientRect();
  return [...band.querySelectorAll(".margin > .note")].map((note, i) => {
    const box = note.getBoundingClientRect();
    return [i, box.top - block.top, box.top < band.getBoundingClientRect().bottom,
            box.left > block.right];
  });
})"""
GAPS = """() => [...document.querySelectorAll(".excerpt")].slice(1).map((block, i) => {
  const before = document.querySelectorAll(".excerpt")[i];
  return block.getBoundingClientRect().top - before.getBoundingClientRect().bottom;
})"""


def test_note_on_marked_words_is_made_edited_around_and_read(desk):
    article = make_article(excerpt="They forget.\n\nWhat *models* learn they forget.")
    page = desk()
    page.goto(address_of(article))
    expect(page.locator(".written em")).to_have_text("models")

    page.evaluate(MARK, ["forget"])
    page.keyboard.press("n")
    expect(page.locator("#id_notes-0-passage")).to_have_value("forget")
    page.locator("#id_notes-0-body").fill("So they say.")
    page.get_by_role("button", name="Save and continue editing").click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    assert Annotation.objects.get().span.start > len("They forget.")
    page.get_by_label("Excerpt").fill(
        "They forget, and forget.\n\nNew.\n\nWhat *models* learn they forget soon."
    )
    expect(page.locator(".written").first).to_contain_text("soon")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".messagelist .success")).to_be_visible()

    page.goto(article.get_absolute_url())
    mark = page.locator("mark.passage")
    expect(mark).to_have_text("forget")
    page.get_by_role("link", name="1", exact=True).click()
    note = page.locator("#note-1")
    lit = "e => getComputedStyle(e).backgroundColor"
    assert mark.evaluate(lit) == note.evaluate(lit)
    beside, block = note.bounding_box(), mark.bounding_box()
    assert abs(beside["y"] - block["y"]) < 40  # pixels
    assert beside["x"] > block["x"] + block["width"]
    note.get_by_role("link").click()
    assert page.url.endswith("#passage-1")


def test_pasted_text_is_changed_only_after_it_was_shown_how(desk):
    page = desk()
    page.goto("/admin/articles/article/add/")
    field = page.get_by_label("Excerpt", exact=False).first
    field.fill("It is ine\ufb03cient to\nbreak lines.")

    page.get_by_role("button", name="Clean pasted text").click()
    expect(page.locator(".writing-changes ins").first).to_be_visible()
    assert "\n" in field.input_value()
    page.get_by_role("button", name="Change it so").click()

    expect(field).to_have_value("It is inefficient to break lines.")
    expect(page.locator(".written").first).to_have_text(
        "It is inefficient to break lines."
    )


def test_note_has_the_tools_of_the_excerpt_and_is_shown_as_readers_see_it(desk):
    page = desk()
    page.goto("/admin/articles/article/add/")
    page.get_by_role("button", name="Add another Note").click()
    note = page.locator("#notes-0")
    body = note.locator("textarea").first

    body.fill("mind")
    body.press("Control+a")
    body.press("Control+b")
    expect(body).to_have_value("**mind**")
    expect(note.get_by_text("Words: 1")).to_be_visible()
    note.locator("summary", has_text="As readers see it").click()
    expect(note.locator(".written strong")).to_have_text("mind")


@pytest.mark.parametrize("width", [390, 1280])
def test_fifty_notes_lie_over_nothing(open_page, width):
    words = "alpha beta gamma delta epsilon".split()
    blocks = [" ".join(f"{word}{n} and more" for word in words) for n in range(10)]
    quotes = [f"{word}{n}" for n in range(10) for word in words]
    across = [f"epsilon{n} and more\n\nalpha{n + 1} and" for n in range(3)]
    notes = [NoteRecord(body="A note. " * 5, quote=q) for q in [*quotes, *across]]
    notes.append(NoteRecord(body="On all of it."))
    record = ArticleRecord(
        title="Noted",
        url="https://example.org/",
        excerpt="\n\n".join(blocks),
        status="published",
        notes=notes,
    )
    put(record)
    page = open_page(viewport={"width": width, "height": 800}, java_script_enabled=True)

    page.goto("/articles/noted/")

    expect(page.get_by_role("note")).to_have_count(54)
    assert page.evaluate(OVERLAPS) == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert findings(page) == {}


def put_noted(blocks, quotes, body):
    """Save an entry at /articles/noted/: notes on passages of its blocks of text."""
    record = ArticleRecord(
        title="Noted",
        url="https://example.org/",
        excerpt="\n\n".join(blocks),
        status="published",
        notes=[NoteRecord(body=body, quote=quote) for quote in quotes],
    )
    put(record)


FEW = [
    f"{word} opens a paragraph that is short, and {word.lower()} ends it soon."
    for word in ("Alpha", "Beta", "Gamma", "Delta")
]
MANY = [" ".join(f"word{n}{k} and" for k in "abcde") for n in range(10)]


@pytest.mark.parametrize(
    ("blocks", "quotes"),
    [
        (FEW[:3], ["Alpha", "alpha ends", "Beta", "Gamma"]),
        (MANY, [f"word{n}{k}" for n in range(10) for k in "abcde"]),
    ],
    ids=["few", "fifty"],
)
def test_notes_begin_beside_the_block_that_they_are_on(open_page, blocks, quotes):
    put_noted(blocks, quotes, "The idea travels. " * 13)
    page = open_page(viewport={"width": 1280, "height": 800})

    page.goto("/articles/noted/")

    placed = page.evaluate(BESIDE)
    assert len(placed) == len(quotes)
    assert all(begins and beside for _, _, begins, beside in placed)
    assert all(abs(down) < 20 for nth, down, _, _ in placed if nth == 0)


def test_text_that_has_no_notes_waits_for_none(open_page):
    put_noted(FEW, ["Alpha"], "The idea travels. " * 26)
    page = open_page(viewport={"width": 1280, "height": 800})

    page.goto("/articles/noted/")

    assert max(page.evaluate(GAPS)) < 20  # pixels
