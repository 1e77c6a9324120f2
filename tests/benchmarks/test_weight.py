"""What a page says, without what it is made of."""

from benchmarks.parts.weight import bare


def test_words_and_links_are_left_as_paragraphs():
    page = """<html><head><title>No</title><style>p {}</style></head><body>
    <nav class="x"><ul><li><a class="y" href="/a?b=1&amp;c=2">One &amp;
    two</a></li></ul></nav><script>let no;</script>
    <p>Some <em>words</em>.</p></body></html>"""

    assert bare(page).decode() == (
        '<p><a href="/a?b=1&amp;c=2">One &amp; two</a></p>\n<p>Some words.</p>'
    )
