"""From one state of a digest to another, by a file: the end decides, not the order."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from articles.formats.records import AddressRecord
from articles.jobs.fixtures import load_fixture
from articles.models import Address, Annotation, Article, Known, OldAddress, Tag
from tests.factories import make_address, make_article, make_note, make_tag
from tests.jobs.test_fixtures import content, empty

pytestmark = pytest.mark.django_db

EARLY = datetime(2021, 1, 1, tzinfo=UTC)
WORK = "https://example.org/work"
PRUNE = {"prune": True, "known": Known.TAKE}


@pytest.fixture
def file(tmp_path):
    return tmp_path / "content.json"


def load(file, text, **options):
    """Load a fixture's text, having checked that its plan says the same."""
    file.write_text(text, encoding="utf-8")
    planned, applied = [], []
    plan = load_fixture(file, plan=True, tell=planned.append, **options)
    report = load_fixture(file, tell=applied.append, **options)
    assert str(plan) == str(report)
    assert planned == applied
    for outcome in ("created", "changed", "deleted"):
        told = sum(change.outcome == outcome for change in applied)
        assert getattr(report, outcome) == told
    return applied


def named(changes):
    return [f"{c.outcome} {c.kind} {c.name}" for c in changes]


def without_old_addresses(text):
    return [e for e in json.loads(text) if e["model"] != "articles.oldaddress"]


def edit(article, **columns):
    """Change an article as the desk does, a while later."""
    for column, value in columns.items():
        setattr(article, column, value)
    article.updated_at += timedelta(days=1)
    article.derive()
    article.full_clean()
    tags = columns.get("tag_names", [tag.slug for tag in article.tag_list])
    addresses = None
    if "address_list" in columns:
        held = [AddressRecord(label=a, url=b) for a, b in columns["address_list"]]
        addresses = Address.objects.build(article, held)
    notes = columns.get("note_list", list(article.notes.all()))
    article.write(tags, notes, addresses)


def at(slug):
    return Article.objects.get(slug=slug)


def tag(slug):
    return Tag.objects.get(slug=slug)


# Pairs of states: each changes what its first lines make


def tags_merge():
    make_article(slug="one", tags=["b", "c"], updated_at=EARLY)
    make_article(slug="two", tags=["b", "a"], updated_at=EARLY)
    yield
    tag("b").merge_into(tag("a"))


def tag_becomes_an_alias():
    make_article(slug="one", tags=["b", "a"], updated_at=EARLY)
    yield
    tag("b").delete()
    tag("a").set_aliases(["b"])
    edit(at("one"))


def alias_moves_forwards():
    make_tag("a").set_aliases(["X"])
    make_tag("b")
    yield
    tag("a").set_aliases([])
    tag("b").set_aliases(["X"])


def alias_moves_backwards():
    make_tag("a")
    make_tag("b").set_aliases(["X"])
    yield
    tag("b").set_aliases([])
    tag("a").set_aliases(["X"])


def alias_of_a_deleted_tag_moves():
    make_tag("a")
    make_tag("b").set_aliases(["X"])
    yield
    tag("b").delete()
    tag("a").set_aliases(["X"])


def tag_keeps_its_name_but_not_its_address():
    make_article(tags=["bias"], updated_at=EARLY)
    yield
    tag("bias").rename(slug="ai-bias")


def address_becomes_a_source():
    make_article(slug="a", url="https://example.org/a", updated_at=EARLY)
    make_address(at("a"), "https://github.com/x/y", "code")
    make_address(at("a"), "https://example.org/a.pdf", "pdf")
    yield
    edit(at("a"), address_list=[("pdf", "https://example.org/a.pdf")])
    make_article(slug="0", url="https://github.com/x/y")


def source_becomes_an_address_of_another():
    make_article(slug="a", url="https://example.org/a", updated_at=EARLY)
    make_article(slug="b", url="https://github.com/x/y", updated_at=EARLY)
    yield
    edit(at("b"), url="https://example.org/b")
    edit(at("a"), address_list=[("code", "https://github.com/x/y")])


def sources_and_addresses_swap():
    for one, other in ("ab", "ba"):
        make_article(slug=one, url=f"https://example.org/{one}", updated_at=EARLY)
        make_address(at(one), f"https://github.com/x/{other}", "code")
    yield
    for one in "ab":
        edit(at(one), address_list=[])
    edit(at("a"), url="https://github.com/x/a")
    edit(at("b"), url="https://github.com/x/b")
    edit(at("a"), address_list=[("other", "https://example.org/b/")])


def follow_up_shares_addresses_and_stands_alone():
    make_article(slug="b", url=WORK, updated_at=EARLY)
    make_article(slug="a", url=WORK, follows=at("b"), updated_at=EARLY)
    make_address(at("a"), f"{WORK}?x", "pdf")
    make_address(at("b"), f"{WORK}?x", "pdf")
    yield
    edit(at("b"), url="https://example.org/b", address_list=[])
    edit(at("a"), follows=None)


def tags_swap_their_names():
    make_tag("a", description="First.")
    make_tag("b", description="Second.")
    yield
    Tag.objects.all().delete()
    make_tag("b", description="First.")
    make_tag("a", description="Second.").set_aliases(["c"])


