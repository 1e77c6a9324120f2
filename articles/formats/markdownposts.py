"""A post in the Markdown of a blog, which may hold HTML, as an entry.

What is plain CommonMark stays as its writer typed it; what holds HTML or a picture
goes through HTML, as ours shows neither.
"""

import re

from django.utils.translation import gettext as _
from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, reference

from articles import limits, text
from articles.formats import drafts
from articles.formats.blocks import letters
from articles.formats.drafts import Raw
from articles.formats.reading import Entry, Item, Unreadable
from articles.formats.records import ArticleRecord

LONGEST = 1_000_000  # characters
DEPTH = 100  # of quotes and lists; what is nested deeper, no reader could follow
MARKDOWN = MarkdownIt("commonmark", {"html": True, "maxNesting": DEPTH})


def _reference(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Take in the address of a link that stands elsewhere, but not a footnote.

    [^1]: Sic! is that to CommonMark; its words would be gone.
    """
    begin = state.bMarks[start] + state.tShift[start]
    return not state.src.startswith("[^", begin) and reference(
        state, start, end, silent
    )


MARKDOWN.block.ruler.at("reference", _reference)
RELATIVE = re.compile(
    r"\]\(\s*<?(?!https?://)|^\[[^\]]+\]:\s*(?!https?://)", re.MULTILINE
)


def post(place: str, raw: Raw, markdown: str, record: ArticleRecord) -> Item:
    """Return a post as `drafts.post` does, from Markdown instead of HTML."""
    if len(markdown) > LONGEST:
        says = _("its text has more than {most} characters; shorten it")
        return Unreadable(place=place, why=says.format(most=LONGEST))
    markdown = text.mend_newlines(markdown)
    lost_before = len(raw.lost)
    item = drafts.post(place, raw, MARKDOWN.render(markdown), record)
    is_whole = len(raw.lost) == lost_before
    if isinstance(item, Entry) and is_whole:
        _keep_as_typed(record, markdown.strip("\n"))
    return item


def _keep_as_typed(record: ArticleRecord, markdown: str) -> None:
    """Put `markdown` in place of the one text of `record` that shows the same words."""
    texts = [record.excerpt, *(note.body for note in record.notes)]
    held = [words for words in texts if words]
    if len(held) != 1 or len(markdown) > limits.TEXT or RELATIVE.search(markdown):
        return
    if letters(text.to_plain(held[0])) != letters(text.to_plain(markdown)):
        return
    if record.excerpt:
        record.excerpt = markdown
    else:
        record.notes[0].body = markdown
