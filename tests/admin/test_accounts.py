"""Accounts at the desk: who did anything stays."""

import pytest
from django.contrib.auth.models import User

from articles.models import acting
from tests.admin.desk import address_of, make_editor, save, words_of
from tests.factories import make_article, make_tag

pytestmark = pytest.mark.django_db

USERS = "/admin/auth/user/"
STAYS = "“ada” did something at the desk: take “Active” away instead."


def delete(client, account):
    """Delete an account both ways that the desk has; return what each answered."""
    chosen = {"action": "delete_selected", "_selected_action": account.pk}
    return [
        client.post(f"{USERS}{account.pk}/delete/", {"post": "yes"}, follow=True),
        client.post(USERS, chosen | {"post": "yes"}, follow=True),
    ]


def test_account_that_did_anything_is_not_deleted(admin_client, client):
    ada = make_editor("change_article", "view_article", name="ada")
    client.force_login(ada)
    save(client, address_of(make_article()), title="Changed")

    for answer in delete(admin_client, ada):
        assert STAYS in words_of(answer)

    assert User.objects.filter(username="ada").exists()
    trail = admin_client.get("/admin/articles/article/trail/")
    assert "ada" in words_of(trail)


def test_account_that_changed_tags_is_not_deleted(admin_client):
    ada, tag = make_editor(name="ada"), make_tag("bias")
    with acting(ada):
        tag.rename("fairness")

    assert STAYS in words_of(delete(admin_client, ada)[0])


def test_account_that_did_nothing_is_deleted(admin_client):
    ada = make_editor(name="ada")

    delete(admin_client, ada)

    assert not User.objects.filter(username="ada").exists()
