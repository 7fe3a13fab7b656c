"""The page of retention and its parts: money, life cycle, lenses, comparisons and saved lists; doors to people."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

import store
from store import lists
from tests.pages.tiny import MINI, open_page, pictures, publish, texts

PARTS = ("money", "life", "lenses", "compared", "saved")


@pytest.fixture
def mini(home):
    publish(home, orders=MINI, complete_up_to="2024-04-30")
    return home


def said(at):
    return " ".join(texts(at)).replace("\u00a0", " ")


def customers_of(at):
    """Customer numbers of the last list on the page."""
    return sorted(at.dataframe[-1].value["Customer number"])


@pytest.mark.parametrize("lang", ["en", "fa"])
@pytest.mark.parametrize("part", PARTS)
def test_sample_opens(sample_home, part, lang):
    at = open_page("retention", part=part, lang=lang)
    assert not at.exception
    assert pictures(at) == {"money": 2, "life": 1, "lenses": 1, "compared": 2, "saved": 0}[part]


def test_hidden_parts_draw_nothing(mini):
    assert pictures(open_page("retention")) == 2
    assert pictures(open_page("retention", part="saved")) == 0


def test_mini_money(mini):
    assert (
        "Of the 980 of sales in Apr 2024, 15.3 % (150) came from customers won back (1), 51 % from new ones and "
        "33.7 % from those kept; those who did not buy again had brought 290 in Mar 2024."
    ) in said(open_page("retention", part="money"))
    march = said(open_page("retention", part="money", at="2024-03-01"))
    assert "Of the 610 of sales in Mar 2024, 0 % (0) came from customers won back (0)" in march


def test_mini_life_cycle(mini):
    text = said(open_page("retention", part="life"))
    assert (
        "In Apr 2024, of the 2 customers kept 1 grew, 0 stayed steady and 1 shrank. New: 1; won "
        "back: 1; did not buy again: 3. "
        "Quick ratio: 0.67 customers won, new or back, for each one who did not buy again."
    ) in text
    assert "62.5 % of the buyers bought on a second day (5 of 8) between 5 Jan 2024 and 20 Apr 2024." in text
    assert "at least 60 days old, 80 % bought again within that time (4 of 5)." in text
    wider = said(open_page("retention", part="life", steady="30"))
    assert "0 grew, 1 stayed steady and 1 shrank" in wider


def test_mini_second_purchase_lists(mini):
    late = open_page("retention", part="life", second_who="late")
    assert customers_of(late) == ["c3"]
    soon = open_page("retention", part="life", second_who="soon")
    assert customers_of(soon) == ["c1", "c2", "c4", "c5"]


def test_mini_lenses(mini):
    at = open_page("retention", part="lenses")
    text = said(at)
    assert (
        "40 % of customers stayed, with 52.5 % of the sales: those who did not buy again were smaller than average."
        in text
    )
    assert "(4 − 1) ÷ 5 gives 60 %. The strict rate follows each customer: 2 of 5 stayed, 40 %." in text
    assert "counts 1 customer won back as if never away" in text
    captions = [caption.value.replace("\u00a0", " ") for caption in at.caption]
    assert any(caption.startswith("2 of 5 · 11.8–76.9 %") for caption in captions)
    assert any("could be chance" in caption for caption in captions)


def test_few_who_explain_the_gap_are_listed(home):
    lines = "".join(f"c{n},2024-01-10,{100 if n < 2 else 10}\n" for n in range(10))
    back = "".join(f"c{n},2024-02-10,10\n" for n in range(2, 10))
    publish(home, orders="customer_id,ordered_on,revenue\n" + lines + back, complete_up_to="2024-02-29")
    assert "80 % of customers stayed, with 28.6 % of the sales: 2 customers explain 80 % of the gap." in said(
        open_page("retention", part="lenses")
    )
    at = open_page("overview", behind="gap_sales")
    assert not at.exception
    opened = next(frame.value for frame in at.dataframe if "Share of the gap" in frame.value)
    assert sorted(opened["Customer number"]) == ["c0", "c1"]


@pytest.mark.parametrize(
    ("door", "people"),
    [("lost", ["c5", "c6", "c8"]), ("kept", ["c1", "c4"])],
    ids=["who did not buy again", "the kept"],
)
def test_a_card_opens_as_many_as_it_counts(mini, door, people):
    at = open_page("overview")
    at.button(key=f"headlines_{door}").click().run()
    assert not at.exception
    assert at.query_params["behind"] == door
    opened = next(frame.value for frame in at.dataframe if "Last order" in frame.value)
    assert sorted(opened["Customer number"]) == people
    at.button(key="behind_card_close").click().run()
    assert "behind" not in at.query_params


def passport_of(lens):
    import pandas as pd
    import streamlit as st

    import store
    from ui import passport
    from view import Lens, View

    view = View("tiny", store.open("tiny").info, Lens(), "light")
    found = passport.changes(view, pd.Timestamp("2024-04-01"))
    for line in passport.lines(view, found[lens]):
        st.text(line)


def test_passport(mini):
    at = AppTest.from_function(passport_of, args=("customers",), default_timeout=60).run()
    assert not at.exception
    assert [text.value.replace("\u00a0", " ") for text in at.text] == [
        "Customers kept: 40 % = 2 of 5",
        "95 % interval: 11.8–76.9 %",
        "Period: Apr 2024, 1 Apr 2024 to 30 Apr 2024, Gregorian calendar, complete.",
        (
            "Kept: bought in Mar 2024 and again in Apr 2024. Who did not buy again is not yet called lost; that takes "
            "a silence as long as Lifetimes says, or the end of a contract."
        ),
        "Change since Mar 2024 (75 %): −35.0 points (95 %: −69.9 points to +23.2 points); could be chance.",
    ]


def test_passport_of_money(mini):
    at = AppTest.from_function(passport_of, args=("net",), default_timeout=60).run()
    assert at.text[0].value.replace("\u00a0", " ") == "Sales kept, growth included: 54.1 % = 330 of 610"


def test_saved_list_says_who_came_back(mini):
    lists.save(
        "tiny", name="Lost in March", heading="lost in Mar 2024", definition="bridge_members", version=1,
        since=date(2024, 3, 31), customers=("c2", "c3", "gone"),
    )  # fmt: skip
    at = open_page("retention", part="saved")
    assert not at.exception
    text = said(at)
    assert "1 of 2 have bought since 31 Mar 2024: 50 %, for 150." in text
    assert "1 customer of the list is not in this version of the data." in text
    assert customers_of(at) == ["c2", "c3"]
    at.button(key="saved_delete").click().run()
    assert "No list was saved yet." in said(at)


def test_coming_back_counts_from_the_end_of_the_period_that_the_list_is_about(mini):
    def save():
        import pandas as pd
        import streamlit as st

        import store
        from ui.people import _last_day
        from view import Lens, View

        view = View("tiny", store.open("tiny").info, Lens(), "light")
        st.text(str(_last_day(view, pd.Timestamp("2024-03-01"))))
        st.text(str(_last_day(view, None)))

    at = AppTest.from_function(save, default_timeout=60).run()
    assert [text.value for text in at.text] == ["2024-03-31", "2024-04-30"]


def test_target_is_kept_in_the_version(mini):
    with store.draft("tiny") as draft:
        draft.settings = replace(draft.settings, targets=(("", "", 0.9), ("segment", "زرین", 0.5)))
        draft.publish()
    assert store.open("tiny").settings.targets == (("", "", 0.9), ("segment", "زرین", 0.5))
    assert store.open("tiny", 1).settings.targets == ()
    text = said(open_page("retention", part="compared"))
    assert "all customers: 40 % were kept in Apr 2024 (11.8–76.9 %), below the target of 90 %: −50.0 points." in text


def test_mini_has_no_year_before(mini):
    text = said(open_page("retention", part="compared"))
    assert "There is no complete period a year before in the data" in text
    assert "No target is set for all customers; in Apr 2024 40 % were kept" in text


def test_same_month_last_year(home):
    lines = "ann,2023-03-10,100\nbob,2023-03-11,300\nann,2024-03-05,60\ncy,2024-03-12,10\n"
    publish(home, orders="customer_id,ordered_on,revenue\n" + lines, complete_up_to="2024-03-31")
    at = open_page("retention", part="compared", last_year_who="lost", grain="month")
    assert (
        "Of the 2 customers of Mar 2023, 1 bought in Mar 2024 too: 50 % (9.45–90.5 %). Their sales then were 100, "
        "now 60."
    ) in said(at)
    assert customers_of(at) == ["bob"]


ODD = {
    "one customer": ("ann,2024-01-05,10,4\nann,2024-02-05,10,4\n", "2024-02-29"),
    "one period": ("ann,2024-01-05,10,4\nbob,2024-01-06,20,4\n", "2024-01-31"),
    "all new": ("ann,2024-01-05,10,4\nbob,2024-02-06,20,4\ncy,2024-02-07,5,1\n", "2024-02-29"),
    "all lost": ("ann,2024-01-05,10,4\nbob,2024-01-06,20,4\ncy,2024-02-06,20,4\n", "2024-02-29"),
    "negative profit base": ("ann,2024-01-05,10,40\nbob,2024-01-06,20,4\nbob,2024-02-06,20,4\n", "2024-02-29"),
    "returns only": ("ann,2024-01-05,-10,-4\nbob,2024-02-06,-20,-4\n", "2024-02-29"),
    "a huge outlier": (
        "big,2024-01-05,1000000,4\nbig,2024-02-05,1000000,4\n"
        + "".join(f"c{n},2024-0{1 + n % 2}-07,5,1\n" for n in range(8)),
        "2024-02-29",
    ),
}


@pytest.mark.parametrize("part", ["customers", *PARTS])
@pytest.mark.parametrize("case", ODD)
def test_odd_data_break_nothing(home, case, part):
    lines, until = ODD[case]
    publish(home, orders="customer_id,ordered_on,revenue,cost\n" + lines, complete_up_to=until)
    at = open_page("retention", part=part, grain="month")
    assert not at.exception
    assert len(texts(at)[1]) > 20


def odd(home, case, **parameters):
    lines, until = ODD[case]
    publish(home, orders="customer_id,ordered_on,revenue,cost\n" + lines, complete_up_to=until)
    return open_page("retention" if parameters else "overview", grain="month", **parameters)


def test_a_base_that_made_a_loss_has_no_share_to_keep(home):
    at = odd(home, "negative profit base")
    assert any(caption.value.startswith("The period before made no profit in all (") for caption in at.caption)
    lenses = open_page("retention", grain="month", part="lenses")
    assert "The period before made no profit in all, so there is no share of it to keep." in said(lenses)


def test_one_giant_leaves_no_verdict_on_money(home):
    at = odd(home, "a huge outlier", part="lenses")
    assert any(
        "too few customers weigh too much" in line or "nothing to compare" in line
        for line in [caption.value for caption in at.caption]
    )


def test_nobody_kept_is_said(home):
    assert texts(odd(home, "all lost"))[1].startswith("In Feb 2024 the 2 customers of Jan 2024 did not buy again")


def test_nobody_lost_is_said(home):
    assert "Everybody bought again, so customers and money were kept alike." in said(
        odd(home, "one customer", part="lenses")
    )
