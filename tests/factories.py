"""Rows for tests: every column holds something dull; a test names what it is about."""

from datetime import UTC, datetime
from itertools import count

from articles.models import Address, Annotation, Article, Revision, Tag

numbers = count(1)


def make_article(tags=(), **columns):
    """Save and return a published article, each with a source of its own."""
    number = next(numbers)
    article = Article(
        **{
            "title": f"Article {number}",
            "slug": f"article-{number}",
            "url": f"https://example.org/{number}",
            "excerpt": f"The words of source {number}.",
            "status": Article.Status.PUBLISHED,
            "published_at": datetime(2021, 1, 1, tzinfo=UTC),
            "language": "en",
            **columns,
        }
    )
    article.save()
    with Revision.objects.leaving():
        article.set_tags(tags)
    return article


def make_address(article, url, label="other"):
    """Save and return a further address, after those that are there."""
    address = Address(
        article=article, url=url, label=label, position=article.addresses.count()
    )
    address.save()
    return address


def make_tag(name="performance", **columns):
    """Save and return a tag."""
    tag = Tag.objects.named([name])[0]
    for column, value in columns.items():
        setattr(tag, column, value)
    tag.save()
    return tag


def make_note(article, body="Worth your time.", **columns):
    """Save and return a note that readers see, after those that are there."""
    note = Annotation(
        article=article, body=body, position=article.notes.count(), **columns
    )
    note.save()
    return note
