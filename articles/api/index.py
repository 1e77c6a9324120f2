from django.conf import settings
from django.http import Http404, HttpResponsePermanentRedirect
from django.urls import resolve, reverse

from articles.api.answers import ApiView, absolute, answer
from articles.api.openapi import document
from articles.api.parameters import check_names


class IndexView(ApiView):
    """What there is, and where."""

    def get(self, request):
        check_names(request.GET, set())
        names = {
            "articles": "api_articles",
            "tags": "api_tags",
            "openapi": "api_document",
            "documentation": "api",
            "site": "latest",
        }
        links = {
            name: absolute(reverse(f"articles:{view}")) for name, view in names.items()
        }
        shape = {
            "name": settings.SITE_NAME,
            "description": settings.SITE_DESCRIPTION,
            "language": settings.LANGUAGE_CODE,
            "links": links,
        }
        return answer(shape)


class DocumentView(ApiView):
    """The OpenAPI document: what each address takes and answers."""

    def get(self, request):
        check_names(request.GET, set())
        return answer(document())


class NothingView(ApiView):
    """An address that is none; one without its last slash leads to the one with it."""

    def get(self, request, path):
        here = request.resolver_match.url_name
        if resolve(f"/api/{path}/").url_name == here:
            raise Http404
        whole = request.get_full_path(force_append_slash=True)
        return HttpResponsePermanentRedirect(whole)
