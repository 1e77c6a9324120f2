from django.db.models import Prefetch
from django.http import Http404

from articles.api import cursors
from articles.api.answers import ApiView, answer, failure
from articles.api.parameters import (
    check_filter,
    check_names,
    read_limit,
    wants_annotations,
)
from articles.api.shapes import article_shape
from articles.filterfields import RELEVANCE
from articles.filters import ArticleFilter
from articles.models import Article

FOLLOW_UPS = 100  # that an article names, the newest ones
LIST = {*ArticleFilter.base_filters, "limit", "cursor", "annotations"}


def loaded(articles):
    """Load with `articles` all that is told of them: three queries, however many."""
    later = Article.objects.published().newest_first()[:FOLLOW_UPS]
    follow_ups = Prefetch("followed_by", later, to_attr="public_follow_ups")
    articles = articles.select_related("follows").prefetch_related(follow_ups)
    return articles.with_tags().with_public_notes()


class ArticlesView(ApiView):
    """Articles that readers see: a page of them, filtered as any list of the site."""

    def get(self, request):
        check_names(request.GET, LIST)
        narrowed = ArticleFilter(request.GET, Article.objects.published)
        check_filter(narrowed)
        limit, as_annotations = read_limit(request.GET), wants_annotations(request.GET)
        page = self.page(narrowed, request.GET.get("cursor"), limit)
        following = page.following("articles:api_articles", request.GET)
        shape = {
            "articles": [article_shape(row, as_annotations) for row in page.rows],
            "next": following,
            "read_as": str(narrowed.asked.query) if narrowed.asked else None,
        }
        return answer(shape, following)

    def page(self, narrowed, cursor, limit):
        """Return the page at `cursor`, the first one without."""
        articles = loaded(narrowed.ordered(None if cursor else limit + 1))
        if narrowed.ordering == RELEVANCE:
            return cursors.by_relevance(articles, cursor, limit)
        return cursors.by_time(articles, narrowed.ordering, cursor, limit)


class ArticleView(ApiView):
    """An article by its uid, which never changes."""

    def get(self, request, uid):
        article = loaded(Article.objects.filter(uid=uid)).first()
        if article is None or not (article.is_public() or article.is_withdrawn):
            raise Http404
        if article.is_withdrawn:
            says = "This entry was withdrawn"
            says += f": {article.reason}" if article.reason else "."
            return failure(410, says)
        check_names(request.GET, {"annotations"})
        return answer(article_shape(article, wants_annotations(request.GET)))
