"""Words: Markdown to safe HTML, HTML to what readers see, plain text to Markdown."""

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from html.parser import HTMLParser

import nh3
from django.utils.translation import gettext
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_block import StateBlock, blockquote, list_block
from markdown_it.token import Token
from markdown_it.utils import OptionsDict

from articles import limits

BlockRule = Callable[[StateBlock, int, int, bool], bool]

INLINE = {"a", "b", "br", "code", "em", "i", "s", "strong", "sub", "sup"}
LISTS = {"ol", "ul"}
BLOCKS = {"blockquote", "hr", "li", "p", "pre", *LISTS}
TAGS = INLINE | BLOCKS
ATTRIBUTES: dict[str, set[str]] = {"*": set(), "a": {"href", "title"}, "ol": {"start"}}
# Most links are part of a quotation or written in passing: search engines are told
# that the site does not vouch for them, and the page they open cannot reach ours.
REL = "noopener nofollow"
DEPTH = 10  # of quotes and lists (a list counts for two): no writer nests deeper
PASSES = 5  # of the sanitiser, until it finds nothing more to do; two are usual
WEB_ADDRESS = re.compile(r"https?://[^/\\?#]", re.IGNORECASE)
# Controls, halves of a surrogate pair, and what breaks a line.
BAD_IN_LINE = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\u2028\u2029]")
BAD_IN_LINES = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


class _Markdown(MarkdownIt):
    """CommonMark without HTML, pictures and headings; none of their words are lost."""

    def __init__(self) -> None:
        # The parser drops what is nested deeper than maxNesting, words and all: the
        # two rules that nest stop well before that and leave the signs as words.
        super().__init__("commonmark", {"html": False, "maxNesting": 2 * DEPTH})
        ends = ["paragraph", "reference", "blockquote"]
        self.block.ruler.at("list", _shallow(list_block), {"alt": ends})
        self.block.ruler.at(
            "blockquote", _shallow(blockquote), {"alt": [*ends, "list"]}
        )
        self.add_render_rule("heading_open", lambda *_: "<p><strong>")
        self.add_render_rule("heading_close", lambda *_: "</strong></p>\n")
        self.add_render_rule("image", _picture)
        self.add_render_rule("link_open", _link)

    def validateLink(self, url: str) -> bool:
        """Read every link as one: `_link` drops the bad ones but keeps their words."""
        return True


