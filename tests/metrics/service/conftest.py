"""Hand-typed complaints and surveys, as tables."""

from __future__ import annotations

import ibis
import pandas as pd


def complaints_of(*rows):
    """(customer_key, opened, replied, closed, topic, agent), moments as text or None; later ones may be left out."""
    names = ("customer_key", "opened_at", "replied_at", "closed_at", "topic", "agent")
    frame = pd.DataFrame([dict(zip(names, (*row, *[None] * 6)[:6], strict=True)) for row in rows])
    frame = frame.astype(dict.fromkeys(names[1:], "string"))
    table = ibis.memtable(frame)
    dated = table.mutate(**{name: table[name].cast("timestamp") for name in names[1:4]})
    day = dated.opened_at.date()
    month = day.year() * 12 + day.month() - 1
    texts = {name: dated[name].fill_null("") for name in ("topic", "agent")}
    return dated.mutate(period=month.cast("int64"), customer_key=dated.customer_key.cast("int32"), **texts)


def months(first, last, complete):
    """Months as periods, numbered as `complaints_of` does."""
    starts = pd.date_range(first, last, freq="MS")
    frame = pd.DataFrame(
        {
            "period": starts.year * 12 + starts.month - 1,
            "starts_on": starts,
            "ends_on": starts + pd.offsets.MonthEnd(0),
            "label": starts.strftime("%Y-%m"),
        }
    )
    frame["is_complete"] = frame["ends_on"] <= pd.Timestamp(complete)
    table = ibis.memtable(frame)
    return table.mutate(starts_on=table.starts_on.cast("date"), ends_on=table.ends_on.cast("date"))
