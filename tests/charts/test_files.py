"""Pictures as files: twice the size, a title above and a foot below, Persian letters joined, on white."""

import io

import altair as alt
import pandas as pd
import pytest
from PIL import Image

from charts import files
from charts.spec import vega_lite
from charts.style import picture
from localization import use_language

FRAME = pd.DataFrame({"step": ["آغاز", "پایان"], "customers": [940, 884]})


def drawn(title="مشتریان کجا رفتند؟", foot="نسخه: ۱"):
    chart = alt.Chart(FRAME).mark_bar().encode(x="step:N", y="customers:Q")
    return Image.open(
        io.BytesIO(files.png(vega_lite(picture(chart, height=200, theme="light")), FRAME, title=title, foot=foot))
    )


def ink(image, left, right, top, bottom):
    """How many dots of a part of the picture are dark."""
    grey = image.convert("L").crop((left, top, right, bottom))
    return sum(number for shade, number in enumerate(grey.histogram()) if shade < 128)


@pytest.fixture(autouse=True)
def english():
    yield
    use_language("en")


def test_twice_the_size_on_white():
    image = drawn()
    assert image.width == files.SCALE * files.WIDTH
    assert image.convert("RGB").getpixel((1, 1)) == (255, 255, 255)


@pytest.mark.parametrize(("lang", "is_right"), [("en", False), ("fa", True)])
def test_a_title_stands_where_reading_starts(lang, is_right):
    use_language(lang)
    image = drawn()
    halves = [ink(image, *half, 0, 2 * 60) for half in ((0, image.width // 2), (image.width // 2, image.width))]
    assert (halves[1] > halves[0]) == is_right


def test_persian_letters_are_joined():
    """Joined letters are narrower than the same ones held apart by a non-joiner."""
    use_language("fa")
    word = "کسشش" * 6

    def width(text):
        dark = (
            drawn(title=text)
            .convert("L")
            .crop((0, 0, files.SCALE * files.WIDTH, 2 * 60))
            .point(lambda s: 255 * (s < 128))
        )
        left, _top, right, _bottom = dark.getbbox()
        return right - left

    assert width(word) < 0.8 * width("\u200c".join(word))


def test_long_feet_are_broken_between_their_parts():
    assert files.broken("a: 1 · b: 2 · c: 3", 12) == ["a: 1 · b: 2", "c: 3"]
    assert files.broken("a: 1 · " + "word " * 5, 12) == ["a: 1", "word word", "word word", "word"]
    assert max(map(len, files.broken("x" * 300, 40))) == 40
