"""What models and readers of files say to an editor whose language is German."""

import json

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.utils import translation

from articles.errors import Refused
from articles.jobs.fixtures import load_fixture
from articles.models import Article, Tag
from tests.factories import make_article

pytestmark = pytest.mark.django_db

AGAIN = (
    "Soll die Quelle absichtlich noch einmal erscheinen, wählen Sie diesen Eintrag"
    " unter „Schließt an“."
)


@pytest.fixture(autouse=True)
def german():
    with translation.override("de"):
        yield


def refusal_of(**columns):
    """Return what is said, by field, of an article that cannot be."""
    article = Article(**{"title": "Bad", "url": "https://example.org/", **columns})
    with pytest.raises(ValidationError) as refusal:
        article.full_clean()
    return refusal.value.message_dict


@pytest.fixture
def file(tmp_path):
    return tmp_path / "content.json"


def write(file, **fields):
    entry = {"model": "articles.article", "fields": fields}
    file.write_text(json.dumps([entry]))


def test_source_that_is_quoted_already_is_refused_whatever_signs_its_title_has():
    make_article(title="100% sure, 50%! off", url="https://example.org/a")

    assert refusal_of(url="http://www.example.org/a/") == {
        "url": [f"„100% sure, 50%! off“ zitiert das schon. {AGAIN}"]
    }


def test_source_whose_one_spelling_is_too_long_is_refused_with_both_numbers():
    (first, *_) = refusal_of(url="https://example.org/" + "ä" * 700)["url"]

    assert first == "Diese Adresse hat 4.220 Zeichen, möglich sind höchstens 2.000."


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ({"slug": "Bad One"}, "Bindestriche. „bad-one“ ginge."),
        ({"title": "a\x07b"}, "Bitte entfernen: Steuerzeichen U+0007 an Stelle 2."),
        ({"source_date": "soon"}, "„soon“ ist kein Jahr, kein Monat und kein Tag"),
    ],
)
def test_bad_column_is_refused_in_words(columns, words):
    ((says,),) = refusal_of(**columns).values()

    assert words in says


def test_bad_name_of_a_tag_is_refused_in_words():
    with pytest.raises(Refused) as refusal:
        Tag.objects.make("!!!")

    says = "Kein Schlagwort „!!!“: Ein Name enthält einen Buchstaben oder eine Ziffer."
    assert str(refusal.value) == says


def test_more_tags_than_an_entry_takes_are_refused_by_their_number():
    with pytest.raises(Refused) as refusal:
        make_article().set_tags([f"tag {number}" for number in range(51)])

    assert str(refusal.value) == "51 Schlagwörter: höchstens 50 je Eintrag."


def test_state_is_shown_in_german_and_compared_in_english():
    article = make_article(status=Article.Status.REVIEW)

    assert (article.state, article.state_label) == ("in review", "in Durchsicht")
    with pytest.raises(Refused, match="kein Entwurf"):
        article.submit()


def test_step_that_was_taken_already_is_refused_by_the_state():
    with pytest.raises(Refused) as refusal:
        make_article(title="Out").publish()

    assert str(refusal.value) == "„Out“ ist schon veröffentlicht."


def test_models_and_columns_have_german_names():
    assert Article._meta.verbose_name_plural == "Einträge"
    assert Article._meta.get_field("excerpt").verbose_name == "Auszug"


def test_fixture_is_refused_by_its_place(file):
    write(file, title="Bad", url="https://example.org/a", uid="no")

    with pytest.raises(Refused) as refusal:
        load_fixture(file)

    place = f"{file}: Datensatz 1 („Bad“), Zeile 1"
    assert str(refusal.value) == f"{place}: uid: 'no' ist keine UUID"


def test_entry_of_a_fixture_that_a_rule_forbids_is_refused_by_its_place(file):
    write(file, title="Bad", url="ftp://example.org/a")

    with pytest.raises(Refused) as refusal:
        load_fixture(file)

    place = f"{file}: Datensatz 1 („Bad“), Zeile 1"
    says = "Eine Webadresse beginnt mit http:// oder https:// und einer Website."
    assert str(refusal.value) == f"{place}: url: {says}"


def test_what_is_no_list_is_refused_by_line_and_column(file):
    file.write_text('[{"a": 1')

    with pytest.raises(Refused) as refusal:
        load_fixture(file)

    assert str(refusal.value) == f"{file}: Zeile 1, Spalte 9: Die Datei endet zu früh"


def test_what_was_loaded_is_counted_and_told(file):
    write(file, title="Good", url="https://example.org/a")
    told = []

    report = load_fixture(file, tell=told.append)

    assert str(report) == "1 neu, 0 geändert, 0 gelöscht"
    assert [(change.kind, change.name) for change in told] == [("Eintrag", "Good")]


def test_command_speaks_english_whatever_the_language_of_the_site(file):
    write(file, title="Bad", url="ftp://example.org/a")

    with pytest.raises(CommandError) as refusal:
        call_command("load_fixture", file)

    assert "entry 1 (“Bad”), line 1: url: A web address starts" in str(refusal.value)
