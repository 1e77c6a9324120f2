from django.http import HttpResponse
from django.views.decorators.cache import cache_control

from articles.models import not_ready, without_cache, without_writing

TEXT = "text/plain; charset=utf-8"


def alive(request):
    """Answer that this process serves requests; asks nothing of the database."""
    return HttpResponse("ok\n", content_type=TEXT)


@cache_control(no_store=True)
def ready(request):
    """Answer that it can serve what is asked for; 503 and why, a line each, if not.

    A database that cannot be written and a cache that is away are told as well, but do
    not keep it from serving.
    """
    reasons = not_ready()
    lines = [*(reasons or ["ok"]), *without_writing(), *without_cache()]
    said = "".join(f"{line}\n" for line in lines)
    return HttpResponse(said, content_type=TEXT, status=503 if reasons else 200)
