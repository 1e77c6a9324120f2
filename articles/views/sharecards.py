from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.generic import View

from articles.jobs.sharecards import article_card, picture, site_card
from articles.models import Article, OldAddress
from articles.views.errors import gone


class SiteCardView(View):
    """The picture of the site, for networks that show one beside a link."""

    def get(self, request, key):
        card = site_card()
        if key != card.key:
            return HttpResponseRedirect(reverse("articles:site_card", args=[card.key]))
        return picture_of(card)


class ArticleCardView(View):
    """The picture of an article. An old address leads to the one of today."""

    def get(self, request, slug, key):
        article = Article.objects.filter(slug=slug).first() or self.moved(slug)
        if not article.is_public():
            return gone(request, article)
        card = article_card(article)
        if (slug, key) != (article.slug, card.key):
            address = reverse("articles:article_card", args=[article.slug, card.key])
            return HttpResponseRedirect(address)
        return picture_of(card)

    def moved(self, slug):
        """Return the article that lived at this address once, or raise Http404."""
        old = OldAddress.objects.find(reverse("articles:article", args=[slug]))
        if old is None or not isinstance(old.target, Article):
            raise Http404
        return old.target


def picture_of(card):
    """Answer with a card. Its address holds what is on it, so it never changes.

    Alone of all we answer it may be shown within the pages of other sites. A picture
    loads and runs nothing, and so it may not.
    """
    answer = HttpResponse(picture(card), content_type="image/png")
    answer["Cache-Control"] = "public, max-age=31536000, immutable"
    answer["Cross-Origin-Resource-Policy"] = "cross-origin"
    closed = "; ".join(f"{name} 'none'" for name in settings.SECURE_CSP)
    answer["Content-Security-Policy"] = closed
    return answer
