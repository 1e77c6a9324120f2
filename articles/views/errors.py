"""The answers to what is not there, and to what went wrong."""

from django.http import Http404, JsonResponse
from django.shortcuts import render

from articles.models import Article


def not_found(request, exception=None):
    """Answer 404, with ways on."""
    return render(request, "404.html", status=404)


def gone(request, target):
    """Answer for what readers may not see: 410 where it was withdrawn, else Http404."""
    if not (isinstance(target, Article) and target.is_withdrawn):
        raise Http404
    return render(request, "410.html", {"reason": target.reason}, status=410)


def server_error(request):
    """Answer 500: a page that asks nothing of the database; to a program, JSON."""
    if request.path.startswith("/api/"):
        error = {"status": 500, "message": "Something went wrong on our side."}
        return JsonResponse({"error": error}, status=500)
    return render(request, "500.html", status=500)
