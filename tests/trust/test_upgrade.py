"""A digest that an older version filled: `make run` brings it up to date by itself."""

import json
from collections import Counter

import pytest

from tests.commands.site import exported, manage
from tests.processes import new_database, run
from tests.served import Browser, serving
from tests.trials import WHOLE, times
from tests.trust.sound import assert_sound

ENTRIES = times(300, 60)
KIND = "articles.article"
BACK = [2, 12] if WHOLE else [2]  # migrations
LOST = """
import json, sys, django
django.setup()
from django.apps import apps
for name, keys in json.loads(sys.argv[1]).items():
    there = apps.get_model("articles", name).objects.filter(pk__in=keys)
    for key in set(keys) - set(there.values_list("pk", flat=True)):
        print(name, key)
"""


def held(fixture):
    """Return what a fixture holds as tests/trust/formerly.py tells it."""
    rows = [row["fields"] for row in json.loads(fixture) if row["model"] == KIND]
    return {
        row["slug"]: [row["title"], *row["tags"], row["notes"][0]["body"]]
        for row in rows
    }


def assert_readers_find(reader, before):
    """Assert that pages, lists and the search show what was published, and no more."""
    public = {slug: it for slug, it in before.items() if int(slug.split("-")[1]) % 5}
    newest = list(public)[-1]
    title, _tag, note = public[newest]
    assert title in reader.ask("/").page
    assert note in reader.ask(f"/articles/{newest}/").page
    word = title.split()[1]
    assert f"/articles/{newest}/" in reader.ask(f"/search/?q={word}").page
    assert "/articles/entry-0/" not in reader.ask("/search/?q=zq0xk").page
    listed = json.loads(reader.ask("/api/v1/tags/").page)["tags"]
    assert {one["slug"]: one["count"] for one in listed} == Counter(
        tag for _title, tag, _note in public.values()
    )


@pytest.mark.parametrize("back", BACK)
def test_digest_of_an_older_version_is_all_there_after_make_run(tmp_path, tell, back):
    site = {
        "DIGEST_DATABASE_URL": new_database(tmp_path),
        "DIGEST_SECRET_KEY": "k" * 60,
    }
    words = ["-m", "tests.trust.formerly", str(back), str(ENTRIES)]
    filled = run("-W", "error", *words, **site)
    assert filled.returncode == 0, filled.stderr
    before, rows = json.loads(filled.stdout).values()
    assert manage(site, "migrate", "--check").returncode == 1

    with serving(site) as (address, _served):
        assert_readers_find(Browser(address), before)
    after = held(exported(site))
    lost = run("-c", LOST, json.dumps(rows), **site)

    assert manage(site, "migrate", "--check").returncode == 0
    assert after == before
    assert (lost.returncode, lost.stdout) == (0, ""), lost.stderr
    assert_sound(site)
    tell(
        "survives",
        f"an upgrade over {back} migrations: {len(after)} entries of before,"
        f" and rows of {len(rows)} kinds: {len(lost.stdout.splitlines())} lost",
    )
