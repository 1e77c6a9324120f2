"""What an address is: the spelling it is filed under, its site, the work it names.

Addresses are read as a browser reads them (https://url.spec.whatwg.org/, by ada-url).
Keys are compared, never shown and never fetched.
"""

import re
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import quote, unquote, unquote_plus

from ada_url import URL
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from articles import limits

# Parameters that say how a reader came, never what the page shows. Names that some
# site uses for its content (ref, source, id, s, si, share, via) stay out of the list.
TRACKING_PREFIXES = ("utm_", "mtm_", "hsa_", "guce_", "__hs")
TRACKING_NAMES = frozenset(
    """
    _bhlid _ga _gl _hsenc _hsmi at_campaign at_medium cmpid dclid epik
    fb_action_ids fb_action_types fb_source fbclid gad_campaignid gad_source gbraid
    gclid gclsrc guccounter hsctatracking igsh igshid li_fat_id mc_cid mc_eid mkt_tok
    msclkid ncid oly_anon_id oly_enc_id pk_campaign pk_kwd ref_src ref_url srsltid
    ttclid twclid vero_conv vero_id wbraid wickedid xtor yclid ysclid
    """.split()
)

ABSOLUTE = re.compile(r"https?:[/\\]{2}", re.IGNORECASE | re.ASCII)
UNWRITABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
USER = re.compile(r"^(https?:[/\\]*)[^/\\?#]*@", re.IGNORECASE)
# Characters that Unicode has, and XML 1.0 cannot hold.
NOT_IN_XML = re.compile("[\ufffe\uffff]")
HOST_NAME = re.compile(r"[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*")
# Escaped or plain, these mean the same: the unreserved characters of RFC 2396 (whose
# marks !*'() RFC 3986 took back, though browsers and wikis escape them as they like).
UNRESERVED = "-A-Za-z0-9._~!*'()"
# An escape that stays as it is: passed over, as an address may have thousands of them.
SPELLED = "(?!2[1789ADE]|3[0-9]|4[1-9A-F]|5[0-9AF]|6[1-9A-F]|7[0-9AE])[0-9A-F]{2}"
ESCAPE = re.compile(
    rf"%(?!{SPELLED})([0-9A-Fa-f]{{2}})?|[^{UNRESERVED}:/?#\[\]@$&+,;=%]"
)
PLAIN = re.compile(f"[{UNRESERVED}]")


def canonical(url: str) -> str:
    """Return the one spelling under which all copies of the page at `url` are filed.

    Two addresses get the same spelling when a reader would call them the same page:
    http or https, "www.", a dot after the host, default port, user name, trailing
    slashes, tracking parameters, a text fragment and the order of the parameters do
    not count; of parameters with one name the order counts. The path keeps its case
    and the fragment stays: old blogs use it as a permalink. ASCII.

    >>> canonical("http://www.Example.org:80/Post/?utm_source=x&b=2&a=1#top")
    'https://example.org/Post?a=1&b=2#top'

    Raise ValueError, with a sentence for an editor, when `url` is not an absolute
    http(s) address, or when it or the answer is longer than `limits.ADDRESS`
    characters. Blanks around it do not matter.
    """
    return _read(url).spelling


def work_key(url: str) -> str:
    """Return a key that all addresses of one known work share.

    The kinds: arxiv:, doi:, acl:, openreview:, github:, youtube:, each followed by the
    work's number or name. Any other page is filed under its canonical address. ASCII,
    at most `limits.ADDRESS` characters.

    >>> work_key("https://arxiv.org/pdf/2105.12723v3.pdf")
    'arxiv:2105.12723'

    Raise ValueError when `canonical` does.
    """
    page = _read(url)
    if not page.port:
        for recognise in RECOGNISERS:
            if key := recognise(page):
                return key
    return page.spelling


def site(url: str) -> str:
    """Return the host of `url` in lower case and punycode, no "www.", no port.

    At most 253 characters. Raise ValueError when `canonical` does.
    """
    return _read(url).host


def is_web_address(url: str) -> bool:
    """Return whether `url` may be stored and shown: whether `canonical` takes it."""
    try:
        _read(url)
    except ValueError:
        return False
    return True


def href(url: str) -> str:
    """Return `url` as a link on a page or in a feed holds it, "" if it leads nowhere.

    A user name and a password are taken out: readers have none of their own. The
    characters that no XML can hold are escaped, as a browser would do.
    """
    if not is_web_address(url):
        return ""
    return NOT_IN_XML.sub(lambda found: quote(found[0]), USER.sub(r"\1", url.strip()))


