import pytest
from django.db import DatabaseError, transaction

from articles import limits
from articles.errors import Refused
from articles.models import OldAddress, Tag, TagAlias
from tests.factories import make_article, make_tag

pytestmark = pytest.mark.django_db


def slugs_of(article):
    return [tag.slug for tag in type(article).objects.get(pk=article.pk).tag_list]


@pytest.mark.parametrize(
    "name",
    ["Machine Learning", "machine learning", "MACHINE-LEARNING", "machine-learning"],
)
def test_tag_is_meant_by_every_spelling_of_its_name(name):
    tag = make_tag("Machine Learning")

    assert Tag.objects.resolve(name) == tag


def test_alias_means_its_tag():
    tag = make_tag("machine-learning")
    tag.set_aliases(["ML", "maschinelles Lernen"])

    assert Tag.objects.resolve("ml") == tag
    assert Tag.objects.resolve("Maschinelles Lernen") == tag
    assert Tag.objects.resolve("learning") is None


def test_c_and_its_cousins_stay_apart():
    article = make_article(tags=["C", "C++", "C#"])

    assert slugs_of(article) == ["c", "c-plus-plus", "c-sharp"]


def test_tags_keep_the_order_in_which_they_were_given():
    article = make_article(tags=["performance", "bias", "accuracy"])
    article.set_tags(["bias", "accuracy", "performance"])

    assert slugs_of(article) == ["bias", "accuracy", "performance"]
    assert [tag.slug for tag in article.tags.all()] == slugs_of(article)


def test_alias_and_repeated_names_give_one_tag():
    make_tag("machine-learning").set_aliases(["ML"])
    article = make_article(tags=["ML", "Machine Learning", "bias", "ml"])

    assert slugs_of(article) == ["machine-learning", "bias"]


def test_same_tags_again_write_nothing():
    article = make_article(tags=["performance", "bias"])
    places = list(article.taggings.values_list("pk", flat=True))

    assert article.set_tags(["performance", "bias"]) is False
    assert list(article.taggings.values_list("pk", flat=True)) == places


def test_fifty_tags_are_taken_and_one_more_is_refused():
    article = make_article(tags=[f"tag {number}" for number in range(limits.TAGS)])

    with pytest.raises(Refused, match="at most 50"):
        article.set_tags([f"tag {number}" for number in range(limits.TAGS + 1)])

    assert len(slugs_of(article)) == limits.TAGS


@pytest.mark.parametrize("name", ["!!!", "", "x" * 61, "a\x00b", "a\nb"])
def test_name_that_can_be_no_tag_is_refused_in_words(name):
    with pytest.raises(Refused, match="No tag"):
        Tag.objects.named([name])


def test_renamed_tag_redirects_and_still_answers_to_its_old_name():
    tag = make_tag("ML")
    tag.rename("machine-learning", "machine-learning")

    assert OldAddress.objects.find("/tags/ml/").target == tag
    assert Tag.objects.resolve("ML") == tag


def test_tag_renamed_back_takes_its_address_again():
    tag = make_tag("ML")
    tag.rename("machine-learning", "machine-learning")
    tag.rename("ML", "ml")

    assert OldAddress.objects.find("/tags/ml/") is None
    assert OldAddress.objects.find("/tags/machine-learning/").target == tag
    assert Tag.objects.resolve("machine-learning") == tag


def test_rename_to_the_name_of_another_tag_is_refused():
    make_tag("bias")
    tag = make_tag("fairness")

    with pytest.raises(Refused, match="is the tag"):
        tag.rename("Bias")

    assert Tag.objects.get(pk=tag.pk).name == "fairness"


def test_merged_tag_gives_its_articles_and_names_away():
    both = make_article(tags=["bias", "fairness"])
    one = make_article(tags=["performance", "bias"])
    bias, fairness = Tag.objects.get(slug="bias"), Tag.objects.get(slug="fairness")
    bias.set_aliases(["prejudice"])

    assert bias.merge_into(fairness) == 1
    assert slugs_of(both) == ["fairness"]
    assert slugs_of(one) == ["performance", "fairness"]
    assert Tag.objects.resolve("bias") == fairness
    assert Tag.objects.resolve("prejudice") == fairness
    assert OldAddress.objects.find("/tags/bias/").target == fairness


def test_old_addresses_follow_a_merged_tag():
    make_tag("fairness")
    tag = make_tag("prejudice")
    tag.rename("bias", "bias")
    tag.merge_into(Tag.objects.get(slug="fairness"))

    assert OldAddress.objects.find("/tags/prejudice/").target.slug == "fairness"


