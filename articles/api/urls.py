from django.urls import path, re_path

from articles.api.articles import ArticlesView, ArticleView
from articles.api.documentation import DocumentationView
from articles.api.index import DocumentView, IndexView, NothingView
from articles.api.tags import TagsView

urlpatterns = [
    path("", DocumentationView.as_view(), name="api"),
    path("v1/", IndexView.as_view(), name="api_index"),
    path("v1/articles/", ArticlesView.as_view(), name="api_articles"),
    path("v1/articles/<uuid:uid>/", ArticleView.as_view(), name="api_article"),
    path("v1/tags/", TagsView.as_view(), name="api_tags"),
    path("v1/openapi.json", DocumentView.as_view(), name="api_document"),
    re_path("^(?P<path>.+)$", NothingView.as_view(), name="api_nothing"),
]
