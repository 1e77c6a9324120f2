"""A session that is ended in one window while another window is at work."""

from urllib.parse import urlencode

import pytest
from django.contrib.auth.models import User
from django.test import Client

from articles.models import Article
from tests.accounts.accounts import PASSWORD, log_in
from tests.admin.desk import words_of
from tests.factories import make_article
from tests.trust.test_at_once import after_a_question

pytestmark = pytest.mark.django_db(transaction=True)

TRIAGE = "/admin/articles/article/triage/"
APP = "/admin/second-factor/app/"


@pytest.fixture
def windows():
    """Two windows of one browser, in which an editor is logged in."""
    User.objects.create_superuser("ada", password=PASSWORD)
    clients = [Client(), Client()]
    log_in(clients[0])
    clients[1].cookies = clients[0].cookies
    return clients


def login_to(address):
    """Return the address of the log-in that leads to another."""
    return f"/admin/login/?{urlencode({'next': address})}"


def logged_out_during(ask, other):
    """Return the answer to what is asked, during which the `other` window logs out."""
    with after_a_question("django_session", lambda: other.post("/admin/logout/")):
        return ask()


def test_form_whose_session_is_ended_meanwhile_is_told_what_is_known(windows):
    here, other = windows
    make_article(title="One", status="draft", published_at=None)
    page = here.get(TRIAGE)
    address = page.context["here"]
    sent = {"do": "schedule", "read": page.context["read"], "at": "2099-01-01 09:00"}

    answer = logged_out_during(lambda: here.post(address, sent), other)

    assert Article.objects.get().is_scheduled
    assert answer.status_code == 403
    assert answer["Cache-Control"] == "private, no-store"
    words = words_of(answer)
    assert "Your session was ended in another window" in words
    assert "“One” appears on 2099-01-01 09:00." in words
    assert "not understood" not in words
    assert "ada" not in words.lower().split()
    assert f'href="{login_to(address)}"' in answer.text


def test_page_whose_session_is_ended_meanwhile_leads_to_the_log_in(windows):
    here, other = windows
    here.post(here.get(APP)["Location"], {"password": PASSWORD})

    answer = logged_out_during(lambda: here.get(APP), other)  # a secret waits in it

    assert (answer.status_code, answer["Location"]) == (302, login_to(APP))
