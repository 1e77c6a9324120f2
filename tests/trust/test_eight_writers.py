"""Eight processes write to one database for a minute: none is refused, nothing lost."""

import json

from tests import engine
from tests.commands.site import manage
from tests.processes import run
from tests.trials import times
from tests.trust.sound import assert_sound

WRITERS = times(8, 4)
SECONDS = times(60, 1)
SHIPPED = {
    "journal_mode": "wal",
    "synchronous": 2,  # FULL
    "busy_timeout": 20_000,  # milliseconds
    "foreign_keys": 1,
    "begins at once": True,
}
MAKING = f"""
import django
django.setup()
from tests.factories import make_article, make_note
shared = make_article(slug="shared", url="https://example.org/shared")
for number in range({WRITERS}):
    make_note(shared, "none yet")
"""
TELLING = """
import json, django
django.setup()
from articles.formats.revisions import fingerprint
from articles.models import Article, Revision
shared = Article.objects.get(slug="shared")
told = {
    "titles": dict(Article.objects.published().values_list("slug", "title")),
    "notes": [note.body for note in shared.notes.order_by("position")],
}
for article in Article.objects.exclude(slug__startswith="made"):
    latest = Revision.objects.of(article.uid).first()
    assert latest is None or latest.mark == fingerprint(article.record())
print(json.dumps(told))
"""


def test_eight_writers_are_never_refused_and_lose_nothing(site, tell):
    account = ["createsuperuser", "--username=ann", "--email=", "--noinput"]
    assert run("-c", MAKING, **site).returncode == 0
    manage(site, *account, DJANGO_SUPERUSER_PASSWORD="something long 1")
    words = ["-W", "error", "-m", "tests.trust.writing", str(WRITERS), str(SECONDS)]
    written = run(*words, **site)
    assert written.returncode == 0, written.stderr
    said = json.loads(written.stdout)
    known = run("-c", TELLING, **site)
    assert known.returncode == 0, known.stderr
    known = json.loads(known.stdout)

    lost = [
        one for number, one in enumerate(said) if not is_all_there(one, known, number)
    ]
    locked = sum(one["locked"] for one in said)
    assert (locked, lost) == (0, [])
    if engine.NAME == "sqlite":
        assert [one["connected"] for one in said] == [SHIPPED] * WRITERS
    assert_sound(site)
    tell(
        "survives",
        f"{WRITERS} processes wrote for {SECONDS} s:"
        f" {sum(one['writes'] for one in said)} writes,"
        f" {locked} times “database is locked”, {len(lost)} lost,"
        f" the longest waited {max(one['longest'] for one in said):.1f} s",
    )


def is_all_there(told, known, number):
    """Return whether the database has the last of each that a writer was told of."""
    return (
        known["titles"][f"own-{number}"] == told["own"]
        and known["notes"][number] == told["note"]
        and known["titles"].keys() >= set(told["made"])
    )
