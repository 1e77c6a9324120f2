"""The filters of the list that an editor has given a name: kept, shown, deleted."""

from urllib.parse import parse_qsl

from django import forms
from django.contrib import messages
from django.contrib.admin.views.main import ORDER_VAR, SEARCH_VAR
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from articles.errors import Refused
from articles.models import SavedFilter


class Asked(forms.Form):
    """Which filter is kept, under which name; or which one is deleted."""

    name = forms.CharField(required=False, strip=True)
    query = forms.CharField(required=False)
    delete = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1)


def query_of(text, article_admin):
    """Return what filters in `text`, a query, in one spelling: q=words&state=draft."""
    filters = [one.parameter_name for one in article_admin.list_filter]
    names = {*filters, SEARCH_VAR, ORDER_VAR}
    try:
        pairs = parse_qsl(text, max_num_fields=100)
    except ValueError:
        return ""
    kept = {name: value for name, value in pairs if name in names}
    return urlencode(sorted(kept.items()))


def saved_context(request, article_admin):
    """Return what the list shows of the filters of its editor; one query."""
    query = query_of(request.META.get("QUERY_STRING", ""), article_admin)
    saved = list(SavedFilter.objects.of(request.user))
    current = next((one for one in saved if one.query == query), None)
    is_new = query and not current and query.partition("=")[0] != ORDER_VAR
    return {
        "saved_filters": saved,
        "saved_filter": current,
        "query_to_save": query if is_new else "",
    }


def saved_filters_view(request, article_admin):
    """Keep a filter, or delete one; lead back to the list."""
    may = article_admin.has_view_permission(request)
    asked = Asked(request.POST)
    if request.method != "POST" or not may or not asked.is_valid():
        raise PermissionDenied
    given = asked.cleaned_data
    query = query_of(given["query"], article_admin)
    if given["delete"]:
        SavedFilter.objects.of(request.user).filter(pk=given["delete"]).delete()
    else:
        keep(request, article_admin, given["name"], query)
    return redirect(f"{reverse('admin:articles_article_changelist')}?{query}")


def keep(request, article_admin, name, query):
    """Keep a filter, and say so, or why not."""
    try:
        row = SavedFilter.objects.keep(request.user, name, query)
    except Refused as refusal:
        article_admin.message_user(request, str(refusal), messages.ERROR)
    else:
        says = _("“{name}” is one of your filters now.").format(name=row)
        article_admin.message_user(request, says, messages.SUCCESS)
