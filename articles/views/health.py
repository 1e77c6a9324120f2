from django.http import HttpResponse
from django.views.decorators.cache import cache_control

from articles.models import not_ready, without_cache

TEXT = "text/plain; charset=utf-8"


def alive(request):
    """Answer that this process serves requests; asks nothing of the database."""
    return HttpResponse("ok\n", content_type=TEXT)


@cache_control(no_store=True)
def ready(request):
    """Answer that it can serve what is asked for; 503 and why, a line each, if not.

    A cache that is away is told as well, but does not keep it from serving.
    """
    reasons = not_ready()
    said = "".join(f"{line}\n" for line in [*(reasons or ["ok"]), *without_cache()])
    return HttpResponse(said, content_type=TEXT, status=503 if reasons else 200)