class _Page(NamedTuple):
    """The parts of a canonical address. Each is ASCII, its escapes in one spelling."""

    host: str
    port: str
    path: str
    parameters: list[str]  # "name=value" or "name", sorted by name
    fragment: str

    @property
    def spelling(self) -> str:
        port = f":{self.port}" if self.port else ""
        query = "?" + "&".join(self.parameters) if self.parameters else ""
        fragment = f"#{self.fragment}" if self.fragment else ""
        return f"https://{self.host}{port}{self.path}{query}{fragment}"

    def parameter(self, name: str) -> str:
        """Return the first value of the parameter `name`, decoded; "" without one."""
        for parameter in self.parameters:
            key, _, value = parameter.partition("=")
            if key == name:
                return unquote_plus(value)
        return ""


@lru_cache(maxsize=1_000)
def _read(url: str) -> _Page:
    """Return the parts of `url` as they are filed. Raise ValueError as `canonical`.

    Remembered, as whoever asks for the site of an address asks for its work, too.
    """
    address = url.strip()
    _check_length(address)
    if UNWRITABLE.search(address):
        raise ValueError(_("A web address holds no line breaks or control characters."))
    if not ABSOLUTE.match(address):
        raise ValueError(_("A web address starts with http:// or https:// and a site."))
    try:
        parsed = URL(address)
    except ValueError:
        raise ValueError(_("No browser can open this address: is it whole?")) from None
    page = _Page(
        host=_spell_host(parsed.hostname),
        port=parsed.port if parsed.port != "443" else "",  # http:443 is https now
        path=_spell(parsed.pathname).rstrip("/"),
        parameters=_spell_parameters(parsed.search),
        fragment=_spell_fragment(parsed.hash),
    )
    _check_length(page.spelling)
    return page


def _check_length(address: str) -> None:
    if len(address) > limits.ADDRESS:
        says = _("This address takes {count} characters, at most {most} are possible.")
        count = number_format(len(address), force_grouping=True)
        most = number_format(limits.ADDRESS, force_grouping=True)
        raise ValueError(says.format(count=count, most=most))


def _spell_host(host: str) -> str:
    """Return `host` without a dot at its end and without "www." before a domain."""
    host = host.removesuffix(".")
    while host.startswith("www.") and host.count(".") > 1:
        host = host.removeprefix("www.")
    is_ipv6 = host.startswith("[")
    if not is_ipv6 and not (HOST_NAME.fullmatch(host) and len(host) <= limits.SITE):
        raise ValueError(_("This address names no site that can exist."))
    return host


def _spell(text: str) -> str:
    """Return `text`, a part of a parsed address, with each character spelled one way.

    Escapes are in upper case; what needs none is plain, what cannot stand plain (a
    percent sign of its own, too) is escaped. Reserved characters stay as they are.
    """

    def spell_character(match: re.Match[str]) -> str:
        if match[1] is None:
            return quote(match[0])
        character = chr(int(match[1], 16))
        return character if PLAIN.match(character) else match[0].upper()

    return ESCAPE.sub(spell_character, text)


def _spell_parameters(search: str) -> list[str]:
    """Return the parameters that count. The sort is stable: a=2&a=1 is not a=1&a=2."""
    parameters = _spell(search.removeprefix("?")).replace("%20", "+").split("&")
    return sorted((p for p in parameters if p and not _is_tracking(p)), key=_name_of)


def _spell_fragment(fragment: str) -> str:
    """Return what a page is filed under of `fragment`: no :~:text=, no #utm_…=."""
    anchor = _spell(fragment.removeprefix("#")).partition(":~:")[0]
    parts = anchor.split("&")
    return "&".join(part for part in parts if "=" not in part or not _is_tracking(part))


def _name_of(parameter: str) -> str:
    return parameter.partition("=")[0]


def _is_tracking(parameter: str) -> bool:
    name = _name_of(parameter).lower()
    return name in TRACKING_NAMES or name.startswith(TRACKING_PREFIXES)


# Known works. A recogniser returns the key of the work that a page is, or None.

