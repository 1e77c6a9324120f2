"""An address becomes a draft: who is asked about it, what is made of the answers."""

import uuid
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from threading import BoundedSemaphore
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from articles import http, labels, limits, links, text
from articles.errors import Refused
from articles.formats import arxiv, csl, webpage
from articles.formats.found import Found
from articles.formats.records import AddressRecord, ArticleRecord
from articles.models import AGAIN, Article, Capture, find_uid, put_all

# How many a process captures at one moment: strangers may take their time, and the
# other threads of a server are for readers.
AT_ONCE = BoundedSemaphore(2)
# What a service that answers with all of this leaves its page nothing to tell.
WHOLE = {"title", "authors", "source_date", "description"}

Fetch = Callable[..., http.Answer]
# An address, the media types that are wanted of it, what reads them.
Service = tuple[str, Collection[str], Callable[[bytes], Found]]


class Covered(Refused):
    """We have written of this before: `earlier` is that entry."""

    def __init__(self, earlier: Article) -> None:
        self.earlier = earlier
        state = str(earlier.state)
        if earlier.published_at:
            state += f", {timezone.localdate(earlier.published_at):%Y-%m-%d}"
        words = _("“{title}” ({state}) quotes this already.")
        super().__init__(f"{words.format(title=earlier, state=state)} {AGAIN}")


@dataclass
class Finding:
    """What is known of an address, and why it is not more."""

    url: str  # as it was given
    found: Found = field(default_factory=Found)
    page: str = ""  # where the address led to; empty where no page was read
    reasons: list[str] = field(default_factory=list)  # sentences for an editor


@dataclass
class Captured:
    """A draft, and what was found for it."""

    finding: Finding
    record: ArticleRecord
    article: Article | None  # None: nothing was written

    def as_json(self) -> dict[str, Any]:
        """Return this as values of JSON: {"found": {"title": {"value", "source"}}}."""
        facts = self.finding.found.facts().items()
        return {
            "url": self.finding.url,
            "work": links.work_key(self.finding.url),
            "page": self.finding.page,
            "draft": self.article and str(self.article.uid),
            "title": self.record.title,
            "found": {
                name: {"value": fact.value, "source": fact.source}
                for name, fact in facts
            },
            "reasons": self.finding.reasons,
        }


def capture(
    url: str,
    given: Mapping[str, Any] | None = None,
    *,
    seen: Found | None = None,
    dry_run: bool = False,
    fetch: Fetch = http.fetch,
) -> Captured:
    """Make a draft of the page at `url`; with `dry_run`, say what it would be.

    `given` holds what the editor wrote, by the fields of an ArticleRecord: nothing is
    written over it. `seen` is what is known of the page otherwise: it is taken where
    nobody says better. A page that cannot be had is no hindrance: the draft is made
    with what there is. Raise Covered where an entry that `given` does not follow has
    the work already, also under an address that `url` leads to or names; Refused for
    what is no web address, for what no entry may hold, and where others are captured.
    """
    if not AT_ONCE.acquire(blocking=False):
        raise Refused(
            _("Other pages are being captured just now. Try again in a moment.")
        )
    try:
        return _capture(url, given or {}, seen, dry_run, fetch)
    finally:
        AT_ONCE.release()


def _capture(
    url: str,
    given: Mapping[str, Any],
    seen: Found | None,
    dry_run: bool,
    fetch: Fetch,
) -> Captured:
    follows_another = bool(given.get("follows"))
    if not follows_another:
        refuse_covered(url)
    finding = look_up(url, fetch)
    finding.found = finding.found.or_else(seen or Found())
    if not follows_another:
        refuse_covered(*works_of(finding))
    record = draft_of(finding, given)
    if dry_run:
        return Captured(finding, record, None)
    try:
        return Captured(finding, record, keep(finding, record))
    except (Refused, IntegrityError):
        if not follows_another:  # somebody may have filed it while we asked
            refuse_covered(*works_of(finding))
        raise


@transaction.atomic
def keep(finding: Finding, record: ArticleRecord) -> Article:
    """Write a draft, and beside it what was found; return it. Raise Refused."""
    put_all([(finding.url, record)])
    article = find_uid(record.uid)
    assert article is not None
    Capture.objects.keep(article, finding.found.facts(), finding.reasons)
    return article


def refuse_covered(*urls: str) -> None:
    """Raise Covered where an entry has the work at one of `urls`, the first first.

    Be it by its source or by a further address. Raise Refused for no web address.
    """
    for url in urls:
        try:
            earlier = Article.objects.filter(follows=None).holding(url).first()
        except ValueError as error:
            raise Refused(str(error)) from error
        if earlier is not None:
            raise Covered(earlier)


def works_of(finding: Finding) -> list[str]:
    """Return all addresses at which the work is: as given, where it led, as named."""
    page = [finding.page] if links.is_web_address(finding.page) else []
    return [finding.url, *page, *(address.url for address in addresses_of(finding))]


