"""The site as files: each address is asked as a stranger asks it, and written down.

The next build asks only for what a change touches since the last one (`Seen.since`),
and removes what the last one wrote and nothing answers for any more.
"""

from collections.abc import Iterable
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.templatetags.static import static
from django.utils.translation import gettext as _

from articles import links
from articles.errors import Refused
from articles.formats import exports, staticpages
from articles.formats.staticpages import Frame
from articles.jobs.staticsite.asking import MISSING, NO_NAME, Answer
from articles.jobs.staticsite.asking_many import asking
from articles.jobs.staticsite.folder import REDIRECTS, Folder, Kept, State
from articles.jobs.staticsite.made_of import made_of
from articles.jobs.staticsite.searching import write_search
from articles.models import Seen, Touched, followed, what_is_seen

# Where a walk begins: the front page, and what no page leads to.
BEGINNINGS = (
    "/",
    "/apple-touch-icon.png",
    "/favicon.ico",
    "/robots.txt",
    "/sitemap.xml",
    MISSING,
)
TAKEN = {f"/list.{ending}" for ending in exports.TAKEN}
ASSETS = ("passages.css", "sitesearch.js")  # that some pages alone need


@dataclass
class Report:
    """What a build did. `left_out` are addresses that can be no file.

    `dead` are those that a page leads to, and where nothing is.
    """

    asked: int = 0
    written: int = 0
    removed: int = 0
    files: int = 0
    left_out: list[str] = field(default_factory=list)
    dead: list[str] = field(default_factory=list)


def build_site(
    folder: str | Path,
    *,
    base_url: str | None = None,
    cards: bool = False,
    force: bool = False,
    jobs: int = 1,
) -> Report:
    """Write all that strangers find on the site into `folder`; return a Report.

    `jobs` processes ask at once. Raise Refused where the folder holds the files of
    others, unless by `force`, and for a `base_url` that is no origin; OSError where
    something cannot be written.
    """
    with found_at(base_url):
        frame = Frame(settings.SITE_URL, settings.LANGUAGE_CODE, cards)
        place = Folder(Path(folder))
        before = place.claim(force)
        build = Build(place, frame, before)
        with asking(frame, place, jobs) as ask:
            build.walk(ask)
        build.write_rest()
        return build.finish()


@contextmanager
def found_at(base_url: str | None):
    """Have the site know itself by another address for a while."""
    usual = settings.SITE_URL
    if base_url is not None:
        parts = urlsplit(base_url.rstrip("/"))
        if not links.is_web_address(base_url) or parts.path or parts.query:
            says = _(
                "“{url}” is no address of a site: write https://digest.example.org"
            )
            raise Refused(says.format(url=base_url))
        settings.SITE_URL = f"{parts.scheme}://{parts.netloc}"
    try:
        yield
    finally:
        settings.SITE_URL = usual


class Build:
    """One build: what it starts from, what it has found, what it has still to do."""

    def __init__(self, folder: Folder, frame: Frame, before: State):
        self.folder, self.frame, self.before = folder, frame, before
        self.seen = what_is_seen()
        self.others = {unquote(address) for address in self.seen.others}
        self.made = made_of(frame)
        self.is_whole = before.made != self.made
        then = Seen({}, {}) if self.is_whole else Seen.read(before.seen)
        self.touched = self.seen.since(then)
        self.numbers = {
            slug: entry.number
            for seen in (then, self.seen)
            for slug, entry in seen.entries.items()
        }
        self.kept = {} if self.is_whole else dict(before.kept)
        self.search = {} if self.is_whole else dict(before.search)
        self.report = Report()

    def walk(self, ask) -> None:
        """Ask for all that is due, and for what that leads to and nobody knows yet."""
        asked: set[str] = set()
        due = self.due()
        while due:
            asked |= due
            found: set[str] = set()
            for answer in ask(sorted(due)):
                self.take(answer)
                found |= answer.links
            due = {one for one in found if one not in asked and one not in self.kept}
        self.report.asked = len(asked)

    def due(self) -> set[str]:
        """Return the addresses to begin with."""
        if self.is_whole:
            assets = {unquote(static(name)) for name in ASSETS}
            return {*BEGINNINGS, *assets, *self.others}
        if not self.touched:
            return set()
        due = set(known_as_touched(self.kept, self.touched, self.numbers))
        return due | (TAKEN & self.kept.keys()) if self.is_leant_on() else due

    def is_leant_on(self) -> bool:
        """Return whether a change may touch what a file for other tools leans on.

        That is more than its list shows: what a tag means, and what an entry follows.
        """
        means = any(map(staticpages.list_of, self.touched.addresses))
        return means or not self.touched.shown.isdisjoint(followed())

    def take(self, answer: Answer) -> None:
        """Note what became of an address."""
        address = answer.address
        self.kept.pop(address, None)
        self.report.written += answer.written
        if answer.file or answer.target:
            shown = (self.numbers.get(slug) for slug in answer.shows)
            shows = sorted(number for number in shown if number is not None)
            self.kept[address] = Kept(answer.file, shows, answer.target)
        if answer.status == NO_NAME:
            self.report.left_out.append(address)
        elif answer.status == 404 and not self.may_be_nowhere(address):
            self.report.dead.append(address)

    def may_be_nowhere(self, address: str) -> bool:
        """Return whether it is no fault that nothing is at an address."""
        return address in self.before.kept or address in self.others

    def write_rest(self) -> None:
        """Write what no address of the site answers with: the search, the redirects."""
        numbers = None if self.is_whole else self.touched.numbers
        self.report.written += write_search(
            self.folder, self.search, numbers, self.seen, self.frame.language
        )
        leading = {
            address: kept.target for address, kept in self.kept.items() if kept.target
        }
        text = staticpages.redirects(leading)
        self.report.written += self.folder.write(REDIRECTS, text.encode())

    def finish(self) -> Report:
        """Remove what is gone, and keep what the next build goes by."""
        state = State(self.made, self.seen.told(), self.kept, self.search)
        for name in sorted(self.before.files - state.files):
            self.folder.remove(name)
            self.report.removed += 1
        self.folder.save(state)
        self.report.files = len(state.files)
        return self.report


def known_as_touched(
    kept: dict[str, Kept], touched: Touched, numbers: dict[str, int]
) -> Iterable[str]:
    """Yield the addresses that a change touches: those of before, and its own.

    Of the whole site, of a list, of an entry, showing an entry. A list as a file says
    in some formats alone which entries it holds, so it goes by the one that does.
    """
    addresses = {unquote(one) for one in touched.addresses}
    lists = {unquote(one) for one in touched.lists}
    lists |= {one for one in addresses if staticpages.list_of(one) == one}
    shown = {numbers[slug] for slug in touched.shown if slug in numbers}
    yield from addresses | lists
    yield from BEGINNINGS
    for address, known in kept.items():
        whose = known
        if staticpages.is_list_file(address):
            whose = kept.get(staticpages.telling_file(address), known)
        if not shown.isdisjoint(whose.shows):
            yield address
        elif listed := staticpages.list_of(address):
            if listed in lists:
                yield address
        elif slug := staticpages.entry_of(address):
            # Its page tells of others as well, and is an address of its own; its files
            # tell of it alone.
            if slug in touched.shown:
                yield address
        elif not known.target and not address.startswith(settings.STATIC_URL):
            yield address
