"""A tag with 100,000 articles, and every page of the site and the desk answers.

DIGEST_TEST_ENTRIES says another number of articles; a million take hours.
"""

import json
import os
import statistics
from dataclasses import replace

from articles.formats import fixture
from articles.formats.records import ArticleRecord
from benchmarks import content
from tests.processes import migrated_database, run
from tests.trials import times

ENTRIES = int(os.environ.get("DIGEST_TEST_ENTRIES", times(100_000, 200)))
LIMIT = 10  # seconds for an answer: what a proxy waits for at least


def records():
    """Yield the tags and articles of a digest, all articles with the first tag."""
    for record in content.records(ENTRIES):
        if isinstance(record, ArticleRecord):
            tags = dict.fromkeys([content.TAG, *record.tags])
            record = replace(record, tags=list(tags))
        yield record


def test_every_page_answers_where_one_tag_has_all_articles(tmp_path, tell):
    file = tmp_path / "digest.json"
    with file.open("w", encoding="utf-8") as written:
        written.writelines(fixture.write(records()))
    site = {
        "DIGEST_DATABASE_URL": migrated_database(tmp_path),
        "DIGEST_ALLOWED_HOSTS": "testserver",
        "DIGEST_PAGE_CACHE": "0",
    }
    loaded = run("manage.py", "load_fixture", str(file), **site)
    assert loaded.returncode == 0, loaded.stderr

    asked = run("-m", "tests.trust.asks_all", **site)
    assert asked.returncode == 0, asked.stderr
    answers = json.loads(asked.stdout)

    assert {a: found for a, found in answers.items() if found[0] >= 500} == {}
    slow = {a: seconds for a, (_, seconds) in answers.items() if seconds > LIMIT}
    assert slow == {}
    assert sum(status == 200 for status, _ in answers.values()) > 150
    seconds = sorted(seconds for _, seconds in answers.values())
    tell(
        "survives",
        f"A tag with all of {ENTRIES:,} articles: {len(answers)} addresses of site and"
        f" desk answer, half within {statistics.median(seconds) * 1000:.0f} ms, the"
        f" slowest after {seconds[-1]:.1f} s",
    )
