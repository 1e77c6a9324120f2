from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/", admin.site.urls),
    path("", include("articles.urls")),
]
handler404 = "articles.views.errors.not_found"
handler500 = "articles.views.errors.server_error"
