"""The list of articles at the desk: among a hundred thousand as among a thousand.

Nothing is counted to its end, and no more is read of an article than the list shows.
"""

from django.contrib.admin.views.main import PAGE_VAR, ChangeList
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, Q
from django.utils.functional import cached_property
from django.utils.text import smart_split, unescape_string_literal

from articles.models import (
    COUNTED,
    Annotation,
    Article,
    Asked,
    AtLeast,
    tell_covered,
)
from articles.query import Query, Term
from articles.words import find_words

FARTHEST = 200  # pages: so far one may go on
COLUMNS = (
    "uid title slug site work_key status published_at updated_at follows"
).split()
TERMS = 20  # of a search: the first
LOOKED_AT = 2_000  # entries that a search reads
FOUND = 1_000  # entries that it finds besides


class BoundedPaginator(Paginator):
    """Pages of a list that is counted to `most` alone; there may be more."""

    def __init__(self, queryset, per_page, most):
        super().__init__(queryset, per_page)
        self.queryset, self.most = queryset, most

    @cached_property
    def keys(self):
        """The keys of what is listed, in its order; one more than `most` at most."""
        return list(self.queryset.values_list("pk", flat=True)[: self.most + 1])

    @cached_property
    def count(self):
        """How many there are; of more than `most`, an `AtLeast`."""
        found = len(self.keys)
        return AtLeast(self.most) if found > self.most else found


def paginator_of(request, queryset, per_page):
    """Return the pages of a list, which go on beyond the one that is asked for."""
    asked = request.GET.get(PAGE_VAR, "")
    is_number = asked.isascii() and asked.isdigit() and len(asked) < 9
    page = min(int(asked), FARTHEST) if is_number else 1
    return BoundedPaginator(
        queryset, per_page, COUNTED * (page * per_page // COUNTED + 1)
    )


class ArticleList(ChangeList):
    """A page of the list: its keys are found first, then what is shown of each."""

    def get_results(self, request):
        super().get_results(request)
        keys = self.paginator.keys
        if self.multi_page and not (self.show_all and self.can_show_all):
            first = (self.page_num - 1) * self.list_per_page
            keys = keys[first : first + self.list_per_page]
        lost = Annotation.objects.detached().filter(article=OuterRef("pk"))
        rows = Article.objects.with_tags().only(*COLUMNS)
        found = rows.annotate(has_detached=Exists(lost)).in_bulk(keys)
        self.result_list = [found[key] for key in keys if key in found]
        tell_covered(self.result_list)
        if not self.query and not self.has_active_filters:
            self.full_result_count = self.result_count  # nothing more to show


def found_in(articles, words, everywhere=False):
    """Keep the `articles` that a search finds: each of `words` is a part of the texts.

    Parts of words no index knows, so the `LOOKED_AT` that changed last are read, or
    all of them with `everywhere`; older ones are found where readers would find them,
    by whole words, the newest `FOUND`.
    """
    if everywhere or not words:
        return having(articles, words)
    last = articles.order_by("-updated_at", "-pk").values("pk")[:LOOKED_AT]
    found = having(Article.objects.filter(pk__in=last), words).order_by().values("pk")
    whole = tuple(
        Term("phrase", part) for part in parts(words) if any(find_words(part))
    )
    if whole:
        public = Asked(Query(whole)).of(Article.objects.published())
        newest = public.order_by("-published_at", "slug").values("pk")[:FOUND]
        older = Article.objects.filter(pk__in=newest).order_by().values("pk")
        found = found.union(older)
    return articles.filter(pk__in=[row["pk"] for row in found])


def having(articles, words):
    """Keep the `articles` that have each of `words` in what the desk searches.

    Not by a join: so a list can stop where its page is full.
    """
    for word in parts(words):
        notes = Annotation.objects.filter(article=OuterRef("pk"), body__icontains=word)
        articles = articles.filter(
            Q(title__icontains=word)
            | Q(url__icontains=word)
            | Q(excerpt__icontains=word)
            | Exists(notes)
        )
    return articles


def parts(words):
    """Yield what a search asks for: its words, and what stands in quotes."""
    for part in list(smart_split(words))[:TERMS]:
        is_quoted = part[0] in "\"'" and part[0] == part[-1]
        yield unescape_string_literal(part) if is_quoted else part
