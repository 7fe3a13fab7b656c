"""The early-warning page, with the sample data and with shops too small to warn of."""

from __future__ import annotations

import pytest

from tests.pages.tiny import MINI, open_page, pictures, publish, texts


def page(**parameters):
    at = open_page("early_warning", **parameters)
    assert not at.exception
    return at


def said(at):
    """What stands on the page as plain text, the finding first: behind the line of filters."""
    lines = [text.replace("\u00a0", " ") for text in texts(at)]
    return [line for line in lines if not line.startswith("This address opens")][1:]


def cards(at):
    return {metric.label: metric.value.replace("\u00a0", " ") for metric in at.metric}


def listed(at, column="Why"):
    return next(frame.value for frame in at.dataframe if column in frame.value.columns)


def test_sample_says_who_will_not_buy_and_how_good_that_was(sample_home):
    at = page()
    finding = said(at)[0]
    assert " will probably not buy in the next 90 days; such a list finds " in finding
    assert finding.endswith(" times as many as chance, tested 3 times on your own past.")
    assert list(cards(at)) == ["Will probably not buy", "Loss to expect", "Better than chance", "Show a sign"]
    assert cards(at)["Will probably not buy"] == finding.split(" customers")[0]
    captions = [caption.value.replace("\u00a0", " ") for caption in at.caption]
    for beginning in (
        "Of those on such a list, ",
        "Not loaded, so not seen: ",
    ):
        assert any(text.startswith(beginning) for text in captions), beginning
    assert any(text.startswith("Of 2,") and " bought a second time within 90 days; " in text for text in said(at))
    assert pictures(at) == 2
    assert len(listed(at)) == 50
    losses = listed(at)["Loss to expect (€)"]
    assert losses.is_monotonic_decreasing
    assert any("days of silence: " in reason for reason in listed(at)["Why"])


def test_the_list_is_as_long_as_the_calls_and_the_lists_as_the_cards(sample_home):
    assert len(listed(page(calls="25"))) == 25
    for behind, card in (("risk", "Will probably not buy"), ("signs", "Show a sign")):
        at = page(behind=behind)
        assert f"{len(listed(at)):,}" == cards(at)[card], behind


def test_a_sign_and_the_lot_are_filters(sample_home):
    smaller = listed(page(sign="buys_smaller", calls="25"))
    assert len(smaller) == 25
    assert all("basket: " in reason or "different products" in reason for reason in smaller["Why"])
    everybody, without, held = (listed(page(calls="1000", lot=lot)) for lot in ("all", "called", "held"))
    assert len(without) + len(held) == len(everybody)
    assert 0.05 < len(held) / len(everybody) < 0.15
    assert not set(without["Customer number"]) & set(held["Customer number"])


@pytest.mark.parametrize(
    "parameters", [{"lang": "fa"}, {"lang": "ar"}, {"by": "region"}, {"only": "region", "among": "Berlin"}]
)
def test_sample_through_filters(sample_home, parameters):
    page(**parameters)


def test_too_little_past_is_said_and_signs_are_shown_all_the_same(home):
    publish(home, orders=MINI, complete_up_to="2024-04-30")
    at = page()
    assert said(at)[0].endswith(
        "4 customers were known when the test begins; to tell who will not buy again it takes at least 200."
    )
    assert list(cards(at)) == ["Show a sign"]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        pytest.param(["a,2024-01-01,10"], "0 customers show a sign", id="one day"),
        pytest.param(["a,2024-01-01,-10"], "There is no purchase yet|holds no early warning", id="only a refund"),
    ],
)
def test_very_little_is_said_in_a_sentence(home, lines, expected):
    publish(home, orders="\n".join(["customer_id,ordered_on,revenue", *lines, ""]))
    first = said(page())[0]
    assert any(part in first for part in expected.split("|")), first


def test_without_orders(home):
    publish(home, customers="customer_id,name\na,Ann\n")
    assert said(page())[0].endswith("or of contracts (customer, begin, end).")


def test_every_table_lights_up_a_sign(home):
    days = [f"2024-{month:02}-{day:02}" for month in range(1, 13) for day in (5, 20)]
    orders = "\n".join(["customer_id,ordered_on,order_id,revenue", *(f"ann,{day},{day},100" for day in days)])
    publish(
        home,
        orders=orders + "\n",
        contacts="customer_id,contacted_on,direction,answered\n"
        + "".join(f"ann,2024-{month:02}-01,outbound,{'yes' if month < 8 else 'no'}\n" for month in range(1, 13)),
        complaints="customer_id,opened_at,closed_at\nann,2024-11-20 10:00,\nbob,2024-01-02 10:00,2024-01-03 10:00\n",
        visits="customer_id,visited_on\n"
        + "".join(f"ann,2024-10-{day:02}\n" for day in range(1, 29))
        + "bob,2024-12-20\n",
        complete_up_to="2024-12-20",
    )
    (why,) = listed(page())["Why"]
    for reason in (
        "open complaints: 1",
        "contacts without an answer: 5",
        "days with a visit in 28: 0, in the 53 before 28",
    ):
        assert reason in why, why
    assert not [caption.value for caption in page().caption if caption.value.startswith("Not loaded")]


def test_the_signs_are_a_filter_of_other_pages(sample_home):
    def customers(**parameters):
        at = open_page("top_customers", **parameters)
        assert not at.exception
        return {
            row for frame in at.dataframe if "Customer number" in frame.value for row in frame.value["Customer number"]
        }

    everybody, less, both = (
        customers(**chosen) for chosen in ({}, {"signs": "buys_less"}, {"signs": "buys_less|buys_smaller"})
    )
    assert both < less
    assert less
    assert len(less) < len(everybody)
    at = open_page("top_customers", signs="buys_less", lang="en")
    assert any("Buys less" in text for text in texts(at))
