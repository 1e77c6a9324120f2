"""The steps of an entry: who may take them, what they leave, what readers are told."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission, User
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from articles import limits
from articles.errors import Refused
from articles.formats import fixture
from articles.formats.records import ArticleRecord, CorrectionRecord
from articles.jobs.fixtures import load_fixture
from articles.models import (
    WITH_REASON,
    Article,
    Binned,
    Known,
    Revision,
    acting,
    put,
    restore,
    roles,
)
from tests.factories import make_article

pytestmark = pytest.mark.django_db

DRAFT = {"status": "draft", "published_at": None}
FIRST = datetime(2021, 3, 4, tzinfo=UTC)
make_groups = import_module("articles.migrations.0009_workflow").make_groups


def fresh(article):
    return Article.objects.get(pk=article.pk)


def account_of(group, name="ann"):
    """Save and return an account in one of the groups that the migration makes."""
    make_groups(apps, connection.schema_editor())
    account = User.objects.create_user(name, is_staff=True)
    account.groups.add(Group.objects.get(name=group))
    return account


# The steps


def test_reason_is_kept_until_an_entry_is_handed_in_again():
    article = make_article(status="review")

    article.reopen("  Who says\nso? ")
    assert fresh(article).reason == "Who says so?"
    assert list(Article.objects.came_back()) == [article]
    article.submit()

    assert fresh(article).reason == ""
    assert not Article.objects.came_back().exists()


def test_reason_of_a_withdrawal_goes_when_the_entry_is_published_again():
    article = make_article()

    article.withdraw("A hoax.")
    assert fresh(article).reason == "A hoax."
    article.reopen()
    article.publish()

    assert fresh(article).reason == ""


def test_reason_that_is_too_long_is_refused_and_nothing_is_done():
    article = make_article()

    with pytest.raises(Refused, match="500"):
        article.withdraw("x" * (limits.REASON + 1))

    assert fresh(article).state == "published"


@pytest.mark.parametrize("blank", ["", " \n "])
def test_nothing_is_withdrawn_or_sent_back_without_a_reason(blank):
    public, review = make_article(), make_article(status="review")
    scheduled = make_article(published_at=timezone.now() + timedelta(days=1))

    with pytest.raises(Refused, match="readers see the reason"):
        public.withdraw(blank)
    for article in (review, scheduled):
        with pytest.raises(Refused, match="its writer reads the reason"):
            article.reopen(blank)

    states = [fresh(article).state for article in (public, review, scheduled)]
    assert states == ["published", "in review", "scheduled"]


def test_what_was_withdrawn_and_what_is_ones_own_is_made_a_draft_without_a_reason():
    eve = account_of("Editor", "eve")
    withdrawn = make_article(status="withdrawn", reason="A hoax.")
    own = make_article(status="review", account=eve)

    with acting(eve):
        withdrawn.reopen()
        own.reopen()

    assert {fresh(withdrawn).state, fresh(own).state} == {"draft"}


def test_only_a_draft_and_what_is_withdrawn_may_have_a_reason():
    with pytest.raises(ValidationError, match="Only a draft"):
        make_article(title="Any").__class__(
            title="T", url="https://example.org/x", status="review", reason="Why?"
        ).full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        make_article(reason="Why?")


# Who may


@pytest.mark.parametrize(
    ("columns", "verb"),
    [
        (DRAFT, "publish"),
        ({"status": "review"}, "publish"),
        ({"status": "review"}, "reopen"),
        ({"status": "withdrawn"}, "reopen"),
        ({}, "withdraw"),
    ],
)
def test_step_of_an_editor_is_refused_to_a_contributor(columns, verb):
    ann = account_of("Contributor")
    article = make_article(account=ann, **columns)
    words = ["Why?"] if verb in WITH_REASON else []

    with acting(ann), pytest.raises(Refused, match="editor"):
        getattr(article, verb)(*words)
    assert fresh(article).status == article.status

    with acting(account_of("Editor", "eve")):
        getattr(article, verb)(*words)
    assert fresh(article).status != columns.get("status", "published")


def test_contributor_hands_in_their_own_draft_and_no_other():
    ann = account_of("Contributor")
    own, other = make_article(account=ann, **DRAFT), make_article(**DRAFT)

    with acting(ann):
        own.submit()
        with pytest.raises(Refused, match="no draft of yours"):
            other.submit()

    assert (fresh(own).state, fresh(other).state) == ("in review", "draft")


def publish_by_writing(article, record):
    article.status, article.published_at = "published", timezone.now()
    article.write([], [])


def load_published(article, record):
    put(replace(record, status="published", published_at=timezone.now()))


def load_new(article, record):
    put(
        ArticleRecord(
            title="New",
            url="https://example.org/new",
            status="published",
            published_at=timezone.now(),
        )
    )


def restore_from_the_bin(article, record):
    Binned.objects.get().restore()


def write_another(article, record):
    put(replace(Article.objects.get(title="Other").record(), title="Changed"))


def restore_another(article, record):
    other = Article.objects.get(title="Other")
    restore(other, Revision.objects.of(other.uid).last())


def tag_another(article, record):
    Article.objects.get(title="Other").set_tags(["new"])


def correct_another(article, record):
    Article.objects.get(title="Other").correct("A slip.")


@pytest.mark.parametrize(
    "way",
    [
        publish_by_writing,
        load_published,
        load_new,
        restore_from_the_bin,
        write_another,
        restore_another,
        tag_another,
        correct_another,
    ],
)
def test_no_way_of_writing_lets_a_contributor_publish_or_change_another(way):
    ann = account_of("Contributor")
    own = make_article(account=ann, **DRAFT)
    other = make_article(title="First")
    other.title = "Other"
    other.write([], [])
    Binned.objects.throw([make_article(title="Gone")])
    before = {article.uid: article.record() for article in Article.objects.all()}

    with acting(ann), pytest.raises(Refused):
        way(fresh(own), own.record())

    assert {a.uid: a.record() for a in Article.objects.all()} == before
    with acting(account_of("Editor", "eve")):
        way(fresh(own), own.record())
    assert {a.uid: a.record() for a in Article.objects.all()} != before


def test_who_is_at_work_for_nobody_may_all():
    article = make_article(**DRAFT)

    article.publish()

    assert fresh(article).is_public()


# Groups


def test_groups_hand_out_what_their_names_say():
    ann, eve = account_of("Contributor"), account_of("Editor", "eve")

    assert ann.get_all_permissions() == {"articles.add_article"}
    assert roles.is_editor(eve)
    assert not roles.is_editor(ann)
    assert {p.partition("_")[2] for p in eve.get_all_permissions()} == {
        *("article", "annotation", "tag", "page", "oldaddress", "binned")
    }


def test_groups_are_there_after_the_migrations_and_are_made_on_an_empty_database():
    Group.objects.all().delete()
    Permission.objects.filter(content_type__app_label="articles").delete()

    assert account_of("Contributor").has_perm("articles.add_article")
    assert account_of("Editor", "eve").has_perm("articles.delete_binned")


def test_group_that_was_there_before_keeps_what_it_may():
    Group.objects.all().delete()
    Group.objects.create(name="Editor")

    assert not account_of("Editor").get_all_permissions()


# Corrections


def test_corrections_are_kept_the_oldest_first():
    article = make_article()

    article.correct("A slip in the\ntitle.")
    fresh(article).correct("Another.")

    told = fresh(article).corrections
    assert [one.text for one in told] == ["A slip in the title.", "Another."]
    assert told[0].at < told[1].at <= timezone.now()
    assert fresh(article).changed_at >= told[1].at


@pytest.mark.parametrize(
    ("columns", "words", "reason"),
    [
        (DRAFT, "A slip.", "not public"),
        ({"published_at": timezone.now() + timedelta(days=1)}, "A slip.", "not public"),
        ({}, " \n", "1 to 500"),
        ({}, "x" * (limits.CORRECTION + 1), "1 to 500"),
    ],
)
def test_correction_that_cannot_be_is_refused_in_words(columns, words, reason):
    article = make_article(**columns)

    with pytest.raises(Refused, match=reason):
        article.correct(words)

    assert fresh(article).corrections == []


def test_corrections_are_as_many_as_an_entry_takes():
    told = [
        CorrectionRecord(at=FIRST + timedelta(days=day), text=f"{day}")
        for day in range(limits.CORRECTIONS)
    ]
    article = make_article(corrections=told)

    with pytest.raises(Refused, match="at most 50"):
        article.correct("One more.")


@pytest.mark.parametrize(
    "told",
    [
        [(FIRST, "b"), (FIRST - timedelta(days=1), "a")],
        [(FIRST, "a"), (FIRST, "b")],
        [(FIRST, "two\nlines")],
        [(FIRST.replace(year=999), "a")],
    ],
)
def test_file_with_corrections_that_cannot_be_is_refused(tmp_path, told):
    record = replace(
        make_article().record(),
        corrections=[CorrectionRecord(at=at, text=text) for at, text in told],
    )
    path = tmp_path / "digest.json"
    path.write_text("".join(fixture.write([record])), encoding="utf-8")

    with pytest.raises(Refused, match="corrections"):
        load_fixture(path, known=Known.TAKE)


def test_reason_and_corrections_travel_in_a_file(tmp_path):
    article = make_article()
    article.correct("A slip.")
    article.withdraw("A hoax.")
    record, path = fresh(article).record(), tmp_path / "digest.json"
    path.write_text("".join(fixture.write([record])), encoding="utf-8")
    Article.objects.all().delete()

    load_fixture(path)
    again = load_fixture(path)

    assert Article.objects.get().record() == record
    assert (record.reason, record.corrections[0].text) == ("A hoax.", "A slip.")
    assert again.unchanged == 1


def test_corrections_come_back_from_a_revision_only_when_they_are_asked_for():
    article = make_article(title="One")
    article.correct("A slip.")
    fresh(article).correct("Another.")
    first = Revision.objects.of(article.uid).last()

    restore(fresh(article), first)
    assert len(fresh(article).corrections) == 2
    restore(fresh(article), first, "corrections")

    assert fresh(article).corrections == []


def test_reason_is_restored_by_no_revision():
    article = make_article(status="review")
    article.reopen("Why?")
    came_back = Revision.objects.of(article.uid).first()
    article.submit()

    with pytest.raises(Refused, match="reason"):
        restore(fresh(article), came_back, "reason")
    assert not restore(fresh(article), came_back)
