"""How much of anything is taken in: held by forms, readers of files and the database.

Lengths are in characters (Unicode code points), counts are per article.
"""

TITLE = 300
SLUG = 100
ADDRESS = 2_000
SITE = 253  # RFC 1035
PATH = 500  # of an address of ours that once was
LANGUAGE = 35  # BCP 47
OPENING = 200  # of an excerpt, where others describe the article
TEXT = 20_000  # an excerpt, a note, a page: the Markdown as written
NAME = 200  # of a person or a site
AUTHORS = 500
TAGS = 50
NOTES = 200
REASON = 500  # why an entry came back, or was withdrawn
CORRECTIONS = 50
CORRECTION = 500  # characters of each
ADDRESSES = 20  # of one article, beside its source
PASSAGE = 1_000  # the words around a quoted passage, on each side
TAG_NAME = 60
TAG_DESCRIPTION = 1_000
ALIASES = 200  # of one tag
FIRST_YEAR, END_YEAR = 1000, 9000  # an instant lies in the first, and before the end
UPLOAD = 20 * 1024 * 1024  # bytes of a file that is sent to the desk
UPLOADS = 10  # of one account that wait to be imported
UNFINISHED = 2_000_000  # bytes of a form that is not saved, as a browser posts it
UNFINISHED_FORMS = 50  # of one account
QUERY = 500  # a search
TERMS = 20  # of a search
BULK = 10_000  # entries that one step at the desk changes
SAVED_FILTERS = 30  # of one account
SAVED_FILTER_NAME = 60
HITS = 1_000  # that are counted; of more, the newest ones
RANKED = 2_000  # hits of a search that are ordered by relevance; of more, the newest
FILED = 500  # entries that a list is given out as a file with
INDEXED = 50_000  # of the notes of an article, in the search index
