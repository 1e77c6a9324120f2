"""Words that look like markup are words: they change no page, feed, mail or file."""

import re
from email import message_from_bytes
from itertools import cycle
from uuid import NAMESPACE_URL, uuid4, uuid5

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from articles.formats.exports import TAKEN
from articles.formats.feeds import KINDS
from articles.formats.lists import FORMATS
from articles.formats.records import CorrectionRecord
from articles.jobs.mailing import password_mail
from articles.jobs.staticsite import build_site
from articles.models import (
    Article,
    Binned,
    Capture,
    ImportBatch,
    OldAddress,
    Page,
    Revision,
    SavedFilter,
    Tag,
    TagDeed,
    Unfinished,
    Upload,
    acting,
)
from articles.sitemaps import SECTIONS
from articles.text import escape_markdown
from articles.views.files import FILES
from tests.factories import make_article, make_note, make_tag
from tests.trials import times
from tests.trust import steps
from tests.trust.addresses import filled, routes
from tests.trust.markup import shape
from tests.trust.rights import ENTRY, asked_with, closed_addresses, posted, rows_there
from tests.trust.secrets import DAY, STATES

pytestmark = pytest.mark.django_db

HOSTILE = [
    "</script><script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)' x='",
    "--><!-- ]]> <![CDATA[ --!>",
    "</title></textarea></style></p>",
    "{{ 7 }}{% debug %}{# ${7} #{7}",
    "a\u202etxt.exe \u2066b \u2069\u200bc",
    "&lt;b&gt; &amp;amp; &#60;i&#62; &",
    "<svg/onload=alert(1)><math><a b",
    '\\"; alert(1)// \\u003cb\\u003e \\',
    "<?php x ?><!DOCTYPE y [<!ENTITY",
    "=cmd|' /C calc'!A0, \"x\";y",
    "%0d%0aSet-Cookie: a=b %s %(a)s",
    "｛ ＜script＞ ﹤b﹥ ʺʹ “” ‘’ »",
]
HARMLESS = [re.sub(r"[^\w ]", "x", words) for words in HOSTILE]
SUFFIXES = {
    ".html": "text/html",
    "csl.json": FORMATS["csl.json"].content_type,
    ".json": "text/json",
    ".xml": "text/xml",
    ".atom": "text/xml",
    ".rss": "text/xml",
    ".csv": "text/csv",
}
# Marks which words of two entries differ, and words end elsewhere.
MARKED = {"/admin/articles/article/merge/"}


def uid_of(name):
    return uuid5(NAMESPACE_URL, name)


def write(strings):
    """Make a digest with the words of `strings` wherever words may stand, no others."""
    Article.objects.all().delete()
    for kind in (Binned, Tag, Page, Upload, ImportBatch, Revision, TagDeed, User):
        kind.objects.all().delete()
    names = cycle(strings)
    editor = User.objects.create_superuser(f"Ada {next(names)}", "ada@example.org")
    editor.first_name = editor.last_name = next(names)
    editor.save()
    with acting(editor, why=next(names)):
        for number, words in enumerate(strings):
            write_entry(number, words)
        for state, columns in STATES.items():
            row = write_entry(state, next(names), **columns)
            if state == "binned":
                Binned.objects.throw([row])
        title, body = f"About {next(names)}", f"Us {next(names)}"
        Page.objects.create(slug="about", title=title, body=body, updated_at=DAY)
        draft = Article.objects.get(slug="entry-draft")
        OldAddress.objects.leave("/old/", draft)
        ImportBatch.objects.begin(f"{next(names)}.csv", "csv")
    file = f"title,url\n{next(names).replace(',', '')},https://example.org/x\n"
    sent = SimpleUploadedFile("a.csv", file.encode())
    upload = Upload.objects.keep(sent, editor, {"choices": {}})
    Upload.objects.filter(pk=upload.pk).update(name=f"{next(names)}.csv")
    Unfinished.objects.keep(editor, uuid4(), f"title={next(names)}", uid=draft.uid)
    SavedFilter.objects.keep(editor, next(names), "q=words")
    Capture.objects.create(article=draft, found=[["title", next(names), next(names)]])
    return editor