def look_up(url: str, fetch: Fetch = http.fetch) -> Finding:
    """Return what the services and the page at `url` say of it, within one clock.

    The page is asked for what no service knows. Nothing that a stranger's server does
    makes this raise; Refused is raised for what is no web address.
    """
    finding, clock = Finding(url.strip()), http.Clock()
    try:
        key = links.work_key(url)
    except ValueError as error:
        raise Refused(str(error)) from error
    _ask_services(finding, key, partial(fetch, clock=clock.half()))
    if not finding.found.facts().keys() >= WHOLE:
        _read_page(finding, _page_of(finding.url, key), partial(fetch, clock=clock))
    return finding


def _services(key: str) -> Iterator[Service]:
    """Yield who knows a work: the second is asked where the first does not know it."""
    kind, _colon, name = key.partition(":")
    if kind == "arxiv":
        address = f"{settings.ARXIV_API}?id_list={quote(name)}"
        yield address, arxiv.MEDIA_TYPES, arxiv.read
    elif kind == "doi":
        doi = quote(name, safe="")
        # https://www.crossref.org/documentation/retrieve-metadata/content-negotiation/
        crossref = f"{settings.CROSSREF_API}/works/{doi}/transform"
        yield crossref, csl.MEDIA_TYPES, partial(csl.read, source="Crossref")
        # https://support.datacite.org/docs/datacite-content-resolver
        datacite = f"{settings.DATACITE_API}/{doi}"
        yield datacite, csl.MEDIA_TYPES, partial(csl.read, source="DataCite")


def _ask_services(finding: Finding, key: str, fetch: Fetch) -> None:
    reasons = []
    for address, media_types, read in _services(key):
        try:
            finding.found = read(fetch(address, media_types).content)
        except Refused as refusal:
            reasons.append(str(refusal))
            continue
        if finding.found.title:
            return
        reasons.append(
            _("“{site}” does not know this work.").format(site=links.site(address))
        )
    finding.reasons += reasons


def _page_of(url: str, key: str) -> str:
    """Return the address of the page to read: of a paper of arXiv, never the PDF."""
    kind, _colon, name = key.partition(":")
    return f"https://arxiv.org/abs/{name}" if kind == "arxiv" else url


def _read_page(finding: Finding, address: str, fetch: Fetch) -> None:
    try:
        answer = fetch(address)
    except Refused as refusal:
        finding.reasons.append(str(refusal))
        return
    finding.page = answer.url
    said = webpage.read(answer.text, answer.url)
    finding.found = finding.found.or_else(said)
    if not said.facts():
        finding.reasons.append(
            _("The page at “{site}” says nothing of itself.").format(
                site=links.site(address)
            )
        )


def draft_of(finding: Finding, given: Mapping[str, Any]) -> ArticleRecord:
    """Return a new draft: what is `given`, and for the rest what was found.

    Without any title its address stands for one.
    """
    values = {name: fact.value for name, fact in finding.found.facts().items()}
    draft = {
        "title": values.get("title") or _name_of(finding.url),
        "authors": values.get("authors", []),
        "source_date": values.get("source_date", ""),
        "language": values.get("language", ""),
        "excerpt": text.escape_markdown(values.get("description", "")),
        "addresses": addresses_of(finding),
        **{name: value for name, value in given.items() if value},
        "uid": uuid.uuid4(),
        "url": source_of(finding),
        "status": Article.Status.DRAFT,
    }
    return ArticleRecord(**draft)


def source_of(finding: Finding) -> str:
    """Return the address of the work: where the one that was given led.

    One that names a work (arXiv, DOI) stays, and one that led nowhere else.
    """
    given = links.work_key(finding.url)
    is_page = given.startswith("https://") and links.is_web_address(finding.page)
    return finding.page if is_page and _leads_on(finding) else finding.url


def _leads_on(finding: Finding) -> bool:
    return links.work_key(finding.page) != links.work_key(finding.url)


def addresses_of(finding: Finding) -> list[AddressRecord]:
    """Return the further addresses that were found, but for that of the source.

    That which was given is one of them where it led to another.
    """
    pdf, doi, source = finding.found.pdf, finding.found.doi, source_of(finding)
    records = []
    if pdf and links.canonical(pdf.value) != links.canonical(source):
        records.append(AddressRecord(label="pdf", url=pdf.value))
    if doi and links.work_key(doi.value) != links.work_key(source):
        records.append(AddressRecord(label="abstract", url=doi.value))
    if source != finding.url:
        records.append(AddressRecord(label=labels.OTHER, url=finding.url))
    return records


def _name_of(url: str) -> str:
    address = links.canonical(url).removeprefix("https://")
    return text.first_words(address, limits.TITLE)
