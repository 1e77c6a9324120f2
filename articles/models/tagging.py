"""Which tag an editor means while typing, and which ones a new entry may take."""

from collections import defaultdict
from itertools import pairwise

from django.db.models import Case, Count, When

from articles import links, slugs
from articles.likeness import distance
from articles.models.article import Article
from articles.models.tag import ArticleTag, Tag
from articles.models.tagalias import TagAlias
from articles.words import find_words, stem

OFFERED = 100  # tags for what is typed
FEW = 5  # of them: then similar ones are looked for
KNOWN = 5_000  # tags, the most used, among which that is done
SHORTEST = 4  # characters of what is worth a guess
NEAR = 2  # edits
READ = 4_000  # characters of an entry whose words may be tags
STEMS = ("en", "de")
NEWEST = 200  # entries of a source, those that changed last
SHARE = 0.2  # of these, whose tags are proposed
PROPOSED = 8
IN_TITLE = 0.5  # what a name in the title counts more than one in the excerpt


def offer(term):
    """Return the names of tags that `term`, begun to be typed, may mean.

    First the tag that it means already, also by an alias; then those of whose names it
    is a part, the most used first; where these are few, those spelled much like it.
    """
    key = slugs.name_key(term)
    if not key:
        return Tag.objects.by_name().values_list("name", flat=True)
    meant = Tag.objects.resolve(term)
    is_meant = Case(When(pk=meant and meant.pk, then=0), default=1)
    found = Tag.objects.suggest(term).annotate(count=Count("uses"))
    found = found.order_by(is_meant, "-count", "name_key")[:OFFERED]
    names = [tag.name for tag in found]
    if meant and meant.name not in names:  # it was spelled as no name is
        names.insert(0, meant.name)
    if len(names) < FEW and len(key) >= SHORTEST:
        names += [name for name in similar(key) if name not in names]
    return names


def similar(key):
    """Return the names of tags that are spelled much like `key`, the nearest first."""
    counted = Tag.objects.annotate(count=Count("uses")).order_by("-count", "name_key")
    near = []
    for name, known in counted.values_list("name", "name_key")[:KNOWN]:
        if abs(len(known) - len(key)) <= NEAR:
            edits = distance(known, key)
            if edits <= NEAR:
                near.append((edits, name))
    return [name for edits, name in sorted(near, key=lambda pair: pair[0])][:FEW]


def fitting(title, excerpt, url):
    """Return the tags that an entry with these words may take, the likeliest first.

    Those whose name or alias stands in its words, and those that a good part of the
    newest entries of the same source bears. Four queries.
    """
    scores: dict[Tag, float] = defaultdict(float)
    in_title, in_all = spellings(title), spellings(f"{title}\n{excerpt}")
    for spelling, tag in named_in(in_all):
        scores[tag] = max(scores[tag], 1 + IN_TITLE * (spelling in in_title))
    for tag, share in usual_at(url):
        scores[tag] += share
    return sorted(scores, key=lambda tag: (-scores[tag], tag.name_key))[:PROPOSED]


def spellings(words):
    """Return what may be the address of a tag in `words`: one, two, three in a row."""
    words = words[:READ].translate(slugs.APOSTROPHES)
    found = [word for word in find_words(words) if word.end - word.start > 1]
    plain = [slugs.name_key(words[word.start : word.end]) for word in found]
    whole = {"-".join(run) for run in in_a_row(plain)}
    stems = {
        "-".join((*run[:-1], stem(run[-1], language)))
        for run in in_a_row([word.folded for word in found])
        for language in STEMS
    }
    return whole | stems


def in_a_row(words):
    """Return each word, each two neighbours, each three."""
    ones, twos = ((word,) for word in words), pairwise(words)
    return [*ones, *twos, *zip(words, words[1:], words[2:], strict=False)]


def named_in(found):
    """Return (spelling, tag) for each of the spellings `found` that means a tag."""
    named = [(tag.slug, tag) for tag in Tag.objects.filter(slug__in=found)]
    aliases = TagAlias.objects.filter(slug__in=found).select_related("tag")
    return named + [(alias.slug, alias.tag) for alias in aliases]


def usual_at(url):
    """Return the tags that entries of the source of `url` often bear; which share."""
    if not links.is_web_address(url):
        return []
    of_source = Article.objects.from_site(links.site(url))
    newest = of_source.order_by("-updated_at", "-pk")
    keys = list(newest.values_list("pk", flat=True)[:NEWEST])
    rows = ArticleTag.objects.filter(content_object__in=keys).order_by()
    counts = dict(rows.values_list("tag").annotate(Count("pk")))
    least = max(2, SHARE * len(keys))
    tags = Tag.objects.in_bulk([pk for pk, count in counts.items() if count >= least])
    return [(tag, counts[pk] / len(keys)) for pk, tag in tags.items()]
