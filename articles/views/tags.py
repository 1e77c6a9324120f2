from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.views.generic import TemplateView

from articles.models import Article, Tag
from articles.views.articles import ArticleListView
from articles.views.oldaddresses import lead_on


class TagListView(TemplateView):
    """All tags that readers can meet, by their first letter, with counts."""

    template_name = "tags/tag_list.html"

    def get_context_data(self, **kwargs):
        tags = list(Article.objects.published().tags_in_use().by_name())
        letters: dict[str, list[Tag]] = {}
        for tag in tags:
            letters.setdefault(first_letter(tag), []).append(tag)
        most = max((tag.count for tag in tags), default=1)
        for tag in tags:
            tag.share = round(100 * tag.count / most)
        return super().get_context_data(
            tags=tags, letters=sorted(letters.items()), **kwargs
        )


def first_letter(tag):
    """Return the letter under which an index lists `tag`; "#" for all that are none."""
    letter = tag.name_key[0]
    return letter.upper() if letter.isalpha() else "#"


class TagView(ArticleListView):
    """The articles of one tag; another name of the tag leads to its page of today."""

    template_name = "tags/tag_detail.html"

    def get(self, request, slug, **kwargs):
        self.tag = Tag.objects.at(slug)
        if self.tag is None or not self.tag.is_public():
            return self.no_entries(slug)
        if self.tag.slug != slug:
            return self.moved()
        return super().get(request, slug=slug, **kwargs)

    def no_entries(self, name):
        """Answer for a tag that readers cannot meet, and one that never was, alike."""
        try:
            return lead_on(self.request)
        except Http404:
            context = {"name": name}
            return render(self.request, "tags/no_entries.html", context, status=404)

    def articles(self):
        return super().articles().tagged(self.tag)

    def address(self, page=1):
        return reverse(
            "articles:tag", args=[self.tag.slug, *([page] if page > 1 else [])]
        )

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            tag=self.tag, timeline=self.articles().by_month(), **kwargs
        )
