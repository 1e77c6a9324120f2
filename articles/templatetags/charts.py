"""Charts as SVG: plain geometry, in whole numbers, for a comma is no decimal point.

Words stand beside a chart in HTML: the drawing is stretched to its column. The bars are
one picture for a screen reader, told in words; their links are for a pointer alone, and
every one of them is in the table of the same figures as well.
"""

from urllib.parse import urlencode

from django import template
from django.utils.formats import date_format
from django.utils.translation import ngettext

register = template.Library()

HEIGHT = 120  # of the drawing, in its own units
PITCH, WIDTH = 5, 4  # from bar to bar, and of a bar
LEAST = 2  # the height of the smallest bar, so that one of a thousand shows
MONTHS = 480  # bars of one chart; of a longer life a bar is a year
SPARK = 120  # bars of a small one
WIDE, NARROW = 16, 6  # years that an axis names, on a wide and on a narrow page


def height(count, most):
    """Return how high a bar of `count` is where the highest stands for `most`."""
    return max(LEAST, round(HEIGHT * count / most)) if count else 0


@register.inclusion_tag("charts/_bars.html")
def bars(timeline, words, along=None, tag=None, small=False):
    """Draw a Timeline as bars, `words` telling what they show.

    Over the whole years of the Timeline `along`, its own by default. The links lead to
    the archive, narrowed to `tag` where one is given. A small one may hold fewer bars.
    """
    along = along or timeline
    posted = timeline.in_whole_years(
        along.first.year, along.last.year, SPARK if small else MONTHS
    )
    links = [
        {
            "x": str(PITCH * place),
            "title": in_words(each),
            "url": each.period.get_absolute_url(),
        }
        for place, each in enumerate(posted)
        if each.count
    ]
    query = f"?{urlencode({'tag': tag.slug})}" if tag else ""
    return {**drawing(posted, words), "small": small, "links": links, "query": query}


@register.filter
def bars_are_years(timeline):
    """Return whether a small chart of a Timeline has a bar for each year, not month."""
    return 12 * (timeline.last.year - timeline.first.year + 1) > SPARK


@register.inclusion_tag("charts/_bars.html")
def stretch(timeline, words, first, last):
    """Draw the months from `first` to `last` of a Timeline, without links."""
    return drawing(timeline.between(first, last), words)


def drawing(posted, words):
    """Return what the template of bars needs; the bars are one outline."""
    most = max((each.count for each in posted), default=0)
    bars = [
        (PITCH * place, height(each.count, most))
        for place, each in enumerate(posted)
        if each.count
    ]
    return {
        "words": words,
        "width": PITCH * len(posted) - (PITCH - WIDTH),
        "height": HEIGHT,
        "pitch": PITCH,
        "outline": "".join(f"M{x} {HEIGHT}v-{up}h{WIDTH}v{up}z" for x, up in bars),
    }


def in_words(posted):
    """Return "November 2021: 31 entries"."""
    says = ngettext(
        "%(period)s: %(count)s entry", "%(period)s: %(count)s entries", posted.count
    )
    return says % {"period": posted.period, "count": posted.count}


@register.inclusion_tag("charts/_axis.html")
def axis(timeline, small=False):
    """Name the years beneath the bars of a Timeline: as many as there is room for."""
    wide = NARROW if small else WIDE
    first, last = timeline.first.year, timeline.last.year
    count = last - first + 1
    return {
        "years": [
            {
                "year": str(first + place),
                "wide": is_named(place, count, wide),
                "narrow": is_named(place, count, NARROW),
            }
            for place in range(count)
        ]
    }


def is_named(place, count, room):
    """Return whether a year is named, the one at `place` of `count`, at most `room`."""
    step = -(-count // room)
    return place % step == 0 and place + step <= count


@register.inclusion_tag("charts/_months.html")
def months(year, most):
    """Draw the twelve months of a Year; the highest bar there is stands for `most`."""
    return {
        "height": HEIGHT,
        "months": [
            {
                "name": date_format(month.period.first_day, "M"),
                "count": month.count,
                "words": in_words(month),
                "url": month.period.get_absolute_url(),
                "y": str(HEIGHT - height(month.count, most)),
                "height": str(height(month.count, most)),
            }
            for month in year.months
        ],
    }
