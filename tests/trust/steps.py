"""What an editor does with words that look like markup, a step each, and is told."""

import json
import re
from uuid import uuid4

from django.utils import timezone

from articles.jobs.fixtures import export_fixture
from articles.models import WITH_REASON, Article, Binned, ImportBatch, Page, Tag
from articles.query import QUOTES
from tests.admin import test_importing as importing
from tests.admin import test_loading as loading
from tests.admin.desk import LIST, address_of, choose, press, save
from tests.admin.test_merging import MERGE, fields_of, look
from tests.admin.test_preview import preview
from tests.factories import make_article, make_tag

TAGS, OLD, ACCOUNT = (
    f"/admin/{kind}/" for kind in ("articles/tag", "articles/oldaddress", "auth/user")
)
CARE, TAG_MERGE = f"{TAGS}care/", f"{TAGS}merge/"
BIN, FILTERS, TRIAGE = "/admin/articles/binned/", f"{LIST}filters/", f"{LIST}triage/"
STEPS = [
    ("draft", "publish"),
    ("draft", "submit"),
    ("review", "reopen"),
    ("published", "withdraw"),
]


def new(words, **columns):
    return make_article(title=f"Of {words}", credit=f"By {words}", **columns)


def told(client, words):
    """Yield (what is done, the page that answers): errors, questions, and messages."""
    for kind in (refused, saved, for_many, merged, deleted, taken_in):
        for name, answer in kind(client, words):
            yield f"{kind.__name__}: {name}", answer


def refused(client, words):
    """Yield pages of errors, with what was typed in them."""
    bad = {
        "title": f"{words} {'n' * 300}",
        "url": words,
        "slug": f"? {words}",
        "language": f"? {words}",
        "source_date": f"? {words}",
        "published_at_0": words,
        "published_at_1": words,
        "tag_names": [f"{words} {'n' * 60}"],
        "why": words,
        "addresses": f"? {words}",
        "follows": f"? {words}",
    }
    for name, typed in bad.items():
        yield name, save(client, address_of(new(words)), **{name: typed})
    yield "all", save(client, address_of(new(words)), **bad)
    note = {"body": words, "passage": f"nowhere {words}"}
    yield "note", save(client, address_of(new(words)), notes=[note], why=words)
    known = make_tag(f"Known {words}")
    yield "tag", save(client, address_of(known), name="", aliases=f"{words} {'n' * 60}")
    yield "taken", save(client, f"{TAGS}add/", name=known.name)
    long = f"{words} {'n' * 300}"
    yield "page", save(client, address_of(Page.objects.get()), title=long)
    yield "old address", save(client, f"{OLD}add/", path=words)
    yield "account", save(client, f"{ACCOUNT}add/", username=f"a {words}")
    phrase = re.sub(QUOTES, "", words)  # which would end it
    yield "nothing found", client.get(LIST, {"q": f'"zq {phrase}"'})
    yield "triage", client.post(TRIAGE, {"do": words, "at": words}, follow=True)
    yield "log-in", client.post("/admin/login/", {"login": words, "password": words})


def saved(client, words):
    """Yield pages that say what was done with an entry, a tag, a page, a filter."""
    yield "preview", preview(client, new(words), title=words, excerpt=words)[0]
    yield "entry", save(client, address_of(new(words)), title=f"To {words}")
    yield "stays", save(client, address_of(new(words)), "_continue", credit=words)
    for status, verb in STEPS:
        article = new(words, status=status)
        why = {"why": words} if verb in WITH_REASON else {}
        yield verb, save(client, address_of(article), f"_{verb}", **why)
    article = new(words, status="review")
    page = client.get(TRIAGE, {"at": article.pk})
    for do in ({"do": "reject", "reason": words}, {"do": "publish"}):
        posted = {"read": page.context["read"], **do}
        answer = client.post(page.context["here"], posted, follow=True)
        yield f"triage {do['do']}", answer
    known = {"url": new(words).url}
    yield "covered", client.post(f"{LIST}capture/", known, follow=True)
    tag = make_tag(f"Old {words}")
    yield "tag", save(client, address_of(tag), name=f"New {words}")
    renamed = {"rename": tag.pk, "name": f"Newer {words}"}
    yield "care", client.post(CARE, renamed, follow=True)
    yield "page", save(client, address_of(Page.objects.get()), title=words, body=words)
    kept = {"name": words, "query": "q=x"}
    yield "filter", client.post(FILTERS, kept, follow=True)
    typed = {"form": uuid4(), "typed": "1", "words": f"title={words}"}
    yield "typed", client.post(f"{LIST}typed/", typed)


