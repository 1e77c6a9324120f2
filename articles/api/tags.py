from articles import limits, slugs, text
from articles.api import cursors
from articles.api.answers import ApiView, BadParameter, answer
from articles.api.parameters import check_names, read_limit
from articles.api.shapes import tag_shape
from articles.models import Tag


class TagsView(ApiView):
    """Tags that readers meet, by name."""

    def get(self, request):
        check_names(request.GET, {"q", "limit", "cursor"})
        tags = Tag.objects.public().filter(
            name_key__startswith=read_beginning(request.GET)
        )
        limit = read_limit(request.GET)
        page = cursors.by_name(tags, request.GET.get("cursor"), limit)
        following = page.following("articles:api_tags", request.GET)
        shape = {"tags": [tag_shape(tag) for tag in page.rows], "next": following}
        return answer(shape, following)


def read_beginning(query):
    """Return what the names are to begin with, in comparable spelling; "" for any."""
    written = query.get("q", "")
    if len(written) > limits.TAG_NAME or text.bad_character(written, lines=False):
        says = f"Not the beginning of a name of at most {limits.TAG_NAME} characters."
        raise BadParameter("q", says)
    return slugs.name_key(written)
