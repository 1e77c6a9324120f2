"""Two entries become one, and that undone."""

from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import User

from articles.errors import Refused
from articles.models import Article, Merged, OldAddress, Revision, acting
from tests.factories import make_address, make_article, make_note

pytestmark = pytest.mark.django_db

PAPER = "https://arxiv.org/abs/2105.12723"
LONG_AGO = datetime(2001, 1, 1, tzinfo=UTC)


def fresh(article):
    return Article.objects.get(uid=article.uid)


def told(*articles):
    """Return all that is told of entries, but for when they were changed."""
    records = [fresh(article).record() for article in articles]
    for record in records:
        record.updated_at = None
    return records


def leads_to(path):
    old = OldAddress.objects.find(path)
    return old and old.target


def bodies(article):
    return [note.body for note in fresh(article).notes.all()]


@pytest.fixture
def two():
    """An entry that stays, one that goes, and what belongs to each."""
    ada = User.objects.create_superuser("ada")
    stays = make_article(
        ["a", "b"], slug="stays", title="Stays", url=PAPER, excerpt="Of trees."
    )
    goes = make_article(
        ["b", "c"],
        slug="goes",
        title="Goes",
        url="https://github.com/trees/forest",
        excerpt="Of a forest.",
        via_name="Bob",
        via_url="https://bob.example/",
        account=ada,
        updated_at=LONG_AGO,
    )
    make_note(stays, "First.")
    make_note(goes, "Second.", account=ada, quote="forest")
    make_address(goes, "https://x.example/talk", "video")
    OldAddress.objects.leave("/articles/went/", goes)
    return stays, goes


def test_what_stays_has_the_texts_that_were_chosen_and_all_else_of_both(two):
    stays, goes = two

    Merged.objects.merge(goes, stays, ["excerpt", "via"])

    record = fresh(stays).record()
    assert (record.title, record.excerpt) == ("Stays", "Of a forest.")
    assert (record.via_name, record.via_url) == ("Bob", "https://bob.example/")
    assert (record.slug, record.url) == ("stays", PAPER)
    assert record.tags == ["a", "b", "c"]
    assert bodies(stays) == ["First.", "Second."]
    assert [str(address) for address in record.addresses] == [
        "video https://x.example/talk",
        "code https://github.com/trees/forest",
    ]
    second = fresh(stays).notes.get(body="Second.")
    assert (second.account.username, second.is_detached) == ("ada", False)
    assert record.updated_at > LONG_AGO
    assert not Article.objects.filter(uid=goes.uid).exists()


def test_source_that_is_not_chosen_is_a_further_address(two):
    stays, goes = two

    Merged.objects.merge(goes, stays, ["url"])

    assert fresh(stays).work_key == "github:trees/forest"
    assert f"abstract {PAPER}" in map(str, fresh(stays).record().addresses)


def test_every_address_of_what_goes_leads_to_what_stays(two, client):
    stays, goes = two

    Merged.objects.merge(goes, stays)

    for path in ("/articles/goes/", "/articles/went/"):
        assert client.get(path, follow=True).redirect_chain == [
            ("/articles/stays/", 301)
        ]


def test_undone_both_are_as_they_were(two):
    stays, goes = two
    before = told(stays, goes)
    row = Merged.objects.merge(goes, stays, ["title", "excerpt", "url", "via"])

    with acting(User.objects.create_superuser("eve")):
        article, left, said = row.undo()

    assert told(stays, goes) == before
    assert (article, left, said) == (fresh(goes), fresh(stays), [])
    assert leads_to("/articles/went/") == article
    assert leads_to("/articles/goes/") is None
    assert article.account == article.notes.get().account
    assert article.account.username == "ada"
    row.refresh_from_db()
    assert row.undone_at is not None
    assert row.undone_by == "eve"
    with pytest.raises(Refused, match="undone already"):
        row.undo()


def test_address_in_any_script_redirects_and_comes_back(client):
    stays = make_article(slug="été")
    goes = make_article(slug="漢字" * 50)
    before = told(stays, goes)

    row = Merged.objects.merge(goes, stays)
    assert client.get(goes.get_absolute_url()).status_code == 301
    row.undo()

    assert told(stays, goes) == before
    assert not OldAddress.objects.exists()


def test_follow_ups_of_what_goes_follow_what_stays_and_back(two):
    stays, goes = two
    later = make_article(url=goes.url, follows=goes)

    row = Merged.objects.merge(goes, stays)
    assert fresh(later).follows == fresh(stays)
    row.undo()

    assert fresh(later).follows == fresh(goes)


