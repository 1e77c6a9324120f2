import pytest

from articles import limits
from articles.models import OldAddress, Tag
from tests.admin.desk import address_of, make_editor, save, words_of
from tests.factories import make_article, make_tag

pytestmark = pytest.mark.django_db

LIST = "/admin/articles/tag/"
NEW = "/admin/articles/tag/add/"


def record_of(tag):
    return Tag.objects.get(pk=tag.pk).record()


def aliases_of(name):
    return {alias.name for alias in Tag.objects.get(name=name).aliases.all()}


def test_new_tag_has_name_address_description_and_aliases(admin_client):
    save(
        admin_client,
        NEW,
        name="Machine Learning",
        slug="learning",
        description="What\r\nlearns.",
        aliases="ML\r\n\r\n  Maschinelles Lernen \r\n",
    )

    tag = Tag.objects.get()
    assert (tag.name, tag.slug) == ("Machine Learning", "learning")
    assert tag.description == "What\nlearns."
    assert aliases_of("Machine Learning") == {"ML", "Maschinelles Lernen"}
    assert Tag.objects.resolve("ml") == tag


@pytest.mark.parametrize(
    ("name", "slug"), [("C++", "c-plus-plus"), ("C#", "c-sharp"), ("Übung", "übung")]
)
def test_empty_address_is_made_from_the_name(admin_client, name, slug):
    save(admin_client, NEW, name=name)

    assert Tag.objects.get().slug == slug


def test_untouched_save_changes_nothing(admin_client):
    tag = make_tag(" C++  17 ", description="\n Odd \n\n\n text\t")
    tag.set_aliases(["  cpp", "c plus"])
    before = record_of(tag)

    response = save(admin_client, address_of(tag))

    assert "was changed successfully" in words_of(response)
    assert record_of(tag) == before
    assert not OldAddress.objects.exists()


def test_renamed_tag_is_met_under_all_its_names(admin_client, client):
    make_article(tags=["bias"])

    save(admin_client, address_of(Tag.objects.get()), name="Fairness", slug="")

    tag = Tag.objects.get()
    assert (tag.name, tag.slug) == ("Fairness", "fairness")
    assert aliases_of("Fairness") == {"bias"}
    response = client.get("/tags/bias/")
    assert (response.status_code, response["Location"]) == (301, "/tags/fairness/")
    assert client.get("/tags/fairness/").status_code == 200
    assert OldAddress.objects.get().path == "/tags/bias/"


def test_tag_takes_the_name_of_its_own_alias(admin_client):
    tag = make_tag("machine-learning")
    tag.set_aliases(["ML"])

    save(admin_client, address_of(tag), name="ML", slug="ml", aliases="")

    assert record_of(tag).name == "ML"
    assert aliases_of("ML") == {"machine-learning"}


def test_aliases_come_and_go(admin_client):
    tag = make_tag("machine-learning")
    tag.set_aliases(["ML", "learning"])

    save(admin_client, address_of(tag), aliases="learning\r\nNeuronen")

    assert aliases_of("machine-learning") == {"learning", "Neuronen"}
    assert Tag.objects.resolve("ML") is None


MANY = "\n".join(f"name {number}" for number in range(limits.ALIASES + 1))


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"name": "bias"}, "is the tag “Bias”"),
        ({"name": "BIAS"}, "is the tag “Bias”"),
        ({"name": "Bias!", "slug": ""}, "is the tag “Bias”"),
        ({"name": "Unfair"}, "is the tag “Bias”"),
        ({"name": "Other", "slug": "bias"}, "is the tag “Bias”"),
        ({"name": "Other", "slug": "unfair"}, "is the tag “Bias”"),
        ({"name": "Other", "slug": "old"}, "leads to “Bias”"),
        ({"name": "Other", "aliases": "one\nBIAS"}, "is the tag “Bias”"),
        ({"name": "Other", "aliases": "one\nunfair"}, "is the tag “Bias”"),
        ({"name": "Other", "aliases": "one\nONE"}, "one alias"),
        ({"name": "Other", "aliases": "two words\ntwo-words"}, "one alias"),
        ({"name": "Other", "aliases": "?!"}, "No alias “?!”"),
        ({"name": "Other", "aliases": "a" * 61}, "at most 60"),
        ({"name": "Other", "aliases": "a\x00b"}, "U+0000"),
        ({"name": "Other", "aliases": MANY}, "at most 200"),
        ({"name": "?!", "slug": ""}, "letter or a digit"),
        ({"name": " "}, "required"),
        ({"name": "a" * 61}, "at most 60"),
        ({"name": "Other", "slug": "c++"}, "“c-plus-plus” would do"),
        ({"name": "Other", "slug": "a" * 101}, "at most 100"),
        ({"name": "Other", "description": "a" * 1_001}, "at most 1000"),
    ],
)
@pytest.mark.parametrize("is_new", [True, False], ids=["new", "changed"])
def test_bad_tag_is_refused_in_words_and_nothing_is_written(
    admin_client, is_new, fields, words
):
    bias, mine = make_tag("Bias"), make_tag("Mine")
    bias.set_aliases(["unfair"])
    OldAddress.objects.leave("/tags/old/", bias)
    before = [record_of(bias), record_of(mine)]

    response = save(admin_client, NEW if is_new else address_of(mine), **fields)

    assert response.status_code == 200
    assert words in words_of(response)
    assert [tag.record() for tag in Tag.objects.order_by("slug")] == before


