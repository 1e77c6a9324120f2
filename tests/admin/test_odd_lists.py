"""Lists of the desk that are asked for what nothing knows."""

import pytest
from django.contrib import admin
from pytest_django.asserts import assertRedirects

from tests.admin.desk import words_of
from tests.factories import make_article, make_tag

pytestmark = pytest.mark.django_db

ENORMOUS = "99999999999999999999"
LISTS = """
articles/article articles/tag articles/oldaddress articles/binned articles/page
auth/user auth/group
""".split()
UNKNOWN = [
    *(f"published_at__year={year}" for year in ("0", "10000", "99999999999", "2021")),
    *(f"{name}={ENORMOUS}" for name in ("account", "article", "id__in", "groups")),
    f"groups__id__exact={ENORMOUS}",
    "title__regex=((((",
    "name__regex=((((",
    "path__regex=(a%2B)%2B$",
    "follows__isnull=2",
    "x=1",
]


@pytest.mark.parametrize("name", LISTS)
def test_list_leads_to_all_of_it_where_the_question_is_unknown(admin_client, name):
    address = f"/admin/{name}/"

    for query in UNKNOWN:
        answer = admin_client.get(f"{address}?{query}")
        assertRedirects(answer, f"{address}?e=1", msg_prefix=query)


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("key", ["x", "-1", "", "\0", ENORMOUS, "9" * 5_000])
def test_what_is_no_key_of_a_row_is_not_chosen(admin_client, name, key):
    _app, kind = name.split("/")
    made, kept = make_article(["a"]), make_tag("b")
    model = next(m for m in admin.site._registry if m._meta.model_name == kind)
    request = admin_client.get("/admin/").wsgi_request
    actions = admin.site.get_model_admin(model).get_actions(request)

    for action in [*actions, "no such"]:
        fields = {"action": action, "_selected_action": [key], "index": "0"}
        page = admin_client.post(f"/admin/{name}/", fields, follow=True)
        assert page.status_code == 200, action
        assert "Items must be selected" in words_of(page) or action == "no such"
    made.refresh_from_db()
    kept.refresh_from_db()
