"""Which of the content goes out: the options that exports share."""

from argparse import ArgumentTypeError

from articles.periods import Period


def add_choices(parser):
    """Add the options to a command: published, tag and since."""
    parser.add_argument(
        "--published",
        action="store_true",
        help="only what readers see: no drafts, no notes for editors",
    )
    parser.add_argument("--tag", help="only entries that bear this tag")
    parser.add_argument(
        "--since",
        metavar="DATE",
        type=day,
        help="only entries changed on this day or later: 2021-11-13",
    )


def day(value):
    """Return the day that is written as 2021-11-13."""
    period = Period.read(value)
    if period is None or period.kind != "day":
        raise ArgumentTypeError(f"“{value}” is no day: write 2021-11-13")
    return period.first_day