def renamed_tag_leaves_its_name_to_another():
    make_article(tags=["a"], slug="one", updated_at=EARLY)
    yield
    tag("a").rename("b", "b")
    OldAddress.objects.all().delete()
    tag("b").set_aliases([])
    edit(at("one"), tag_names=["b", "a"])


def address_is_freed_and_taken():
    make_article(slug="x", title="One", updated_at=EARLY)
    yield
    edit(at("x"), slug="y")
    OldAddress.objects.all().delete()
    make_article(slug="x", title="Two", updated_at=EARLY)


def addresses_are_swapped():
    make_article(slug="x", updated_at=EARLY)
    make_article(slug="y", updated_at=EARLY)
    yield
    x, y = at("x"), at("y")
    edit(x, slug="z")
    OldAddress.objects.all().delete()
    edit(y, slug="x")
    OldAddress.objects.all().delete()
    edit(x, slug="y")
    OldAddress.objects.all().delete()


def address_that_redirects_is_taken():
    one = make_article(slug="y", updated_at=EARLY)
    OldAddress.objects.leave("/articles/x/", one)
    yield
    OldAddress.objects.all().delete()
    make_article(slug="x", updated_at=EARLY)


def source_is_corrected_and_taken():
    make_article(slug="z", url=WORK, updated_at=EARLY)
    yield
    edit(at("z"), url="https://example.org/new")
    make_article(slug="a", url=WORK, updated_at=EARLY)


def first_entry_on_a_work_is_dropped():
    first = make_article(slug="one", url=WORK, updated_at=EARLY)
    make_article(slug="two", url=WORK, follows=first, updated_at=EARLY)
    yield
    edit(at("two"), follows=at("one"), url="https://example.org/other")
    edit(at("two"), follows=None)
    at("one").delete()
    edit(at("two"), url=WORK)


def entries_swap_who_follows_whom():
    first = make_article(slug="one", url=WORK, updated_at=EARLY)
    make_article(slug="two", url=WORK, follows=first, updated_at=EARLY)
    yield
    one, two = at("one"), at("two")
    edit(two, follows=None, url="https://example.org/other")
    edit(one, follows=two)
    edit(two, url=WORK)


def chain_is_turned_around():
    first = make_article(slug="a", url=WORK, updated_at=EARLY)
    second = make_article(slug="b", url=WORK, follows=first, updated_at=EARLY)
    make_article(slug="c", url=WORK, follows=second, updated_at=EARLY)
    yield
    a, b, c = at("a"), at("b"), at("c")
    edit(c, follows=None, url="https://example.org/other")
    edit(b, follows=c)
    edit(a, follows=b)
    edit(c, url=WORK)


def note_moves_to_an_earlier_entry():
    make_article(slug="a", updated_at=EARLY)
    other = make_article(slug="b", updated_at=EARLY)
    for body in ("First.", "Moves.", "Last."):
        make_note(other, body)
    yield
    note = Annotation.objects.get(body="Moves.")
    edit(at("b"), note_list=list(at("b").notes.exclude(pk=note.pk)))
    edit(at("a"), note_list=[Annotation(uid=note.uid, body="Moves.")])


PAIRS = [
    tags_merge,
    tag_becomes_an_alias,
    alias_moves_forwards,
    alias_moves_backwards,
    alias_of_a_deleted_tag_moves,
    tag_keeps_its_name_but_not_its_address,
    address_becomes_a_source,
    source_becomes_an_address_of_another,
    sources_and_addresses_swap,
    follow_up_shares_addresses_and_stands_alone,
    tags_swap_their_names,
    renamed_tag_leaves_its_name_to_another,
    address_is_freed_and_taken,
    addresses_are_swapped,
    address_that_redirects_is_taken,
    source_is_corrected_and_taken,
    first_entry_on_a_work_is_dropped,
    entries_swap_who_follows_whom,
    chain_is_turned_around,
    note_moves_to_an_earlier_entry,
]
# What goes in them is not in the later file: without `prune` it stays.
NEED_PRUNE = {alias_of_a_deleted_tag_moves, first_entry_on_a_work_is_dropped}


def states(pair):
    """Return the two states of a pair as exports."""
    steps = pair()
    next(steps)
    first = content()
    assert next(steps, None) is None
    second = content()
    assert first != second
    return first, second


def goes_to(file, before, after, **options):
    """Load `after` where `before` is; check what is here then, and that it is idle."""
    empty()
    load(file, before)
    changes = load(file, after, **options)
    assert without_old_addresses(content()) == without_old_addresses(after)
    assert named(load(file, after, known=Known.TAKE)) == []
    return changes


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair.__name__)
def test_any_edit_goes_out_and_comes_in_elsewhere(file, pair):
    first, second = states(pair)

    assert goes_to(file, first, second, **PRUNE)
    load(file, second, **PRUNE)  # takes away what the load itself left
    assert content() == second
    assert goes_to(file, second, first, **PRUNE)
    load(file, first, **PRUNE)
    assert content() == first


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair.__name__)
def test_any_edit_comes_in_without_prune_where_nothing_goes(file, pair):
    first, second = states(pair)

    if pair not in NEED_PRUNE:
        goes_to(file, first, second, known=Known.TAKE)
