"""What is drawn on a share card: nothing leaves its margins, nothing is a box."""

from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops, features

from articles.formats import sharecard
from articles.formats.sharecard import ShareCard, draw
from tests import engine
from tests.content import line

SHAPER = "The shaper of Pillow is missing: apt-get install libfribidi0"

PLACE = (96, 148, 1104, 488)  # of the title
ODD = {
    "long": "A title of many words that goes on and on " * 7,
    "no space": "W" * 300,
    "chinese": "数据集中的偏差与公平性，" * 25,
    "japanese": "大規模言語モデルの評価について「公平性」を考える",
    "korean": "대규모 언어 모델의 공정성과 편향에 관한 연구",
    "arabic": "الإنصاف في تعلم الآلة: مراجعة منهجية للطرق (GPU) وحدودها",
    "hebrew": "לקראת הוגנות בלמידת מכונה, part 2",
    "greek": "Η δικαιοσύνη στη μηχανική μάθηση",
    "marks": "Z" + "\u0301" * 200 + "algo",
}


@pytest.fixture(autouse=True)
def no_system_fonts(monkeypatch, tmp_path):
    monkeypatch.setattr(sharecard, "SYSTEM", tmp_path)


def picture(title="", source="", site=""):
    card = ShareCard(site=site, title=title, source=source, language="en")
    return Image.open(BytesIO(draw(card))).convert("RGB")


def drawn(title="", source="", site=""):
    """Return the box of all that these words add to a card, or None."""
    empty = picture()
    difference = ImageChops.difference(picture(title, source, site), empty)
    return difference.convert("L").point(lambda value: value > 24 and 255).getbbox()


def is_within(box, place):
    left, top, right, bottom = place
    return left <= box[0] and top <= box[1] and box[2] <= right and box[3] <= bottom


@pytest.mark.parametrize("title", ODD.values(), ids=ODD)
def test_title_of_any_script_is_drawn_within_its_place(title):
    if sharecard.needs_shaping(title) and not features.check("raqm"):
        engine.missing(SHAPER)
    box = drawn(title)

    assert box is not None
    assert is_within(box, PLACE)


@settings(max_examples=25, deadline=None)
@given(line(300, 1), line(253, 1), line(200, 1))
def test_nothing_leaves_the_margins(title, source, site):
    box = drawn(title, source, site)

    assert box is None or is_within(box, (96, 14, 1104, 630))


@settings(max_examples=40, deadline=None)
@given(st.text("Wmi -é数、ש", min_size=1, max_size=300))
def test_lines_hold_all_words_and_no_line_is_too_wide(title):
    words, face = sharecard.legible(title, "en")
    if face is None:
        return
    type_ = sharecard.Type(face.at(46))
    lines = sharecard.broken(words, type_)

    assert "".join(lines).replace(" ", "") == words.replace(" ", "")
    assert all(type_.width(line) <= sharecard.ROOM for line in lines)
    assert type_.width(sharecard.shortened(words, type_)) <= sharecard.ROOM


def test_right_to_left_title_stands_on_the_right_margin():
    if not features.check("raqm"):
        engine.missing(SHAPER)

    assert drawn("הוגנות")[2] >= 1104 - 6
    assert drawn("Fairness")[0] <= 96 + 6


@pytest.mark.parametrize("title", ["การเรียนรู้", "\U00012031", "🔥🔥", "a\U000f0000b"])
def test_title_that_no_font_can_draw_is_left_out(title):
    assert drawn(title) is None


def test_pictures_in_a_title_are_left_out_and_its_words_stay():
    assert picture("🔥 Hot takes 🤖").tobytes() == picture("Hot takes").tobytes()
