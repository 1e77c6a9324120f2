"""Drafts and entries in review, one at a time."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, User
from django.utils import timezone

from articles.models import Article, Binned, Revision
from tests.admin.desk import make_editor, record_of, state_of, words_of
from tests.factories import make_article, make_note, make_tag

pytestmark = pytest.mark.django_db

TRIAGE = "/admin/articles/article/triage/"
DRAFT = {"status": "draft", "published_at": None}


def decide(client, page, do, **fields):
    """Press a button of the page; return the page that follows."""
    posted = {"do": do, "read": page.context["read"], **fields}
    return client.post(page.context["here"], posted, follow=True)


def shown(page):
    """Return the title of the entry that a page shows, or None."""
    article = page.context.get("article")
    return article and article.title


def make_queue():
    """Make two drafts and one in review, between others."""
    make_article(title="Public")
    one = make_article(title="One", **DRAFT)
    two = make_article(title="Two", status="review")
    three = make_article(title="Three", **DRAFT)
    make_article(title="Withdrawn", status="withdrawn")
    return one, two, three


def test_queue_is_walked_to_its_ends(admin_client):
    make_queue()

    page = admin_client.get(TRIAGE)
    walked = []
    while shown(page):
        walked.append((shown(page), page.context["number"], page.context["count"]))
        page = admin_client.get(page.context["next"])

    assert walked == [("One", 1, 3), ("Two", 2, 3), ("Three", 3, 3)]
    assert "That was the last one. 3 are left." in words_of(page)
    assert shown(admin_client.get(page.context["previous"])) == "Three"
    assert shown(admin_client.get(page.context["first"])) == "One"
    assert shown(admin_client.get(f"{TRIAGE}?queue=review")) == "Two"
    assert shown(admin_client.get(f"{TRIAGE}?queue=draft")) == "One"


def test_page_shows_what_an_editor_decides_by(admin_client):
    url = "https://arxiv.org/abs/1912.03817"
    first = make_article(title="First", url=url)
    draft = make_article(
        tags=["bias"],
        url=url,
        follows=first,
        title="A draft",
        excerpt="An *excerpt*.",
        authors=["Ada Lovelace"],
        **DRAFT,
    )
    make_note(draft, "Why it **matters**.")

    page = admin_client.get(TRIAGE)

    words = words_of(page)
    for one in ("A draft", "An excerpt .", "Ada Lovelace", "Why it matters", "bias"):
        assert one in words
    assert "Covered before First" in words
    assert '<a href="https://arxiv.org/abs/1912.03817" rel="noreferrer"' in (
        page.content.decode()
    )


def test_entry_is_published_and_the_next_one_shown(admin_client):
    one, _two, _three = make_queue()

    page = decide(admin_client, admin_client.get(TRIAGE), "publish")

    assert shown(page) == "Two"
    assert "“One” is now published." in words_of(page)
    assert state_of(one) == "published"
    assert LogEntry.objects.get().change_message == "Now published."
    assert Revision.objects.of(one.uid).first().name == "admin"


def test_entry_is_scheduled_and_the_next_day_offered_for_the_next(admin_client):
    one, _two, _three = make_queue()
    page = admin_client.get(TRIAGE)
    tomorrow = timezone.localdate() + timedelta(days=1)
    assert page.context["when"] == f"{tomorrow} 09:00"

    page = decide(admin_client, page, "schedule", at="2100-03-01 07:15")

    assert record_of(one).published_at == datetime(2100, 3, 1, 7, 15, tzinfo=UTC)
    assert state_of(one) == "scheduled"
    assert page.context["when"] == "2100-03-02 07:15"
    assert "“One” appears on 2100-03-01 07:15." in words_of(page)


def test_entry_in_review_goes_back_with_a_reason(admin_client):
    _one, two, _three = make_queue()
    page = admin_client.get(f"{TRIAGE}?at={two.pk}")

    page = decide(admin_client, page, "reject", reason="Say what is new.")

    assert shown(page) == "Three"
    assert (state_of(two), record_of(two).reason) == ("draft", "Say what is new.")


def test_rejected_draft_is_in_the_bin_with_the_reason(admin_client):
    one, _two, _three = make_queue()

    page = decide(admin_client, admin_client.get(TRIAGE), "reject", reason="Old news.")

    assert shown(page) == "Two"
    assert not Article.objects.filter(pk=one.pk).exists()
    binned = Binned.objects.get()
    assert (binned.title, binned.why) == ("One", "Old news.")
    assert "Old news." in words_of(admin_client.get("/admin/articles/binned/"))
    trail = words_of(admin_client.get("/admin/articles/article/trail/"))
    assert "One Now in the bin. Old news." in trail
    binned.restore()
    assert Article.objects.get(uid=one.uid).title == "One"


def test_tags_are_added_and_taken_away_and_the_entry_stays(admin_client):
    make_tag("performance").set_aliases(["speed"])
    one, _two, _three = make_queue()
    page = admin_client.get(TRIAGE)

    page = decide(admin_client, page, "tag", names="b, Speed,, new one")
    assert shown(page) == "One"
    assert record_of(one).tags == ["b", "performance", "new-one"]
    gone = next(tag for tag in one.tag_list if tag.name == "performance")
    page = decide(admin_client, page, "untag", names=gone.pk)

    assert record_of(one).tags == ["b", "new-one"]
    assert Revision.objects.of(one.uid).first().changed == ["tags"]
    assert "Changed tags." in {
        told.get_change_message() for told in LogEntry.objects.all()
    }


def test_tags_that_fit_are_offered(admin_client):
    make_tag("bias")
    make_article(title="On bias", **DRAFT)

    page = admin_client.get(TRIAGE)

    assert [tag.name for tag in page.context["offered"]] == ["bias"]
    page = decide(admin_client, page, "tag", names="bias")
    assert page.context["offered"] == []


@pytest.mark.parametrize(
    ("do", "fields", "says"),
    [
        ("schedule", {"at": "2021-01-01T09:00"}, "is over"),
        ("schedule", {"at": "x"}, "Enter a valid date/time."),
        ("schedule", {"at": "9999-12-31T23:59"}, "The year 9999 is none of"),
        ("schedule", {}, "This field is required."),
        ("reject", {"reason": " "}, "This field is required."),
        ("reject", {"reason": "x" * 501}, "at most 500"),
        ("tag", {"names": "!"}, "No tag “!”"),
        ("tag", {"names": "x" * 61}, "No tag"),
        ("untag", {"names": "x"}, "Select a valid choice."),
        ("withdraw", {}, "That is none of the keys."),
        ("", {}, "That is none of the keys."),
        ("publish", {"read": "x"}, "was changed meanwhile: look at it again"),
    ],
)
def test_what_makes_no_sense_is_refused_and_the_entry_stays(
    admin_client, do, fields, says
):
    one, *_ = make_queue()
    before = record_of(one)

    page = decide(admin_client, admin_client.get(TRIAGE), do, **fields)

    assert says in words_of(page)
    assert shown(page) == "One"
    for typed in fields.values() if do in ("schedule", "reject", "tag") else ():
        assert f'value="{typed}"' in page.content.decode()  # nothing is lost
    assert record_of(one) == before


def test_reason_that_met_another_change_stands_there_again(admin_client):
    _one, two, _three = make_queue()
    page = admin_client.get(f"{TRIAGE}?at={two.pk}")
    two.set_tags(["other"])

    page = decide(admin_client, page, "reject", reason="A “long” reason.")

    assert "look at it again" in words_of(page)
    assert 'value="A “long” reason."' in page.content.decode()
    page = decide(admin_client, page, "reject", reason="A “long” reason.")
    assert record_of(two).reason == "A “long” reason."


def test_second_click_decides_nothing(admin_client):
    make_queue()
    page = admin_client.get(TRIAGE)

    decide(admin_client, page, "publish")
    again = decide(admin_client, page, "publish")

    assert "look at it again" in words_of(again)
    assert shown(again) == "Two"
    assert Article.objects.get(title="Two").state == "in review"


@pytest.mark.parametrize(
    "query", ["at=x", "at=-1", "at=" + "9" * 30, "queue=x", "at=%00"]
)
def test_nonsense_in_the_address_shows_the_first(admin_client, query):
    make_queue()

    assert shown(admin_client.get(f"{TRIAGE}?{query}")) == "One"


def test_contributor_walks_their_own_and_hands_in(client):
    ada = User.objects.create_user("ada", is_staff=True)
    ada.groups.add(Group.objects.get(name="Contributor"))
    make_queue()
    mine = make_article(title="Mine", account=ada, **DRAFT)
    client.force_login(ada)

    page = client.get(TRIAGE)
    assert (shown(page), page.context["count"]) == ("Mine", 1)
    assert page.context["steps"] == ["submit"]
    refused = decide(client, page, "publish")
    assert "Only an editor publishes" in words_of(refused)
    decide(client, page, "submit")
    assert state_of(mine) == "in review"


def test_who_may_only_look_decides_nothing(client):
    one, *_ = make_queue()
    client.force_login(make_editor("view_article"))
    page = client.get(TRIAGE)

    for do, fields in (
        ("publish", {}),
        ("reject", {"reason": "x"}),
        ("tag", {"names": "x"}),
    ):
        posted = {"do": do, "read": page.context["read"], **fields}
        assert client.post(page.context["here"], posted).status_code == 403
    assert state_of(one) == "draft"
    client.logout()
    client.force_login(make_editor("view_page", name="other"))
    assert client.get(TRIAGE).status_code == 403


def test_longer_queue_costs_no_more_queries(
    admin_client, django_assert_num_queries, django_assert_max_num_queries
):
    make_queue()
    for _ in range(3):
        make_queue_of_one()
    admin_client.get(TRIAGE)
    with django_assert_max_num_queries(25) as short:
        admin_client.get(TRIAGE)
    for _ in range(10):
        make_queue_of_one()
    with django_assert_num_queries(len(short)):
        admin_client.get(TRIAGE)


def make_queue_of_one():
    make_article(tags=["a", "b"], **DRAFT)


def test_queue_that_is_long_begins_with_what_was_made_first(admin_client, monkeypatch):
    monkeypatch.setattr("articles.admin.triage.QUEUE", 2)
    for number in range(5):
        make_article(title=f"Number {number}", **DRAFT)
    Article.objects.get(title="Number 0").touch()

    page = admin_client.get(TRIAGE)
    assert (shown(page), str(page.context["count"])) == ("Number 0", "3+")
    walked = []
    while shown(page):
        walked.append(shown(page))
        page = admin_client.get(page.context["next"])

    assert walked == [f"Number {number}" for number in range(5)]
    assert shown(admin_client.get(page.context["previous"])) == "Number 4"
