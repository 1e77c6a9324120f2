"""No text of the desk is left in English: its pages in both languages, compared."""

from datetime import UTC, datetime
from html.parser import HTMLParser
from uuid import uuid4

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone, translation

from articles.jobs.fixtures import export_fixture
from articles.models import (
    WITH_REASON,
    Article,
    OldAddress,
    Page,
    SavedFilter,
    Unfinished,
    Upload,
)
from tests.admin.desk import address_of, choose, press, save
from tests.factories import make_article, make_note, make_tag

pytestmark = pytest.mark.django_db

ARTICLES, TAGS, PAGES, OLD = (
    f"/admin/articles/{noun}/" for noun in ("article", "tag", "page", "oldaddress")
)
LOAD = f"{ARTICLES}load/"
EARLY = datetime(2021, 1, 1, tzinfo=UTC)
SOON = datetime(2100, 1, 1, tzinfo=UTC)

# What is the same in both languages, or stands there as it is written elsewhere.
SAME = {
    "App",
    "Filter",
    "Filter:",
    "Name",
    "Name:",
    "Position",
    "Start",
    "Status",
    "Status:",
    "Text",
    "Website",
    "Deutsch",
    "English",
    "The Digest",
    "admin",
    "x.test",
}


class Words(HTMLParser):
    """Collects what a page says: its texts, and the attributes that are read."""

    SAID = ("alt", "aria-label", "placeholder", "title", "data-says")

    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.found = set()
        self.silent = None
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        names = dict(attrs)
        self.silent = tag if tag in ("script", "style", "textarea", "kbd") else None
        for name in self.SAID:
            self.keep(names.get(name))
        if tag == "input" and names.get("type") in ("submit", "button", "reset"):
            self.keep(names.get("value"))

    def handle_endtag(self, tag):
        self.silent = None

    def handle_data(self, data):
        if not self.silent:
            self.keep(data)

    def keep(self, text):
        text = " ".join((text or "").split())
        if any(character.isalpha() for character in text):
            self.found.add(text)


@pytest.fixture
def compare(admin_client):
    """A function that asks twice; it returns what both languages say the same."""

    def words(language, ask):
        admin_client.post("/admin/settings/", {"language": language})
        admin_client.get("/admin/articles/")  # the message goes
        response = ask(admin_client)
        assert response.status_code == 200
        page = response.content.decode()
        assert f'<html lang="{language}"' in page
        return Words(page).found

    def both(ask):
        same = words("de", ask) & words("en", ask)
        return sorted(text for text in same - SAME if "§" not in text)

    return both


def step_of(address, fields):
    """Return what posts `fields`."""
    return lambda client: client.post(address, fields, follow=True)


def fill():
    """Make one row of each kind, each of whose words has a mark; return them."""
    article = make_article(
        title="§ title", url="https://x.test/§", tags=["§ 7"], credit="§ name"
    )
    make_note(article, body="§ note", credit="§ name")
    make_article(
        title="§ draft",
        url="https://x.test/2",
        excerpt="§",
        status="draft",
        published_at=SOON,
    )
    OldAddress.objects.leave("/§/", article)
    for uid, is_new in ((article.uid, False), (uuid4(), True)):
        Unfinished.objects.keep(
            User.objects.get(), uuid4(), "title=§", uid=uid, is_new=is_new
        )
    about = Page(title="§ about", body="§ body")
    about.save()
    make_tag("§ 7").set_aliases(["§ alias"])
    make_tag("§ gone").remove()
    make_article(title="§ soon", url="https://x.test/13", published_at=SOON)
    make_article(title="§ back", url="https://x.test/14", status="review").reopen("§")
    SavedFilter.objects.keep(User.objects.get(), "§ filter", "q=§&state=draft")
    return article, make_tag("§ 7"), about, OldAddress.objects.get()


def test_no_text_of_a_page_is_left_in_english(compare):
    rows = fill()
    group = Group.objects.create(name="§ group")
    pages = [
        "/admin/",
        "/admin/articles/",
        "/admin/settings/",
        LOAD,
        *(f"/admin/articles/{row._meta.model_name}/" for row in rows),
        f"{ARTICLES}?q=§&state=draft",
        f"{ARTICLES}?state=scheduled&site=x.test&tag=§+7",
        f"{ARTICLES}add/",
        f"{ARTICLES}capture/",
        f"{ARTICLES}triage/",
        f"{ARTICLES}triage/?at=99999",
        f"{ARTICLES}calendar/?month=2100-01",
        f"{TAGS}add/",
        f"{TAGS}care/",
        f"{TAGS}merge/?tags={rows[1].pk}&tags={make_tag('§ 8').pk}",
        f"{TAGS}{rows[1].pk}/split/",
        f"{OLD}add/",
        *map(address_of, rows),
        *(address_of(row).replace("change", "delete") for row in rows),
        *(address_of(row).replace("change", "history") for row in rows),
        f"/admin/auth/group/{group.pk}/delete/",
    ]

    left = {page: compare(lambda client, page=page: client.get(page)) for page in pages}

    assert {page: words for page, words in left.items() if words} == {}


