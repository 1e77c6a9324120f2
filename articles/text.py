"""Words: Markdown to safe HTML, HTML to the words that readers see, plain to Markdown."""

import re
import unicodedata
from html.parser import HTMLParser

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

from articles import limits

# An excerpt and a note stand under the headings of a page, so they have none of
# their own: what is written as a heading becomes a line in bold. No pictures.
TAGS = frozenset(
    "a b blockquote br code em i li ol p pre s strong sub sup ul hr".split()
)
ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}}
BLOCKS = frozenset("blockquote hr li ol p pre ul".split())


def _parser() -> MarkdownIt:
    markdown = MarkdownIt("commonmark", {"html": False, "maxNesting": 20})
    markdown.add_render_rule("heading_open", lambda *_: "<p><strong>")
    markdown.add_render_rule("heading_close", lambda *_: "</strong></p>\n")
    markdown.add_render_rule("image", _picture)
    return markdown


def _picture(self, tokens: list[Token], index: int, options, env) -> str:
    return self.renderInlineAsText(tokens[index].children, options, env)


MARKDOWN = _parser()


def render(markdown: str) -> str:
    """Return Markdown (CommonMark) as safe HTML; a picture becomes its description.

    Raise ValueError past `limits.TEXT` characters.
    """
    if len(markdown) > limits.TEXT:
        raise ValueError(
            f"The text has {len(markdown)} characters, at most {limits.TEXT}."
        )
    return sanitize(MARKDOWN.render(markdown))


def sanitize(html: str) -> str:
    """Return `html` with nothing in it but words, plain marks and links to the web.

    Links are http or https and absolute, and are told apart as not our own voice.
    """
    return nh3.clean(
        html.lstrip("\ufeff"),  # the HTML parser drops one byte order mark
        tags=set(TAGS),
        attributes=ATTRIBUTES,
        url_schemes={"http", "https"},
        link_rel="noopener nofollow",
        attribute_filter=_absolute,
    )


def _absolute(tag: str, attribute: str, value: str) -> str | None:
    if attribute == "href" and not re.match(r"https?://[^/\\?#]", value, re.I):
        return None
    return value


def to_plain(markdown: str) -> str:
    """Return the words of `markdown` as readers see them.

    An empty line parts paragraphs; a line break within one is "\\n".
    """
    return html_to_plain(render(markdown))


def html_to_plain(html: str) -> str:
    """Return the words of HTML that is sanitised already; see `to_plain`."""
    reader = _Words()
    reader.feed(html)
    reader.close()
    return reader.text()


class _Words(HTMLParser):
    """Collects the words of a page. Between blocks there is nothing to read."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[str] = [""]
        self.pre = False

    def handle_starttag(self, tag, attrs):
        if tag == "br":
            self.blocks[-1] += "\n"
        self._block(tag, opens=True)

    def handle_endtag(self, tag):
        self._block(tag, opens=False)

    def _block(self, tag: str, *, opens: bool) -> None:
        if tag not in BLOCKS:
            return
        if tag == "pre":
            self.pre = opens
        if self.blocks[-1]:
            self.blocks.append("")

    def handle_data(self, data):
        if self.blocks[-1].endswith("\n") and not self.pre and data.startswith("\n"):
            data = data[1:]  # <br> stands before the line's own end
        if self.blocks[-1] or data != "\n":
            self.blocks[-1] += data

    def text(self) -> str:
        return "\n\n".join(block.rstrip("\n") for block in self.blocks if block.strip("\n"))


# Plain text


def mend_newlines(value: str) -> str:
    """Return `value` with "\\n" for CRLF and CR, and nothing else changed."""
    return value.replace("\r\n", "\n").replace("\r", "\n")


def normalise(value: str) -> str:
    """Return plain text in the one form in which it is kept as Markdown.

    CRLF and CR become "\\n"; blanks go off the ends of lines; one empty line stands
    between paragraphs and none at either end. Blanks that open a line stay.
    Idempotent.
    """
    lines = (line.rstrip() for line in mend_newlines(value).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")


ANYWHERE = re.compile(r"[\\`*_\[\]<]|&(?=#|[A-Za-z])|~~")
OPENS_LINE = re.compile(r"([-+>#=~])|(\d{1,9})([.)])")


def escape_markdown(value: str) -> str:
    """Return Markdown that shows exactly the words of `value`, normalised.

    `to_plain(escape_markdown(s)) == normalise(s)` for every s without controls (but
    tab and "\\n") and surrogates.
    """
    return "\n".join(_escape_line(line) for line in normalise(value).split("\n"))


def _escape_line(line: str) -> str:
    words = line.lstrip()
    blanks = line[: len(line) - len(words)]
    words = ANYWHERE.sub(r"\\\g<0>", words)
    if not blanks:
        return OPENS_LINE.sub(_escape_opening, words, count=1) if (
            OPENS_LINE.match(words)
        ) else words
    # A blank that opens a line is read as layout unless it is spelled out.
    return f"&#{ord(blanks[0])};{blanks[1:]}{words}"


def _escape_opening(found: re.Match[str]) -> str:
    sign, digits, dot = found.groups()
    return f"\\{sign}" if sign else f"{digits}\\{dot}"


def first_words(value: str, length: int) -> str:
    """Return the first words of plain text in one line, at most `length` characters.

    What is cut is marked by an ellipsis; a word is cut only where it is the first.
    """
    line = " ".join(value.split())
    if len(line) <= length:
        return line
    cut = line[: length - 1]
    if line[length - 1] != " " and " " in cut:
        cut = cut.rpartition(" ")[0]
    return cut.rstrip() + "…"


def bad_character(value: str, *, lines: bool) -> str | None:
    """Return words for the first character that no column takes, or None.

    That is a control, but for tab and "\\n" where several `lines` are meant, and half
    of a surrogate pair.
    """
    for place, character in enumerate(value, start=1):
        category = unicodedata.category(character)
        if category == "Cs":
            kind = "half of a surrogate pair"
        elif category == "Cc" and not (lines and character in "\t\n"):
            kind = "the control character"
        elif not lines and category in ("Zl", "Zp"):
            kind = "the line break"
        else:
            continue
        return f"{kind} U+{ord(character):04X} at position {place}"
    return None
