"""A JSON Feed as a file of its own: as many entries as one likes, one at a time.

It says of an entry what the feeds of the site do (`feeds.JsonFeed`); its words are as
`posthtml` writes them, so that an import reads them back.
"""

import json
from collections.abc import Iterable, Iterator

from articles import links
from articles.formats import extension
from articles.formats.feeds import JSON_FEED, json_item
from articles.formats.posthtml import html_of
from articles.formats.records import PublicRecord
from articles.formats.site import Site


def write(records: Iterable[PublicRecord], site: Site) -> Iterator[str]:
    """Yield the text of a file. What is no date of publication yet is in none."""
    feed = {"version": JSON_FEED, "title": site.name(), "home_page_url": site.home()}
    opening = json.dumps(feed, ensure_ascii=False, indent=1).removesuffix("\n}")
    yield f'{opening},\n "items": ['
    between = "\n"
    for record in records:
        yield between + json.dumps(item(record, site), ensure_ascii=False, indent=1)
        between = ",\n"
    yield "\n]}\n"


def item(record: PublicRecord, site: Site) -> dict[str, object]:
    """Return an entry as an item; only what is out has dates, and so reads as out.

    What its state is, and since when, is told to us alone.
    """
    is_out = record.status == "published"
    said = json_item(
        {
            "unique_id": record.uid.urn if record.uid else site.address(record),
            "link": site.address(record),
            "source": links.href(record.url),
            "title": record.title,
            "description": html_of(record),
            "pubdate": record.published_at if is_out else None,
            "updateddate": record.updated_at if is_out else None,
            "author_name": record.credit,
            "categories": record.tag_names,
            "language": record.language,
        }
    )
    return {**said, extension.OBJECT: extension.told(record)}
