"""Who did what at the desk, and when: one page, the newest first."""

from django import forms
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from articles.models import Trail, roles

KINDS = {
    "steps": _("steps"),
    "new": _("new"),
    "changes": _("changes"),
    "bin": _("bin"),
    "loads": _("loads"),
    "tags": _("tags"),
}
LAST = 2**63 - 1  # that is a key of a row


class TrailForm(forms.Form):
    """What the trail is narrowed by, and where its page begins."""

    person = forms.ModelChoiceField(
        get_user_model().objects.filter(is_staff=True).order_by("username"),
        label=_("Who"),
        required=False,
        empty_label=_("everybody"),
    )
    kind = forms.ChoiceField(
        label=_("What"), choices=[("", _("all")), *KINDS.items()], required=False
    )
    log = forms.IntegerField(required=False, min_value=1, max_value=LAST)
    deed = forms.IntegerField(required=False, min_value=1, max_value=LAST)


def trail_view(request, article_admin):
    """Answer with a page of the trail. What makes no sense in the query is ignored."""
    if not roles.is_editor(request.user):
        raise PermissionDenied
    form = TrailForm(request.GET)
    form.is_valid()
    asked = {name: value for name, value in form.cleaned_data.items() if value}
    trail = Trail(**asked)
    kept: dict[str, str] = {
        name: request.GET[name] for name in ("person", "kind") if name in asked
    }
    context = {
        **article_admin.admin_site.each_context(request),
        "title": _("Who did what"),
        "form": TrailForm(kept),
        "trail": trail,
        "is_first": not {"log", "deed"} & asked.keys(),
        "first": urlencode(kept),
        "older": trail.older and urlencode(kept | trail.older),
    }
    return render(request, "admin/articles/article/trail.html", context)
