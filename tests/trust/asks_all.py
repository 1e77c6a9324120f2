"""Ask a digest for every kind of address there is, as a reader and as an editor.

    python -m tests.trust.asks_all

Asks the site that the variables name, in this process, and prints as JSON the answers:
{address: [status, seconds]}. Of what comes in pieces, a file of the whole site, the
seconds are those of the first. Changes nothing that readers see: one account is made.
"""

import itertools
import json
import logging
import os
import sys
import time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "digest.settings")
django.setup()

from django.contrib.auth.models import User  # noqa: E402
from django.test import Client  # noqa: E402

from articles.formats.exports import TAKEN  # noqa: E402
from articles.formats.feeds import KINDS  # noqa: E402
from articles.formats.lists import FORMATS  # noqa: E402
from articles.models import Article  # noqa: E402
from articles.sitemaps import SECTIONS  # noqa: E402
from articles.views.files import FILES  # noqa: E402
from benchmarks.content import COMMON, RARE, TAG  # noqa: E402
from tests.trust.addresses import filled, routes  # noqa: E402

QUERIES = f"""
/?tag={TAG} /?order=oldest /?tag={TAG}&note=1 /search/?q={COMMON} /search/?q={RARE}
/search/?q={COMMON}&order=newest /search/?q=-{COMMON} /search/?q=tag:{TAG}+{COMMON}
/api/v1/articles/?tag={TAG} /api/v1/articles/?q={COMMON} /tags/?order=use
/admin/articles/article/?q={COMMON} /admin/articles/article/?o=1
/admin/articles/article/?q={RARE}&o=-2 /admin/articles/tag/?q={TAG}
""".split()


def pages(count):
    """Return the numbers of a page deep in a list of `count`, of its last, of none."""
    last = max(-(-count // 20), 2)
    return [last // 2 + 1, last, last + 1]


def public(article, count):
    """Yield every address of readers, with `article` or TAG in it where one varies."""
    at = article.published_at
    for route, _ in routes():
        slug = TAG if route.startswith("tags/") else article.slug
        known = {
            "slug": [slug],
            "page": pages(count) if "sitemap" not in route else [1],
            "kind": KINDS,
            "file": FILES,
            "key": ["0"],
            "year": [at.year],
            "month": [f"{at:%m}"],
            "day": [f"{at:%d}"],
            "uid": [article.uid],
            "name": SECTIONS,
            "ending": TAKEN if "<export:" in route else FORMATS,
            "path": ["nothing/"],
        }
        if not route.startswith("admin/"):
            yield from filled(route, known.__getitem__)


def desk(article):
    """Yield every address of the desk that names no row but `article` and its tags."""
    keys = {"article": article.pk, "tag": article.tags.first().pk}
    for route, name in routes():
        parts = route.split("/")
        own = parts[2] in keys if len(parts) > 2 else False
        if "<" in route and not (own and parts[3] == "<path:object_id>"):
            continue
        if route.startswith("admin/") and name != "logout":
            kind = parts[2] if own else ""
            yield from filled(route, lambda _, kind=kind: [keys[kind]])


def ask(client, address):
    """Return [status, seconds] of the answer at `address`, which is read to its end."""
    start = time.perf_counter()
    answer = client.get(address)
    pieces = iter(answer)
    next(pieces, None)
    seconds = time.perf_counter() - start
    for _ in pieces:
        pass
    return [answer.status_code, round(seconds, 3)]


def main():
    """Print what was answered."""
    logging.disable(logging.CRITICAL)
    reader, editor = (Client(raise_request_exception=False) for _ in range(2))
    editor.force_login(User.objects.create_superuser("who-asks-all"))
    count = Article.objects.count()
    article = Article.objects.filter(tags__slug=TAG).order_by("pk")[count // 2]
    asked = dict.fromkeys(itertools.chain(public(article, count), desk(article)))
    found = {}
    for address in [*asked, *QUERIES]:
        client = editor if address.startswith("/admin/") else reader
        found[address] = ask(client, address)
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
