import pytest

from articles.models import Article, Tag, TagDeed
from tests.admin.desk import address_of, make_editor, save, words_of
from tests.factories import make_article, make_tag

pytestmark = pytest.mark.django_db

LIST = "/admin/articles/tag/"
CARE, MERGE = f"{LIST}care/", f"{LIST}merge/"


def tags_of(article):
    return [tag.name for tag in Article.objects.get(pk=article.pk).tag_list]


def keys_of(*names):
    return [Tag.objects.get(name=name).pk for name in names]


def post(client, address, **fields):
    return client.post(address, fields, follow=True)


def test_what_needs_care_is_merged_and_that_undone(admin_client):
    articles = [make_article(tags=["data", "model"], title="Sample 1")]
    articles += [make_article(tags=["models"]) for _ in range(2)]
    words = words_of(admin_client.get(CARE))
    assert "Singular and plural model 1 – models 2 Merge All steps Leave" in words

    keys = keys_of("model", "models")
    preview = words_of(admin_client.get(MERGE, {"tags": keys}))
    assert "3 entries in all" in preview
    assert "model 1 entry Sample 1" in preview
    response = post(admin_client, MERGE, tags=keys, into=keys[1])

    assert response.redirect_chain == [(CARE, 302)]
    assert "admin “model” was merged into “models”. 1" in words_of(response)
    assert tags_of(articles[0]) == ["data", "models"]
    undone = post(admin_client, CARE, deed=TagDeed.objects.get().pk)
    assert "1 entry bears again what it bore" in words_of(undone)
    assert tags_of(articles[0]) == ["data", "model"]
    again = post(admin_client, CARE, deed=TagDeed.objects.get().pk)
    assert "undone already" in words_of(again)


def test_what_is_left_is_not_suggested_again_until_that_is_undone(admin_client):
    one, other = make_tag("model"), make_tag("models")

    left = post(admin_client, CARE, kind="plural", tag=one.pk, other=other.pk)

    assert "Singular and plural" not in words_of(left)
    assert "“model” and “models” are to stay as they are." in words_of(left)
    back = post(admin_client, CARE, deed=TagDeed.objects.get().pk)
    assert "Singular and plural" in words_of(back)
    for odd in ({"kind": "x", "tag": one.pk}, {"deed": 0}, {"deed": 2**70}, {}):
        assert "nothing was changed" in words_of(post(admin_client, CARE, **odd))


def test_tags_chosen_in_the_list_are_merged_after_a_preview(admin_client):
    articles = [make_article(tags=[name]) for name in ("a", "b", "c")]
    chosen = {"action": "merge", "_selected_action": keys_of("a", "b", "c")}

    preview = admin_client.post(LIST, chosen, follow=True)
    assert "3 entries in all" in words_of(preview)
    assert Tag.objects.count() == 3
    post(admin_client, MERGE, tags=keys_of("a", "b", "c"), into=keys_of("b")[0])

    assert [tags_of(article) for article in articles] == [["b"]] * 3
    assert TagDeed.objects.count() == 2


@pytest.mark.parametrize(
    "query", ["", "?tags=x", "?tags=1", f"?tags={2**70}&tags=2", "?tags=1&tags=2"]
)
def test_merge_of_what_is_no_choice_is_refused_in_words(admin_client, query):
    response = admin_client.get(f"{MERGE}{query}", follow=True)

    assert response.redirect_chain == [(LIST, 302)]
    assert 'class="error"' in response.content.decode()


def test_merge_into_what_was_not_chosen_is_refused(admin_client):
    keys = [make_tag(name).pk for name in ("a", "b", "c")]

    response = post(admin_client, MERGE, tags=keys[:2], into=keys[2])

    assert "Choose the tag that stays" in words_of(response)
    assert Tag.objects.count() == 3


