"""What an editor does at the desk, in a browser."""

from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect

from articles.models import Annotation, Article, OldAddress, Page
from tests.factories import make_article, make_note, make_tag

LIST = "/admin/articles/article/"
NEW = "/admin/articles/article/add/"


def address_of(row):
    return f"/admin/articles/{row._meta.model_name}/{row.pk}/change/"


@pytest.fixture
def desk(open_page, client, admin_user, live_server):
    """A function that returns a page of the browser in which an editor is logged in.

    It takes the width of the window, and what else `open_page` takes.
    """
    client.force_login(admin_user)
    session = client.cookies["sessionid"].value

    def open_one(width=1280, **options):
        page = open_page(viewport={"width": width, "height": 800}, **options)
        cookie = {"name": "sessionid", "value": session, "url": live_server.url}
        page.context.add_cookies([cookie])
        return page

    return open_one


def log_in(page):
    page.goto("/admin/")
    page.get_by_label("Username").fill("admin")
    page.get_by_label("Password").fill("password")
    page.get_by_role("button", name="Log in", exact=True).click()
    expect(page.locator("#site-name")).to_be_visible()


def add_tag(page, typed, name):
    """Type a part of a tag and choose `name` from what is offered."""
    page.locator(".field-tag_names .select2-search__field").fill(typed)
    options = page.locator(".select2-results__option")
    options.get_by_text(name, exact=True).click()


def chosen(page):
    """Return the tags in the field, in their order."""
    page.locator(".field-tag_names .select2-selection").wait_for()
    tags = page.locator(".field-tag_names .select2-selection__choice")
    return [tag.get_attribute("title") for tag in tags.all()]


def test_editor_writes_an_article_publishes_it_and_sees_it_on_the_site(
    page, admin_user
):
    make_tag("performance")
    log_in(page)
    page.get_by_role("link", name="Add", exact=True).first.click()
    page.wait_for_url(f"**{NEW}")
    page.get_by_label("Title").fill("Machine Unlearning")
    page.get_by_label("Source:").fill("https://arxiv.org/abs/1912.03817")
    page.get_by_label("Excerpt").fill("Once users have shared\ntheir data.\n\nMore.")
    add_tag(page, "right to be forgotten", "+ right to be forgotten")
    add_tag(page, "perf", "performance")
    assert chosen(page) == ["right to be forgotten", "performance"]
    page.get_by_role("button", name="Add another Note").click()
    page.locator("#id_notes-0-body").fill("Mind the *drop*.")
    page.get_by_role("button", name="Save and publish").click()
    expect(page.locator(".messagelist")).to_contain_text("Machine Unlearning")

    page.goto("/")
    entry = page.locator("article.entry")
    assert entry.get_by_role("heading").inner_text() == "Machine Unlearning"
    assert entry.locator("blockquote p").count() == 2
    assert entry.get_by_role("note").locator("em").inner_text() == "drop"
    assert "Note by admin" in entry.get_by_role("note").inner_text()
    tags = entry.locator(".tag")
    assert tags.all_inner_texts() == ["right to be forgotten", "performance"]
    tags.first.click()
    page.wait_for_url("**/tags/right-to-be-forgotten/")
    assert page.locator("article.entry").count() == 1
    assert (
        Article.objects.get().excerpt == "Once users have shared\ntheir data.\n\nMore."
    )
    assert Annotation.objects.get().credit == "admin"


def test_known_tag_is_offered_above_a_new_one(desk):
    make_tag("performance").set_aliases(["speed"])
    page = desk()
    page.goto(NEW)
    options = page.locator(".select2-results__option")

    for typed in ("perf", "speed"):
        page.locator(".field-tag_names .select2-search__field").fill(typed)
        expect(options).to_have_text(["performance", f"+ {typed}"])
    page.keyboard.press("Enter")

    assert chosen(page) == ["performance"]


def test_tag_that_is_chosen_again_goes_to_the_end(desk):
    article = make_article(tags=["a", "b", "c"])
    page = desk()
    page.goto(address_of(article))
    assert chosen(page) == ["a", "b", "c"]

    page.locator(".select2-selection__choice__remove").first.click()
    page.keyboard.press("Escape")
    add_tag(page, "a", "a")
    assert chosen(page) == ["b", "c", "a"]
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_url(f"**{LIST}")

    expect(page.locator("#result_list .field-tag_names")).to_have_text("b, c, a")


def test_untouched_save_in_a_browser_changes_no_byte(desk):
    article = make_article(
        title=" Odd \u00a0 blanks",
        excerpt="\n\n    code \n\n<b>&amp;\t\n",
        authors=["Ada ", "Bob"],
        tags=["zeal", "C++", "bias"],
        published_at=datetime(2021, 5, 1, 3, 4, 5, 678901, UTC),
        updated_at=datetime(2021, 6, 1, 3, 4, 5, 678901, UTC),
    )
    make_note(article, "\nA note. \n", public=False)
    before = Article.objects.get().record()
    page = desk()

    page.goto(address_of(article))
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".messagelist .success")).to_be_visible()

    assert Article.objects.get().record() == before


