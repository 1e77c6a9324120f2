from django.http import HttpResponse
from django.views.decorators.cache import never_cache

from articles.models import not_ready

TEXT = "text/plain; charset=utf-8"


def alive(request):
    """Answer that this process serves requests; asks nothing of the database."""
    return HttpResponse("ok\n", content_type=TEXT)


@never_cache
def ready(request):
    """Answer that it can serve what is asked for; 503 and why, a line each, if not."""
    reasons = not_ready()
    said = "".join(f"{line}\n" for line in reasons or ["ok"])
    return HttpResponse(said, content_type=TEXT, status=503 if reasons else 200)
