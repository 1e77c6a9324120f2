from django.http import Http404, HttpResponsePermanentRedirect
from django.urls import resolve
from django.views.generic import View

from articles.models import OldAddress
from articles.views.errors import gone


class OldAddressView(View):
    """The last view of all: a path that no other view knows, but that once was.

    A page that was asked for without its last slash is redirected to.
    """

    def get(self, request, path):
        try:
            return lead_on(request)
        except Http404:
            if resolve(f"/{path}/").url_name == request.resolver_match.url_name:
                raise
            whole = request.get_full_path(force_append_slash=True)
            return HttpResponsePermanentRedirect(whole)


def lead_on(request, file=""):
    """Redirect from an old address to where its target lives, if readers may see it.

    Where they may not, answer as the target does: 410, or Http404 as for an address
    that never was. `file` is the last part of the address, if it is that of a file of
    an article: it stays.
    """
    path = request.path.removesuffix(file)
    # What came from elsewhere was known with its last slash, and without it.
    other = path.removesuffix("/") if path.endswith("/") else f"{path}/"
    old = OldAddress.objects.find(path) or OldAddress.objects.find(other)
    if old is None or (file and old.article is None):
        raise Http404
    if not old.target.is_public():
        return gone(request, old.target)
    return HttpResponsePermanentRedirect(old.target.get_absolute_url() + file)
