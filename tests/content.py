"""Content of every kind, as strategies: records that one digest may hold at once."""

from datetime import UTC, datetime

from hypothesis import strategies as st

from articles import labels, limits, slugs, text
from articles.formats import fixture
from articles.formats.records import (
    AddressRecord,
    ArticleRecord,
    CorrectionRecord,
    NoteRecord,
    OldAddressRecord,
    PageRecord,
    TagRecord,
)


def seen(value):
    return not text.is_blank(value)


LINE = st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"])
ANY = st.characters(exclude_categories=["Cc", "Cs"]) | st.sampled_from("\t\n")


def line(most, least=0):
    some = st.text(LINE, min_size=1, max_size=min(most, 40)).filter(seen)
    longest = LINE.filter(seen).map(lambda sign: sign * most)
    return some | longest if least else st.just("") | some | longest


words = st.text(ANY, max_size=80) | ANY.map(lambda sign: sign * limits.TEXT)
# Signs are sifted before they are made long: what is drawn in vain costs as much.
seen_words = st.text(ANY, max_size=80).filter(seen) | LINE.filter(seen).map(
    lambda sign: sign * limits.TEXT
)
around = st.text(ANY, max_size=80) | ANY.map(lambda sign: sign * limits.PASSAGE)
slug = line(limits.SLUG, 1).map(slugs.slugify).filter(bool)
instants = st.datetimes(
    datetime(1970, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)
)
descriptions = st.text(ANY, max_size=80) | ANY.map(
    lambda sign: sign * limits.TAG_DESCRIPTION
)
names = st.lists(line(limits.NAME, 1), max_size=3)
source_dates = st.sampled_from(["", "1999", "2021-11", "2021-11-13", "2020-02-29"])
some_labels = st.lists(st.sampled_from(list(labels.NAMES)), max_size=3)
notes = st.builds(
    NoteRecord,
    uid=st.uuids(),
    body=seen_words,
    public=st.booleans(),
    quote=words,
    prefix=around,
    suffix=around,
    credit=line(limits.NAME),
)

reasons = line(limits.REASON)
corrections = st.dictionaries(instants, line(limits.CORRECTION, 1), max_size=3).map(
    lambda told: [CorrectionRecord(at=at, text=told[at]) for at in sorted(told)]
)


@st.composite
def digests(draw):
    """Return records in the order of a fixture: tags, a page, articles, old paths."""
    tags = draw(tag_records())
    pages = draw(st.lists(page_records, max_size=1))
    articles = draw(article_records([tag.slug for tag in tags]))
    targets = [
        *({"tag": tag.slug} for tag in tags),
        *({"article": a.uid} for a in articles),
    ]
    old = [
        OldAddressRecord(path=f"/{number}/{draw(slug)}", **target)
        for number, target in enumerate(targets)
        if draw(st.booleans())
    ]
    old += [  # what a renamed tag leaves: another name, and the address it had by it
        OldAddressRecord(path=f"/tags/{slugs.slugify(alias)}/", tag=tag.slug)
        for tag in tags
        for alias in tag.aliases
        if draw(st.booleans())
    ]
    return [*tags, *pages, *articles, *old]


page_records = st.builds(
    PageRecord,
    slug=st.just("about"),
    title=line(limits.TITLE, 1),
    body=words,
    updated_at=instants,
)


@st.composite
def tag_records(draw):
    found = draw(
        st.lists(line(limits.TAG_NAME, 1), max_size=6, unique_by=slugs.slugify)
    )
    taken, records = set(), []
    for name in found:
        key = {slugs.slugify(name), slugs.name_key(name)}
        if slugs.slugify(name) and not key & taken:
            taken |= key
            records.append(
                TagRecord(
                    slug=slugs.slugify(name), name=name, description=draw(descriptions)
                )
            )
    if len(records) > 1 and draw(st.booleans()):
        alias = records.pop()
        records[0].aliases.append(alias.name)
    return records


@st.composite
def article_records(draw, tags):
    chosen = draw(st.lists(slug, max_size=4, unique=True))
    records = []
    for number, address in enumerate(chosen):
        status = draw(st.sampled_from(["draft", "review", "published", "withdrawn"]))
        dated = status == "published" or draw(st.booleans())
        earlier = draw(st.sampled_from([None, *records]))
        again = earlier is not None and draw(st.booleans())
        records.append(
            ArticleRecord(
                uid=draw(st.uuids()),
                slug=address,
                title=draw(line(limits.TITLE, 1)),
                url=earlier.url
                if again
                else f"https://example.org/{number}/{draw(slug)}",
                follows=earlier and earlier.uid,
                authors=draw(names),
                source_date=draw(source_dates),
                via_url=draw(st.sampled_from(["", "http://example.org/via"])),
                via_name=draw(line(limits.NAME)),
                excerpt=draw(words),
                language=draw(st.sampled_from(["en", "de", "pt-BR"])),
                status=status,
                reason=draw(reasons) if status in ("draft", "withdrawn") else "",
                corrections=draw(corrections),
                published_at=draw(instants) if dated else None,
                created_at=draw(instants),
                updated_at=draw(instants),
                credit=draw(line(limits.NAME)),
                addresses=[
                    AddressRecord(label=label, url=f"https://example.org/{number}#{at}")
                    for at, label in enumerate(draw(some_labels))
                ],
                tags=draw(st.permutations(tags))[: draw(st.integers(0, 6))],
                notes=draw(st.lists(notes, max_size=3)),
            )
        )
    return records


ORDER = [TagRecord, PageRecord, ArticleRecord, OldAddressRecord]


def written(records):
    """Return the text of a fixture of `records`, in its order, without the database."""
    generations = {None: -1}
    for record in records:
        if isinstance(record, ArticleRecord):
            generations[record.uid] = generations[record.follows] + 1

    def order(record):
        generation = generations.get(getattr(record, "uid", ""), 0)
        name = getattr(record, "slug", "") or getattr(record, "path", "")
        return ORDER.index(type(record)), generation, name

    return "".join(fixture.write(sorted(records, key=order)))
