"""What files tell of this site: where it shows articles, how it speaks to readers."""

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext

from articles.formats.site import Site


def address(record):
    """Return the absolute address of our page of an article."""
    return settings.SITE_URL + reverse("articles:article", args=[record.slug])


def day(instant):
    """Return the day of an instant as readers see it on a page."""
    return date_format(timezone.localtime(instant), "DATE_FORMAT")


def note_label(credit):
    """Return the words that say whose a note is."""
    if credit:
        return gettext("Note by %(credit)s") % {"credit": credit}
    return gettext("Editors’ note")


def update_label(instant):
    """Return the words that say when readers were told of a change."""
    return gettext("Updated on %(day)s") % {"day": day(instant)}


def name():
    """Return the name of the site."""
    return settings.SITE_NAME


def home():
    """Return the absolute address of the first page."""
    return settings.SITE_URL + reverse("articles:latest")


SITE = Site(address, day, note_label, update_label, name, home)
