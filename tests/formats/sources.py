"""Articles as strategies: what a file of references may be asked to hold."""

from datetime import UTC, datetime

from hypothesis import strategies as st

from articles import labels, text
from articles.formats.lists import FORMATS
from articles.formats.records import (
    AddressRecord,
    ArticleRecord,
    NoteRecord,
    PublicRecord,
)
from articles.formats.site import Site
from tests.content import ANY, LINE, around, seen, source_dates

SITE = Site(
    address=lambda record: f"https://digest.example/articles/{record.uid}/",
    day=lambda instant: f"{instant:%d.%m.%Y}",
    note_label=lambda credit: f"Note by {credit}" if credit else "Editors’ note",
    update_label=lambda instant: f"Updated on {instant:%d.%m.%Y}",
    name=lambda: "A digest",
    home=lambda: "https://digest.example/",
)

SIGNS = st.sampled_from(
    list("\\{}$&#_%^~<>|\"'`-,;=@[]()*!?:/.+ ")
    + ["--", "``", "''", " and ", "\\url{", "%s", "AND", "שלום", "عربي", "漢字", "é"]
    + ["x" * 300, "\u00a0", "\u2028", "\u200f", "\U0001f600", "TY  - ", "ER  - "]
    + ["@misc{x, ", "1. ", "# ", "&amp;", "[a](b)", "\\"]
)
LINES = st.lists(SIGNS | st.text(LINE, max_size=8), min_size=1, max_size=6).map("".join)
TITLES = LINES.map(lambda words: words[:300]).filter(seen)
WORDS = ["Ada", "Lovelace", "van", "de la", "Jr.", "García-Márquez", "O’Neil", "III"]
PERSONS = st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map(" ".join)
TURNED = st.tuples(PERSONS, PERSONS).map(", ".join)
NAMES = PERSONS | TURNED | st.sampled_from(["OpenAI", "Research and Co.", "王 小明"])
NAMES |= TITLES.map(lambda words: words[:200]).filter(seen)
WORKS = st.sampled_from(
    [
        "https://arxiv.org/abs/1912.03817",
        "https://arxiv.org/pdf/hep-th/9901001v2",
        "https://doi.org/10.1145/3442188.3445922",
        "https://doi.org/10.1002/(SICI)1097-0258(199808)17:15%3C16::AID-SIM_9%3E3.0.CO;2",
        "https://doi.org/10.1000/a{b}%5Cc",
        "https://aclanthology.org/P19-1001/",
        "https://openreview.net/forum?id=AbCdEfGhIj",
        "https://example.org/ü/{a}?q=50%&x={}\\#~_^",
        "https://user:word@example.org/",
        "no address",
    ]
)
PAGES = st.integers(0, 10**6).map("https://example.org/{}".format)
MARKDOWN = st.text(ANY, max_size=60) | st.lists(
    SIGNS
    | st.sampled_from(["\n", "\n\n", "```\n", "> ", "- ", "[1]: http://x\n", "\t"]),
    max_size=8,
).map("".join)
NOTES = st.builds(
    NoteRecord,
    body=MARKDOWN.filter(seen),
    public=st.booleans(),
    credit=TITLES,
    quote=around,
)
SLUGS = st.from_regex("[a-z0-9]{1,9}(-[a-z0-9]{1,9}){0,3}", fullmatch=True)
SLUGS |= st.sampled_from(["été", "arxiv-1912-03817", "הוגנות", "uid-1"])
RECORDS = st.builds(
    ArticleRecord,
    uid=st.uuids(),
    slug=SLUGS,
    title=TITLES,
    url=WORKS | PAGES,
    addresses=st.lists(
        st.builds(
            AddressRecord, label=st.sampled_from(list(labels.NAMES)), url=WORKS | PAGES
        ),
        max_size=2,
    ),
    authors=st.lists(NAMES, max_size=4),
    source_date=source_dates | st.just("soon"),
    excerpt=MARKDOWN,
    language=st.sampled_from(["en", "de", "he"]),
    status=st.just("published"),
    published_at=st.datetimes(
        datetime(1990, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)
    ),
    tags=st.lists(SLUGS, max_size=3),
    notes=st.lists(NOTES, max_size=3),
)


def shown(record):
    """Return a record with its words as readers see them."""
    return PublicRecord(
        **vars(record),
        tag_names=record.tags,
        excerpt_text=text.to_plain(record.excerpt),
        excerpt_html=text.render(record.excerpt),
        note_texts=[text.to_plain(note.body) for note in record.notes],
        note_htmls=[text.render(note.body) for note in record.notes],
    )


@st.composite
def digests(draw):
    """Return articles that one digest may hold: the later ones on a work follow."""
    records, works = [], {}
    drawn = draw(st.lists(RECORDS, max_size=5, unique_by=lambda r: r.slug))
    for record in drawn:
        record.follows = works.get(record.url)
        works.setdefault(record.url, record.uid)
        records.append(shown(record))
    return records


def written(ending, *records):
    """Return the text of a file of `records`; it can be sent in UTF-8."""
    lines = "".join(FORMATS[ending].write(records, SITE))
    assert lines.encode().decode() == lines
    return lines


def make_record(**fields):
    """Return a record of an article, dull where nothing is said."""
    dull = {"title": "A title", "slug": "a-title", "url": "https://example.org/a"}
    return shown(ArticleRecord(**(dull | fields)))
