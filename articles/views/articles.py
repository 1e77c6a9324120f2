from urllib.parse import unquote

from django.http import Http404, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.views.generic import View

from articles.listings import PAGE, Latest, Listing
from articles.models import Article
from articles.views.errors import gone
from articles.views.oldaddresses import lead_on


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
        return render(request, self.template_name, context)

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
            "articles": entries[:PAGE],
            "page": page,
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


class ArticleView(View):
    """An article with its notes. One that was withdrawn says so."""

    def get(self, request, slug):
        articles = Article.objects.with_tags().with_public_notes()
        article = articles.select_related("follows").filter(slug=slug).first()
        if article is None:
            return lead_on(request)
        if not article.is_public():
            return gone(request, article)
        follow_ups = article.followed_by.all().published().newest_first()
        context = {"article": article, "follow_ups": follow_ups}
        return render(request, "articles/article_detail.html", context)
