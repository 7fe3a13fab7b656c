"""Pages of a data set without orders: a list of customers with charges, tenure and churn, or contracts alone."""

from __future__ import annotations

import pytest

from tests.pages.tiny import open_page, pictures, publish, texts

CUSTOMERS = "customer_id,segment,tenure_months,monthly_charge\n" + "".join(
    f"c{n},{'Month to month' if n < 12 else 'Two years'},{n + 1},{10 * (n + 1)}\n" for n in range(24)
)
# Four of the first twelve leave, who pay 10, 40, 70 and 100, and one of the others, who pays 130.
DEPARTURES = "customer_id,left_on,reason\n" + "".join(f"c{n},2024-03-31,price\n" for n in (0, 3, 6, 9, 12))


def said(at):
    return [text.replace("\u00a0", " ") for text in texts(at)]


def captions(at):
    return [caption.value for caption in at.caption]


def cards(at):
    return {metric.label: metric.value.replace("\u00a0", " ") for metric in at.metric}


def table(at, column):
    return next(frame.value for frame in at.dataframe if column in frame.value.columns)


@pytest.fixture
def page(home):
    publish(home, customers=CUSTOMERS, departures=DEPARTURES)

    def opened(name, **parameters):
        at = open_page(name, **parameters)
        assert not at.exception
        return at

    return opened


def test_overview_says_who_left_and_what_they_paid(page):
    at = page("overview")
    assert said(at)[1] == (
        "5 of the 24 customers on record have left: 20.8 %. They paid 350 a month, 11.7 % of all monthly charges."
    )
    assert cards(at) == {
        "Left": "5",
        "Share who left": "20.8 %",
        "Their monthly charges": "350",
        "Largest cause": "Price",
    }
    assert table(at, "Left")[["Segment", "Left", "Customers", "Their monthly charges"]].values.tolist() == [
        ["Month to month", 4, 12, 220],
        ["Two years", 1, 12, 130],
    ]
    assert any(text.value.startswith("**5** · departures") for text in at.markdown)
    listed = table(at, "In their words")
    assert listed["Customer number"].tolist() == ["c12", "c9", "c6", "c3", "c0"]
    assert any("would add whether it gets better" in caption for caption in captions(at))


def test_a_filter_counts_the_chosen_customers_alone(page):
    at = page("overview", only="segment", among="Two years")
    assert said(at)[1].startswith("1 of the 12 customers on record has left: 8.33 %.")


def test_segments_say_who_left_most(page):
    assert said(page("segments"))[1] == (
        "Month to month left most: 33.3 % of them; Two years least: 8.33 %. The difference could be chance."
    )


def test_lifetimes_draws_how_long_they_stay(page):
    at = page("survival")
    assert said(at)[1].startswith("Of 24 customers, ")
    assert pictures(at) == 2
    assert any("as if it held all who ever came" in caption for caption in captions(at))


def test_top_customers_are_those_who_pay_most(page):
    at = page("top_customers")
    assert said(at)[1] == "The best 20 % of the customers pay 36.7 % of the monthly charges. None of them has left."
    assert table(at, "Rank")["Customer number"].tolist() == ["c23", "c22", "c21", "c20", "c19"]
    at = page("top_customers", share="30", whom="left")
    assert cards(at)["On the list"] == "8"


def test_causes_are_counted_in_monthly_charges(page):
    at = page("churn_causes")
    assert "100 % of the monthly charges of those who left" in said(at)[1]
    assert cards(at)["Their monthly charges"] == "350"
    assert table(at, "In their words")["Customer number"].tolist()[0] == "c12"


@pytest.mark.parametrize("name", ["retention", "cohorts", "value", "early_warning"])
def test_other_pages_say_what_would_light_them_up(page, name):
    assert "load a file of orders" in said(page(name))[-1].casefold()


def test_contracts_alone_say_who_is_kept(home):
    lines = "".join(f"c{n},2024-01-01,{'2024-04-10' if n < 2 else '2024-12-31'},month,30\n" for n in range(10))
    publish(
        home,
        complete_up_to="2024-06-30",
        contracts=f"customer_id,starts_on,ends_on,amount_period,amount\n{lines}",
    )
    at = open_page("overview")
    assert not at.exception
    assert said(at)[1].startswith("In ")
    assert {"Kept under contract", "Lost", "New under contract", "Monthly charges"} == set(cards(at))
    assert cards(at)["Monthly charges"] == "300"
    kept = table(at, "Retention")
    assert kept["Lost"].tolist().count(2) == 1, "two were covered in April and not after it"


def test_the_periods_of_contracts_begin_with_the_first_of_them(home):
    lines = "".join(f"c{n},2024-0{1 + n % 3}-01,\n" for n in range(10))
    publish(home, complete_up_to="2024-06-30", contracts=f"customer_id,starts_on,ends_on\n{lines}")
    at = open_page("overview", grain="month")
    assert not at.exception
    assert table(at, "Retention")["Period"].tolist()[-1].isoformat()[:10] == "2024-01-01"
