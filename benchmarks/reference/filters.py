import django_filters
from django.db.models import Q

from benchmarks.reference.models import Article


class ArticleFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(method="search", label="Search")
    tag = django_filters.CharFilter(field_name="tags__slug")
    year = django_filters.NumberFilter(field_name="published_at__year")
    source = django_filters.CharFilter(field_name="site")

    class Meta:
        model = Article
        fields = ["q", "tag", "year", "source"]

    def search(self, queryset, name, value):
        return queryset.filter(
            Q(title__icontains=value)
            | Q(excerpt__icontains=value)
            | Q(note__icontains=value)
        )