def test_duplicate_is_refused_with_a_link_that_works(desk):
    there = make_article(title="Nested", url="https://arxiv.org/abs/2105.12723")
    page = desk()

    page.goto(NEW)
    page.get_by_label("Title").fill("Again")
    page.get_by_label("Source:").fill("http://arxiv.org/pdf/2105.12723v2.pdf")
    add_tag(page, "new", "+ new")
    page.get_by_role("button", name="Save", exact=True).click()
    refusal = page.locator(".errorlist", has_text="quotes this already")
    expect(refusal).to_have_count(1)
    assert chosen(page) == ["new"]
    refusal.get_by_role("link", name="Nested").click()

    page.wait_for_url(f"**{address_of(there)}")
    assert page.get_by_label("Title").input_value() == "Nested"
    assert Article.objects.get() == there


@pytest.mark.parametrize(
    ("drawer", "typed", "name"),
    [("Tag", "ml", "machine-learning"), ("Site", "arx", "arxiv.org")],
)
def test_list_is_filtered_by_a_name_that_is_offered(desk, drawer, typed, name):
    make_tag("machine-learning").set_aliases(["ML"])
    make_article(title="Found", url="https://arxiv.org/abs/1", tags=["ML"])
    make_article(title="Not found", tags=["bias"])
    page = desk()

    page.goto(LIST)
    page.locator("summary", has_text=drawer).click()
    details = page.locator("details[open]")
    details.get_by_role("combobox").click()
    page.locator(".select2-search--dropdown input").fill(typed)
    page.locator(".select2-results__option").get_by_text(name, exact=True).click()
    details.get_by_role("button", name="Filter").click()
    page.wait_for_url(f"**{LIST}?{drawer.lower()}={name}")

    assert page.locator("#result_list .field-title").all_inner_texts() == ["Found"]
    page.locator("summary", has_text=f"{drawer}: {name}").click()
    page.get_by_role("link", name="Clear", exact=True).click()
    expect(page.locator("#result_list .field-title")).to_have_count(2)


def test_notes_are_added_moved_and_taken_away(desk):
    article = make_article()
    for body in "abc":
        make_note(article, body)
    page = desk()

    page.goto(address_of(article))
    page.locator("#id_notes-2-place").fill("1")
    page.locator("#id_notes-1-DELETE").check()
    page.get_by_role("button", name="Add another Note").click()
    page.locator("#id_notes-3-body").fill("d")
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_url(f"**{LIST}")

    assert [note.body for note in article.notes.all()] == ["c", "a", "d"]


@pytest.mark.parametrize("width", [390, 1280])
def test_no_page_of_the_desk_scrolls_sideways(desk, width):
    article = make_article(title="W" * 300, tags=["W" * 60, "bias"])
    make_note(article, "w" * 300)
    make_tag("bias").set_aliases(["A" * 60, "unfair"])
    OldAddress.objects.leave("/2021/" + "w" * 200, article)
    about = Page(title="About", body="w" * 300)
    about.save()
    page = desk(width)

    wide = {}
    for address in [
        "/admin/",
        LIST,
        f"{LIST}?tag=bias&q=W",
        NEW,
        address_of(article),
        address_of(article).replace("change", "delete"),
        "/admin/articles/tag/",
        address_of(make_tag("bias")),
        "/admin/articles/page/",
        address_of(about),
        "/admin/articles/oldaddress/",
        address_of(OldAddress.objects.get()),
    ]:
        page.goto(address)
        needed = page.evaluate("document.documentElement.scrollWidth")
        if needed > width:
            wide[address] = needed

    assert wide == {}


@pytest.mark.parametrize("width", [390, 1280])
def test_log_in_page_fits(open_page, width):
    page = open_page(viewport={"width": width, "height": 800})

    page.goto("/admin/")

    assert page.get_by_label("Username").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_tag_that_is_typed_counts_without_enter(desk):
    make_tag("performance").set_aliases(["speed"])
    page = desk()
    page.goto(NEW)
    page.get_by_label("Title").fill("First")
    page.get_by_label("Source:").fill("https://example.org/first")
    search = page.locator(".field-tag_names .select2-search__field")

    search.fill("dropped")
    page.keyboard.press("Escape")
    search.fill("speed")
    page.keyboard.press("Tab")
    search.fill("half typed")
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_url(f"**{LIST}")

    tags = [tag.name for tag in Article.objects.get().tag_list]
    assert tags == ["performance", "half typed"]


@pytest.mark.parametrize("width", [390, 1280])
def test_note_that_is_added_stands_above_the_bar(desk, width):
    page = desk(width)
    page.goto(NEW)

    page.get_by_role("button", name="Add another Note").click()

    note, bar = page.locator("#id_notes-0-body"), page.locator(".submit-row")
    expect(note).to_be_focused()
    assert note.bounding_box()["y"] + 40 < bar.bounding_box()["y"]
