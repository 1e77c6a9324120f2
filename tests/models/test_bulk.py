"""One step for many entries: all or none, each with its revision."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from articles import limits
from articles.errors import Refused
from articles.models import (
    Article,
    Revision,
    Tag,
    acting,
    date_all,
    keys_of,
    step_all,
    tag_all,
)
from articles.models.bulk import CHUNK
from tests.factories import make_article, make_note, make_tag

pytestmark = pytest.mark.django_db

DRAFT = {"status": "draft", "published_at": None}
AHEAD = datetime(2100, 1, 1, 8, tzinfo=UTC)


def tags_of(article):
    return [tag.name for tag in Article.objects.get(pk=article.pk).tag_list]


def record_of(article):
    return Article.objects.get(pk=article.pk).record()


def fields_of(article):
    return [revision.changed for revision in Revision.objects.of(article.uid)]


def keys(*articles):
    return [article.pk for article in articles]


def test_tags_are_added_after_those_that_are_there_and_others_taken_away():
    both, one, none = make_article(["b", "a"]), make_article(["a"]), make_article()
    done, left = make_article(["c", "d"]), make_article(["a"])
    make_tag("d").set_aliases(["dee"])

    changed = tag_all(keys(both, one, none, done), add=["c", "DEE"], take=["a"])

    assert [tags_of(a) for a in (both, one, none)] == [
        ["b", "c", "d"],
        ["c", "d"],
        ["c", "d"],
    ]
    assert (tags_of(done), tags_of(left)) == (["c", "d"], ["a"])
    assert changed == keys(both, one, none)


def test_each_entry_that_changes_has_the_revisions_of_a_single_edit():
    fresh, edited, same = make_article(["a"]), make_article(["a"]), make_article(["b"])
    make_note(fresh, "Stays.")
    edited.set_tags(["a", "x"])
    before = {a: record_of(a) for a in (fresh, edited)}

    with acting(User.objects.create_superuser("ada"), "A sweep."):
        tag_all(keys(fresh, edited, same), add=["b"])

    assert fields_of(same) == []
    assert fields_of(fresh) == [["tags"], []]
    assert fields_of(edited) == [["tags"], ["tags"], []]
    for article, numbers in ((fresh, [2, 1]), (edited, [3, 2, 1])):
        latest, earlier = list(Revision.objects.of(article.uid))[:2]
        assert latest.record() == record_of(article)
        assert earlier.record().tags == before[article].tags
        assert (latest.name, latest.reason) == ("ada", "A sweep.")
        found = [revision.number for revision in Revision.objects.of(article.uid)]
        assert found == numbers
    assert record_of(fresh).updated_at > before[fresh].updated_at


def test_what_went_past_every_door_is_held_before_it_changes():
    article = make_article(["a"])
    article.set_tags(["b"])
    Article.objects.filter(pk=article.pk).update(title="Another")

    tag_all(keys(article), add=["c"])

    assert fields_of(article) == [["tags"], ["title"], ["tags"], []]


@pytest.mark.parametrize(
    ("add", "take", "says"),
    [
        (["new", "x"], [], "51 tags: at most 50"),
        (["!"], [], "No tag “!”"),
        (["new"], ["nothing"], "There is no tag “nothing”."),
        (["T-1"], ["t-1"], "“t-1” is to be added and taken away."),
    ],
)
def test_tags_change_on_all_or_on_none(add, take, says):
    first = make_article(["t-1"])
    full = make_article([f"t-{number}" for number in range(limits.TAGS - 1)])
    before = [record_of(article) for article in (first, full)]
    count = Tag.objects.count()

    with pytest.raises(Refused, match=says):
        tag_all(keys(first, full), add=add, take=take)

    assert [record_of(article) for article in (first, full)] == before
    assert Tag.objects.count() == count
    assert Revision.objects.count() == 0


def test_step_is_taken_by_all_or_by_none():
    drafts = [make_article(**DRAFT) for _ in range(2)]
    public = make_article()

    with pytest.raises(Refused, match="already"):
        step_all(keys(*drafts, public), Article.publish)
    assert {record_of(article).status for article in drafts} == {"draft"}

    assert step_all(keys(*drafts), Article.publish) == keys(*drafts)
    assert {record_of(article).status for article in drafts} == {"published"}
    assert fields_of(drafts[0]) == [["published_at", "status"], []]


def test_dates_are_given_in_the_order_of_the_keys():
    one, two = [make_article(**DRAFT) for _ in range(2)]
    later = AHEAD + timedelta(days=1)

    date_all(keys(two, one), [AHEAD, later])
    assert (record_of(two).published_at, record_of(one).published_at) == (AHEAD, later)
    assert record_of(one).status == "draft"

    date_all(keys(one, two), [AHEAD, later], publish=True)
    assert (record_of(one).published_at, record_of(two).published_at) == (AHEAD, later)
    assert {Article.objects.get(pk=pk).state for pk in keys(one, two)} == {"scheduled"}


def test_dates_change_on_all_or_on_none():
    draft, public = make_article(**DRAFT), make_article()

    for publish in (True, False):
        with pytest.raises(Refused, match="is published: its date stays"):
            date_all(keys(draft, public), [AHEAD, AHEAD], publish=publish)
        assert record_of(draft).published_at is None


def test_entry_is_scheduled_for_an_instant_to_come_and_moved():
    article = make_article(**DRAFT)

    with pytest.raises(Refused, match="is over"):
        article.schedule(timezone.now() - timedelta(minutes=1))
    article.schedule(AHEAD)
    assert Article.objects.get().state == "scheduled"
    article.schedule(AHEAD + timedelta(days=1))
    assert Article.objects.get().published_at == AHEAD + timedelta(days=1)

    article.published_at = datetime(2021, 1, 1, tzinfo=UTC)
    with pytest.raises(Refused, match="its date stays"):
        article.schedule(AHEAD)
    with pytest.raises(Refused, match="“W” is withdrawn: its date stays"):
        make_article(title="W", status="withdrawn").schedule(AHEAD)


def test_too_many_are_refused(monkeypatch):
    monkeypatch.setattr(limits, "BULK", 1)
    first = make_article()
    assert keys_of(Article.objects.all()) == [first.pk]

    make_article()
    with pytest.raises(Refused, match="more than 1 entries"):
        keys_of(Article.objects.all())


def test_ten_times_as_many_cost_few_queries_more(django_assert_max_num_queries):
    articles = [make_article() for _ in range(CHUNK + 2)]

    with django_assert_max_num_queries(60):
        tag_all(keys(*articles), add=["a", "b"])

    assert {tuple(tags_of(article)) for article in articles} == {("a", "b")}


def test_contributor_changes_many_entries_no_more_than_one():
    article, guest = make_article(["a"]), User.objects.create_user("guest")

    for step in (
        lambda: tag_all(keys(article), add=["b"]),
        lambda: date_all(keys(make_article(**DRAFT)), [AHEAD]),
        lambda: step_all(keys(article), lambda each: each.withdraw("Why not.")),
    ):
        with acting(guest), pytest.raises(Refused, match="nly an editor"):
            step()
    assert tags_of(article) == ["a"]
