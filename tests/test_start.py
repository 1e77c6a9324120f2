"""What a process loads before it answers."""

import pytest

from tests.processes import migrated_database, run

pytestmark = pytest.mark.django_db

FIRST_PAGE = """
import sys
from digest.wsgi import application
from tests.asking import ask

status, _, page = ask(application, "/")
heavy = {"articles.desk", "bibtexparser", "httpx2", "lxml", "yaml"}
heavy |= {"allauth.account.models", "allauth.mfa.models", "argon2"}
heavy |= {"digest.watching", "digest.metrics", "prometheus_client", "sentry_sdk"}
loaded = heavy & sys.modules.keys()
desk, _, _ = ask(application, "/admin/login/")
print(status, b"</html>" in page, sorted(loaded), desk)
"""


def test_first_page_waits_for_no_desk_and_no_parser(tmp_path):
    done = run("-c", FIRST_PAGE, DIGEST_DATABASE_URL=migrated_database(tmp_path))

    assert done.stdout == "200 True [] 200\n", done.stderr