def test_tag_is_split(admin_client):
    articles = [make_article(tags=["data"], title=f"About {n}") for n in range(2)]
    page = f"{LIST}{keys_of('data')[0]}/split/"
    assert "About 0" in words_of(admin_client.get(page))

    bad = post(admin_client, page, name="?!", entries=[articles[0].pk])
    assert "letter or a digit" in words_of(bad)
    response = post(admin_client, page, name="sets", entries=[articles[0].pk])

    assert "1 entry has another tag now." in words_of(response)
    assert [tags_of(article) for article in articles] == [["sets"], ["data"]]
    assert admin_client.get(f"{LIST}0/split/").status_code == 404


def test_deleting_and_renaming_at_the_desk_are_told(admin_client, admin_user):
    tag = make_tag("data")
    save(admin_client, address_of(tag), name="sets", slug="")
    post(admin_client, address_of(tag).replace("change", "delete"), post="yes")

    told = [(str(d), d.account) for d in TagDeed.objects.order_by("pk")]
    assert told == [
        ("“data” is now “sets”.", admin_user),
        ("“sets” was deleted.", admin_user),
    ]


def test_who_may_not_delete_tags_does_not_meet_the_page(client):
    client.force_login(make_editor("view_tag", "change_tag"))
    tag = make_tag("data")

    assert "care" not in words_of(client.get(LIST))
    for page in (CARE, MERGE, f"{LIST}{tag.pk}/split/"):
        assert client.get(page).status_code == 403
        assert client.post(page).status_code == 403


def test_longer_page_costs_no_more_queries(admin_client, django_assert_num_queries):
    for number in range(10):
        make_article(tags=[f"thing {number}"])
        make_tag(f"other {number}").remove()

    with django_assert_num_queries(7):
        page = admin_client.get(CARE)

    assert words_of(page).count("Leave") == 10


def test_tags_that_fit_are_told_to_who_writes_entries(admin_client, client):
    make_tag("data")
    address = f"{LIST}fitting/"

    answer = admin_client.post(address, {"title": "Data", "url": "x"}).json()

    assert answer == {"says": "Tags that may fit", "names": ["data"]}
    client.force_login(make_editor("view_page"))
    assert client.post(address).status_code == 403


def test_any_tag_is_renamed_merged_split_and_deleted_from_the_one_page(admin_client):
    tag = make_tag("bias")
    tag.rename(aliases=["slant"])
    make_article(tags=["bias"])
    make_tag("fairness")

    page = admin_client.get(CARE, {"tag": "Slant"}).content.decode()
    assert [f"tag/{tag.pk}/{step}/" in page for step in ("split", "delete")] == [
        True
    ] * 2
    renamed = post(admin_client, CARE, rename=tag.pk, name="Prejudice")
    assert "The tag is “Prejudice” now." in words_of(renamed)
    assert Tag.objects.get(pk=tag.pk).slug == "prejudice"
    assert Tag.objects.resolve("bias") == tag
    merge = admin_client.get(MERGE, {"tags": tag.pk, "other": "Fairness"})
    assert "1 entry in all" in words_of(merge)
    none = admin_client.get(MERGE, {"tags": tag.pk, "other": "nothing"}, follow=True)
    assert "There is no tag “nothing”." in words_of(none)


def test_name_that_means_no_tag_is_answered_with_those_that_are_like_it(admin_client):
    make_tag("performance")

    page = admin_client.get(CARE, {"tag": "performence"})

    assert "No tag goes by that name. performance" in words_of(page)


def test_rename_to_the_name_of_another_tag_offers_to_merge_them(admin_client):
    tag, other = make_tag("bias"), make_tag("fairness")

    answer = post(admin_client, CARE, rename=tag.pk, name="Fairness")

    assert answer.redirect_chain == [(f"{MERGE}?tags={tag.pk}&tags={other.pk}", 302)]
    assert "is the tag “fairness” already" in words_of(answer)


def test_tag_is_deleted_after_a_page_that_says_how_it_is_undone(admin_client):
    tag = make_tag("bias")
    make_article(tags=["bias"])

    asked = words_of(admin_client.get(f"{LIST}{tag.pk}/delete/"))
    assert "“bias” is taken off 1 entry" in asked
    assert "Under “Tags that need care” it can be undone." in asked
    post(admin_client, f"{LIST}{tag.pk}/delete/", post="yes")

    assert not Tag.objects.exists()