ARXIV_HOSTS = ("arxiv.org", "ar5iv.org", "xxx.lanl.gov")
ARXIV_PATH = re.compile(
    r"/(?:abs|pdf|html|ps|format|e-print|src|ftp/arxiv/papers/[0-9]{4})"
    r"/(?:arxiv:)?(.+?)(?:\.pdf|\.ps|\.ps\.gz|\.html)?",
    re.IGNORECASE | re.ASCII,
)
# https://info.arxiv.org/help/arxiv_identifier.html: four digits until 2014, then five;
# before April 2007 an archive and a subject class that is no part of the name.
ARXIV_ID = re.compile(
    r"""
    (?: (?P<number> (?: (?:0[7-9]|1[0-4]) (?:0[1-9]|1[0-2]) \. [0-9]{4}
                      | (?:1[5-9]|[2-9][0-9]) (?:0[1-9]|1[0-2]) \. [0-9]{5} ) )
      | (?P<archive> acc-phys|adap-org|alg-geom|ao-sci|astro-ph|atom-ph|bayes-an
                    |chao-dyn|chem-ph|cmp-lg|comp-gas|cond-mat|cs|dg-ga|funct-an|gr-qc
                    |hep-ex|hep-lat|hep-ph|hep-th|math|math-ph|mtrl-th|nlin|nucl-ex
                    |nucl-th|patt-sol|physics|plasm-ph|q-alg|q-bio|quant-ph|solv-int
                    |supr-con )
        (?: \.[a-z]{2} )? / (?P<old> (?:9[1-9]|0[0-7]) (?:0[1-9]|1[0-2]) [0-9]{3} )
    ) (?: v[1-9][0-9]{0,2} )?
    """,
    re.IGNORECASE | re.ASCII | re.VERBOSE,
)


def _arxiv(page: _Page) -> str | None:
    if page.host not in ARXIV_HOSTS and not page.host.endswith(".arxiv.org"):
        return None
    match = ARXIV_PATH.fullmatch(unquote(page.path))
    return _arxiv_key(match[1]) if match else None


def _arxiv_key(name: str) -> str | None:
    match = ARXIV_ID.fullmatch(name)
    if not match:
        return None
    return f"arxiv:{match['number'] or match['archive'].lower() + '/' + match['old']}"


ACL_HOSTS = ("aclanthology.org", "aclweb.org", "aclanthology.info")
ACL_PATH = re.compile(
    r"(?:/anthology(?:-new)?)?(?:/papers)?(?:/[A-Z]/[A-Z][0-9]{2})?/([^/]+?)"
    r"(?:/?v[1-9][0-9]?)?(?:\.pdf|\.bib|\.xml|\.endf)?(?:/\1)?",
    re.IGNORECASE | re.ASCII,
)
ACL_ID = re.compile(
    r"([A-Z][0-9]{2}-[0-9]{4})|[0-9]{4}\.[a-z0-9_]+-[a-z0-9_]+\.[0-9]{1,4}",
    re.IGNORECASE | re.ASCII,
)


def _acl(page: _Page) -> str | None:
    match = ACL_PATH.fullmatch(page.path) if page.host in ACL_HOSTS else None
    return _acl_key(match[1]) if match else None


def _acl_key(name: str) -> str | None:
    match = ACL_ID.fullmatch(name)
    if not match:
        return None
    return f"acl:{name.upper() if match[1] else name.lower()}"


DOI = re.compile(r"10\.[0-9]{4,9}(?:\.[0-9]+)*/[!-~]+")
ATYPON = re.compile(
    r"/doi/(?:(?:abs|full|fullhtml|html|pdf|pdfdirect|pdfplus|epdf|epub|reader|book"
    r"|proceedings)/)?(10\..+?)(?:/(?:abstract|full|pdf|epdf))?",
    re.IGNORECASE | re.ASCII,
)
PREPRINT = re.compile(
    r"/content/(10\.1101/[0-9.]*[0-9])(?:v[0-9]+)?"
    r"(?:\.(?:abstract|full(?:-text)?(?:\.pdf)?(?:\+html)?))?"
)
RESOLVER = re.compile(r"/(?:doi:)?(10\..+)", re.IGNORECASE | re.ASCII)
# Where the DOI stands in a page's path, the host being known for it.
DOI_PATHS = {
    **dict.fromkeys("doi.org dx.doi.org doi.acm.org hdl.handle.net".split(), RESOLVER),
    **dict.fromkeys(
        """
        dl.acm.org onlinelibrary.wiley.com journals.sagepub.com tandfonline.com
        pnas.org science.org pubs.acs.org pubsonline.informs.org epubs.siam.org
        royalsocietypublishing.org annualreviews.org nejm.org journals.asm.org
        mitpressjournals.org journals.uchicago.edu
        """.split(),
        ATYPON,
    ),
    **dict.fromkeys("biorxiv.org medrxiv.org".split(), PREPRINT),
    "link.springer.com": re.compile(
        r"/(?:(?:article|chapter|book|content/pdf)/)?"
        r"(10\.[0-9]+(?:/[a-z]+)?/[^/]+?)(?:\.pdf)?"
    ),
    "frontiersin.org": re.compile(
        r"(?:/journals/[a-z-]+)?/articles/(10\.3389/[^/]+)(?:/(?:full|pdf|abstract))?"
    ),
    "journals.aps.org": re.compile(r"/[a-z]+/(?:abstract|pdf)/(10\.1103/[^/]+)"),
    "iopscience.iop.org": re.compile(r"/article/(10\.1088/.+?)(?:/(?:meta|pdf))?"),
}
PLOS_PATH = re.compile(r"/[a-z]+/article(?:/file)?")


