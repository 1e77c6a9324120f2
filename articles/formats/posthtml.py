"""An entry as the HTML of a post: for tools that hold one text, and mark no quotation.

It is the form that `posts.post_of` reads: the excerpt quoted, the notes, and a link to
the source that says “Read more”.
"""

import re

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from articles import links
from articles.formats.records import PublicRecord

# A line of code keeps its end; any other end of a line is a blank in HTML, but blogs
# make a line break of it.
CODE = re.compile(r"(<pre>.*?</pre>)", re.DOTALL)


def html_of(record: PublicRecord) -> str:
    """Return an entry as HTML, without the notes that readers may not see."""
    url = links.href(record.url)
    written = zip(record.notes, record.note_htmls, strict=True)
    parts = [in_lines(html) for note, html in written if note.public]
    if record.excerpt:
        quoted = in_lines(record.excerpt_html)
        opening = format_html('<blockquote cite="{}">{}</blockquote>', url, quoted)
        parts.insert(0, opening)
    if url:
        label = _("Read more")
        parts.append(format_html('<p><a href="{}">{}</a></p>', url, label))
    return "\n\n".join(parts)


def in_lines(html: str) -> SafeString:
    """Return HTML that is safe in one line, but for its code."""
    pieces = CODE.split(html.strip())
    return SafeString(
        "".join(
            piece if number % 2 else piece.replace("\n", " ")
            for number, piece in enumerate(pieces)
        )
    )
