"""What docs/moving-in.md says of the formats is what the registry holds."""

import re

from django.conf import settings

from articles.formats.readers import READERS

PAGE = (settings.BASE_DIR / "docs" / "moving-in.md").read_text(encoding="utf-8")


def rows_under(heading):
    """Return the rows of the table under a heading, each a list of its cells."""
    section = PAGE.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| (.+) \|$", section, re.MULTILINE)
    return [row.split(" | ") for row in rows[1:] if not row.startswith("---")]


def test_formats_are_told_as_the_registry_has_them():
    assert rows_under("All formats") == [
        [f"`{key}`", row.name, row.about] for key, row in READERS.items()
    ]


def test_fields_of_a_table_are_those_that_it_can_hold():
    cells = [row[0] for row in rows_under("From a spreadsheet")]
    fields = re.findall(r"`(\w+)`", " ".join(cells))

    assert len(fields) >= 9
    assert set(fields) <= set(READERS["spreadsheet"].carries)
