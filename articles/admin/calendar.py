"""The calendar of what is scheduled: a date is dragged or typed, and put back."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from articles import limits
from articles.errors import Refused
from articles.models import tell_covered, weeks_of
from articles.models.calendar import MOST
from articles.periods import Period

COLUMNS = (
    "uid title slug site work_key follows status published_at account updated_at"
).split()
CHANGED = [{"changed": {"fields": ["publish at"]}}]  # what the log says
LAST_KEY = 2**63 - 1  # that a database knows


class Shown(forms.Form):
    """Which month is shown, and which entry was moved last, from when."""

    month = forms.CharField(required=False, max_length=7)
    moved = forms.IntegerField(required=False, min_value=1, max_value=LAST_KEY)
    was = forms.DateTimeField(required=False)


class Move(forms.Form):
    """An entry that moves to another instant from that at which it was seen."""

    entry = forms.IntegerField(min_value=1, max_value=LAST_KEY)
    was = forms.DateTimeField(required=False)
    at = forms.DateTimeField()


def calendar_view(request, article_admin):
    """Answer with the weeks of a month; or having moved an entry, lead there."""
    if not article_admin.has_view_permission(request):
        raise PermissionDenied
    shown = Shown(request.GET)
    given = shown.cleaned_data if shown.is_valid() else {}
    month = month_of(given.get("month", ""))
    if request.method == "POST":
        return redirect(address_of(month, **move(request, article_admin)))
    articles = article_admin.get_queryset(request)
    weeks, is_cut = weeks_of(month, articles.only(*COLUMNS))
    days = [day for week in weeks for day in week.days]
    tell_covered([entry for day in days for entry in day.entries])
    context = {
        **article_admin.admin_site.each_context(request),
        "title": _("Calendar"),
        "opts": article_admin.opts,
        "month": month,
        "weeks": weeks,
        "cut_at": MOST if is_cut else None,
        "here": address_of(month),
        "earlier": neighbour(month, 1),
        "later": neighbour(month, -1),
        "today": address_of(None),
        "may_move": article_admin.has_change_permission(request),
    }
    if given.get("moved") and given.get("was"):
        moved = articles.scheduled().filter(pk=given["moved"]).first()
        context |= {"moved": moved, "was": given["was"]}
    return render(request, "admin/articles/article/calendar.html", context)


def month_of(text):
    """Return the month that is written as 2026-11; of anything else, this one."""
    month = Period.read(text)
    if month is None or month.kind != "month" or is_at_the_end(month):
        today = Period.day_of(timezone.now())
        month = Period(today.year, today.month)
    return month


def is_at_the_end(month):
    """Return whether a month is so near to the ends of time that a week passes them."""
    return not limits.FIRST_YEAR < month.year < limits.END_YEAR - 1


def neighbour(month, months):
    """Return the address of the month that many before, or "" past the ends."""
    other = month.months_earlier(months)
    return "" if is_at_the_end(other) else address_of(other)


def move(request, article_admin):
    """Move an entry and say so, or why not; return what the address tells of it."""
    asked = Move(request.POST)
    try:
        if not asked.is_valid():
            found = [str(says) for one in asked.errors.values() for says in one]
            raise Refused(" ".join(found))
        given = asked.cleaned_data
        with transaction.atomic():
            rows = article_admin.get_queryset(request).select_for_update(of=("self",))
            article = rows.filter(pk=given["entry"]).first()
            if article is None:
                raise Refused(_("That entry is not there any more."))
            if not article_admin.has_change_permission(request, article):
                raise PermissionDenied
            before = article.published_at
            refuse_unseen(article, given["was"])
            article.schedule(given["at"])
            article_admin.log_change(request, article, CHANGED)
    except Refused as refusal:
        article_admin.message_user(request, str(refusal), messages.ERROR)
        return {}
    says = _("“{title}” appears on {time}; it was {before}.").format(
        title=article, time=clock(article.published_at), before=clock(before)
    )
    article_admin.message_user(request, says, messages.SUCCESS)
    return {"moved": article.pk, "was": before.isoformat()}


def refuse_unseen(article, was):
    """Raise Refused for an entry that is not scheduled, or not where it was seen."""
    if not article.is_scheduled:
        says = _("“{title}” is {state}: it is not in the calendar.")
        raise Refused(says.format(title=article, state=article.state_label))
    if was is not None and was != article.published_at:
        says = _("“{title}” was moved meanwhile: look at it again.")
        raise Refused(says.format(title=article))


def clock(instant):
    """Return an instant by the clocks of the site."""
    return f"{timezone.localtime(instant):%Y-%m-%d %H:%M}"


def address_of(month, **told):
    """Return the address of the calendar of a month; of None, of this one."""
    query = told
    if month:
        query = {"month": f"{month.year:04}-{month.month:02}", **told}
    address = reverse("admin:articles_calendar")
    return f"{address}?{urlencode(query)}" if query else address
