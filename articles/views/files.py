"""What readers take with them: an article, or the citation of its source, as a file."""

from itertools import chain, islice
from urllib.parse import unquote

from django.http import (
    Http404,
    HttpResponse,
    HttpResponsePermanentRedirect,
    StreamingHttpResponse,
)
from django.views.generic import View

from articles.formats.citation import file_name
from articles.formats.exports import EXPORTS, TAKEN
from articles.formats.lists import FORMATS
from articles.jobs.exporting import export_shown
from articles.listings import Listing, NoSuchList
from articles.models import SITE
from articles.views.articles import PublicArticleView
from articles.views.oldaddresses import lead_on

# The files of an article, by the last part of their address. They end as lists do.
FILES = {
    "cite.bib": FORMATS["bib"],
    "cite.ris": FORMATS["ris"],
    "cite.csl.json": FORMATS["csl.json"],
    "entry.md": FORMATS["md"],
}


class ListingFileView(View):
    """A list as a file, in the order of its pages: the first limits.FILED entries."""

    listing: type[Listing] = Listing

    def get(self, request, ending, **place):
        try:
            listing = self.listing(request.GET, **place)
        except NoSuchList as error:
            raise Http404 from error
        address = listing.file(ending)
        if request.path != unquote(address):
            return HttpResponsePermanentRedirect(address + listing.filter.query)
        answer = self.answer(listing, ending)
        answer["Content-Disposition"] = f'attachment; filename="list.{ending}"'
        return answer

    def answer(self, listing, ending):
        """Return the file, one of FORMATS."""
        return StreamingHttpResponse(
            FORMATS[ending].write(begun(listing.records()), SITE),
            content_type=FORMATS[ending].content_type,
        )


class ListingExportView(ListingFileView):
    """The same entries as a file for another tool, with all that is public of them."""

    def answer(self, listing, ending):
        """Return the file, one of TAKEN."""
        format = TAKEN[ending]
        content = export_shown(format, listing.chosen())
        return HttpResponse(content, content_type=EXPORTS[format].content_type)


class ArticleFileView(PublicArticleView):
    """One of FILES: the source as a reference, or our entry on it as Markdown."""

    def lead_on(self, request):
        return lead_on(request, file=self.kwargs["file"])

    def show(self, article):
        file, record = self.kwargs["file"], article.public_record()
        name = f"{file_name(record)}.{file.partition('.')[2]}"
        return HttpResponse(
            "".join(FILES[file].write([record], SITE)),
            content_type=FILES[file].content_type,
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )


def begun(records):
    """Return the records, the first of them made: what fails at once is answered so.

    Once a part of a file is sent, there is no other answer.
    """
    records = iter(records)
    first = list(islice(records, 1))
    return chain(first, records)
