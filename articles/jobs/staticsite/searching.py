"""The search of a site that is files: its index, out of what readers see."""

from collections.abc import Iterator

from articles import slugs
from articles.formats import siteindex
from articles.formats.siteindex import GROUP, Indexed
from articles.jobs.staticsite.folder import Folder
from articles.models import Article, Seen, Tag
from articles.periods import Period

INDEX = "search/index.json"


def write_search(
    folder: Folder,
    known: dict[str, list[str]],
    numbers: set[int] | None,
    seen: Seen,
    language: str,
) -> int:
    """Write the groups that hold one of `numbers` (None: all), and the index of all.

    `known` are the files of each group, and is brought up to date. Return how many
    files were written.
    """
    groups = {siteindex.group_of(entry.number) for entry in seen.entries.values()}
    due = groups
    if numbers is not None:
        due = groups & {siteindex.group_of(number) for number in numbers}
    written = 0
    for group in sorted(due):
        files = []
        for name, text in siteindex.write_group(list(_indexed(group)), language):
            files.append(f"search/{group}/{name}")
            written += folder.write(files[-1], text.encode())
        known[str(group)] = sorted(files)
    for gone in set(known) - {str(one) for one in groups} - {"index"}:
        del known[gone]
    index = siteindex.write_index(language, groups, _names())
    known["index"] = [INDEX]
    return written + folder.write(INDEX, index.encode())


def _indexed(group: int) -> Iterator[Indexed]:
    """Yield the entries of a group that readers see, by their numbers."""
    first = group * GROUP
    articles = Article.objects.published().filter(pk__gte=first, pk__lt=first + GROUP)
    for article in articles.order_by("pk").with_tags().with_public_notes():
        year, month, day = Period.day_of(article.published_at).parts
        yield Indexed(
            number=article.pk,
            slug=article.slug,
            posted=int(article.published_at.timestamp()),
            day=(year * 100 + month) * 100 + day,
            site=article.site,
            tags=[tag.slug for tag in article.tag_list],
            has_note=bool(article.public_notes),
            texts={
                "title": article.title,
                "excerpt": article.excerpt_text,
                "notes": "\n".join(note.body_text for note in article.public_notes),
                "authors": "\n".join(article.authors),
                "site": article.site,
                "tags": "\n".join(tag.name for tag in article.tag_list),
            },
        )


def _names() -> dict[str, tuple[str, str]]:
    """Return what each tag that readers meet is called: its slug and its name."""
    names = {}
    for tag in Tag.objects.public().prefetch_related("aliases"):
        for name in (tag.slug, tag.name, *(alias.name for alias in tag.aliases.all())):
            for spelling in (slugs.name_key(name), slugs.slugify(name)):
                names[spelling] = (tag.slug, tag.name)
    return names
