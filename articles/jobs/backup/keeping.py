"""Which backups stay."""

import re
from collections.abc import Callable, Iterable
from datetime import datetime

RULE = re.compile("([0-9]+)|(?:([0-9]+)d)?(?:([0-9]+)w)?(?:([0-9]+)m)?")
# What the numbers of a rule count: backups, days, weeks, months.
PERIODS: list[Callable[[datetime], object]] = [
    lambda taken: taken,
    lambda taken: taken.date(),
    lambda taken: taken.isocalendar()[:2],
    lambda taken: (taken.year, taken.month),
]

Rule = list[int]


def read_rule(text: str) -> Rule:
    """Return the rule that is written as 14 or as 7d4w12m.

    The last 14 backups; or the last one of each of 7 days, of 4 weeks and of 12 months
    that have one. Raise ValueError for anything else.
    """
    found = RULE.fullmatch(text)
    rule = [int(number or 0) for number in found.groups()] if found else []
    if not any(rule):
        raise ValueError
    return rule


def kept(taken: Iterable[datetime], rule: Rule) -> set[datetime]:
    """Return which of the instants `taken` a rule keeps; the newest is one of them.

    Days, weeks and months are those of the instants' own time zone.
    """
    newest_first = sorted(taken, reverse=True)
    found: set[datetime] = set()
    for count, period in zip(rule, PERIODS, strict=True):
        last_of: dict[object, datetime] = {}
        for instant in newest_first:
            last_of.setdefault(period(instant), instant)
        found.update(list(last_of.values())[:count])
    return found
