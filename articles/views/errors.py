"""The answers to what is not there, and to what went wrong."""

import sys

from django.contrib import admin
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.exceptions import SessionInterrupted
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from articles.models import Article, is_away

AGAIN = 10  # seconds after which it is worth trying again
AWAY = "The database does not answer just now. Try again in a moment."


def not_understood(request, exception=None):
    """Answer 400; nothing is asked of what was sent: to read it is what failed."""
    if is_for_program(request):
        return as_json(400, "The request was not understood.")
    if isinstance(exception, SessionInterrupted) and is_at_desk(request):
        return logged_out(request)
    return render(request, "400.html", status=400)


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
    if not is_at_desk(request) or request.path == reverse("admin:login"):
        return render(request, "403_csrf.html", status=403)
    context = {
        **admin.site.each_context(request),
        "title": _("Nothing is saved yet"),
        "login": login_and_back(request),
    }
    return render(request, "admin/not_accepted.html", context, status=403)


def logged_out(request):
    """Lead to the log-in from a request whose session was ended while it ran.

    The answer to it is lost. A form had its effect by then, or was refused: there is a
    page that says so, and shows what the desk had to say of it.
    """
    login = login_and_back(request)
    if request.method in ("GET", "HEAD"):
        return of_account(redirect(login))
    request.user = AnonymousUser()
    context = {
        **admin.site.each_context(request),
        "title": _("You were logged out meanwhile"),
        "login": login,
    }
    return of_account(render(request, "admin/logged_out.html", context, status=403))


def of_account(response):
    """Return `response`, which is one account's alone, as its session would say."""
    patch_vary_headers(response, ["Cookie"])
    return response


def login_and_back(request):
    """Return the address of the log-in that leads back to what was asked for."""
    here = request.get_full_path()
    if request.path == reverse("admin:login"):
        return here
    return reverse("admin:login", query={"next": here})


def server_error(request):
    """Answer 500, or 503 while the database is away; nothing is asked of it."""
    if is_away(sys.exc_info()[1]):
        return database_away(request)
    if request.path.startswith("/api/"):
        return as_json(500, "Something went wrong on our side.")
    return render(request, "500.html", status=500)


def database_away(request):
    """Answer 503: a page, and to a program what it reads: JSON, or a line of text."""
    if is_for_program(request):
        response = as_json(503, AWAY)
    elif request.path.endswith("/"):
        context = {"is_desk": is_at_desk(request)}
        response = render(request, "503.html", context, status=503)
    else:
        response = HttpResponse(f"{AWAY}\n", "text/plain; charset=utf-8", 503)
    response.headers["Retry-After"] = str(AGAIN)
    response.headers["Cache-Control"] = "no-store"
    return response


def is_at_desk(request):
    return request.path.startswith(reverse("admin:index"))


def is_for_program(request):
    return request.path.startswith("/api/") or request.path.endswith(".json")


def as_json(status, message):
    error = {"status": status, "message": message}
    return JsonResponse({"error": error}, status=status)
