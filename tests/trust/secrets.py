"""Words that no reader may see, each in a place of its own, beside what is public."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from uuid import NAMESPACE_URL, uuid4, uuid5

from django.core.files.uploadedfile import SimpleUploadedFile

from articles.formats.exports import TAKEN
from articles.formats.feeds import KINDS
from articles.formats.lists import FORMATS
from articles.formats.records import CorrectionRecord
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
    Unfinished,
    Upload,
    acting,
)
from articles.sitemaps import SECTIONS
from articles.views.files import FILES
from tests.admin.desk import make_editor
from tests.factories import make_address, make_article, make_note, make_tag
from tests.trust.addresses import filled, routes

SECRET = re.compile("zq[a-z]+xk", re.IGNORECASE)
DAY = datetime(2021, 3, 4, 12, tzinfo=UTC)
COMING = DAY.replace(year=2100)
STATES = {
    "draft": {"status": "draft", "published_at": None},
    "review": {"status": "review", "published_at": DAY.replace(year=2019)},
    "scheduled": {"published_at": COMING},
    "withdrawn": {"status": "withdrawn"},
    "binned": {},
}


def word(state, part):
    """Return the secret word of a part of what is in a state."""
    return f"zq{state}{part}xk"


def uid_of(name):
    """Return the uid of the entry that is called so: it is known before it is there."""
    return uuid5(NAMESPACE_URL, name)


def show():
    """Make and return what is public. A part of it follows what was never shown."""
    # A source of its own: that of the factory is a number, and so are those below.
    hidden = make_article(
        title="zqfollowedtitlexk",
        slug="zqfollowedslugxk",
        url="https://example.org/followed",
    )
    Article.objects.filter(pk=hidden.pk).update(**STATES["draft"])
    shown = [
        make_article(
            ["bias", *tags],
            uid=uid_of(f"shown-{day}"),
            slug=f"shown-{day}",
            title=f"Shown {day}",
            url=f"https://example.org/{day}",
            authors=["Ann Author"],
            excerpt="Some words of it, and some more words.",
            published_at=DAY.replace(day=day),
            updated_at=DAY,
            created_at=DAY,
            follows=hidden if day == 3 else None,
        )
        for day, tags in ((3, ["speed"]), (4, []), (5, ["speed", "law"]))
    ]
    make_note(shown[1])
    make_tag("bias", description="What leans.")
    Page.objects.create(slug="about", title="About", body="Us.", updated_at=DAY)
    return shown


def entry(state):
    """Make and return an entry with a secret word in each of its parts."""

    def of(part):
        return word(state, part)

    article = make_article(
        ["bias", "speed", of("tag")],
        uid=uid_of(state),
        title=of("title"),
        slug=of("slug"),
        url=f"https://{of('site')}.example/{of('path')}",
        authors=[of("author")],
        via_url=f"https://example.org/{of('via')}",
        via_name=of("vianame"),
        excerpt=f"Some words of {of('excerpt')}, and more words.",
        credit=of("credit"),
        reason=of("reason") if state == "draft" else "",
        corrections=[CorrectionRecord(at=DAY, text=of("correction"))],
        **{"published_at": DAY, **STATES[state]},
    )
    make_note(article, f"Some words of {of('note')}.", credit=of("notecredit"))
    make_address(article, f"https://example.org/{of('address')}")
    tag = Tag.objects.get(slug=of("tag"))
    tag.description = of("description")
    tag.save()
    tag.rename(aliases=[of("alias")])
    OldAddress.objects.leave(f"/old/{of('old')}/", article)
    OldAddress.objects.leave(f"/tags/{of('oldtag')}/", tag)
    if state == "binned":
        Binned.objects.throw([article])
    return article


def hide(shown):
    """Make all that is secret, beside and on what is `shown`; return the entries."""
    editor = make_editor(name="zqeditornamexk", groups=["Editor"])
    with acting(editor, why="zqrevisionwhyxk"):
        entries = {state: entry(state) for state in STATES}
        draft, second = entries["draft"], shown[1]
        later = make_article(
            ["bias"],
            title="zqlatertitlexk",
            url="https://example.org/later",
            follows=shown[0],
            **STATES["draft"],
        )
        note = make_note(
            second, "zqeditorsnotexk", public=False, quote="words", credit="zqbyxk"
        )
        second.draw_passages([note, *second.notes.all()])
        make_note(shown[2], "zqalonenotexk", public=False)
        told = second.record()
        Revision.objects.note(replace(told, title="zqrevisiontitlexk"), told)
        merged = make_tag("zqmergedtagxk")
        merged.merge_into(Tag.objects.get(slug=word("draft", "tag")))
        make_tag("zqlonelytagxk", description="zqlonelywordsxk")
        ImportBatch.objects.begin("zqimportfilexk.csv", "csv")
    file = SimpleUploadedFile("zquploadfilexk.csv", b"title\nzquploadwordsxk\n")
    plan = {"report": {"refused": "zqplanxk"}}
    Upload.objects.keep(file, editor, plan)
    Unfinished.objects.keep(editor, uuid4(), "title=zqautosavexk", uid=second.uid)
    SavedFilter.objects.keep(editor, "zqfilternamexk", "q=zqfilterqueryxk")
    Capture.objects.create(article=draft, found=[["title", "zqfoundxk", "zqsourcexk"]])
    return [*entries.values(), later]


def change(entries):
    """Change all that is secret."""
    for article in Article.objects.filter(pk__in=[one.pk for one in entries]):
        article.title += " zqchangedtitlexk"
        article.excerpt += " zqchangedexcerptxk"
        article.set_tags(["speed", "law", "zqchangedtagxk"])
        article.updated_at = datetime(2023, 1, 1, tzinfo=UTC)
        article.save()
    for state in STATES:
        tag = Tag.objects.get(slug=word(state, "tag"))
        tag.description += " zqchangeddescriptionxk"
        tag.save()
    for note in Article.objects.get(slug="shown-4").notes.filter(public=False):
        note.body += " zqchangednotexk"
        note.save()


# Where one may look for them

TAGS = "bias law bias+speed nothing zqlonelytagxk zqmergedtagxk".split()
SLUGS = "shown-3 shown-4 nothing zqfollowedslugxk".split()


def of_all(*parts):
    return [word(state, part) for state in STATES for part in parts]


def values(route):
    """Return a function: which values may stand in `route` for a name.

    A name that is not known here fails: say which secrets may be looked for by it.
    """
    days = [DAY, COMING, DAY.replace(year=2019)]
    known = {
        "page": [2],
        "kind": KINDS,
        "file": FILES,
        "key": ["0"],
        "year": dict.fromkeys(day.year for day in days),
        "month": ["03"],
        "day": ["04"],
        "uid": [*map(uid_of, STATES), uid_of("shown-4"), uid_of("nothing")],
        "name": [*SECTIONS, "zqlonelytagxk"],
        "ending": TAKEN if "<export:" in route else FORMATS,
        "path": [*(f"old/{one}/" for one in of_all("old")), "old/nothing/"],
    }
    if route.startswith("tags/"):
        others = [word("scheduled", part) for part in ("alias", "oldtag")]
        both = "bias+" + word("scheduled", "tag")
        known["slug"] = [*TAGS, *of_all("tag"), *others, both]
    if route.startswith("articles/"):
        known["slug"] = [*SLUGS, *of_all("slug")]
    return known.__getitem__


def public_addresses():
    """Yield (address, name) of all that readers may ask for, with secrets in it."""
    for route, name in routes():
        if not route.startswith("admin/"):
            for address in filled(route, values(route)):
                yield address, name