@pytest.mark.parametrize("is_new", [True, False], ids=["new", "changed"])
def test_name_of_the_tag_itself_is_no_alias(admin_client, is_new):
    address = NEW if is_new else address_of(make_tag("mine"))

    response = save(admin_client, address, name="mine", aliases="one\nMINE")

    assert "The tag is “MINE” already" in words_of(response)
    assert not Tag.objects.filter(aliases__isnull=False).exists()


def test_list_shows_aliases_and_how_many_entries(admin_client):
    make_tag("bias").set_aliases(["unfair", "Skew"])
    make_article(tags=["bias"])
    make_article(tags=["bias"], status="draft")

    assert "bias bias Skew, unfair 2" in words_of(admin_client.get(LIST))


@pytest.mark.parametrize("term", ["machine", "LEARN", "ml"])
def test_tags_are_found_by_name_address_and_alias(admin_client, term):
    make_tag("Machine Learning").set_aliases(["ML"])
    make_tag("Bias")

    rows = admin_client.get(LIST, {"q": term}).context["cl"].result_list

    assert [tag.name for tag in rows] == ["Machine Learning"]


def test_longer_list_costs_no_more_queries(
    admin_client, django_assert_num_queries, django_assert_max_num_queries
):
    make_tag("first").set_aliases(["a"])
    with django_assert_max_num_queries(12) as short:
        admin_client.get(LIST)
    for number in range(10):
        make_tag(f"tag {number}").set_aliases([f"b {number}", f"c {number}"])

    with django_assert_num_queries(len(short)):
        assert len(admin_client.get(LIST).context["cl"].result_list) == 11


def test_tag_is_viewed_on_site_where_readers_meet_it(admin_client):
    make_article(tags=["shown"])
    make_article(tags=["hidden"], status="draft")

    for name, links in (("shown", 1), ("hidden", 0)):
        page = admin_client.get(address_of(Tag.objects.get(name=name)))
        assert page.content.decode().count(f'href="/tags/{name}/"') == links


def test_tag_is_renamed_and_its_old_name_kept_in_one_save(admin_client):
    tag = make_tag("Foo")

    save(admin_client, address_of(tag), name="Bar", slug="bar", aliases="Foo\r\nBaz")

    assert aliases_of("Bar") == {"Foo", "Baz"}


@pytest.mark.parametrize("slug", ["second", "first"])  # one that stands follows
def test_rename_past_the_limit_of_aliases_is_refused_in_words(admin_client, slug):
    tag = make_tag("first")
    tag.set_aliases([f"alias {number}" for number in range(limits.ALIASES)])

    response = save(admin_client, address_of(tag), name="second", slug=slug)

    assert "201 aliases: at most 200 a tag" in words_of(response)
    assert Tag.objects.get().name == "first"


@pytest.mark.parametrize("name", ["🎉", "#", "x" * 61, ""])
def test_bad_name_is_refused_once_and_in_words(admin_client, name):
    page = save(admin_client, NEW, name=name).content.decode()

    assert page.count('class="errorlist"') == 1
    assert "Constraint" not in page


def test_hash_before_a_name_is_no_part_of_it(admin_client):
    save(admin_client, NEW, name="#privacy")

    assert Tag.objects.get().name == "privacy"


def test_search_at_the_desk_knows_no_case(admin_client):
    make_tag("Übung")
    make_tag("bias")

    rows = admin_client.get(LIST, {"q": "ÜBUNG"}).context["cl"].result_list

    assert [tag.name for tag in rows] == ["Übung"]


def test_who_may_only_look_sees_a_tag_whole(client):
    tag = make_tag("bias")
    tag.set_aliases(["prejudice"])
    client.force_login(make_editor("view_tag"))

    assert "prejudice" in words_of(client.get(address_of(tag)))
