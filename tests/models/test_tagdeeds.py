import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.errors import Refused
from articles.models import Article, ArticleTag, OldAddress, Tag, TagDeed, acting, undo
from tests.factories import make_article, make_tag

pytestmark = pytest.mark.django_db


def tag_at(slug):
    return Tag.objects.get(slug=slug)


def all_there_is():
    """Return tags, their names and addresses, and the tags of each entry in order."""
    return (
        [tag.record() for tag in Tag.objects.order_by("slug")],
        [old.record() for old in OldAddress.objects.all()],
        {a.pk: [tag.slug for tag in a.tag_list] for a in Article.objects.all()},
    )


def latest():
    return TagDeed.objects.latest().first()


def fill():
    make_article(tags=["bias", "fairness", "data"])
    make_article(tags=["performance", "bias"])
    make_article(tags=["fairness", "data"])
    tag_at("bias").rename("Prejudice", "prejudice", aliases=["slant"])
    tag_at("prejudice").rename("bias", "bias")


def test_merge_is_told_and_undone_whole():
    fill()
    before, editor = all_there_is(), User.objects.create_user("ada")

    with acting(editor):
        tag_at("bias").merge_into(tag_at("fairness"))
    deed = latest()

    assert (deed.kind, deed.account, deed.touched) == ("merge", editor, 2)
    assert str(deed) == "“bias” was merged into “fairness”."
    assert all_there_is() != before
    assert undo(deed) == 2
    assert all_there_is() == before
    assert Tag.objects.resolve("slant").slug == "bias"
    deed.refresh_from_db()
    assert deed.undone_at
    with pytest.raises(Refused, match="already"):
        undo(deed)


def test_delete_is_undone_whole_and_its_entries_are_changed():
    fill()
    before, changed = (
        all_there_is(),
        dict(Article.objects.values_list("pk", "updated_at")),
    )

    tag_at("bias").remove()

    now = dict(Article.objects.values_list("pk", "updated_at"))
    assert sum(now[pk] > changed[pk] for pk in now) == 2
    assert undo(latest()) == 2
    assert all_there_is() == before


def test_split_gives_some_entries_another_tag_and_is_undone():
    fill()
    before, one = all_there_is(), Article.objects.order_by("pk")[:1]

    assert tag_at("bias").split_off("Skew", Article.objects.filter(pk__in=one)) == 1
    assert [tag.slug for tag in one[0].tag_list] == ["skew", "fairness", "data"]
    assert tag_at("bias").uses.count() == 1
    assert undo(latest()) == 1
    assert all_there_is() == before
    for name, articles in (("BIAS", one), ("!", one), ("x", one.none())):
        with pytest.raises(Refused):
            tag_at("bias").split_off(name, articles.values("pk"))
    assert all_there_is() == before


def test_rename_is_undone_and_the_address_of_meanwhile_leads_on():
    make_tag("bias").rename("Fairness", "fairness")

    undo(latest())

    tag = Tag.objects.get()
    assert (tag.name, tag.slug, list(tag.aliases.all())) == ("bias", "bias", [])
    assert OldAddress.objects.get().path == "/tags/fairness/"


def test_deeds_on_one_tag_are_undone_from_the_last():
    fill()
    before = all_there_is()
    tag_at("bias").merge_into(tag_at("fairness"))
    first = latest()
    tag_at("fairness").merge_into(tag_at("data"))

    with pytest.raises(Refused, match="“fairness” was merged into “data”"):
        undo(first)
    undo(latest())
    undo(first)

    assert all_there_is() == before


def test_undoing_keeps_what_editors_did_since():
    kept = make_article(tags=["bias", "data"])
    untagged = make_article(tags=["bias"])
    make_tag("fairness").merge_into(make_tag("other"))
    tag_at("bias").merge_into(tag_at("data"))
    deed = latest()
    kept.set_tags(["other", "data", "new"])
    untagged.set_tags(["new"])

    assert undo(deed) == 1
    assert [t.slug for t in Article.objects.get(pk=kept.pk).tag_list] == [
        *("other", "data", "new", "bias")
    ]
    assert [t.slug for t in Article.objects.get(pk=untagged.pk).tag_list] == ["new"]


def test_what_took_the_name_meanwhile_stands_in_the_way():
    make_article(tags=["bias"])
    tag_at("bias").remove()
    deed = latest()
    make_tag("Fairness").set_aliases(["bias"])
    before = all_there_is()

    with pytest.raises(Refused, match="is the tag “Fairness”"):
        undo(deed)

    assert all_there_is() == before


def test_nothing_is_told_where_nothing_changed():
    make_tag("bias").rename()

    assert not TagDeed.objects.exists()


def test_merge_and_its_undoing_cost_no_more_queries_for_many_entries():
    bias, fairness = make_tag("bias"), make_tag("fairness")
    costs = []
    for number in (2, 600):
        articles = Article.objects.bulk_create(
            Article(
                title="§",
                slug=f"{number}-{n}",
                url=f"https://x.test/{n}",
                work_key=f"{number}-{n}",
            )
            for n in range(number)
        )
        ArticleTag.objects.bulk_create(
            ArticleTag(content_object=article, tag=tag, position=place)
            for n, article in enumerate(articles)
            for place, tag in enumerate([bias, fairness][: 1 + n % 2])
        )
        uses = bias.uses.count()

        with CaptureQueriesContext(connection) as asked:
            tag_at("bias").merge_into(fairness)
            assert undo(latest()) == uses
        costs.append(len(asked))
        assert bias.uses.count() == uses

    # Undoing takes a chunk of entries at a time; SQLite puts in fewer rows at once.
    assert costs[1] <= costs[0] + 12
    assert costs[0] < 70
