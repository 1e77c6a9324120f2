from django.core.paginator import EmptyPage
from django.http import HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import ListView, View

from articles.filters import ArticleFilter
from articles.models import Article
from articles.views.errors import gone
from articles.views.oldaddresses import lead_on

SAME_DAY = 5  # entries of other years that an article's page shows


class ArticleListView(ListView):
    """Public articles, newest first, twenty a page. A subclass narrows `articles()`.

    A page of the list is a path, a filter is the query.
    """

    paginate_by = 20
    template_name = "articles/article_list.html"
    context_object_name = "articles"

    def articles(self):
        return Article.objects.published()

    def address(self, page=1):
        """Return the path of a page of this list."""
        raise NotImplementedError

    @cached_property
    def filter(self):
        """What the reader narrows this list by."""
        return ArticleFilter(self.request.GET, self.articles())

    def get(self, request, *args, **kwargs):
        if self.kwargs.get("page") == 1:
            return self.moved()
        try:
            return super().get(request, *args, **kwargs)
        except EmptyPage:
            return self.past_the_end()

    def get_queryset(self):
        return self.filter.qs.newest_first().with_tags().with_public_notes(at_most=2)

    def paginate_queryset(self, queryset, page_size):
        paginator = self.get_paginator(queryset, page_size)
        page = paginator.page(self.kwargs.get("page", 1))
        return paginator, page, page.object_list, page.has_other_pages()

    def get_context_data(self, **kwargs):
        context = super().get_context_data(filter=self.filter, **kwargs)
        page, query = context["page_obj"], self.filter.query
        if page.has_previous():
            context["newer"] = self.address(page.previous_page_number()) + query
        if page.has_next():
            context["older"] = self.address(page.next_page_number()) + query
        context["address"] = self.address(page.number)
        return context

    def moved(self):
        """Redirect to the one address of this page of the list."""
        address = self.address(self.kwargs.get("page", 1))
        return HttpResponsePermanentRedirect(address + self.filter.query)

    def past_the_end(self):
        """Answer a page that the list has not, with the way back."""
        last = self.get_paginator(self.get_queryset(), self.paginate_by).num_pages
        context = {"last": self.address(last) + self.filter.query, "number": last}
        return render(self.request, "articles/past_the_end.html", context, status=404)


class LatestView(ArticleListView):
    """The front page, and the older ones behind it."""

    def address(self, page=1):
        return reverse("articles:latest", args=[page] if page > 1 else [])


class ArticleView(View):
    """An article with its notes. One that was withdrawn says so."""

    def get(self, request, slug):
        articles = Article.objects.with_tags().with_public_notes()
        article = articles.select_related("follows").filter(slug=slug).first()
        if article is None:
            return lead_on(request)
        if not article.is_public():
            return gone(request, article)
        public = Article.objects.published()
        context = {
            "article": article,
            "follow_ups": article.followed_by.all().published().newest_first(),
            "related": article.related(),
            "same_day": public.on_day_of(article).newest_first()[:SAME_DAY],
            "older": public.older_than(article),
            "newer": public.newer_than(article),
        }
        return render(request, "articles/article_detail.html", context)
