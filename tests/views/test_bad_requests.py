"""What cannot be read as it was sent is answered, not tripped over: 400."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db

FORM = "application/x-www-form-urlencoded"
UNREADABLE = {
    "of another charset": {"data": b"a=b", "content_type": f"{FORM}; charset=latin1"},
    "of too many fields": {"data": b"a=b&" * 5_001, "content_type": FORM},
    "without a boundary": {"data": b"a=b", "content_type": "multipart/form-data"},
    "too large": {"data": b"a" * (8 * 1024 * 1024 + 1), "content_type": FORM},
}
PAGES = ["/", "/nothing/", "/admin/login/", "/search/", "/admin/articles/article/add/"]


@pytest.fixture
def stranger():
    """Who is asked for a token with each form, and has the cookie for one."""
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.cookies["csrftoken"] = "a" * 32
    return client


@pytest.mark.parametrize("sent", UNREADABLE.values(), ids=UNREADABLE)
def test_form_that_cannot_be_read_is_answered_with_a_page(stranger, sent):
    for address in PAGES:
        answer = stranger.post(address, **sent)
        assert answer.status_code == 400, address
        assert "<h1>The request was not understood</h1>" in answer.text


def test_program_reads_it_as_json(stranger):
    for answer in (
        stranger.post("/feed.json", **UNREADABLE["of another charset"]),
        stranger.get("/api/v1/tags/", headers={"host": "evil.example"}),
    ):
        message = "The request was not understood."
        assert answer.status_code == 400
        assert answer.json() == {"error": {"status": 400, "message": message}}


def test_host_that_is_none_of_the_site_is_answered_with_a_page(stranger):
    answer = stranger.get("/", headers={"host": "evil.example"})

    assert answer.status_code == 400
    assert "<h1>The request was not understood</h1>" in answer.text
    assert "evil.example" not in answer.text
