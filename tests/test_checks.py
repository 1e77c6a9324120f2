"""`check --deploy`: silent on a production site, and clear about what is missing."""

import secrets

import pytest

from tests.processes import run

PRODUCTION = {
    "DIGEST_SECRET_KEY": secrets.token_urlsafe(48),
    "DIGEST_SITE_URL": "https://digest.example",
    "DIGEST_HTTPS": "1",
}


def check(**variables):
    return run("manage.py", "check", "--deploy", **variables)


def test_production_site_passes_without_a_word():
    checked = check(**PRODUCTION)

    assert checked.returncode == 0
    assert checked.stderr == ""
    assert "no issues" in checked.stdout


@pytest.mark.parametrize(
    ("missing", "words"),
    [
        ({"DIGEST_SECRET_KEY": None}, "DIGEST_SECRET_KEY is not set"),
        ({"DIGEST_ALLOWED_HOSTS": "other.example"}, "lacks digest.example"),
        ({"DIGEST_SITE_URL": "http://digest.example"}, "begins with http://"),
        ({"DIGEST_HTTPS": "0"}, "security.W012"),
        ({"DIGEST_SECRET_KEY": "short"}, "security.W009"),
        ({"DIGEST_FETCH_ALLOW": "10.0.0.0/8"}, "lets editors reach 10.0.0.0/8"),
        ({"DIGEST_DEBUG": "1"}, "security.W018"),
    ],
    ids=str,
)
def test_what_is_missing_is_named(missing, words):
    variables = {**PRODUCTION, **missing}
    checked = check(**{k: v for k, v in variables.items() if v is not None})

    assert words in checked.stderr + checked.stdout
