"""The top customers page, with the sample data and with shops small enough to check by head."""

from __future__ import annotations

import pytest

from tests.pages.tiny import open_page, pictures, publish, texts

# Ten customers: the list holds two. January's list is A and B; in February B buys nothing, C comes onto the list.
JANUARY = {"A": 500, "B": 300, "C": 90, "D": 80, "E": 70, "F": 60, "G": 50, "H": 40, "I": 30, "J": 20}
FEBRUARY = {**JANUARY, "C": 400}
del FEBRUARY["B"]
NAMES = "customer_id,name,segment\n" + "".join(f"{key},Name {key},{'x' if key < 'E' else 'y'}\n" for key in JANUARY)


def lines(*months, costs=None):
    """One order for each customer and month; a cost where costs are given by customer."""
    known = costs is not None
    rows = [
        f"{customer},2024-{month:02}-{28 + month % 2},{value}" + (f",{costs[customer]}" if known else "")
        for month, values in enumerate(months, start=1)
        for customer, value in values.items()
    ]
    return "\n".join(["customer_id,ordered_on,revenue" + (",cost" if known else ""), *rows, ""])


def page(**parameters):
    at = open_page("top_customers", **parameters)
    assert not at.exception
    return at


def said(at):
    """What stands on the page as plain text, the finding first: behind the line of filters."""
    lines = [text.replace("\u00a0", " ") for text in texts(at)]
    return [line for line in lines if not line.startswith("This address opens")][1:]


def cards(at):
    return {metric.label: metric.value.replace("\u00a0", " ") for metric in at.metric}


def table(at, column="Rank"):
    return next(frame.value for frame in at.dataframe if column in frame.value.columns)


def headings(at):
    return [text.value for text in at.markdown]


def test_sample_says_how_much_the_best_make_and_who_left(sample_home):
    at = page(side="employer")
    assert said(at)[0] == "In Q2 2024 to Q1 2025 the best 20 % of the customers made 61.3 % of sales."
    assert cards(at) == {
        "Left the list": "53 customers",
        "Make a loss": "6 customers",
        "Share of sales": "61.3 %",
        "Make 80 % of sales": "209 customers",
    }
    assert any("The list of Q2 2024 to Q1 2025 against that of Q2 2023 to Q1 2024." in one.value for one in at.caption)
    assert pictures(at) == 2
    assert table(at).iloc[0]["Rank"] == 1
    assert len(table(at)) == 111


def test_sample_by_profit_and_another_share(sample_home):
    at = page(measure="profit", share="10")
    assert said(at)[0].startswith("In Q2 2024 to Q1 2025 the best 10 % of the customers made")
    assert said(at)[0].endswith(" of the profit.")
    assert "On the sales list" in table(at).columns


def test_sample_who_is_on_one_list_alone(sample_home):
    by_sales, by_profit = table(page(whom="sales")), table(page(whom="profit"))
    assert len(by_sales) == len(by_profit) > 0
    assert not set(by_sales["Customer number"]) & set(by_profit["Customer number"])


@pytest.mark.parametrize("parameters", [{"lang": "fa"}, {"lang": "ar"}, {"grain": "week"}, {"until": "2023-07-01"}])
def test_sample_through_filters(sample_home, parameters):
    page(**parameters)


def test_who_left_the_list_and_who_came(home):
    publish(home, customers=NAMES, orders=lines(JANUARY, FEBRUARY))
    at = page(grain="month")
    assert said(at)[0] == "In Jan 2024 to Feb 2024 the best 20 % of the customers made 59.8 % of sales."
    assert next(one.value for one in at.metric) == "1 customer"
    assert any("The list of Feb 2024 against that of Jan 2024." in one.value for one in at.caption)
    assert table(at)[["Rank", "Name", "Sales"]].values.tolist() == [[1, "Name A", 1000], [2, "Name C", 490]]


def test_without_costs_there_is_no_list_by_profit(home):
    publish(home, orders=lines(JANUARY, FEBRUARY))
    at = page(measure="profit", whom="profit")
    assert "made 59.8 % of sales" in said(at)[0]
    assert "Make a loss" not in cards(at)
    known = ["Rank", "Customer number", "Sales", "Orders", "Last active", "Sales to come"]
    assert list(table(at).columns) == known


def test_ties_at_the_cut_are_named(home):
    tied = {**JANUARY, "C": 300, "D": 300}
    publish(home, orders=lines(tied))
    assert (
        "2 customers outside the list brought exactly as much as the last one on it, 300; who bought later, then the "
        "customer number, decided."
    ) in said(page(grain="month"))


def test_one_customer_and_one_period(home):
    publish(home, orders=lines({"A": 100}, costs={"A": 30}))
    at = page(grain="month")
    assert said(at)[0] == "In Jan 2024 the best 20 %, one customer, made 100 % of sales."
    assert "This takes two complete periods, and there are fewer. Choose a finer period or a longer range." in said(at)


def test_no_profit_in_all_has_no_share(home):
    publish(home, orders=lines({"A": 100, "B": 100, "C": 100}, costs={"A": 90, "B": 200, "C": 150}))
    at = page(measure="profit", grain="month")
    assert said(at)[0] == (
        "In Jan 2024 the best 20 % of the customers made a profit of 10; all customers together made none."
    )
    assert "There is no total above zero to take a share of." in [caption.value for caption in at.caption]


def test_nobody_left(home):
    publish(home, orders=lines(JANUARY, JANUARY))
    assert cards(page(grain="month"))["Left the list"] == "0 customers"


def test_a_range_without_orders_says_so(home):
    publish(home, orders=lines(JANUARY) + "A,2024-06-30,10\n")
    at = page(grain="month", since="2024-03-01", until="2024-04-01")
    assert said(at)[0] == "Nobody bought anything in Mar 2024 to Apr 2024."


def test_a_long_list_is_shown_in_part_and_loaded_when_asked_for(home):
    publish(home, orders=lines({f"c{number:04}": number for number in range(1, 5106)}))
    at = page(grain="month")
    assert len(table(at)) == 1000
    at.toggle(key="list_whole").set_value(True).run()
    assert not at.exception
    assert "**1,021** · customers on the list" in headings(at)


def test_sample_says_how_much_hangs_on_few_and_how_lasting_the_list_is(sample_home):
    at = open_page("top_customers", side="employer")
    assert not at.exception
    told = [text.value.replace("\u00a0", " ") for text in at.text]
    assert any(text.startswith("The first customer makes 3.22 % of sales, the first five 9.08 %; as") for text in told)
    assert any(" came from customers who may never buy again." in text for text in told)
    expected = "Of the 105 customers on the list before, 50 % are on it now; of both lists together 32 %. "
    assert f"{expected}Both are compared at prices of Mar 2025." in told
    listed = at.dataframe[-1].value
    assert {"Sales to come (€)", "Chance of no purchase"} <= {*listed.columns}
