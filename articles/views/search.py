from articles.listings import Search
from articles.models import suggest
from articles.views.articles import ListingView


class SearchView(ListingView):
    """What a reader looks for, best first, and what to do where nothing is found."""

    listing = Search
    template_name = "search/search.html"

    def context(self, listing, page, entries):
        context = super().context(listing, page, entries)
        asked = listing.filter.asked
        if asked and not entries:
            context["in_vain"] = asked.in_vain(listing.everything())
            if meant := suggest(asked.query):
                address = listing.filter.query_with("q", str(meant))
                context["suggestion"] = {"text": str(meant), "query": address}
        return context
