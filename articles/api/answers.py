"""What all answers of the API have in common: JSON, errors in words, their headers."""

import json
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.core.exceptions import TooManyFieldsSent
from django.http import Http404, HttpResponse, JsonResponse
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import View

from articles.formats.fixture import instant_text

FRESH = 60  # seconds that a copy may be shown without asking whether it changed
ALLOWED = {"Allow": "GET, HEAD, OPTIONS"}


class BadParameter(Exception):
    """A parameter that makes no sense. The message says what would make some."""

    def __init__(self, name, message):
        super().__init__(message)
        self.name = name


class Encoder(json.JSONEncoder):
    """Instants in UTC to the microsecond (RFC 3339), which Django’s encoder cuts."""

    def default(self, o):
        if isinstance(o, datetime):
            return instant_text(o)
        return str(o) if isinstance(o, UUID) else super().default(o)


@method_decorator(csrf_exempt, name="dispatch")  # what would write is answered by 405
class ApiView(View):
    """An address of the API: whatever goes wrong is told in JSON."""

    http_method_names = ["get", "head", "options"]

    def dispatch(self, request, *args, **kwargs):
        try:
            return super().dispatch(request, *args, **kwargs)
        except BadParameter as error:
            return failure(400, str(error), error.name)
        except TooManyFieldsSent:
            return failure(400, "Too many parameters.")
        except Http404:
            return failure(404, "Nothing at this address.")

    def http_method_not_allowed(self, request, *args, **kwargs):
        says = f"{request.method} is not allowed: the API is read only."
        return failure(405, says, headers=ALLOWED)

    def options(self, request, *args, **kwargs):
        return HttpResponse(status=204, headers=ALLOWED)


def answer(shape, following=None):
    """Return `shape` as JSON. `following` is the address of the next page, if any."""
    headers = {"Cache-Control": f"public, max-age={FRESH}"}
    if following:
        headers["Link"] = f'<{following}>; rel="next"'
    return as_json(shape, headers=headers)


def failure(status, message, parameter=None, headers=None):
    """Return an error as JSON; `parameter` is the name of the one that caused it."""
    error = {"status": status, "message": message}
    if parameter is not None:
        error["parameter"] = parameter
    headers = {"Cache-Control": "no-cache", **(headers or {})}
    return as_json({"error": error}, status=status, headers=headers)


def as_json(shape, **options):
    """Return `shape` as an answer in UTF-8, without escapes that nobody needs."""
    params = {"ensure_ascii": False}
    return JsonResponse(shape, Encoder, json_dumps_params=params, **options)


def absolute(path):
    """Return `path` as an address of the site, whatever host the request named."""
    return settings.SITE_URL + path
