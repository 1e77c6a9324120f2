from django.core.paginator import Paginator
from django.http import JsonResponse

PER_PAGE = 20


def term_of(request):
    """Return what the editor typed into select2; a NUL is no part of any name."""
    return request.GET.get("term", "").replace("\0", "")


def names_response(request, names):
    """Return a page of `names`, a queryset of texts, as select2 reads it.

    https://select2.org/data-sources/ajax
    """
    number = request.GET.get("page", "1")
    page = Paginator(names, PER_PAGE).get_page(number)
    return JsonResponse(
        {
            "results": [{"id": name, "text": name} for name in page],
            "pagination": {"more": page.has_next()},
        }
    )
