"""What is saved at the desk is soon saved, and soon shown, whatever it is."""

import time

import pytest
from django.contrib.auth.models import User

from articles import limits
from articles.models import Article, Page, Tag
from tests.admin.desk import LIST, Form, address_of
from tests.factories import make_article, make_note, make_tag
from tests.trials import times
from tests.trust.nasty import PATTERNS, line, words

pytestmark = pytest.mark.django_db

LIMIT = 1.0  # seconds of CPU
TRIES = 3
SHOWN = """
/ /articles/nasty/ /articles/nasty/entry.md /articles/nasty/cite.bib
/articles/nasty/cite.ris /articles/nasty/cite.csl.json /about/ /tags/ {tag}
{tag}feed.atom /feed.atom /feed.rss /feed.json /list.csv /list.md /list.bib
/list.ris /list.csl.json /list.bookmarks.html /list.fixture.json /list.markdown.zip
/list.wordpress.xml /search/?q=x /search/?q=worth&tag={slug} /2021/01/01/ /archive/
/trends/ /sitemap.xml /api/v1/articles/ /api/v1/tags/
/admin/ /admin/articles/article/ /admin/articles/article/trail/ /admin/articles/tag/
/admin/articles/tag/care/ /admin/articles/article/calendar/
""".split()


def article_fields(name, part):
    """Return what is typed into the form of an article; `part` of each limit."""

    def long(most):
        return line(name, most // part)

    excerpt = words(name, limits.TEXT // part)
    return {
        "title": long(limits.TITLE),
        "url": f"https://example.org/{long(limits.ADDRESS)}"[: limits.ADDRESS],
        "excerpt": excerpt,
        "credit": long(limits.NAME),
        "authors": "\n".join([long(limits.NAME)] * (50 // part)),
        "via_name": long(limits.NAME),
        "via_url": f"https://example.org/{long(limits.ADDRESS)}"[: limits.ADDRESS],
        "correction": long(limits.CORRECTION),
        "addresses": "\n".join(
            f"https://example.org/{number}{long(limits.ADDRESS - 30)}"
            for number in range(limits.ADDRESSES // part)
        ),
        "tag_names": "Nasty",
        "notes-0-body": words(name, limits.TEXT // part),
        "notes-0-passage": excerpt[: len(excerpt) // 2],
        "notes-0-before": words(name, limits.PASSAGE // part),
        "notes-0-after": words(name, limits.PASSAGE // part),
        "notes-0-credit": long(limits.NAME),
    }


def tag_fields(name, part):
    return {
        "name": line(name, limits.TAG_NAME // part),
        "slug": "nasty",
        "description": words(name, limits.TAG_DESCRIPTION // part),
        "aliases": "\n".join(
            f"{number}{line(name, limits.TAG_NAME // part - 3)}"
            for number in range(limits.ALIASES // part - 2)  # and the old ones
        ),
    }


def page_fields(name, part):
    return {
        "title": line(name, limits.TITLE // part),
        "body": words(name, limits.TEXT // part),
    }


def filter_fields(name, part):
    return {"name": line(name, limits.SAVED_FILTER_NAME // part), "query": "q=x"}


def cpu(ask):
    """Return the seconds of CPU that an answer takes, and the answer."""
    start = time.thread_time()
    answer = ask()
    answer.getvalue()
    return time.thread_time() - start, answer


def save(client, address, changes, spent):
    """Save a form; note what that took. Return whether it was taken.

    What is refused is taken out, and it is saved without.
    """
    kind = address.split("/")[3]
    html = client.get(address).content.decode()
    fields = {**Form(html, f"{kind}_form").fields, **changes, "_save": "x"}
    spent[f"save {kind}"], answer = cpu(lambda: client.post(address, fields))
    if answer.status_code == 302:
        return set()
    form = answer.context["adminform"].form
    refused = set(form.errors)
    for inline in answer.context["inline_admin_formsets"]:
        for number, errors in enumerate(inline.formset.errors):
            refused |= {f"notes-{number}-{name}" for name in errors}
    assert refused & changes.keys(), (answer.status_code, refused)
    left = {name: value for name, value in changes.items() if name not in refused}
    return refused | save(client, address, left, spent)


def spent_on(client, name, part):
    """Return {what is done: seconds of CPU} for a pattern, and the fields refused."""
    Article.objects.all().delete()
    Tag.objects.all().delete()
    Page.objects.all().delete()
    tag, page = make_tag("Nasty"), Page.objects.create(slug="about", title="About")
    article = make_article(["nasty"], slug="nasty", excerpt="Some words. " * 100)
    make_note(article)
    spent: dict[str, float] = {}
    refused = save(client, address_of(tag), tag_fields(name, part), spent)
    refused |= save(client, address_of(page), page_fields(name, part), spent)
    refused |= save(client, address_of(article), article_fields(name, part), spent)
    tag.refresh_from_db()  # its address follows its name
    there = {"tag": tag.get_absolute_url(), "slug": tag.slug}
    told = {"tag": "/tags/nasty/", "slug": "nasty"}  # the real one may be long
    addresses = {one.format(**told): one.format(**there) for one in SHOWN} | {
        "API": f"/api/v1/articles/{article.uid}/",
        "form of the tag": address_of(tag),
        "form of the article": address_of(article),
        "history": address_of(article).replace("change", "history"),
    }
    for step, address in addresses.items():
        spent[step], answer = cpu(lambda: client.get(address))  # noqa: B023
        assert answer.status_code == 200, address
    step = {"_withdraw": "x", "why": line(name, limits.REASON // part)}
    fields = form_of(client, article).fields
    for what, address, posted in (
        ("withdraw", address_of(article), {**fields, **step}),
        ("keep a filter", f"{LIST}filters/", filter_fields(name, part)),
        ("list with the filter", f"{LIST}?q=x", None),
    ):
        ask = client.get if posted is None else client.post
        spent[what], answer = cpu(lambda: ask(address, posted))  # noqa: B023
        assert answer.status_code in (200, 302), address
    return spent, refused


def test_nasty_words_are_soon_saved_and_soon_shown(client, tell):
    client.force_login(User.objects.create_superuser("ada"))
    chosen = [*PATTERNS][:: times(1, 26)]
    assert len(chosen) >= times(12, 2)
    spent_on(client, "one long word", 10)  # what is loaded once is loaded by now
    worst, asked, accepted = (0.0, ""), 0, []
    for name in chosen:
        for part in (1, 10):
            spent, refused = spent_on(client, name, part)
            for _ in range(TRIES - 1):  # the machine has other things to do as well
                if max(spent.values()) > LIMIT:
                    again, _ = spent_on(client, name, part)
                    spent = {step: min(spent[step], again[step]) for step in spent}
            assert {s: t for s, t in spent.items() if t > LIMIT} == {}, (name, part)
            worst = max(worst, *((t, f"{s}: {name}") for s, t in spent.items()))
            asked += len(spent)
            accepted.append("excerpt" not in refused and "notes-0-body" not in refused)

    assert sum(accepted) > 0.9 * len(accepted)
    tell(
        "input",
        f"{len(chosen)} nasty patterns at the limit of each field and a tenth of it:"
        f" {asked} saves and pages, the dearest {worst[0]:.2f} s of CPU"
        f" ({worst[1]})",
    )


def test_ten_times_each_limit_is_soon_refused(client, tell):
    client.force_login(User.objects.create_superuser("ada"))
    chosen, worst, asked = [*PATTERNS][:: times(1, 13)], (0.0, ""), 0
    article, tag = make_article(), make_tag("Nasty")
    page = Page.objects.create(slug="about", title="About")
    make_note(article)
    fields = {article: article_fields, tag: tag_fields, page: page_fields}
    read = {row: form_of(client, row).fields for row in fields}
    for name in chosen:
        for row, typed in fields.items():
            posted = {**read[row], **far_too_long(typed(name, 1)), "_save": "x"}
            for _ in range(TRIES):  # the machine has other things to do as well
                spent, answer = cpu(lambda: client.post(address_of(row), posted))  # noqa: B023
                if spent <= LIMIT:
                    break
            assert answer.status_code == 200, (name, row)
            assert spent <= LIMIT, (name, row)
            kind = row._meta.model_name
            worst, asked = max(worst, (spent, f"{kind}: {name}")), asked + 1

    tell(
        "input",
        f"{len(chosen)} nasty patterns at ten times the limit of each field: {asked}"
        f" forms refused, the dearest in {worst[0]:.2f} s of CPU ({worst[1]})",
    )


def form_of(client, row):
    html = client.get(address_of(row)).content.decode()
    return Form(html, f"{row._meta.model_name}_form")


def far_too_long(fields):
    """Return `fields` with ten times as much in each."""
    return {name: "\n".join([words] * 10) for name, words in fields.items()}
