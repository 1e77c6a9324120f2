"""A site of WordPress as its own export tells it: as many posts as a test wants."""

from typing import NamedTuple

SITE = "https://old.example"
HEAD = f"""<?xml version="1.0" encoding="UTF-8" ?>
<rss version="2.0"
\txmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
\txmlns:content="http://purl.org/rss/1.0/modules/content/"
\txmlns:dc="http://purl.org/dc/elements/1.1/"
\txmlns:wp="http://wordpress.org/export/1.2/">
<channel>
<title>An old blog</title>
<link>{SITE}</link>
<language>en-US</language>
<wp:wxr_version>1.2</wp:wxr_version>
<wp:base_blog_url>{SITE}</wp:base_blog_url>
<wp:author><wp:author_login>ada</wp:author_login><wp:author_display_name><![CDATA[Ada]]>\
</wp:author_display_name></wp:author>
"""
POST = """<item>
<title><![CDATA[{title}]]></title>
<link>{link}</link>
<dc:creator><![CDATA[ada]]></dc:creator>
<guid isPermaLink="false">{site}/?p={number}</guid>
<content:encoded><![CDATA[<p>Post {number} &amp; its words.</p>
<blockquote><p>What source {number} says.</p></blockquote>
<p><a href="https://source.example/{number}">Read more</a></p>]]></content:encoded>
<wp:post_id>{number}</wp:post_id>
<wp:post_date>{year}-03-04 10:00:00</wp:post_date>
<wp:post_date_gmt>{year}-03-04 09:00:00</wp:post_date_gmt>
<wp:post_name><![CDATA[{name}]]></wp:post_name>
<wp:status>{status}</wp:status>
<wp:post_type>{kind}</wp:post_type>
<category domain="category" nicename="of-{topic}"><![CDATA[Topic {topic}]]></category>
<category domain="post_tag" nicename="odd"><![CDATA[Odd & even]]></category>
{more}</item>
"""
OLD_SLUG = """<wp:postmeta><wp:meta_key>_wp_old_slug</wp:meta_key>\
<wp:meta_value><![CDATA[{old}]]></wp:meta_value></wp:postmeta>
"""
COMMENT = "<wp:comment><wp:comment_id>1</wp:comment_id></wp:comment>\n"


class Post(NamedTuple):
    """A post of the old site, and the paths at which it stood, or would stand."""

    number: int
    status: str
    paths: list[str]


def posts(count):
    """Return `count` posts: most are out, some have been renamed, each tenth is not."""
    found = []
    for number in range(1, count + 1):
        states = {3: "draft", 5: "private", 7: "future", 9: "pending"}
        status = states.get(number % 20, "publish")
        year = 2999 if status == "future" else 2000 + number % 20
        name = "caf%c3%a9-{}" if number % 10 == 1 else "post-{}"
        paths = [f"/{year}/03/{name.format(number)}/"]
        if number % 4 == 0:
            paths.append(f"/{year}/03/once-{number}/")
        found.append(Post(number, status, [] if status == "draft" else paths))
    return found


def export(found):
    """Return the export of a site of these posts, with a page and a picture."""
    items = [item(post) for post in found]
    items += [
        item(Post(9000 + at, "publish", [f"/about-{at}/"]), kind=kind)
        for at, kind in enumerate(("page", "attachment"))
    ]
    return "".join([HEAD, *items, "</channel>\n</rss>\n"])


def item(post, kind="post"):
    """Return one item of an export."""
    number = post.number
    year = post.paths[0].split("/")[1] if post.paths and kind == "post" else 2020
    more = [OLD_SLUG.format(old=path.split("/")[-2]) for path in post.paths[1:]]
    return POST.format(
        title=f"Post number {number}",
        link=SITE + (post.paths[0] if post.paths else f"/?p={number}"),
        site=SITE,
        number=number,
        year=year,
        name=post.paths[0].split("/")[-2] if post.paths else "",
        status=post.status,
        kind=kind,
        topic=number % 7,
        more="".join(more) + (COMMENT if number % 50 == 0 else ""),
    )
