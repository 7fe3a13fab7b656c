"""The segments page, with the sample data and with shops small enough to check by head."""

from __future__ import annotations

import pytest

from tests.pages.tiny import open_page, pictures, publish, texts

CUSTOMERS = """customer_id,name,segment,tier
ann,Ann,Large,gold
bob,Bob,Large,tin
cyd,Cyd,Small *shops*,tin
"""
ORDERS = """customer_id,ordered_on,order_id,revenue,cost
ann,2024-01-05,1,500,200
ann,2024-02-05,2,500,200
bob,2024-01-10,3,300,200
cyd,2024-01-15,4,100,250
cyd,2024-02-29,5,100,250
"""
WITHOUT_COSTS = "\n".join(line.rpartition(",")[0] for line in ORDERS.splitlines())


def page(**parameters):
    at = open_page("segments", **parameters)
    assert not at.exception
    return at


def said(at):
    """What stands on the page as plain text, the finding first: behind the line of filters."""
    lines = [text.replace("\u00a0", " ") for text in texts(at)]
    return [line for line in lines if not line.startswith("This address opens")][1:]


def captions(at):
    return [caption.value.replace("\u00a0", " ") for caption in at.caption]


def table(at, column="Retention"):
    """The first table that has this column."""
    return next(frame.value for frame in at.dataframe if column in frame.value.columns)


def after(at, **state):
    """The page after the reader opened or picked something."""
    for name, value in state.items():
        at.session_state[name] = value
    at.run()
    assert not at.exception
    return at


def test_sample_says_which_segment_earns_and_which_loses(sample_home):
    at = page(side="employer")
    assert said(at)[0] == (
        "In Q2 2024 to Q1 2025 Mid-market earned most: €2.28M; Small business makes a loss of €2.97K."
    )
    assert said(at)[1].startswith("In Q2 2024 to Q1 2025 Enterprise was kept best (88.8 %)")
    rows = table(at, "Loss-makers")
    assert rows["Segment"].tolist() == ["Small business", "Enterprise", "Mid-market"]  # the one that loses first
    assert rows.set_index("Segment").loc["Small business", "Profit (€)"] == pytest.approx(-2966, abs=1)
    assert pictures(at) == 2


@pytest.mark.parametrize(
    ("parameters", "heading"),
    [({"split": "region"}, "Region"), ({"by": "role"}, "Side"), ({"split": "nonsense"}, "Segment")],
    ids=["chosen here", "the breakdown of every page", "an unknown choice"],
)
def test_sample_the_reader_chooses_what_makes_a_segment(sample_home, parameters, heading):
    assert heading in table(page(**parameters)).columns


@pytest.mark.parametrize("parameters", [{"lang": "fa"}, {"lang": "ar"}, {"grain": "week"}, {"only": "role"}])
def test_sample_through_filters(sample_home, parameters):
    page(**parameters)


def test_a_segment_that_loses_is_named_with_its_loss(home):
    publish(home, customers=CUSTOMERS, orders=ORDERS)
    at = page(grain="month")
    assert said(at) == ["In Jan 2024 to Feb 2024 Large earned most: 700; Small *shops* makes a loss of 300.", ""]
    assert captions(at)[-1] == "The best 2 customers made 700, 175 % of the profit; the worst customer cost you 300."
    large = table(at).set_index("Segment").loc["Large"]
    assert large[["Customers", "Sales", "Cost", "Profit", "Loss-makers"]].tolist() == [2, 1300, 600, 700, 0]
    assert large["Retention"] == 0.5


def test_the_people_of_a_segment_are_as_many_as_it_counts(home):
    publish(home, customers=CUSTOMERS, orders=ORDERS)
    at = after(page(), picked_segment={"bubble": None, "row": None, "chosen": "Large"})
    assert "**2** · customers of Large in Jan 2024 to Feb 2024" in [text.value for text in at.markdown]
    people = table(at, "Name")
    assert people[["Name", "Sales", "Profit", "Orders"]].values.tolist() == [
        ["Ann", 1000, 600, 2],
        ["Bob", 300, 100, 1],
    ]


