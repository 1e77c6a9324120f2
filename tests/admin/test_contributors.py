"""What a contributor can do at the desk: write what is theirs, and nothing else."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from articles.models import (
    Article,
    Binned,
    Unfinished,
)
from tests.admin.desk import (
    Form,
    address_of,
    latest,
    make_editor,
    record_of,
    save,
    state_of,
    words_of,
)
from tests.factories import make_article, make_note

pytestmark = pytest.mark.django_db

NEW = "/admin/articles/article/add/"
LIST = "/admin/articles/article/"
FIRST = {"title": "Machine Unlearning", "url": "https://arxiv.org/abs/1912.03817"}
DRAFT = {"status": "draft", "published_at": None}
SOON = {"published_at": datetime(2100, 1, 1, tzinfo=UTC)}


@pytest.fixture
def ann(client):
    """A contributor, who is logged in."""
    contributor = make_editor("add_article", name="ann")
    client.force_login(contributor)
    return contributor


def edit_of(ann, **changes):
    """Return what a browser posts of a new entry with every field that there is."""
    return {
        **FIRST,
        "excerpt": "Words.",
        "language": "en",
        "authors": "",
        "notes-TOTAL_FORMS": "0",
        "notes-INITIAL_FORMS": "0",
        "status": "published",
        "state": "published",
        "published_at_0": "2020-01-01",
        "published_at_1": "08:00:00",
        "published_at": "2020-01-01T08:00:00Z",
        "account": ann.pk,
        **changes,
    }


# What is theirs


def test_contributor_writes_a_draft_and_hands_it_in(client, ann):
    save(client, NEW, **FIRST, notes=[{"body": "A note."}])
    draft = latest()
    save(client, address_of(draft), "_submit", title="Better")

    assert record_of(draft).title == "Better"
    assert state_of(draft) == "in review"
    assert draft.account == ann


def test_contributor_captures_a_draft(client, ann):
    client.post(f"{LIST}capture/", {"url": "http://127.0.0.1/a"})

    assert latest().account == ann
    assert latest().state == "draft"


def test_contributor_sees_own_entries_alone(client, ann):
    make_article(title="Mine", account=ann)
    other = make_article(title="Theirs", tags=["bias"])

    words = words_of(client.get(LIST))
    sites = client.get(f"{LIST}sites/", {"term": "example"}).json()["results"]

    assert "Mine" in words
    assert "Theirs" not in words
    assert client.get(address_of(other), follow=True).redirect_chain
    assert [site["id"] for site in sites] == ["example.org"]


def test_contributor_is_told_of_hidden_entries_on_the_work_itself_alone(client, ann):
    hidden = make_article(title="Secret trees", **DRAFT)
    ask = f"{LIST}covered/"

    near = client.post(ask, {"url": "https://x.example/", "title": "Secret trees"})
    beside = client.post(ask, {"url": f"{hidden.url}#a"})
    same = client.post(ask, {"url": hidden.url, "on": "form"}).content.decode()
    refused = save(client, NEW, title="Mine", url=hidden.url)
    captured = client.post(f"{LIST}capture/", {"url": hidden.url})

    assert near.content.decode().strip() == beside.content.decode().strip() == ""
    assert "Another entry on this is being written." in same
    assert "Run it again" not in same
    assert "Another entry on this is being written." in words_of(refused)
    for page in (same, refused.content.decode(), captured.content.decode()):
        assert "Secret" not in page
        assert str(hidden.uid) not in page
    assert Article.objects.count() == 1


def test_contributor_is_told_of_what_readers_see_at_its_address(client, ann):
    public = make_article(title="Ours")

    page = save(client, NEW, title="Mine", url=public.url).content.decode()

    assert f'href="{public.get_absolute_url()}"' in page
    assert address_of(public) not in page


def test_contributor_is_not_offered_what_answers_no(client, ann):
    draft = make_article(account=ann, **DRAFT)
    out = make_article(account=ann)

    assert "Merged entries" not in words_of(client.get(LIST))
    assert "Publish at" not in words_of(client.get(NEW))
    assert "Publish at" not in words_of(client.get(address_of(draft)))
    assert "Date: 2021-01-01 00:00" in words_of(client.get(address_of(out)))


def test_contributor_reads_why_a_draft_came_back_until_it_is_handed_in(client, ann):
    article = make_article(account=ann, **{**DRAFT, "status": "review"})
    article.reopen("Who says so? <b>")
    assert "It came back: Who says so? <b>" in words_of(client.get(address_of(article)))
    assert list(Article.objects.came_back()) == [article]

    save(client, address_of(article), "_submit")

    assert "It came back" not in words_of(client.get(address_of(article)))
    assert not Article.objects.came_back().exists()


def test_contributor_is_offered_no_step_but_to_hand_in(client, ann):
    page = client.get(NEW).content.decode()

    assert 'name="_submit"' in page
    assert 'name="_publish"' not in page
    assert 'name="published_at_0"' not in page
    assert "<option" not in page.partition('name="action"')[2][:300]


@pytest.mark.parametrize("verb", ["_publish", "_withdraw", "_reopen"])
def test_step_that_is_not_for_a_contributor_is_refused_in_words(client, ann, verb):
    response = save(client, NEW, verb, **FIRST)

    assert "Only an editor" in words_of(response)
    assert latest().state == "draft"


@pytest.mark.parametrize("columns", [{}, SOON, {"status": "review"}])
def test_own_entry_is_looked_at_once_it_is_no_draft(client, ann, columns):
    article = make_article(account=ann, title="Mine", **columns)

    page = client.get(address_of(article))
    answer = client.post(address_of(article), edit_of(ann, title="Other"))

    assert "Mine" in words_of(page)
    assert 'name="_save"' not in page.content.decode()
    assert answer.status_code == 403
    assert record_of(article).title == "Mine"


def test_draft_that_an_editor_published_meanwhile_is_not_saved_over(client, ann):
    article = make_article(account=ann, title="Mine", **DRAFT)
    form = Form(client.get(address_of(article)).content.decode(), "article_form")
    article.publish()

    answer = client.post(
        address_of(article), form.fields | {"title": ["Other <b>"]}, follow=True
    )

    assert "“Mine” is published now: only an editor changes it." in words_of(answer)
    assert "Other &lt;b&gt;</textarea>" in answer.content.decode()
    assert record_of(article).title == "Mine"
    for page in (address_of(article), "/admin/"):  # it is found again
        assert "Other" in words_of(client.get(page))


def test_unfinished_work_on_what_is_published_by_now_publishes_nothing(client, ann):
    article = make_article(account=ann, title="Mine")
    row = Unfinished.objects.keep(
        ann, uuid4(), "title=Other&_publish=x", uid=article.uid
    )

    client.post(address_of(article), {"_take_up": str(row.form), "_save": "x"})

    assert record_of(article).title == "Mine"


def test_form_cannot_take_the_place_of_an_entry_in_the_bin(client, ann):
    gone = make_article(title="Gone")
    Binned.objects.throw([gone])

    client.post(NEW, edit_of(ann, uid=str(gone.uid)))

    assert latest().title == FIRST["title"]
    assert latest().uid != gone.uid


def test_note_for_editors_is_not_told_where_a_work_was_covered(client, ann):
    article = make_article(url=FIRST["url"])
    make_note(article, "For our eyes.", public=False)

    told = client.post(f"{LIST}covered/", {"url": FIRST["url"], "on": "form"})

    assert article.title in told.content.decode()
    assert "For our eyes" not in told.content.decode()
    assert address_of(article) not in told.content.decode()