def _shallow(rule: BlockRule) -> BlockRule:
    def shallow(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        return state.level < DEPTH and rule(state, start, end, silent)

    return shallow


def _picture(
    self: RendererHTML, tokens: list[Token], index: int, options: OptionsDict, env: dict
) -> str:
    return self.renderInlineAsText(tokens[index].children, options, env)


def _link(
    self: RendererHTML, tokens: list[Token], index: int, options: OptionsDict, env: dict
) -> str:
    if WEB_ADDRESS.match(str(tokens[index].attrGet("href"))):
        return self.renderToken(tokens, index, options, env)
    close = next(
        t for t in tokens[index:] if t.type == "link_close"
    )  # links never nest
    close.type = "text"  # of no words
    return ""


MARKDOWN = _Markdown()


def render(markdown: str) -> str:
    """Return Markdown (CommonMark) as safe HTML, see `sanitize`.

    No pictures: an image becomes its alt text. A heading becomes a paragraph in bold,
    so that it cannot break the outline of the page around it. A link that does not
    lead to the web becomes its words. HTML is shown as it was typed.

    Raise ValueError past `limits.TEXT` characters, before any parsing.
    """
    return _render(markdown, limits.TEXT)


def _render(markdown: str, most: int) -> str:
    if len(markdown) > most:
        raise ValueError(f"The text has {len(markdown)} characters, at most {most}.")
    if _is_plain(markdown):  # as most excerpts are; the parser would say the same
        paragraphs = normalise(markdown).replace("\n\n", "</p>\n<p>")
        return f"<p>{paragraphs}</p>\n" if paragraphs else ""
    return _parsed(markdown)


@lru_cache(maxsize=16)  # a save asks for the same words in its form, rows and history
def _parsed(markdown: str) -> str:
    return sanitize(MARKDOWN.render(markdown))


# Signs that are more than words somewhere in a line, and those that are only words
# where they open one; any other opening but a letter may begin a list, a quote or code.
INLINE_MARKS = "\\`*_[]<>&"
PLAIN_OPENINGS = frozenset("\"'(“”„‚‘’«»‹›…–—¿¡")


def _is_plain(markdown: str) -> bool:
    """Return whether there is nothing in `markdown` but paragraphs of words."""
    if any(mark in markdown for mark in INLINE_MARKS):
        return False
    lines = markdown.split("\n")
    return all(
        not line
        or (
            (line[0].isalpha() or line[0] in PLAIN_OPENINGS)
            and line[-1] != " "
            and line.isprintable()
        )
        for line in lines
    )


def sanitize(html: str) -> str:
    """Return `html` with nothing in it but words, plain marks and links to the web.

    Links are absolute, http or https. No style, class or id stays. Idempotent.
    """
    for _ in range(PASSES):
        clean = _clean(html, TAGS)
        if clean == html:
            return clean
        html = clean
    return _clean(html, set())  # too tangled to read twice alike: the words alone


def _clean(html: str, tags: set[str]) -> str:
    clean = nh3.clean(
        html,
        tags=tags,
        attributes=ATTRIBUTES,
        attribute_filter=_web_only,
        url_schemes={"http", "https"},
        link_rel=REL,
    )
    # A reader of HTML skips a byte order mark at the start and one line end after
    # <pre>: if any stayed, the next reader would see other words than this one.
    return re.sub(r"<pre>\n+", "<pre>", clean).lstrip("\ufeff")


def _web_only(tag: str, attribute: str, value: str) -> str | None:
    return value if attribute != "href" or WEB_ADDRESS.match(value) else None


def to_plain(markdown: str) -> str:
    """Return the words of `markdown` as readers see them, normalised.

    One empty line parts paragraphs; a line break within one is "\\n"; items of a list,
    quotes and lines of code stand on lines of their own. Raise ValueError past
    `ESCAPED` times `limits.TEXT` characters.
    """
    return html_to_plain(_render(markdown, ESCAPED * limits.TEXT))


def html_to_plain(html: str) -> str:
    """Return the words of HTML that is sanitised already; see `to_plain`."""
    words = html.replace("</p>\n<p>", "\n\n").removeprefix("<p>")
    words = words.removesuffix("</p>\n")
    if "<" not in words and "&" not in words:  # paragraphs of words alone
        return normalise(words)
    reader = _Words()
    reader.feed(html)
    reader.close()
    return reader.text()


class _Words(HTMLParser):
    """Collects words in blocks, each with the number of line ends before it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[tuple[int, list[str]]] = []
        self.gap = 2  # line ends due before the next words; 0 within a block
        self.lists = 0  # that are open
        self.broken = False  # the last thing read was a <br>

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag == "br" and not self.gap:
            self.blocks[-1][1].append("\n")
            self.broken = True
        self._part(tag)
        self.lists += tag in LISTS

    def handle_endtag(self, tag: str) -> None:
        self.lists -= tag in LISTS
        self._part(tag)

    def _part(self, tag: str) -> None:
        if tag in BLOCKS:
            close = tag == "li" or (tag in LISTS and self.lists > 0)
            self.gap = max(self.gap, 1 if close else 2)

    def handle_data(self, data: str) -> None:
        if self.broken:
            data = data.removeprefix("\n")  # layout: the <br> broke the line already
            self.broken = False
        if self.gap and not data.strip("\n"):
            return  # layout between two blocks
        if self.gap:
            self.blocks.append((self.gap, []))
            self.gap = 0
        self.blocks[-1][1].append(data)

    def text(self) -> str:
        return normalise(
            "".join("\n" * gap + "".join(w).strip("\n") for gap, w in self.blocks)
        )


# Plain text


def mend_newlines(value: str) -> str:
    """Return `value` with "\\n" for CRLF and CR, and nothing else changed."""
    return value.replace("\r\n", "\n").replace("\r", "\n")


def normalise(value: str) -> str:
    """Return plain text in the one form in which it is kept as Markdown.

    CRLF and a lone CR become "\\n"; lines end at "\\n" only; all that `str.isspace`
    calls a blank goes off the ends of lines; one empty line stands between paragraphs
    and none at either end of the text. Blanks that open a line stay. Idempotent.
    """
    lines = [line.rstrip() for line in mend_newlines(value).split("\n")]
    value = "\n".join(lines).strip("\n")
    return re.sub(r"\n{3,}", "\n\n", value) if "\n\n\n" in value else value


ESCAPED = 5  # times as long: a line of one blank and one sign, “\u3000*”
MARKS = re.compile(
    r"`|\*+|_+"
    r"|\\(?=[!-/:-@\[-`{-~]|\Z)"  # before what it would escape, or a line's end
    r"|\](?=[(:])"  # a link or the address of one; other brackets are only words
    r"|<(?=[A-Za-z/!?]|[^<>\x00-\x20]*>)"
    r"|&(?=#?[0-9A-Za-z]+;)"
)
UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
# Where in a line that it opens a sign would make a heading, an item, a quote, a fence
# or a rule: the backslash goes to the end of what is found.
OPENING = re.compile(
    r"\A(?:[0-9]{1,9}(?=[.)](?:[ \t]|\Z))"
    r"|(?=#{1,6}(?:[ \t]|\Z)|[-+](?:[ \t]|\Z)|-[- \t]*\Z|=+\Z|>|~~~))"
)


def escape_markdown(value: str) -> str:
    """Return Markdown that shows exactly the words of `value`, normalised.

    `to_plain(escape_markdown(s)) == normalise(s)` for every s without surrogates and
    controls (but tab and "\\n") of `limits.TEXT` characters at most. The Markdown may
    be longer, `ESCAPED` times at most. What no one would read as markup stays.
    """
    return "\n".join(_escape_line(line) for line in normalise(value).split("\n"))


def _escape_line(line: str) -> str:
    words = line.lstrip()
    blanks = line[: len(line) - len(words)]
    words = MARKS.sub(_escape_mark, words)
    if blanks:  # read as layout unless the first one is spelled out
        return f"&#{ord(blanks[0])};{blanks[1:]}{words}"
    return OPENING.sub(r"\g<0>\\", words)


def _escape_mark(found: re.Match[str]) -> str:
    run, line = found[0], found.string
    start, end = found.span()
    before, after = line[max(start - 1, 0) : start], line[end : end + 1]
    if run[0] == "_" and before.isalnum() and after.isalnum():
        return run  # snake_case
    if run[0] == "*" and before == after == " ":
        return run  # 2 * 3
    return "".join(f"\\{sign}" for sign in run)


def escape_label(value: str) -> str:
    """Return Markdown that shows `value` in one line, in a link or out of it.

    As `escape_markdown`, and no bracket in it opens or closes a link.
    """
    return re.sub(r"\\.|[\[\]]", _escape_bracket, escape_markdown(one_line(value)))


def _escape_bracket(found: re.Match[str]) -> str:
    return found[0] if found[0][0] == "\\" else f"\\{found[0]}"


def first_words(value: str, length: int) -> str:
    """Return the first words of plain text in one line, at most `length` characters.

    What is cut is marked by an ellipsis; a word is cut only where it is the first.
    Raise ValueError where `length` has no room for the ellipsis.
    """
    if length < 1:
        raise ValueError(f"No text has at most {length} characters.")
    line = " ".join(value.split())
    if len(line) <= length:
        return line
    cut = line[: length - 1]
    if line[length - 1] != " " and " " in cut:
        cut = cut.rpartition(" ")[0]
    return cut.rstrip() + "…"


def one_line(value: str) -> str:
    """Return plain text in one line: blanks folded, without controls and surrogates."""
    return " ".join(UNSEEN.sub(" ", value).split())


def is_blank(value: str) -> bool:
    """Return whether nothing of `value` is seen: blanks and formatting signs alone."""
    return all(sign.isspace() or unicodedata.category(sign) == "Cf" for sign in value)


def bad_character(value: str, *, lines: bool) -> str | None:
    """Return words for the first character that no field takes, or None.

    That is a control, but for tab and "\\n" where several `lines` are meant; half of a
    surrogate pair; and in a field of one line U+2028 and U+2029. Positions count
    from 1.
    """
    if (value.replace("\n", "") if lines else value).isprintable():
        return None
    found = (BAD_IN_LINES if lines else BAD_IN_LINE).search(value)
    if found is None:
        return None
    category = unicodedata.category(found[0])
    if category == "Cs":
        words = gettext("half of a surrogate pair U+{code} at position {position}")
    elif category == "Cc":
        words = gettext("the control character U+{code} at position {position}")
    else:
        words = gettext("the line break U+{code} at position {position}")
    return words.format(code=f"{ord(found[0]):04X}", position=found.start() + 1)
