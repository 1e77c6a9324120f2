"""Words that cost a careless reader of them much: as long as a field takes them."""

from itertools import count

PATTERNS = {
    "brackets": "[",
    "closing brackets": "[]",
    "links in links": "[a](",
    "links that do not end": "[a](<b",
    "pictures in pictures": "![a](",
    "pictures of links": "![[]()",
    "quotes in quotes": "> ",
    "quotes of lists": ">- ",
    "lists in lists": "- ",
    "numbers of lists": "1) ",
    "stars": "*",
    "stars and words": "*a **a ",
    "emphasis in emphasis": "*a_ ",
    "strong in strong": "**a *b ",
    "underscores": "_a__",
    "backticks": "`a``b```",
    "more and more backticks": " ".join("`" * n for n in range(1, 200)),
    "fences": "```\n~~~\n",
    "less than": "<",
    "tags": "<b><i a='",
    "comments": "<!--",
    "declarations": "<!A ",
    "instructions": "<?",
    "addresses in tags": "<http://a",
    "ampersands": "&",
    "entities": "&amp;&#x26;&lt",
    "no entities": "&#0;&xyz;&#99999999;",
    "backslashes": "\\",
    "escapes": "\\*\\[\\<",
    "combining marks": "\u0301\u0323",
    "a letter and its marks": "e\u0301\u0323\u0330",
    "marks in the wrong order": "\u0301\u0323\u0301\u0345",
    "no width": "\u200b\u200d\u2060",
    "right to left": "\u202e\u0627\u2067",
    "one long word": "w",
    "one long word of signs": "字",
    "a capital that is longer": "ß\u0130\ufb03",
    "line ends": "\n",
    "short paragraphs": "a\n\n",
    "breaks": "a  \n",
    "blanks": " \u00a0\t",
    "blanks and line ends": " \n\t\n",
    "addresses": "http://a.b ",
    "addresses in a row": "http://a.bhttp://",
    "definitions": "[a]: http://b\n",
    "uses of definitions": "[a][a]",
    "rules": "***\n---\n",
    "headings": "a\n=\n# ",
    "quotation marks": "\"'",
    "search": '"a -b tag:',
    "brackets of all kinds": "([{<",
}

numbers = count()


def words(name, size):
    """Return `size` characters of a pattern. The first one is a letter.

    They are others each time: what was read once is no cheaper to read.
    """
    unit = PATTERNS[name]
    return (f"x{next(numbers)}x{unit * (size // len(unit) + 1)}")[:size]


def line(name, size):
    """Return the same in one line."""
    return words(name, size).replace("\n", " ").replace("\t", " ")