def write_entry(name, words, **columns):
    """Make and return an entry with `words` in each of its parts."""
    tag = make_tag(f"Tag {name}", description=f"Of {words}")
    tag.name = f"Tag {name} {words}"
    tag.save()
    tag.rename(aliases=[f"Alias {name} {words}"])
    article = make_article(
        ["bias", f"tag-{name}"],
        uid=uid_of(f"entry-{name}"),
        title=f"Title {words}",
        slug=f"entry-{name}",
        url=f"https://example.org/{name}",
        authors=[f"Ann {words}", words],
        excerpt=f"Some words {plain(words)}\n\nAnd more of them.",
        via_url="https://example.org/via",
        via_name=f"Via {words}",
        credit=f"By {words}",
        corrections=[CorrectionRecord(at=DAY, text=f"Mended {words}")],
        **{
            "published_at": DAY.replace(day=1 + (name if type(name) is int else 20)),
            "reason": f"For {words}" if name in ("draft", "withdrawn") else "",
            **columns,
        },
    )
    make_note(article, f"Note {plain(words)}", credit=f"Of {words}", quote="more")
    article.title += "!"
    article.save()
    return article


def plain(words):
    """Return words as an editor types them into a field of Markdown: none is a mark."""
    return escape_markdown(words)


def values(route):
    """Return a function: which values may stand in `route` for a name."""
    some = [f"{number}" for number in range(times(len(HOSTILE), 2))]
    kinds = "tag" if route.startswith("tags/") else "entry"
    few = [f"{kinds}-{one}" for one in (some if "article" in route else some[:4])]
    known = {
        "page": [1],
        "kind": KINDS,
        "file": FILES,
        "key": ["0"],
        "year": [DAY.year],
        "month": [f"{DAY.month:02}"],
        "day": ["02"],
        "uid": map(uid_of, [f"entry-{one}" for one in some]),
        "name": SECTIONS,
        "ending": TAKEN if "<export:" in route else FORMATS,
        "path": ["nothing/"],
        "slug": [*few, f"{kinds}-withdrawn", "nothing"],
    }
    return known.__getitem__


def answered(editor):
    """Return {address: shape of the answer} of all that readers and editors may ask."""
    client, found = Client(), {}
    public = [one for route, _ in routes() for one in public_of(route)]
    for address in [*public, "/search/?q=some", "/?order=oldest&note=1"]:
        found[address] = told(client.get(address))
    client.force_login(editor)
    kinds = rows_there()
    own = {ENTRY: {"object_id": Article.objects.get(slug="entry-0").pk}}
    for name, address in closed_addresses(kinds, own):
        query = asked_with(address, posted(kinds))
        found[name] = told(client.get(address, query))
    return found


def steps_of(editor, strings):
    """Return {step: shape of the answer} of what an editor does, each with a string."""
    client, found = Client(), {}
    client.force_login(editor)
    for number, words in enumerate(strings):
        for name, answer in steps.told(client, words):
            found[f"{name} {number}"] = told(answer)
    return found


def public_of(route):
    return [] if route.startswith("admin/") else filled(route, values(route))


def told(answer):
    """Return the status, the names of the headers and the shape of an answer."""
    body = answer.getvalue()
    return (
        answer.status_code,
        {*answer.headers} - {"Vary"},  # of what is long enough to be packed
        shape(answer.headers.get("Content-Type", ""), body),
    )


def mailed(editor):
    """Return the shape of a mail to an account."""
    mail = message_from_bytes(password_mail(editor).message().as_bytes())
    words = mail.get_payload(decode=True)
    return mail.keys(), mail.get_content_type(), words.count(b"\n")


def built(folder):
    """Return {name: shape} of the files of the site."""
    build_site(folder, base_url="https://digest.example.org")
    found = {}
    for file in folder.rglob("*"):
        name = str(file.relative_to(folder))
        kind = next((SUFFIXES[one] for one in SUFFIXES if name.endswith(one)), None)
        # Files of the search, and of other names of tags, are called by their words.
        if kind and not name.startswith((".", "search/", "tags/alias-", "static/")):
            found[name] = shape(kind, file.read_bytes())
    return found


def test_words_that_look_like_markup_change_no_answer(settings, tmp_path, tell):
    shapes = []
    some = [*range(0, len(HOSTILE), times(1, 7))]
    for strings in ([HARMLESS[n] for n in some], [HOSTILE[n] for n in some]):
        settings.SITE_NAME = f"The {strings[0]} Digest"
        settings.SITE_DESCRIPTION = strings[1]
        editor = write(strings)
        files = built(tmp_path / str(len(shapes)))
        found = {**answered(editor), "mail": mailed(editor), **files}
        shapes.append({**found, **steps_of(editor, strings)})

    harmless, hostile = shapes
    assert hostile.keys() == harmless.keys()
    unlike = {name for name in harmless if harmless[name] != hostile[name]}
    assert unlike <= MARKED
    tell(
        "input",
        f"{len(some)} strings of markup in every field: {len(hostile)} pages, answers"
        " to forms, feeds, mails and files parse as with harmless words,"
        f" {len(unlike - MARKED)} do not",
    )
