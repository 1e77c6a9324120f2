"""Laws of plain text and Markdown, held over generated text."""

from hypothesis import example, given
from hypothesis import strategies as st

from articles import slugs, text

# What the fields take: no controls but tab and "\n", no surrogates.
MARKS = st.sampled_from(
    "# ## - + * > 2. 2) [1]: __init__ ``` ~~~ === --- <b> &amp; &#65; \\ ![x](y) "
    "http://x | ~ _ ` [ ] ( ) < > & ; ! = $ {".split()
    + ["\n", "\n\n", "    ", "\t", "  \n", "\u00a0", "\u2003", "\u3000", "\u2028", "\ufeff"]
)
CHARACTERS = st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("\t\n")
WORDS = st.text(CHARACTERS) | st.lists(MARKS | st.text(CHARACTERS, max_size=5)).map("".join)


@given(WORDS)
@example("    four\n\n\tblanks\n\u00a0too")
@example("a\\\nb")
@example("1. x\n2) y\n===\n---")
@example("<http://x>\n[1]: http://x 'y'\n![a](b)")
@example("\ufffe\uffff\ufffd\u0301")
def test_escaped_plain_text_shows_the_same_words(words):
    assert text.to_plain(text.escape_markdown(words)) == text.normalise(words)


@given(st.text())
def test_normalising_twice_is_normalising_once(words):
    assert text.normalise(text.normalise(words)) == text.normalise(words)


@given(WORDS)
def test_sanitising_twice_is_sanitising_once(words):
    html = text.sanitize(words)

    assert text.sanitize(html) == html


@given(WORDS)
def test_rendered_words_are_sanitised_already(words):
    html = text.render(words)

    assert text.sanitize(html) == html


@given(st.text())
def test_slug_of_a_slug_is_itself(name):
    slug = slugs.slugify(name)

    assert slugs.slugify(slug) == slug
    assert slugs.is_slug(slug) == bool(slug)


@given(st.text())
def test_key_of_a_key_is_itself(name):
    assert slugs.name_key(slugs.name_key(name)) == slugs.name_key(name)


@given(st.text())
def test_any_line_of_tags_is_read(line):
    names = slugs.split_tags(line)

    assert all(names)
    assert len({slugs.name_key(name) for name in names}) == len(names)


@given(st.lists(st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1)))
def test_names_are_read_back_as_they_were_joined(names):
    clean = slugs.split_tags(slugs.join_tags(names))

    assert slugs.split_tags(slugs.join_tags(clean)) == clean
    assert {slugs.name_key(name) for name in clean} >= {
        slugs.name_key(name) for name in names if not name.startswith("#")
    }
