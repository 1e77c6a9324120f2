"""What a file tells of the site itself, which the ground floor does not know."""

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from articles.formats.records import ArticleRecord


class Site(NamedTuple):
    """Where the site shows its articles, and how it speaks to readers."""

    address: Callable[[ArticleRecord], str]  # absolute, of our page of an article
    day: Callable[[datetime], str]  # of an instant: 3 September 2021
    note_label: Callable[[str], str]  # by the credit of a note: Note by Ann
    update_label: Callable[[datetime], str]  # by its instant: Updated on 3 March 2022
    name: Callable[[], str]
    home: Callable[[], str]  # absolute, of the first page
