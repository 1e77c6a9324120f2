"""A note on a passage, from the desk to the reader, in a browser."""

import pytest
from playwright.sync_api import expect

from articles.formats.records import ArticleRecord, NoteRecord
from articles.models import Annotation, Article, put
from tests.admin.desk import address_of
from tests.browser.test_accessibility import findings
from tests.browser.test_desk import desk
from tests.factories import make_article

__all__ = ["desk"]

MARK = """([words, nth]) => {
  const page = document.querySelector("iframe").contentDocument;
  const seen = page.createTreeWalker(page.querySelector(".reading"), 4);
  for (let node; (node = seen.nextNode()); )
    for (let at = -1; (at = node.data.indexOf(words, at + 1)) >= 0; )
      if (nth-- === 0)
        page.getSelection().setBaseAndExtent(node, at, node, at + words.length);
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
    shown = page.frame_locator(".writing-page")
    expect(shown.locator(".excerpt em")).to_have_text("models")

    page.evaluate(MARK, ["forget", 1])
    shown.locator("body").press("n")
    expect(page.locator("#id_notes-0-passage")).to_have_value("forget")
    page.locator("#id_notes-0-body").fill("So they say.")
    page.locator(".more-steps summary").click()
    page.get_by_role("button", name="Save and continue editing").click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    assert Annotation.objects.get().span.start > len("They forget.")
    page.get_by_label("Excerpt").fill(
        "They forget, and forget.\n\nNew.\n\nWhat *models* learn they forget soon."
    )
    expect(shown.locator(".reading mark")).to_have_text("forget")
    expect(shown.locator(".reading")).to_contain_text("soon")
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
    shown = page.frame_locator(".writing-page").locator("blockquote")
    expect(shown).to_have_text("It is inefficient to break lines.")


def test_note_has_the_tools_of_the_excerpt_and_stands_in_the_preview(desk):
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
    shown = page.frame_locator(".writing-page")
    expect(shown.get_by_role("note").locator("strong")).to_have_text("mind")
    expect(shown.get_by_role("note").first).to_contain_text("cannot be saved")


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


def test_one_of_many_equal_sentences_is_marked(desk):
    article = make_article(excerpt="They forget what they learn. " * 30)
    page = desk()
    page.goto(address_of(article))
    shown = page.frame_locator(".writing-page")
    expect(shown.locator(".excerpt")).to_contain_text("They forget")

    page.evaluate(MARK, ["forget what", 14])
    page.get_by_role("button", name="Note on the marked words").click()
    page.locator("#id_notes-0-body").fill("The fifteenth.")
    page.get_by_role("button", name="Save", exact=True).click()

    expect(page.locator(".messagelist .success")).to_be_visible()
    start = len("They forget what they learn. ") * 14 + len("They ")
    assert Annotation.objects.get().span.start == start


def test_key_for_a_note_is_switched_off_with_those_of_the_site(desk):
    article = make_article(excerpt="They forget.")
    page = desk()
    page.goto(address_of(article))
    shown = page.frame_locator(".writing-page")
    expect(shown.locator(".excerpt")).to_contain_text("They forget")
    page.get_by_role("button", name="Keys").click()
    page.get_by_label("Use these keys").uncheck()
    page.get_by_role("button", name="Close", exact=True).click()
    assert page.evaluate("localStorage.getItem('digest.keys')") == "off"

    page.evaluate(MARK, ["forget", 0])
    shown.locator("body").press("n")
    page.locator("body").press("n")
    expect(page.locator("#notes-0")).to_have_count(0)
    page.evaluate("localStorage.setItem('digest.keys', 'on')")
    shown.locator("body").press("n")
    expect(page.locator("#notes-0")).to_have_count(1)


def test_links_of_the_preview_lead_nowhere_but_within_it(desk):
    article = make_article(excerpt="A [link](https://elsewhere.example/).")
    page = desk()
    page.goto(address_of(article))
    shown = page.frame_locator(".writing-page")

    shown.get_by_role("link", name="link").click()
    shown.get_by_role("link", name="Archive").click()

    expect(shown.locator(".excerpt")).to_contain_text("A link")
    assert page.url.endswith(address_of(article))


def test_preview_opens_in_a_tab_without_a_script(desk, open_page):
    article = make_article(title="Ours", excerpt="Old.")
    plain = open_page(java_script_enabled=False)
    plain.context.add_cookies(desk().context.cookies())
    plain.goto(address_of(article))
    plain.get_by_label("Excerpt").fill("Quite *new*.")

    with plain.context.expect_page() as opened:
        plain.get_by_role("button", name="Preview").click()

    expect(opened.value.locator(".excerpt em")).to_have_text("new")
    assert Article.objects.get(pk=article.pk).excerpt_text == "Old."


def test_tools_keep_what_is_marked_and_take_back_what_they_did(desk):
    page = desk()
    page.goto("/admin/articles/article/add/")
    field = page.get_by_label("Excerpt")
    tools = page.locator(".field-excerpt [role=toolbar]")
    field.fill("one\ntwo")
    field.press("Control+a")

    tools.get_by_role("button", name="List").click()
    expect(field).to_have_value("- one\n- two")
    tools.get_by_role("button", name="Quotation").click()
    expect(field).to_have_value("> - one\n> - two")
    tools.get_by_role("button", name="Quotation").click()
    expect(field).to_have_value("- one\n- two")

    field.fill("abc")
    field.press("Control+a")
    for shown in ("**abc**", "abc", "**abc**"):
        field.press("Control+b")
        expect(field).to_have_value(shown)
    field.press("Control+i")
    expect(field).to_have_value("***abc***")
    field.press("Control+b")
    expect(field).to_have_value("*abc*")


def test_text_that_changed_under_its_cleaning_is_shown_anew(desk):
    page = desk()
    page.goto("/admin/articles/article/add/")
    field = page.get_by_label("Excerpt")
    field.fill("para-\nmeter")
    page.get_by_role("button", name="Clean pasted text").click()
    expect(page.locator(".writing-changes ins")).to_have_text("parameter")

    field.fill("para-\nmeters")
    page.get_by_role("button", name="Change it so").click()
    expect(page.get_by_text("The text was changed meanwhile.")).to_be_visible()
    page.get_by_role("button", name="Change it so").click()
    expect(field).to_have_value("parameters")

    field.fill("x" * 20_001)
    page.get_by_role("button", name="Clean pasted text").click()
    expect(page.get_by_text("20001 characters: at most 20000.")).to_be_visible()