@pytest.mark.parametrize(
    ("address", "fields"),
    [
        (f"{ARTICLES}add/", {}),
        (f"{ARTICLES}add/", {"title": "§", "url": "ftp://x.test/§"}),
        (f"{ARTICLES}add/", {"title": " ", "url": "https://x.test/§"}),
        (f"{ARTICLES}add/", {"title": "§\x1b", "url": "https://x.test/§2"}),
        (f"{ARTICLES}add/", {"title": "§" * 301, "url": "x"}),
        (f"{ARTICLES}add/", {"published_at_0": "x", "published_at_1": "y"}),
        (f"{ARTICLES}add/", {"published_at_0": "2021-01-01", "published_at_1": ""}),
        (f"{ARTICLES}add/", {"language": "12", "source_date": "2021-99"}),
        (f"{ARTICLES}add/", {"tag_names": [f"§ {n}" for n in range(51)]}),
        (f"{ARTICLES}add/", {"tag_names": ["§" * 61], "slug": "§ §"}),
        (f"{TAGS}add/", {"name": "§ 7"}),
        (f"{TAGS}add/", {"name": "§ new", "aliases": "§ alias"}),
        (f"{OLD}add/", {"path": "§"}),
        (f"{OLD}add/", {"path": "/about/"}),
    ],
)
def test_no_refusal_is_left_in_english(compare, address, fields):
    fill()

    def ask(client):
        response = save(client, address, **fields)
        assert not response.redirect_chain
        return response

    assert compare(ask) == []


def test_no_message_is_left_in_english(compare):
    article = fill()[0]

    def back(**columns):
        Article.objects.filter(pk=article.pk).update(**columns)

    def hide(client):
        back(status="published", published_at="2021-01-01T00:00:00Z")
        return save(client, address_of(article), published_at_0="2100-01-01")

    assert compare(hide) == []
    covered = {"url": article.url}
    assert compare(lambda client: client.post(f"{ARTICLES}capture/", covered)) == []
    for status, verb in (
        ("draft", "publish"),
        ("draft", "submit"),
        ("review", "reopen"),
        ("published", "withdraw"),
    ):
        back(status=status, reason="", published_at="2021-01-01T00:00:00Z")

        def step(client, status=status, verb=verb):
            back(status=status, reason="")
            why = {"why": "§"} if verb in WITH_REASON else {}
            return save(client, address_of(article), f"_{verb}", **why)

        assert compare(step) == [], verb

        def wrong(client, status=status, verb=verb):
            back(status=status, reason="")
            why = {} if verb in WITH_REASON else {"why": "§"}
            return save(client, address_of(article), f"_{verb}", **why)

        assert compare(wrong) == [], verb


def test_no_message_of_a_page_for_many_is_left_in_english(compare):
    fill()
    fields = {"name": "§ filter", "query": "q=§"}
    for posted in (fields, fields | {"query": ""}):
        assert compare(step_of(f"{ARTICLES}filters/", posted)) == []
    review = make_article(
        title="§ review", url="https://x.test/15", excerpt="§", status="review"
    )
    soon = Article.objects.get(title="§ soon")
    for posted in ({"do": "publish"}, {"do": "schedule", "at": "x"}, {"do": "§"}):
        address = f"{ARTICLES}triage/?at={review.pk}"
        assert compare(step_of(address, posted)) == []
    for at in ("2100-01-02T09:00", "2021-01-02T09:00", ""):
        moved = {"entry": soon.pk, "at": at}
        assert compare(step_of(f"{ARTICLES}calendar/?month=2100-01", moved)) == []


def test_no_word_of_a_step_for_many_is_left_in_english(compare):
    article = fill()[0]

    def act(action, status, button, **fields):
        def step(client):
            rows = Article.objects.filter(pk=article.pk)
            rows.update(status=status, published_at=EARLY)
            page = choose(client, action, article)
            return press(client, page, button, **fields)

        return step

    for action, status in (
        ("publish", "draft"),
        ("publish", "published"),
        ("withdraw", "published"),
        ("withdraw", "draft"),
    ):
        for button in ("_show", "_do"):
            assert compare(act(action, status, button)) == []
    days = {"first": "2100-01-01", "at": "9:00", "a_day": "1"}
    for button in ("_show", "_do"):
        for fields in ({}, {"add": "§"}, {"take": "§ none"}, {"take": "§ 7"}):
            assert compare(act("change_tags", "draft", button, **fields)) == []
        for fields in ({}, days, days | {"days": "2"}, days | {"publish": "on"}):
            assert compare(act("spread", "draft", button, **fields)) == []
        assert compare(act("spread", "published", button, **days)) == []


def test_no_word_of_a_plan_is_left_in_english(compare):
    fill()
    Article.objects.update(updated_at=EARLY)
    text = "".join(export_fixture(Article.objects.all()))
    text = text.replace("§ title", "§ other")
    make_article(title="§ more", url="https://x.test/3")

    def send(text, step="plan", **choices):
        def ask(client):
            file = SimpleUploadedFile("§.json", text.encode())
            fields = {"known": "refuse edited", step: "x", "file": file, **choices}
            return client.post(LOAD, fields)

        return ask

    assert compare(send("§")) == []
    Article.objects.update(updated_at=timezone.now())
    assert compare(send(text)) == []
    Article.objects.update(updated_at=EARLY)
    assert compare(send(text, known="take")) == ["title"]  # as the file names it
    assert compare(send(text, known="take", prune="on")) == ["title"]
    assert compare(send(text, "apply", known="take", read="§")) == ["title"]
    Upload.objects.all().delete()
    assert compare(lambda client: client.post(LOAD, {"known": "take"})) == []


def test_history_is_kept_as_it_was_in_english(admin_client):
    admin_client.post("/admin/settings/", {"language": "de"})
    draft = make_article(status="draft", published_at=None)

    save(admin_client, address_of(draft), "_submit", tag_names=["bias"])

    step, changed = LogEntry.objects.order_by("pk")
    assert step.change_message == "Now in review."
    with translation.override("en"):
        assert changed.get_change_message() == "Changed tags."
