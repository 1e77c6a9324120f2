"""What the desk does while somebody else writes for long: on SQLite all wait."""

import pytest
from django.db import connection

from tests.admin.desk import words_of


@pytest.mark.django_db(transaction=True)
def test_who_saves_while_all_must_wait_is_told_to_send_it_again(admin_client):
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout = 0")
    other = connection.copy()
    form = {"desk_language": "en"}
    try:
        with other.cursor() as cursor:
            cursor.execute("BEGIN IMMEDIATE")
        for kind in ("article", "tag"):  # forms open, and wait to be sent
            assert admin_client.get(f"/admin/articles/{kind}/add/").status_code == 200
        page = admin_client.post("/admin/settings/", form)
    finally:
        other.close()

    assert page.status_code == 503
    assert "nobody else can save" in words_of(page)
    assert admin_client.post("/admin/settings/", form).status_code == 302
    connection.close()
