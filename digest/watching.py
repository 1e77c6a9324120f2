"""Each request is noted for whoever watches the site, be it Django that answers it or
the pages in memory. It is loaded only where something watches."""

import logging
import os
import re
import secrets
from collections.abc import Callable
from time import perf_counter

from django.conf import settings
from django.core.handlers.wsgi import get_path_info

from articles.models.readiness import FIGURES, figures_lost
from digest import asked
from digest.asked import HIDDEN, LONGEST, MADE, NO_PAGE, Asked, named
from digest.pagecache import is_trusted, with_pages_kept

GIVEN = re.compile(r"[\w.=+/:-]{1,128}", re.ASCII)
ALONE = "each process counts alone"

logger = logging.getLogger(__name__)

Note = Callable[[Asked], None]


class Watched:
    """A WSGI application: another one behind pages in memory, and notes of requests."""

    def __init__(self, application, notes: list[Note]):
        self.behind, self.notes = application, notes
        self.application = with_pages_kept(self.reach)

    def __call__(self, environ, start_response):
        begun = perf_counter()
        request = asked_for(environ)
        asked.now.set(request)  # until the next: files are sent after this returns

        def begin(status, headers, exc_info=None):
            request.status = int(status[:3])
            return start_response(status, [*headers, ("X-Request-ID", request.id)])

        try:
            return self.application(environ, begin)
        finally:
            request.seconds = perf_counter() - begun
            for note in self.notes:
                note(request)

    def reach(self, environ, start_response):
        """Ask the application; for a page to keep that has an environ of its own."""
        if request := asked.now.get():
            request.page = NO_PAGE if environ is request.environ else MADE
        return self.behind(environ, start_response)


class Account:
    """Middleware that notes who is logged in, where the answer depended on that."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        noted, account = asked.now.get(), getattr(request, "_cached_user", None)
        if noted and account:
            noted.account = account.pk
        return response


def asked_for(environ) -> Asked:
    """Return what is asked for. Its id is that of a trusted proxy, if that gave one."""
    given = environ.get("HTTP_X_REQUEST_ID", "")
    if not (GIVEN.fullmatch(given) and is_trusted(environ.get("REMOTE_ADDR", ""))):
        given = secrets.token_hex(16)
    view, path = named(get_path_info(environ)[:LONGEST])
    if environ.get("QUERY_STRING"):
        path += f"?{HIDDEN}"
    return Asked(given, environ, environ["REQUEST_METHOD"], path, view)


def watched(application):
    """Return a WSGI application with its pages kept, watched as the settings say."""
    notes: list[Note] = []
    if settings.METRICS:
        if lost := figures_lost():  # what counts would fail each request
            del os.environ[FIGURES]
            logger.warning("%s: %s cannot be written: %s", FIGURES, lost, ALONE)
        from digest import metrics

        notes.append(metrics.note)
    if settings.LOG == "json":
        from digest import logs

        notes.append(logs.note)
    return Watched(application, notes)