def _doi(page: _Page) -> str | None:
    if page.host == "journals.plos.org" and PLOS_PATH.fullmatch(page.path):
        return _doi_key(page.parameter("id").removeprefix("info:doi/"))
    # Wiley gives each society a host of its own below the common one.
    is_wiley = page.host.endswith(".onlinelibrary.wiley.com")
    pattern = ATYPON if is_wiley else DOI_PATHS.get(page.host)
    match = pattern.fullmatch(unquote(page.path)) if pattern else None
    return _doi_key(match[1]) if match else None


def _doi_key(name: str) -> str | None:
    """Return the key of a DOI; arXiv and ACL file their own under numbers of theirs."""
    if not DOI.fullmatch(name):
        return None
    name = name.lower()
    key = None
    if name.startswith("10.48550/arxiv."):
        key = _arxiv_key(name.removeprefix("10.48550/arxiv."))
    elif name.startswith(("10.18653/v1/", "10.3115/v1/")):
        key = _acl_key(name.partition("/v1/")[2])
    return key or f"doi:{name}"


OPENREVIEW_PATHS = ("/forum", "/pdf", "/attachment", "/revisions")
OPENREVIEW_ID = re.compile(r"[A-Za-z0-9_-]{8,16}")


def _openreview(page: _Page) -> str | None:
    if page.host != "openreview.net" or page.path not in OPENREVIEW_PATHS:
        return None
    name = page.parameter("id")
    return f"openreview:{name}" if OPENREVIEW_ID.fullmatch(name) else None


# A directory of a branch, a file, an issue, a release is a page of its own.
GITHUB_PATH = re.compile(
    r"/(?P<owner>[a-z0-9][a-z0-9_-]{0,38})"
    r"/(?P<name>(?!\.{0,2}(?:\.git)?(?:/|$))[a-z0-9._-]{1,100}?)(?:\.git)?(?:/tree/[^/]+)?",
    re.IGNORECASE | re.ASCII,
)
GITHUB_PAGES = frozenset(
    """
    about account apps blog collections contact customer-stories dashboard edu
    enterprise events explore features issues login marketplace new notifications
    organizations orgs pricing pulls readme resources search security settings site
    solutions sponsors stars topics trending users
    """.split()
)


def _github(page: _Page) -> str | None:
    match = GITHUB_PATH.fullmatch(page.path) if page.host == "github.com" else None
    if not match or match["owner"].lower() in GITHUB_PAGES:
        return None
    return f"github:{match['owner']}/{match['name']}".lower()


YOUTUBE_HOSTS = tuple(
    "youtube.com m.youtube.com music.youtube.com youtube-nocookie.com".split()
)
YOUTUBE_PATH = re.compile(r"/(?:embed|shorts|live|v|e)/([^/]+)")
YOUTUBE_ID = re.compile(r"(?!videoseries|live_stream)[A-Za-z0-9_-]{11}")


def _youtube(page: _Page) -> str | None:
    name = ""
    if page.host == "youtu.be":
        name = page.path.removeprefix("/")
    elif page.host in YOUTUBE_HOSTS and page.path == "/watch":
        name = page.parameter("v")
    elif page.host in YOUTUBE_HOSTS and (match := YOUTUBE_PATH.fullmatch(page.path)):
        name = match[1]
    return f"youtube:{name}" if YOUTUBE_ID.fullmatch(name) else None


RECOGNISERS = (_arxiv, _acl, _doi, _openreview, _github, _youtube)
