"""What holds for every answer of the API: methods, headers, errors, the document."""

import re
from dataclasses import fields

import pytest
from django.test import Client
from pytest_django.asserts import assertContains, assertRedirects

from articles.api.schemas import RECORDS
from articles.filters import ArticleFilter
from articles.models import Article
from tests.api.answers import SITE
from tests.factories import make_article, make_note

pytestmark = pytest.mark.django_db

PATHS = ["/", "/articles/", "/articles/{uid}/", "/tags/", "/openapi.json"]


@pytest.fixture(params=PATHS)
def path(request):
    """A path of the API that answers with 200."""
    article = make_article(["bias"], uid="48eeac62-d23e-4acb-b778-7c083246c726")
    make_note(article)
    return request.param.format(uid=article.uid)


def test_index_leads_to_everything(ask, client):
    links = ask.json("/")["links"]

    assert links["articles"] == f"{SITE}/api/v1/articles/"
    for address in links.values():
        assert client.get(address.removeprefix(SITE)).status_code == 200


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE"])
def test_nothing_is_written(path, method):
    stranger = Client(enforce_csrf_checks=True)
    answer = stranger.generic(method, f"/api/v1{path}", "{}")

    assert answer.status_code == 405
    assert answer["Allow"] == "GET, HEAD, OPTIONS"
    assert answer["Content-Type"] == "application/json"
    assert answer.json()["error"]["status"] == 405
    assert answer["Access-Control-Allow-Origin"] == "*"


def test_head_is_answered_as_get_without_a_body(client, path):
    answer = client.head(f"/api/v1{path}")

    assert (answer.status_code, answer.content) == (200, b"")
    assert answer["Cache-Control"] == "public, max-age=60"


def test_what_did_not_change_is_not_sent_again(ask, client, path):
    known = {"if-none-match": ask(path)["ETag"]}
    again = client.get(f"/api/v1{path}", headers=known)

    assert (again.status_code, again.content) == (304, b"")
    assert again["Access-Control-Allow-Origin"] == "*"
    assert again["Cache-Control"] == "public, max-age=60"


def test_what_changed_is_sent_again(ask, client):
    article = make_article()
    paths = ["/articles/", f"/articles/{article.uid}/"]
    known = [(path, {"if-none-match": ask(path)["ETag"]}) for path in paths]
    make_note(article)

    for path, headers in known:
        assert client.get(f"/api/v1{path}", headers=headers).status_code == 200


def test_error_is_not_kept(client):
    assert client.get("/api/v1/articles/?page=2")["Cache-Control"] == "no-cache"


def test_no_answer_sets_a_cookie(client, path):
    assert not client.get(f"/api/v1{path}").cookies


@pytest.mark.parametrize("address", ["/api/v1/articles/", "/api/v1/no", "/feed.json"])
def test_browser_that_asks_first_is_let_through(client, address):
    headers = {
        "origin": "https://elsewhere.example",
        "access-control-request-method": "GET",
        "access-control-request-headers": "if-none-match",
    }
    answer = client.options(address, headers=headers)

    assert answer.status_code in (200, 204)
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert answer["Access-Control-Allow-Methods"] == "GET, HEAD"
    assert answer["Access-Control-Allow-Headers"] == "*"
    assert "Access-Control-Allow-Credentials" not in answer


@pytest.mark.parametrize("address", ["/feed.json", "/tags/bias/feed.json"])
def test_json_feed_is_open_to_scripts(client, address):
    make_article(["bias"])

    assert client.get(address)["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("address", ["/", "/feed.atom", "/tags/", "/admin/login/"])
def test_nothing_else_is_open_to_scripts(client, address):
    assert "Access-Control-Allow-Origin" not in client.get(address)


@pytest.mark.parametrize(
    "address",
    ["/api/v1/no/", "/api/v2/", "/api/v1/articles/x/y/", "/api/%00"],
)
def test_address_that_is_none_is_not_found_in_json(client, address):
    answer = client.get(address)

    assert answer.status_code == 404
    assert answer.json()["error"]["status"] == 404
    assert client.post(address).status_code == 405


@pytest.mark.parametrize("address", ["/api/v1/articles", "/api/v1", "/api/v1/tags"])
def test_address_without_its_last_slash_leads_on(client, address):
    make_article()
    answer = client.get(f"{address}?x=1")

    assertRedirects(answer, f"{address}/?x=1", 301, target_status_code=400)
    assert answer["Access-Control-Allow-Origin"] == "*"


def test_too_many_parameters_are_refused(ask, settings):
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 5
    error = ask.json("/articles/?a&b&c&d&e&f", 400)["error"]

    assert error == {"status": 400, "message": "Too many parameters."}


def test_fault_of_ours_is_told_in_json(settings, monkeypatch):
    def fail(*args):
        raise RuntimeError("a secret")

    monkeypatch.setattr(Article.objects, "published", fail)
    answer = Client(raise_request_exception=False).get("/api/v1/articles/")

    assert answer.status_code == 500
    assert answer.json()["error"]["status"] == 500
    assert "secret" not in answer.content.decode()
    assert answer["Access-Control-Allow-Origin"] == "*"


def test_document_names_every_parameter_of_a_list(ask):
    operation = ask.document["paths"]["/articles/"]["get"]
    named = {parameter["name"] for parameter in operation["parameters"]}

    assert named == {
        *ArticleFilter.base_filters,
        "limit",
        "cursor",
        "annotations",
    }


@pytest.mark.parametrize("path", ["/articles/", "/tags/"])
def test_examples_of_the_document_fit_its_schemas(ask, path):
    for parameter in ask.document["paths"][path]["get"]["parameters"]:
        ask.validate(parameter["example"], parameter["schema"])


@pytest.mark.parametrize("name", RECORDS)
def test_document_names_every_field_of_a_record(ask, name):
    record, _ = RECORDS[name]
    described = ask.document["components"]["schemas"][name]["properties"]

    assert {field.name for field in fields(record)} <= described.keys()


def test_page_shows_all_of_the_document(ask, client):
    page = client.get("/api/")
    text = page.content.decode()

    assert page.status_code == 200
    for path, described in ask.document["paths"].items():
        operation = described["get"]
        assertContains(page, f"{SITE}/api/v1{path}")
        assertContains(page, operation["summary"])
        for parameter in operation.get("parameters", []):
            assert f"<code>{parameter['name']}" in text
    for name, schema in ask.document["components"]["schemas"].items():
        assertContains(page, f'<h2 id="{name}">', count=1)
        for field in schema["properties"]:
            assert f"<code>{field}</code>" in text
    assert " style=" not in text


def test_every_link_within_the_page_leads_somewhere(client):
    text = client.get("/api/").content.decode()

    targets = set(re.findall(r'href="#([^"]+)"', text))
    ids = re.findall(r' id="([^"]+)"', text)
    assert targets <= set(ids)
    assert len(ids) == len(set(ids))


def test_page_is_linked_from_every_page(client):
    assertContains(client.get("/"), '<a href="/api/">API</a>')


def test_page_asks_nothing_of_the_database(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        client.get("/api/")
