"""One step for many entries: all of them or none take it, in few queries.

The revisions of single edits are written. A selection is a list of keys, as it is
looked at before anything is done.
"""

from collections.abc import Callable, Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from articles import limits
from articles.errors import Refused
from articles.models import roles
from articles.models.article import Article
from articles.models.refusals import in_place, refuse_many_tags
from articles.models.revision import Revision
from articles.models.tag import ArticleTag, Tag

CHUNK = 250  # entries in memory at a time


def keys_of(articles):
    """Return the keys of `articles`, in their order. Raise Refused for too many."""
    keys = list(articles.values_list("pk", flat=True)[: limits.BULK + 1])
    if len(keys) > limits.BULK:
        says = _("These are more than {most} entries: narrow them down first.")
        raise Refused(says.format(most=number_format(limits.BULK, force_grouping=True)))
    return keys


def states_of(keys):
    """Return the articles with these keys, of each its title and its state."""
    rows = Article.objects.filter(pk__in=keys).order_by("pk")
    return list(rows.only("title", "status", "published_at", "reason"))


@transaction.atomic
def change_all(keys: Iterable[int], change: Callable[[list[Article]], object]):
    """Let `change` write what becomes of the articles with these keys, some at a time.

    Each has its tags and its notes loaded. Return the keys of those that are not what
    they were. Where `change` raises, nothing is written.
    """
    found, changed = sorted(keys), []
    with Revision.objects.leaving():
        for first in range(0, len(found), CHUNK):
            chunk = found[first : first + CHUNK]
            articles = list(_whole(chunk).select_for_update(of=("self",)))
            before = {article.pk: article.record() for article in articles}
            change(articles)
            after = {article.pk: article.record() for article in _whole(chunk)}
            pairs = [(before[pk], after[pk]) for pk in before]
            Revision.objects.note_all(pairs)
            changed += [pk for pk in before if before[pk] != after[pk]]
    return changed


def _whole(keys):
    articles = Article.objects.filter(pk__in=keys).with_tags()
    return (
        articles.select_related("follows")
        .prefetch_related("notes", "addresses")
        .order_by("pk")
    )


def step_all(keys, step: Callable[[Article], object]):
    """Do `step` to each of the articles with these keys; see `change_all`."""

    def change(articles):
        for article in articles:
            step(article)

    return change_all(keys, change)


@transaction.atomic
def tag_all(keys, add=(), take=()):
    """Give articles the tags that `add` names, and take away those that `take` names.

    What is new to an article stands after its own. New names make new tags. Return the
    keys of those that changed. Raise Refused, and write nothing, where one would bear
    too many, for a name that can be no tag, and for one that is in both.
    """
    given, taken = Tag.objects.named(add), known_tags(take)
    if both := next((tag for tag in given if tag in taken), None):
        raise Refused(_("“{tag}” is to be added and taken away.").format(tag=both))

    def change(articles):
        wanted = {a: tags_after(a.tag_list, given, taken) for a in articles}
        wanted = {a: tags for a, tags in wanted.items() if tags != a.tag_list}
        for article, tags in wanted.items():
            roles.refuse("write", article)
            with in_place(f"“{article}”"):
                refuse_many_tags(len(tags))
        ArticleTag.objects.filter(content_object__in=wanted).delete()
        ArticleTag.objects.bulk_create(
            ArticleTag(content_object=article, tag=tag, position=position)
            for article, tags in wanted.items()
            for position, tag in enumerate(tags)
        )
        rows = Article.objects.filter(pk__in=[article.pk for article in wanted])
        rows.update(updated_at=timezone.now())

    return change_all(keys, change)


def known_tags(names):
    """Return the tags that `names` mean. Raise Refused for a name that means none."""
    found = Tag.objects.resolve_all(names)
    if missing := next((name for name in names if name not in found), None):
        raise Refused(_("There is no tag “{name}”.").format(name=missing))
    return list(dict.fromkeys(found.values()))


def would_be_tagged(keys, given, taken):
    """Return how many of the articles with these keys `tag_all` would change."""
    rows = ArticleTag.objects.filter(content_object__in=keys).order_by()
    rows = rows.values_list("content_object", flat=True)
    has_all = set(keys)
    for tag in given:  # what is not saved yet is borne by none
        has_all &= set(rows.filter(tag=tag.pk))
    return len((set(keys) - has_all) | set(rows.filter(tag__in=taken)))


def tags_after(tags, given, taken):
    """Return what `tags` become, in their order."""
    left = [tag for tag in tags if tag not in taken]
    return left + [tag for tag in given if tag not in left]


def date_all(keys, instants, *, publish=False):
    """Give each of the articles with these keys the instant at its place.

    With `publish` they appear by themselves then. Return the keys of those that
    changed. Raise Refused, and write nothing, where one of them does.
    """
    at = dict(zip(keys, instants, strict=True))

    def step(article):
        if publish:
            article.schedule(at[article.pk])
        else:
            article.give_date(at[article.pk])

    return step_all(keys, step)
