"""Rules are broken in a copy of the project, and tests that hold them see it.

Part of `make check` alone. A test that stays green when its rule is broken is none.
"""

import os
import re
import shutil
import subprocess
import sys
from typing import NamedTuple

import pytest

from tests.processes import ROOT

LEFT = shutil.ignore_patterns(
    ".*", "__pycache__", "node_modules", "staticfiles", "db.*"
)


class Broken(NamedTuple):
    """A rule; the words of a file that keep it, what takes their place; the tests."""

    rule: str
    file: str
    was: str
    becomes: str
    tests: str


RULES = [
    Broken(
        "Readers see what is published, nothing else",
        "articles/models/publication.py",
        'return self.filter(posted, status="published")',
        "return self.filter(posted)",
        "tests/trust/test_secrets.py -k no_answer_tells",
    ),
    Broken(
        "A scheduled entry comes in its second, not before",
        "articles/models/publication.py",
        'Unindexed("published_at"), at or timezone.now())',
        'Unindexed("published_at"), at or timezone.now() + timezone.timedelta(0, 1))',
        "tests/trust/test_seconds.py",
    ),
    Broken(
        "A note for editors is for editors",
        "articles/models/annotation.py",
        "return self.filter(public=True)",
        "return self.all()",
        "tests/trust/test_secrets.py -k no_answer_tells",
    ),
    Broken(
        "A contributor changes nothing but their own drafts",
        "articles/models/roles.py",
        "        and article.status == article.Status.DRAFT\n",
        "",
        "tests/admin/test_contributors.py",
    ),
    Broken(
        "An account without rights is refused by the desk",
        "articles/models/roles.py",
        'return account.has_perm("articles.change_article")',
        "return True",
        "tests/trust/test_matrix.py -k as_the_table_says",
    ),
    Broken(
        "A POST without a token is refused",
        "digest/settings.py",
        '    "django.middleware.csrf.CsrfViewMiddleware",\n',
        "",
        "tests/trust/test_matrix.py -k without_a_token",
    ),
    Broken(
        "A stranger who fails to log in locks nobody out",
        "articles/accounts/adapter.py",
        'return f"{self.get_client_ip(request)} {name}"',
        "return name",
        "tests/accounts/test_throttle.py -k locks_out",
    ),
    Broken(
        "No private address is opened",
        "articles/networks.py",
        "return not any(address in network for network in NOT_PUBLIC[address.version])",
        "return True",
        "tests/test_networks.py tests/test_http.py",
    ),
    Broken(
        "No page runs a script that stands in it",
        "digest/settings.py",
        """"script-src": ["'self'"],""",
        """"script-src": ["'self'", "'unsafe-inline'"],""",
        "tests/trust/test_headers.py",
    ),
    Broken(
        "Words in JSON-LD end no script",
        "articles/templatetags/linked_data.py",
        ").translate(ESCAPES)",
        ")",
        "tests/trust/test_markup.py",
    ),
    Broken(
        "A link leads to the web, by http or https",
        "articles/text.py",
        'return value if attribute != "href" or WEB_ADDRESS.match(value) else None',
        "return value",
        "tests/test_text.py tests/test_text_properties.py",
    ),
    Broken(
        "A file that cannot be loaded whole changes nothing",
        "articles/jobs/fixtures.py",
        "with roomy(), transaction.atomic(), ExitStack()",
        "with roomy(), ExitStack()",
        "tests/jobs/test_broken_fixtures.py -k bad_file",
    ),
    Broken(
        "Of two who publish an entry at one moment, one does",
        "articles/models/publication.py",
        "if now.status != self.status:",
        "if False:",
        "tests/trust/test_at_once.py -k publish_it_once",
    ),
    Broken(
        "Who writes to SQLite waits for the other",
        "digest/variables.py",
        '"transaction_mode": "IMMEDIATE"',
        '"transaction_mode": "DEFERRED"',
        "tests/trust/test_eight_writers.py",
    ),
    Broken(
        "A database that is away is told in words of ours",
        "articles/views/errors.py",
        "if is_away(sys.exc_info()[1]):",
        "if False:",
        "tests/views/test_database_away.py",
    ),
    Broken(
        "An archive goes by the clocks of the site",
        "articles/periods.py",
        "zone = timezone.get_default_timezone()\n    midnight",
        "zone = UTC\n    midnight",
        "tests/trust/test_year.py",
    ),
]


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """A copy of the project, to be broken."""
    return shutil.copytree(
        ROOT, tmp_path_factory.mktemp("copy") / "digest", ignore=LEFT
    )


def outcome(copy, tests):
    """Return what pytest says of `tests` in `copy`: its number, and its words."""
    left = {k: v for k, v in os.environ.items() if not k.startswith("DIGEST_")}
    left = {k: v for k, v in left.items() if not k.startswith("PYTEST_")}
    command = [sys.executable, "-B", "-m", "pytest", "-q", "-n0", "-x"]
    done = subprocess.run(
        [*command, "-p", "no:cacheprovider", *tests.split()],
        cwd=copy,
        env={**left, "DIGEST_TEST_ENGINE": "sqlite"},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


assert len(RULES) >= 10  # as we promise


@pytest.mark.parametrize("broken", RULES, ids=lambda broken: broken.rule)
def test_rule_that_is_broken_is_seen(copy, broken, tell):
    file = copy / broken.file
    whole = file.read_text(encoding="utf-8")
    assert whole.count(broken.was) == 1

    green, words = outcome(copy, broken.tests)
    assert green == 0, words
    file.write_text(whole.replace(broken.was, broken.becomes), encoding="utf-8")
    try:
        red, words = outcome(copy, broken.tests)
    finally:
        file.write_text(whole, encoding="utf-8")

    assert red == 1, words
    found = re.findall(r"^(FAILED|ERROR) tests", words, re.MULTILINE)
    assert set(found) == {"FAILED"}, words  # a test, not what it stands on
    tell("broken", f"{broken.rule}: broken, and seen by {broken.tests.split()[0]}")
