"""The addresses of the desk. With them the desk is loaded, which few processes need."""

from django.contrib import admin

admin.autodiscover()

urlpatterns, _, _ = admin.site.urls
