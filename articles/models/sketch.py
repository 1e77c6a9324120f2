"""An article as its readers would see it, before anything of it is saved."""

from django.utils import timezone

from articles.errors import Refused
from articles.models.annotation import Annotation
from articles.models.article import Article
from articles.models.tag import Tag


def sketch(article, tags, notes, addresses):
    """Let `article` hold what `write` would save of it, as a page asks for it.

    Nothing is saved; what is wrong with it does not matter. `tags` are names, `notes`
    Annotations and `addresses` Addresses, in their order.
    """
    article.pk = article.pk or 0  # of no row: without one it could have no tags
    article.slug = article.slug or "preview"
    article.published_at = article.published_at or timezone.now()
    derive(article)
    look_for_passages(article, notes)
    article.pieces = article.drawn(notes)
    article.public_notes = [note for note in notes if note.public]
    article._prefetched_objects_cache = {
        "tag_list": tags_of(tags),
        "addresses": addresses,
    }


def derive(article):
    """Set the columns that follow from others, but from a source that is none."""
    for source in ("excerpt", "url"):
        try:
            article.derive([source])
        except ValueError:
            continue


def look_for_passages(article, notes):
    """Find the passages of `notes` as a save would, from where they were."""
    known = {note.pk: note for note in Annotation.objects.filter(article=article.pk)}
    before = Article.objects.filter(pk=article.pk).values_list(
        "excerpt_text", flat=True
    )
    words_before = before.first() or ""
    for note in notes:
        note.derive()
        note.look_for_passage(article.excerpt_text, known.get(note.pk), words_before)


def tags_of(names):
    """Return the tags that `names` mean, those that are new not saved."""
    known, tags = Tag.objects.resolve_all(names), []
    for name in names:
        try:
            tag = known.get(name) or Tag.objects.build(name)
        except Refused:
            continue
        if tag not in tags:
            tags.append(tag)
    return tags
