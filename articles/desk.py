from functools import update_wrapper

from django.conf import settings
from django.contrib import admin
from django.urls import reverse

from articles.models import Article, acting


class Desk(admin.AdminSite):
    """The admin of the digest, with what waits for an editor on its first page."""

    site_header = settings.SITE_NAME
    site_title = settings.SITE_NAME
    index_title = "The desk"

    def index(self, request, extra_context=None):
        return super().index(
            request, {"waiting": self.waiting(request), **(extra_context or {})}
        )

    def admin_view(self, view, cacheable=False):
        """Return the view `view` of the desk; what it writes is by who is logged in."""

        def by_account(request, *args, **kwargs):
            with acting(request.user if request.user.is_authenticated else None):
                return view(request, *args, **kwargs)

        return super().admin_view(update_wrapper(by_account, view), cacheable)

    def autocomplete_view(self, request):
        request.GET = request.GET.copy()
        request.GET["term"] = request.GET.get("term", "").replace("\0", "")
        return super().autocomplete_view(request)

    def waiting(self, request):
        """Return what waits for an editor: [{"label", "count", "url"}]."""
        if not request.user.has_perm("articles.view_article"):
            return []
        drafts = Article.objects.filter(status=Article.Status.DRAFT)
        review = Article.objects.filter(status=Article.Status.REVIEW)
        articles = reverse("admin:articles_article_changelist")
        return [
            {"label": label, "count": rows.count(), "url": f"{articles}?state={state}"}
            for label, state, rows in (
                ("drafts", "draft", drafts),
                ("in review", "review", review),
                ("scheduled", "scheduled", Article.objects.scheduled()),
            )
        ]
