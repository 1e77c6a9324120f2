"""What a reader of pages may say, whatever it was given to read."""

from datetime import date
from pathlib import Path

from articles import limits, links, text
from articles.models.fields import validate_language

SAMPLES = Path(__file__).resolve().parent.parent / "data" / "capture"


def values(found):
    """Return what was found by field, without its source. It fits an article."""
    held = {name: fact.value for name, fact in found.facts().items()}
    for name, most in [("title", limits.TITLE), ("site", limits.NAME)]:
        assert 0 < len(held.get(name, "x")) <= most
        assert not text.bad_character(held.get(name, ""), lines=False)
    assert len(held.get("authors", [])) <= limits.AUTHORS
    for author in held.get("authors", []):
        assert 0 < len(author) <= limits.NAME
        assert not text.bad_character(author, lines=False)
    if "source_date" in held:
        date.fromisoformat((held["source_date"] + "-01-01")[:10])
    if "language" in held:
        validate_language(held["language"])
    words = held.get("description", "x")
    assert words
    assert len(text.escape_markdown(words)) <= limits.TEXT
    assert text.normalise(words) == words
    assert not text.bad_character(words, lines=True)
    assert "image" not in held or links.is_web_address(held["image"])
    assert all(fact.source for fact in found.facts().values())
    return held