def test_the_loss_makers_are_named_where_asked_for(home):
    publish(home, customers=CUSTOMERS, orders=ORDERS)
    assert table(after(page(), loss_makers=True), "Name")["Name"].tolist() == ["Cyd"]


def test_without_costs_sales_are_shown_and_it_says_so(home):
    publish(home, customers=CUSTOMERS, orders=WITHOUT_COSTS)
    at = page()
    assert said(at)[0] == (
        "In Jan 2024 to Feb 2024 Large bought most: 1.3K, 86.7 % of all sales. Who earns cannot be said: costs were "
        "not loaded."
    )
    assert captions(at)[-1].startswith("Costs were not loaded, so sales are shown instead of profit.")
    assert not {"Cost", "Profit", "Margin", "Loss-makers"} & set(table(at).columns)


def test_without_attributes_groups_by_behaviour_stand_in(home):
    publish(home, orders=ORDERS)
    at = page()
    assert " earned most: " in said(at)[0]
    assert any(caption.startswith("Groups by behaviour: we made them") for caption in captions(at))
    rows = table(at, "Loss-makers")
    assert rows["Customers"].sum() == 3
    assert not {"champions", "asleep", "Retention"} & {*rows["Group"], *rows.columns}
    assert pictures(at) == 2


def test_customers_and_departures_alone_say_who_left_most(home):
    publish(home, customers=CUSTOMERS, departures="customer_id,left_on\nbob,2024-02-01\nbob,2024-03-01\n")
    at = page()
    assert said(at)[0] == "Large left most: 50 % of them; Small *shops* least: 0 %. The difference could be chance."
    assert table(at, "Left")[["Segment", "Left", "Customers"]].values.tolist() == [
        ["Large", 1, 2],
        ["Small *shops*", 0, 1],
    ]
    assert any("A file of orders would add" in caption for caption in captions(at))


def test_a_column_with_too_many_values_is_named(home):
    rows = "".join(f"c{at},2024-01-31,10,City {at}\n" for at in range(101))
    publish(home, orders="customer_id,ordered_on,revenue,region\n" + rows)
    assert any("Region has 101 different values, and the 100 largest hold too few" in text for text in said(page()))


def test_one_customer(home):
    publish(home, orders="customer_id,ordered_on,revenue,cost\nann,2024-01-31,100,30\n")
    assert captions(page())[-1] == "The one customer made 70; there are no loss-makers."


def test_a_loss_in_all_has_no_shares(home):
    publish(
        home,
        customers=CUSTOMERS,
        orders="customer_id,ordered_on,revenue,cost\nann,2024-01-05,9,8\nbob,2024-01-10,1,91\ncyd,2024-01-31,1,51\n",
    )
    at = page()
    assert said(at)[0] == "In Jan 2024 no segment earned anything; Large makes the largest loss: 89."
    assert captions(at)[-1] == (
        "The best customer made 1; the 2 worst customers cost you 140. In all they make a loss of 139."
    )


def test_a_range_without_orders_says_so(home):
    publish(home, customers=CUSTOMERS, orders=ORDERS + "bob,2024-06-30,6,10,5\n")
    at = page(grain="month", since="2024-04-01", until="2024-05-01")
    assert said(at)[0] == "Nobody bought anything in Apr 2024 to May 2024."


def test_hostile_names_stay_text(home):
    hostile = "<script>alert(1)</script> [x](http://evil) '; DROP TABLE customers; --"
    publish(home, customers=CUSTOMERS + f"dan,{hostile},{hostile},tin\n", orders=ORDERS + "dan,2024-02-10,7,900,10\n")
    at = after(page(), picked_segment={"bubble": None, "row": None, "chosen": hostile})
    assert f"{hostile} earned most" in said(at)[0]
    assert not any("](http" in text.value for text in at.markdown)
    assert table(at, "Name")["Name"].tolist() == [hostile]
