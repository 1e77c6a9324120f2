"""What readers may not see is in no answer, and moves none."""

import io
import re
import zipfile
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.test import Client

from tests.admin.desk import address_of, make_editor, save
from tests.asking import ask, one_connection
from tests.factories import make_note
from tests.trust.rights import (
    ENTRY,
    closed_addresses,
    contents,
    make_accounts,
    rows_there,
)
from tests.trust.secrets import SECRET, change, hide, public_addresses, show, uid_of
from tests.views.test_links import Links

pytestmark = pytest.mark.django_db

SEARCHES = """
/search/?q=words /search/?q=shown /search/?q=wordz /search/?q=leans /?tag=bias
/?tag=speed /tags/bias/?tag=speed /?order=oldest /?source=example.org /?note=1
/?year=2021 /?without=law /api/v1/articles/?limit=1 /api/v1/tags/?limit=1
/api/v1/articles/?q=words&limit=1 /tags/?order=use
""".split()


def text_of(body):
    """Return what a body says: a ZIP is opened, other bytes are read as they are."""
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            parts = [name.encode() + packed.read(name) for name in packed.namelist()]
        body = b"\n".join(parts)
    return body.decode("utf-8", "replace")


def found_in(address, headers, body):
    """Return the secret words that an answer tells to who did not name them."""
    asked = {one.lower() for one in SECRET.findall(address)}
    said = f"{headers} {text_of(body)}"
    return {one.lower() for one in SECRET.findall(said)} - asked


def answers(addresses, **variables):
    """Return {address: (status, headers, body)} as a stranger is answered.

    Or as who sends with the request what `variables` say, as WSGI has it.
    """
    site = WSGIHandler()
    with one_connection():
        return {address: ask(site, address, **variables) for address in addresses}


def links_of(address, headers, body):
    """Return the addresses of this site that a page leads to; no narrowed lists."""
    if not headers.get("Content-Type", "").startswith("text/html") or "?" in address:
        return set()
    here = "http://localhost:8000"
    found = set()
    for link in Links(body.decode()).found:
        whole = urldefrag(urljoin(here + address, link)).url
        if urlsplit(whole).netloc == "localhost:8000" and "/static/" not in whole:
            found.add(whole.removeprefix(here))
    return found


@pytest.fixture
def shown(settings):
    settings.SITE_URL = "http://localhost:8000"
    return show()


def test_no_answer_tells_of_what_is_hidden_nor_moves_with_it(shown, tell):
    # The same addresses are asked before anything secret is there, and once it is, and
    # was changed: who is answered alike, to the header, learns nothing. Counts, orders,
    # facets and times are in that as well.
    addresses = {*SEARCHES, *(address for address, _ in public_addresses())}
    before = answers(addresses)
    links = set().union(*(links_of(one, *before[one][1:]) for one in before))
    before |= answers(links - addresses)

    change(hide(shown))
    rows = contents()
    there = answers(before)
    told = {one: found_in(one, *there[one][1:]) for one in there}
    moved = {one for one in there if there[one] != before[one]}

    assert {one: words for one, words in told.items() if words} == {}
    assert moved == {one for one in there if there[one][0] == 410}
    withdrawn = ("zqwithdrawn", str(uid_of("withdrawn")))
    assert all(any(part in one for part in withdrawn) for one in moved)
    assert any("Shown 4" in text_of(body) for _, _, body in there.values())
    assert len(there) > 300
    assert contents() == rows  # no reader changes anything by reading
    tell("sees", f"{len(there)} public addresses before and after: 0 secret words told")


def test_note_for_editors_that_is_changed_at_the_desk_moves_no_page(
    shown, client, tell
):
    _, article, _ = shown
    note = make_note(article, "For us.", public=False)
    client.force_login(make_editor(groups=["Editor"]))
    addresses = "/ /articles/shown-4/ /feed.atom /sitemap.xml /list.csv".split()
    before = answers([*addresses, f"/api/v1/articles/{article.uid}/"])

    save(client, address_of(article), **{"notes-1-body": "zqdesknotexk"})
    save(client, address_of(article), notes=[{"body": "zqnewnotexk", "public": []}])

    assert article.notes.get(pk=note.pk).body == "zqdesknotexk"
    assert article.notes.count() == 3
    assert [one for one in before if answers([one])[one] != before[one]] == []
    save(client, address_of(article), **{"notes-0-body": "Better."})
    assert [one for one in before if answers([one])[one] == before[one]] == []
    tell(
        "sees", f"Notes for editors changed at the desk: 0 of {len(before)} pages moved"
    )


@pytest.mark.parametrize("kind", ["no rights", "contributor"])
def test_site_tells_an_account_without_rights_no_more_than_a_stranger(
    shown, kind, tell
):
    hide(shown)
    client, told = Client(), {}
    client.force_login(make_accounts()[kind])
    for address in {*SEARCHES, *(address for address, _ in public_addresses())}:
        answer = client.get(address)
        told[address] = found_in(address, answer.headers, answer.getvalue())

    assert {one: words for one, words in told.items() if words} == {}
    says = (
        "{count:,} public addresses as an account without rights: 0 secret words told"
    )
    tell("sees", says, len(told))


# What someone asks the desk for who is after something.
ASKED = """
/admin/articles/article/?q=zq /admin/articles/article/?state=draft&reach=all
/admin/articles/article/sites/?term=zq /admin/articles/tag/names/?term=zq
/admin/autocomplete/?app_label=articles&model_name=oldaddress&field_name=article&term=zq
/admin/autocomplete/?app_label=articles&model_name=article&field_name=follows&term=zq
""".split()
POSTED = "covered writing preview here fitting capture".split()


@pytest.mark.parametrize("kind", ["anonymous", "no rights", "contributor"])
def test_desk_tells_nothing_of_what_is_hidden_to_who_has_no_right_to(shown, kind, tell):
    hidden = hide(shown)
    client, account = Client(), make_accounts()[kind]
    if account:
        client.force_login(account)
    kinds, told = rows_there(), {}
    draft, _, scheduled, _, binned, _ = hidden
    rows = [draft, scheduled, binned]
    addresses = set()
    for row in rows:
        own = {ENTRY: {"object_id": row.pk}}
        addresses |= {one for _, one in closed_addresses(kinds, own)}
    for address in [*addresses, *ASKED]:
        answer = client.get(address)
        told[address] = found_in(address, answer.headers, answer.getvalue())
    for row in rows:
        data = {"url": row.url, "title": "Some", "excerpt": "words", "on": "form"}
        data |= {"uid": str(row.uid), "form": str(row.uid), "body": "x"}
        for name in POSTED:
            where = "tag" if name == "fitting" else "article"
            answer = client.post(f"/admin/articles/{where}/{name}/", data)
            told[name, row] = found_in(row.url, answer.headers, answer.getvalue())

    found = {one for words in told.values() for one in words}
    if kind == "contributor":  # is offered every tag, so that none is made twice
        found = {one for one in found if not re.search("tagxk|aliasxk", one)}
    assert found == set(), {one: words for one, words in told.items() if words}
    says = "{count:,} answers of the desk to who has no right: 0 secret words told"
    tell("sees", says, len(told))
