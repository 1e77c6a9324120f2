"""The answers to what is not there, and to what went wrong."""

from django.contrib import admin
from django.http import Http404, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from articles.models import Article


def not_found(request, exception=None):
    """Answer 404, with ways on."""
    return render(request, "404.html", status=404)


def gone(request, target):
    """Answer for what readers may not see: 410 where it was withdrawn, else Http404."""
    if not (isinstance(target, Article) and target.is_withdrawn):
        raise Http404
    return render(request, "410.html", {"reason": target.reason}, status=410)


def not_accepted(request, reason=""):
    """Answer 403 to a form that came without the cookies of this site.

    At the desk they are mostly lost with the log-in; what was typed is kept by then.
    """
    is_desk = request.path.startswith(reverse("admin:index"))
    if not is_desk or request.path == reverse("admin:login"):
        return render(request, "403_csrf.html", status=403)
    next_page = {"next": request.get_full_path()}
    context = {
        **admin.site.each_context(request),
        "title": _("Nothing is saved yet"),
        "login": reverse("admin:login", query=next_page),
    }
    return render(request, "admin/not_accepted.html", context, status=403)


def server_error(request):
    """Answer 500: a page that asks nothing of the database; to a program, JSON."""
    if request.path.startswith("/api/"):
        error = {"status": 500, "message": "Something went wrong on our side."}
        return JsonResponse({"error": error}, status=500)
    return render(request, "500.html", status=500)
