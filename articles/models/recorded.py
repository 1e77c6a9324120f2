"""An article as a record: the one shape that it has outside the database."""

from articles.formats.records import ArticleRecord, PublicRecord

# The columns that an article and its record share, word for word.
COLUMNS = (
    "uid slug title url authors source_date via_url via_name excerpt language status"
    " reason corrections published_at created_at updated_at credit"
).split()


class Recorded:
    """The part of an article that tells it whole."""

    def record(self):
        """Return this article as an ArticleRecord, with its tags, notes, addresses."""
        return ArticleRecord(**self._parts_with(self.notes.all()))

    def public_record(self):
        """Return what readers may see of this as a PublicRecord: no other notes.

        It needs `with_public_notes()`. Free of queries after that, `with_tags()` and
        `select_related("follows")`.
        """
        return PublicRecord(
            **self._parts_with(self.public_notes),
            tag_names=[tag.name for tag in self.tag_list],
            excerpt_text=self.excerpt_text,
            excerpt_html=self.excerpt_html,
            note_texts=[note.body_text for note in self.public_notes],
            note_htmls=[note.body_html for note in self.public_notes],
        )

    def _parts_with(self, notes):
        return {
            **{column: getattr(self, column) for column in COLUMNS},
            "follows": self.follows and self.follows.uid,
            "addresses": [address.record() for address in self.addresses.all()],
            "tags": [tag.slug for tag in self.tag_list],
            "notes": [note.record() for note in notes],
        }