def for_many(client, words):
    """Yield pages for many entries: what is chosen, what would be, what is done."""
    fields = {
        ("publish", "draft"): [{}],
        ("withdraw", "published"): [{"why": words}],
        ("change_tags", "draft"): [{"add": words}, {"take": f"? {words}"}],
        ("spread", "draft"): [{}, {"first": words, "at": words, "a_day": words}],
    }
    for (action, status), given in fields.items():
        for number, typed in enumerate(given):
            rows = [new(words, status=status), new(words, status=status)]
            page = choose(client, action, *rows)
            yield f"{action} {number}", page
            for button in ("_show", "_do"):
                done = press(client, page, button, **typed)
                yield f"{action} {number} {button}", done


def merged(client, words):
    """Yield pages that say what would be merged, and what was."""
    one, other = new(words), new(words, status="draft")
    page = look(client, one, other)
    yield "entries", client.post(MERGE, {**fields_of(page), "look": "x"})
    yield "entry", client.post(MERGE, {**fields_of(page), "merge": "x"}, follow=True)
    keys = [make_tag(f"{name} {words}").pk for name in ("One", "Other")]
    yield "tags", client.get(TAG_MERGE, {"tags": keys})
    done = client.post(TAG_MERGE, {"tags": keys, "into": keys[1]}, follow=True)
    yield "tag", done
    tag = Tag.objects.get(pk=keys[1])
    make_article(tags=[tag.name], title=words)
    split = f"{TAGS}{tag.pk}/split/"
    yield "split?", client.get(split)
    yield "split", client.post(split, {"name": f"? {words}"}, follow=True)


def deleted(client, words):
    """Yield pages that ask whether to delete, and say what was."""
    rows = [new(words), new(words)]
    yield "entries?", choose(client, "delete_selected", *rows)
    chosen = {"action": "delete_selected", "_selected_action": [row.pk for row in rows]}
    chosen |= {"post": "yes", "why": words}
    yield "entries", client.post(LIST, chosen, follow=True)
    back = {"action": "restore", "_selected_action": [Binned.objects.latest("pk").pk]}
    yield "restored", client.post(BIN, back, follow=True)
    for row in (new(words), make_tag(f"Lost {words}")):
        kind = row._meta.model_name
        address = address_of(row).replace("change", "delete")
        yield f"{kind}?", client.get(address)
        done = client.post(address, {"post": "yes", "why": words}, follow=True)
        yield kind, done


def taken_in(client, words):
    """Yield the plan of a file, what was taken in, and what was taken back."""
    known = new(words, updated_at=timezone.now())
    text = importing.entries(
        {"title": words, "url": "https://example.org/new", "tags": [words]},
        {"title": words, "url": known.url},
        {"title": words, "url": words},
    )
    name = f"{words.replace('/', '')}.json"
    plan = importing.send(client, text, name)
    yield "plan", plan
    yield "import", importing.apply(client, plan)
    undo = f"{importing.IMPORTS}{ImportBatch.objects.latest()[0].pk}/undo/"
    yield "undo?", client.get(undo)
    yield "undone", client.post(undo, follow=True)
    yield "no file", importing.send(client, words, name)
    text = "".join(export_fixture(Article.objects.filter(pk=known.pk)))
    text = text.replace("Of ", "From ")
    for step, how in (("plan", "take"), ("plan", "refuse edited"), ("apply", "take")):
        told = loading.send(client, text, step, known=how, name=name)
        yield f"{step} of a fixture, {how}", told
    broken = json.dumps([{"model": words, "fields": {words: words}}])
    yield "broken fixture", loading.send(client, broken, name=name)