def test_tag_is_not_merged_into_itself():
    tag = make_tag("bias")

    with pytest.raises(Refused, match="into itself"):
        tag.merge_into(tag)


def test_alias_that_is_a_living_tag_is_refused():
    make_tag("bias")
    tag = make_tag("fairness")

    with pytest.raises(Refused, match="is the tag"):
        tag.set_aliases(["Bias"])

    assert not TagAlias.objects.exists()


def test_tag_saved_by_name_alone_gets_our_address():
    Tag(name="C").save()
    Tag(name="C++").save()

    assert Tag.objects.get(name="C++").slug == "c-plus-plus"


def test_name_may_look_like_the_address_of_another_tag():
    strange = Tag.objects.make("a b", "x")
    plain = Tag.objects.make("Q", "a-b")

    assert Tag.objects.resolve("a b") == strange
    assert Tag.objects.resolve("a-b") == plain


def test_old_address_too_long_for_a_name_redirects_all_the_same():
    tag = Tag.objects.make("One", "a" * 80)
    tag.rename("Two", "two")

    assert OldAddress.objects.find(f"/tags/{'a' * 80}/").target == tag
    assert Tag.objects.resolve("One") == tag


def test_merge_past_the_limit_of_aliases_is_refused_and_changes_nothing():
    tags = [make_tag("bias"), make_tag("fairness")]
    for tag in tags:
        tag.set_aliases([f"{tag} {number}" for number in range(150)])

    with pytest.raises(Refused, match="at most 200"):
        tags[0].merge_into(tags[1])

    assert Tag.objects.count() == 2


@pytest.mark.parametrize(
    "names", [["a b", "a-b"], ["a b", "A  B"], ["C++", "c-plus-plus"]], ids=str
)
def test_aliases_that_mean_the_same_are_refused(names):
    with pytest.raises(Refused, match="are one alias"):
        make_tag("bias").set_aliases(names)


@pytest.mark.parametrize(
    ("model", "columns"),
    [
        (Tag, {"name": ""}),
        (Tag, {"name": "x" * (limits.TAG_NAME + 1)}),
        (Tag, {"name_key": "x" * (4 * limits.TAG_NAME + 1)}),
        (Tag, {"slug": ""}),
        (Tag, {"slug": "c++"}),
        (TagAlias, {"name": ""}),
        (TagAlias, {"slug": "c++"}),
    ],
    ids=str,
)
def test_database_itself_refuses_what_no_tag_may_be(model, columns):
    make_tag("bias").set_aliases(["prejudice"])

    with pytest.raises(DatabaseError), transaction.atomic():
        model.objects.update(**columns)


@pytest.mark.parametrize("names", [("Rust", "alpha"), ("Aaa", "rust")], ids=str)
def test_name_of_one_tag_is_not_the_address_of_another(names):
    pairs = [("Rust", "alpha"), ("Aaa", "rust")]
    pairs.remove(names)
    Tag.objects.make(*names)
    ((name, slug),) = pairs

    with pytest.raises(Refused, match="is the tag"):
        Tag.objects.make(name, slug)

    make_tag("third").rename("plain", "plain")
    with pytest.raises(Refused, match="is the tag"):
        make_tag("plain").rename(name, slug)


def test_alias_cannot_take_the_old_address_of_another_tag():
    make_tag("old").rename("new", "new", aliases=[])
    make_tag("new").set_aliases([])

    with pytest.raises(Refused, match="leads to “new”"):
        make_tag("other").set_aliases(["old"])


def test_tag_is_renamed_and_given_its_old_name_in_one():
    tag = make_tag("Foo")
    tag.rename("Bar", "bar", aliases=["Foo", "Baz"])

    assert [alias.name for alias in tag.aliases.all()] == ["Baz", "Foo"]


def test_rename_past_the_limit_of_aliases_is_refused_and_changes_nothing():
    tag = make_tag("first")
    tag.set_aliases([f"alias {number}" for number in range(limits.ALIASES)])

    with pytest.raises(Refused, match="at most 200"):
        tag.rename("second", "second")

    assert Tag.objects.get().slug == "first"


def test_address_that_was_made_from_the_name_follows_it():
    made, chosen = make_tag("disks"), make_tag("wheels", slug="round-things")

    made.rename("Spinning disks")
    chosen.rename("Big wheels")

    assert (made.slug, chosen.slug) == ("spinning-disks", "round-things")
    assert OldAddress.objects.find("/tags/disks/").target == made
