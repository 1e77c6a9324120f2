"""Every answer of the API is held against the OpenAPI document that the site serves."""

import copy
import json
import re
from functools import cache

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

SITE = "https://digest.example.org"
ROOT = "/api/v1"


@cache
def described(text):
    """Return an OpenAPI document, once it is known to be one; its shapes closed.

    A shape takes more fields than it names, for clients; an answer has none of them.
    """
    document = json.loads(text)
    OpenAPIV31SpecValidator(document).validate()
    document = copy.deepcopy(document)
    close(document["components"])
    return document


def close(schema):
    if isinstance(schema, dict):
        if schema.get("type") == "object" and "properties" in schema:
            schema["unevaluatedProperties"] = False
        for part in schema.values():
            close(part)


class Asker:
    """Asks the API as a program does, and holds each answer against the document."""

    def __init__(self, client):
        self.client = client
        text = client.get(f"{ROOT}/openapi.json").content.decode()
        self.document = described(text)

    def __call__(self, path, status=200, **options):
        """Return the answer to GET `path`, which counts from the root of the API."""
        response = self.client.get(f"{ROOT}{path}", **options)
        assert response.status_code == status
        self.check(path.partition("?")[0], response)
        return response

    def json(self, path, status=200):
        return self(path, status).json()

    def refused(self, path):
        """Return the name of the parameter for which `path` is answered with 400."""
        return self.json(path, 400)["error"]["parameter"]

    def pages(self, path):
        """Yield the pages from `path` on, following `next`, which ends some time."""
        for _ in range(50):
            response = self(path)
            page = response.json()
            yield page
            following = page["next"]
            link = following and f'<{following}>; rel="next"'
            assert response.headers.get("Link") == link
            if not following:
                return
            path = following.removeprefix(SITE + ROOT)
        pytest.fail("The pages do not end.")

    def check(self, path, response):
        assert response["Content-Type"] == "application/json"
        assert response["Access-Control-Allow-Origin"] == "*"
        (operation,) = [
            described_path["get"]
            for template, described_path in self.document["paths"].items()
            if re.fullmatch(re.sub("{.*?}", "[^/]+", template), path)
        ]
        answer = operation["responses"][str(response.status_code)]
        schema = answer["content"]["application/json"]["schema"]
        self.validate(response.json(), schema)

    def validate(self, value, schema):
        whole = {**schema, "components": self.document["components"]}
        checker = Draft202012Validator.FORMAT_CHECKER
        Draft202012Validator(whole, format_checker=checker).validate(value)


@pytest.fixture
def ask(client, settings):
    """An Asker of a site that lives at SITE, whatever host a request names."""
    settings.SITE_URL = SITE
    return Asker(client)


def slugs(page):
    return [article["slug"] for article in page["articles"]]
