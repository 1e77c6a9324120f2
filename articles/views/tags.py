from django.http import Http404
from django.shortcuts import render
from django.views.generic import TemplateView

from articles.listings import NoSuchList, Tagged
from articles.models import Article, Tag
from articles.views.articles import ListingView
from articles.views.oldaddresses import lead_on


class TagListView(TemplateView):
    """All tags that readers can meet, with counts: by letter, or the most used first.

    ?order=use is the second; any other order is the first.
    """

    template_name = "tags/tag_list.html"

    def get_context_data(self, **kwargs):
        tags = list(Article.objects.published().tags_in_use().by_name())
        most = max((tag.count for tag in tags), default=1)
        for tag in tags:
            tag.share = round(100 * tag.count / most)
        by_use = self.request.GET.get("order") == "use"
        if by_use:
            tags.sort(key=lambda tag: -tag.count)
        context = {"tags": tags, "by_use": by_use, "letters": by_letter(tags)}
        return super().get_context_data(**context, **kwargs)


def by_letter(tags):
    """Return `tags` as an index lists them: pairs of a letter and its tags."""
    letters: dict[str, list[Tag]] = {}
    for tag in tags:
        letters.setdefault(first_letter(tag), []).append(tag)
    return sorted(letters.items())


def first_letter(tag):
    """Return the letter under which an index lists `tag`; "#" for all that are none."""
    letter = tag.name_key[0]
    return letter.upper() if letter.isalpha() else "#"


class TagView(ListingView):
    """The articles of a tag, or of several; other names of them lead to this page."""

    listing = Tagged
    template_name = "tags/tag_detail.html"

    def get(self, request, page=1, **place):
        try:
            return super().get(request, page, **place)
        except NoSuchList:
            return self.no_entries(place["slug"])

    def no_entries(self, name):
        """Answer for a tag that readers cannot meet, and one that never was, alike."""
        try:
            return lead_on(self.request)
        except Http404:
            context = {"name": name}
            return render(self.request, "tags/no_entries.html", context, status=404)

    def context(self, listing, page, entries):
        context = super().context(listing, page, entries)
        if len(listing.tags) == 1:
            context["timeline"] = listing.shelf.timeline()
        return context
