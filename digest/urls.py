from django.contrib import admin
from django.urls import include, path

admin.autodiscover()  # not before: it is a quarter of what a command would load

urlpatterns = [
    path("admin/", admin.site.urls),
    path("", include("articles.urls")),
]
handler404 = "articles.views.errors.not_found"
handler500 = "articles.views.errors.server_error"
