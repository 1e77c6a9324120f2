"""A site of its own, reached by its commands alone."""

import json
import uuid

from tests.processes import ROOT, run

SEED = ROOT / "fixtures" / "performance.json"


def manage(site, *command, **options):
    """Run a command of `site`, its variables; return the finished process."""
    return run("manage.py", *command, **site, **options)


def exported(site):
    """Return all content of `site` as a fixture."""
    return manage(site, "export_fixture").stdout


def write_content(path, word, count, first=0):
    """Write a fixture of `count` articles whose words are `word`; return its text."""
    held = [{"model": "articles.tag", "fields": {"name": word, "slug": word}}]
    for number in range(first, first + count):
        uid = str(uuid.UUID(int=number + 1))
        fields = {
            "created_at": "2021-01-01T00:00:00Z",
            "excerpt": f"{word} " * 40,
            "language": "en",
            "published_at": "2021-01-01T00:00:00Z",
            "slug": f"entry-{number:05}",
            "status": "published",
            "tags": [word],
            "title": f"{word} {number}",
            "uid": uid,
            "updated_at": "2021-01-01T00:00:00Z",
            "url": f"https://example.org/{number}",
        }
        held.append({"model": "articles.article", "fields": fields})
    text = json.dumps(held, indent=2)
    path.write_text(text)
    return text
