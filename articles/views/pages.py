from django.shortcuts import render
from django.views.generic import View

from articles.models import Page


class AboutView(View):
    """What the digest is, as the editors wrote it at the desk."""

    def get(self, request):
        page = Page.objects.filter(slug=Page.Slug.ABOUT).first()
        return render(request, "pages/about.html", {"page": page})
