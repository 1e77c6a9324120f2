import pytest

from articles.models import Article, Binned
from tests.admin.desk import address_of, make_editor, words_of
from tests.factories import make_article

pytestmark = pytest.mark.django_db

LIST = "/admin/articles/article/"
BIN = "/admin/articles/binned/"


def test_deleted_at_the_desk_is_in_the_bin_and_comes_back(admin_client, admin_user):
    one, two, three = (make_article() for _ in range(3))

    page = admin_client.post(
        address_of(one).replace("change", "delete"), {"post": "yes"}, follow=True
    )
    assert "It is in the bin now." in words_of(page)
    chosen = {"action": "delete_selected", "_selected_action": [two.pk, three.pk]}
    page = admin_client.post(LIST, {**chosen, "post": "yes"}, follow=True)
    assert "They are in the bin now." in words_of(page)
    assert not Article.objects.exists()

    words = words_of(admin_client.get(BIN))
    assert f"{one.title} example.org admin" in words
    binned = Binned.objects.get(uid=one.uid)
    assert one.excerpt in words_of(admin_client.get(f"{BIN}{binned.pk}/change/"))
    chosen = {"action": "restore", "_selected_action": [binned.pk]}
    page = admin_client.post(BIN, chosen, follow=True)
    assert f"“{one.title}” is restored." in words_of(page)
    assert Article.objects.get().uid == one.uid


def test_entry_goes_to_the_bin_with_a_reason_after_a_page_that_says_so(admin_client):
    article = make_article(title="Old news")
    address = f"/admin/articles/article/{article.pk}/delete/"

    asked = words_of(admin_client.get(address))
    assert "“Old news” goes to the bin" in asked
    assert "Are you sure" not in asked
    admin_client.post(address, {"post": "yes", "why": "Said twice."})

    assert Binned.objects.get().why == "Said twice."


def test_chosen_entries_go_to_the_bin_with_one_reason(admin_client):
    entries = [make_article() for _ in range(2)]
    chosen = {"action": "delete_selected"}
    chosen["_selected_action"] = [entry.pk for entry in entries]

    asked = words_of(admin_client.post(LIST, chosen))
    assert "These 2 entries go to the bin" in asked
    admin_client.post(LIST, {**chosen, "post": "yes", "why": "Old."})

    assert [one.why for one in Binned.objects.all()] == ["Old.", "Old."]


def test_deleted_for_good_only_after_a_question(admin_client):
    article = make_article()
    Binned.objects.throw([article])
    address = f"{BIN}{Binned.objects.get().pk}/delete/"

    assert "Are you sure" in words_of(admin_client.get(address))
    assert Binned.objects.exists()
    admin_client.post(address, {"post": "yes"})
    assert not Binned.objects.exists()


def test_who_may_not_add_entries_restores_none(client):
    Binned.objects.throw([make_article()])
    client.force_login(make_editor("view_binned"))

    chosen = {"action": "restore", "_selected_action": [Binned.objects.get().pk]}
    client.post(BIN, chosen)

    assert not Article.objects.exists()


@pytest.mark.parametrize("count", [1, 20])
def test_bin_costs_as_many_queries_however_much_it_holds(
    admin_client, django_assert_max_num_queries, count
):
    Binned.objects.throw([make_article() for _ in range(count)])

    with django_assert_max_num_queries(7):
        admin_client.get(BIN)
