from django.http import HttpResponse


def alive(request):
    """Answer that this process serves requests; asks nothing of the database."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")