@pytest.mark.parametrize("between", [True, False])
@pytest.mark.parametrize("first_stays", [True, False])
def test_chain_of_follow_ups_stays_one(between, first_stays):
    root = make_article(title="Root", url="https://example.org/root")
    first = make_article(title="First", url=PAPER, follows=root)
    middle = make_article(title="Middle", url=PAPER, follows=first)
    last = make_article(title="Last", url=PAPER, follows=middle if between else first)
    before = told(root, first, middle, last)
    stays, goes = (first, last) if first_stays else (last, first)

    row = Merged.objects.merge(goes, stays)
    assert fresh(stays).follows == root
    assert fresh(middle).follows == fresh(stays)
    row.undo()

    assert told(root, first, middle, last) == before


def test_two_on_one_work_of_which_one_follows_the_other(two):
    stays, _ = two
    again = make_article(url=PAPER, follows=stays, title="Again")
    before = told(stays, again)

    row = Merged.objects.merge(stays, again, ["title"])
    assert (fresh(again).follows, fresh(again).title) == (None, "Stays")
    row.undo()

    assert told(stays, again) == before


def test_what_was_edited_since_stays_and_is_named(two):
    stays, goes = two
    row = Merged.objects.merge(goes, stays, ["title"])
    article = fresh(stays)
    article.title, article.credit = "Mine", "Eve"
    first, second = article.notes.all()
    second.body = "Second, changed."
    article.write(["d", "c", "b"], [second, first])

    article, left, said = row.undo()

    assert (left.title, left.credit, left.excerpt) == ("Mine", "Eve", "Of trees.")
    assert left.record().tags == ["d", "b"]
    assert bodies(left) == ["First."]
    assert bodies(article) == ["Second, changed."]
    assert article.notes.get().quote == "forest"
    assert said == ["Changed since, and left so: title."]


def test_address_that_was_taken_since_is_said(two):
    stays, goes = two
    row = Merged.objects.merge(goes, stays)
    OldAddress.objects.all().delete()
    make_article(slug="goes")

    article, _, said = row.undo()

    assert article.slug == "goes-2"
    assert said == ["Its address was taken: it is now at “goes-2”."]


def test_later_merges_are_undone_first(two):
    stays, goes = two
    third = make_article(title="Third")
    first = Merged.objects.merge(goes, stays)
    second = Merged.objects.merge(stays, third)

    with pytest.raises(Refused, match="later first: “Stays” was merged into “Third”"):
        first.undo()
    second.undo()
    first.undo()

    assert {a.title for a in Article.objects.all()} == {"Stays", "Goes", "Third"}


def test_nothing_is_written_where_a_merge_is_refused(two):
    stays, goes = two
    for number in range(20):
        make_address(stays, f"https://x.example/{number}")
    before = told(stays, goes)

    with pytest.raises(Refused, match="22 addresses: at most 20 an entry"):
        Merged.objects.merge(goes, stays)
    with pytest.raises(Refused, match="Choose two entries"):
        Merged.objects.merge(stays, stays)

    assert told(stays, goes) == before
    assert not Merged.objects.exists()


def test_public_entry_is_not_merged_into_one_that_readers_do_not_see(two):
    stays, goes = two
    Article.objects.filter(pk=stays.pk).update(status="draft")

    with pytest.raises(Refused, match="Readers see “Goes”, but not “Stays”"):
        Merged.objects.merge(goes, stays)
    row = Merged.objects.merge(stays, goes)

    assert "published_at" not in Merged.objects.choices(fresh(goes), fresh(goes))
    assert fresh(goes).is_public()
    row.undo()
    assert fresh(stays).status == "draft"


def test_undo_is_refused_where_what_stayed_is_gone_or_holds_the_work(two):
    stays, goes = two
    row = Merged.objects.merge(goes, stays)
    article = fresh(stays)
    article.url = goes.url
    article.write([], [], [])

    with pytest.raises(Refused, match="“Goes” quotes this already"):
        row.undo()
    assert fresh(stays).url == goes.url
    article.delete()
    with pytest.raises(Refused, match="“Stays” is not there any more"):
        row.undo()


def test_history_tells_of_both(two):
    stays, goes = two
    with acting(User.objects.create_superuser("eve")):
        row = Merged.objects.merge(goes, stays, ["title"])
        row.undo()

    latest = Revision.objects.of(stays.uid)
    assert [(r.name, r.reason) for r in latest] == [
        ("eve", "A merge was undone."),
        ("eve", "Another entry was merged into it."),
        ("", ""),
    ]
    assert [r.reason for r in Revision.objects.of(goes.uid)] == ["A merge was undone."]


def test_choices_are_where_the_two_differ(two):
    stays, goes = two

    assert Merged.objects.choices(stays, goes) == ["title", "url", "excerpt", "via"]
    goes.published_at = LONG_AGO
    goes.save()
    assert Merged.objects.choices(stays, goes)[-1] == "published_at"
    Merged.objects.merge(goes, stays, ["published_at"])
    assert fresh(stays).published_at == LONG_AGO
