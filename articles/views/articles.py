from functools import cache, partial
from urllib.parse import unquote

from django.http import Http404, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.views.generic import View

from articles.formats import bibtexentry
from articles.formats.citation import citation_of
from articles.fragments import keep_piece, kept_piece
from articles.listings import PAGE, Latest, Listing
from articles.models import Article, once
from articles.views.errors import gone
from articles.views.oldaddresses import lead_on


def alternate(feed):
    """Return a feed, an address and its media type, as a Link header has it."""
    address, kind = feed
    return f'<{address}>; rel="alternate"; type="{kind}"'


class ListingView(View):
    """A page of a list. A subclass says which list, and what its page shows."""

    listing: type[Listing]
    template_name = "articles/article_list.html"

    def get(self, request, page=1, **place):
        listing = self.listing(request.GET, **place)
        if page < 1:
            raise Http404
        address = listing.address(page)
        if request.path != unquote(address):
            return HttpResponsePermanentRedirect(address + listing.filter.query)
        entries = listing.entries(page)
        if not entries and page > 1:
            return self.past_the_end(listing)
        context = self.context(listing, page, entries)
        response = render(request, self.template_name, context)
        response["Link"] = ", ".join(map(alternate, listing.feeds_narrowed))
        return response

    def context(self, listing, page, entries):
        """Return what the page of a list shows."""
        query = listing.filter.query
        around = {}
        if page > 1:
            around["newer"] = listing.address(page - 1) + query
        if len(entries) > PAGE:
            around["older"] = listing.address(page + 1) + query
        return {
            "listing": listing,
            "entries": entries[:PAGE],
            "page": page,
            "first": PAGE * (page - 1) + 1,
            "address": listing.address(page),
            "filter": listing.filter,
            **around,
        }

    def past_the_end(self, listing):
        """Answer a page that the list has not, with the way back."""
        last = listing.pages or 1
        context = {
            "last": listing.address(last) + listing.filter.query,
            "number": last,
            "counted": listing.is_counted,
        }
        return render(self.request, "articles/past_the_end.html", context, status=404)


class LatestView(ListingView):
    """The front page, and the older ones behind it."""

    listing = Latest


class PublicArticleView(View):
    """An article, if readers may see it. A subclass says in what form: `show()`."""

    def get(self, request, slug, **kwargs):
        article = self.find(slug)
        if article is None:
            return self.lead_on(request)
        if not article.is_public():
            return gone(request, article)
        return self.show(article)

    def find(self, slug):
        """Return the article of a slug with all that is shown of it, or None."""
        articles = Article.objects.prefetch_related("follows")
        found = articles.with_tags().with_public_notes().filter(slug=slug)
        return once((PublicArticleView, slug), found.first)

    def lead_on(self, request):
        """Answer for a slug that no article has today."""
        return lead_on(request)

    def show(self, article):
        """Return the answer for an article that readers may see."""
        raise NotImplementedError("A subclass says in what form an article is shown.")


class ArticleView(PublicArticleView):
    """An article with its notes. One that was withdrawn says so.

    Its page is of pieces that are kept, so what they are made of is handed over as
    functions: while nothing changes, the article is not even loaded.
    """

    def get(self, request, slug, **kwargs):
        if kept_piece((ArticleView, slug)):  # it was shown since anything changed
            return self.page(slug, cache(partial(self.find_public, slug)))
        return super().get(request, slug, **kwargs)

    def find_public(self, slug):
        """Return the article of a slug. Raise Http404 if it went just now."""
        article = self.find(slug)
        if article is None or not article.is_public():
            raise Http404
        return article

    def show(self, article):
        keep_piece((ArticleView, article.slug), article.title)
        return self.page(article.slug, lambda: article)

    def page(self, slug, article):
        """Return the page of what the function `article` returns."""
        citation = cache(lambda: citation_of(article().public_record()))
        context = {
            "slug": slug,
            "article": article,
            "citation": citation,
            "bibtex": lambda: bibtexentry.entry(citation()),
            "beside": cache(lambda: article().beside()),
        }
        return render(self.request, "articles/article_detail.html", context)
