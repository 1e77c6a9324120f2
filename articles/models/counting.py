"""Counting to a bound: how many there are is told exactly as long as that is cheap."""

from django.utils.formats import number_format

COUNTED = 1_000  # rows


class AtLeast(int):
    """A number that is shown as “1,000+”."""

    def __str__(self):
        return f"{number_format(int(self), force_grouping=True)}+"


def counted(rows, most=COUNTED):
    """Return how many `rows`, a queryset, there are; of more than `most`, AtLeast."""
    found = rows.order_by().values("pk")[: most + 1].count()
    return AtLeast(most) if found > most else found
