from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.generic import DetailView, ListView, YearArchiveView
from django_filters.views import FilterView
from taggit.models import Tag

from benchmarks.reference.filters import ArticleFilter
from benchmarks.reference.models import Article


def published():
    articles = Article.objects.filter(published_at__lte=timezone.now())
    return articles.prefetch_related("tags")


class ArticleListView(ListView):
    paginate_by = 20

    def get_queryset(self):
        return published()


class TagView(ArticleListView):
    def get_queryset(self):
        self.tag = get_object_or_404(Tag, slug=self.kwargs["slug"])
        return super().get_queryset().filter(tags=self.tag)

    def get_context_data(self, **kwargs):
        return super().get_context_data(heading=self.tag.name, **kwargs)


class YearView(YearArchiveView):
    date_field = "published_at"
    make_object_list = True
    paginate_by = 20
    template_name = "reference/article_list.html"

    def get_queryset(self):
        return published()


class SearchView(FilterView):
    filterset_class = ArticleFilter
    paginate_by = 20
    template_name = "reference/search.html"

    def get_queryset(self):
        return published()


class ArticleView(DetailView):
    def get_queryset(self):
        return published()
