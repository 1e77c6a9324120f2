from django.urls import path

from benchmarks.reference import views
from benchmarks.reference.feeds import LatestFeed

urlpatterns = [
    path("", views.ArticleListView.as_view(), name="latest"),
    path("feed.atom", LatestFeed(), name="feed"),
    path("search/", views.SearchView.as_view(), name="search"),
    path("tags/<slug:slug>/", views.TagView.as_view(), name="tag"),
    path("articles/<slug:slug>/", views.ArticleView.as_view(), name="article"),
    path("<int:year>/", views.YearView.as_view(), name="year"),
]
