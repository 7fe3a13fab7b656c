"""What a page looks at: one version of a data set through the reader's filters."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import ibis
import pandas as pd
import pyarrow as pa

import access
import register
import store
from localization import _
from localization.calendars import parts_of
from localization.dates import format_date, format_period, plain_date
from localization.numbers import currency_unit, format_money, format_number
from metrics.people import who
from store import talks
from view import answers
from view.frame_cache import remembered

if TYPE_CHECKING:
    from datetime import date

    from view.answers import Total
    from view.lens import Lens


@dataclass(frozen=True)
class View:
    """A data set's version, the reader's filters, and the ways to ask it for numbers."""

    dataset: str
    info: store.Version
    lens: Lens
    theme: str
    span: str = "all"

    @property
    def looks_at(self) -> tuple[str, int, Lens, access.Sight]:
        """Tell it from views of other numbers; the theme changes none."""
        return self.dataset, self.info.version, self.lens, access.sight()

    @property
    def calendar(self) -> str:
        """Calendar of the data set."""
        return self.info.settings.calendar

    @property
    def currency(self) -> str:
        """The currency's unit as the reader writes it, for titles and headings; empty when none was said.

        Money at the prices of one month says so with it.
        """
        unit = currency_unit(self.info.settings.currency)
        if self.lens.prices_of is None:
            return unit
        return " ".join(filter(None, (unit, _("at prices of {month}").format(month=self.priced))))

    @property
    def priced(self) -> str:
        """Name of the month at whose prices money is counted; empty where it is as it was booked."""
        return "" if self.lens.prices_of is None else month_of(self.lens.prices_of, self.calendar)

    def in_money(self, question: str) -> str:
        """Return a question about money, with the month at whose prices it is counted, if there is one."""
        if self.lens.prices_of is None:
            return question
        return _("{question} · at prices of {month}").format(question=question, month=self.priced)

    def at_equal_prices(self) -> View:
        """Return the same view with money at the last known prices, unless the reader chose others or none is known."""
        months = answers.price_months(self.dataset, self.info.version)
        if self.lens.prices_of is not None or not months:
            return self
        return replace(self, lens=replace(self.lens, prices_of=months[-1]))

    def as_booked(self) -> View:
        """Return the same view with money as it was booked."""
        return self if self.lens.prices_of is None else replace(self, lens=replace(self.lens, prices_of=None))

    @property
    def by(self) -> tuple[str, ...]:
        """Attributes to break down by: none or one."""
        return (self.lens.by,) if self.lens.by else ()

    def among(self, attribute: str, values: tuple[str, ...]) -> View:
        """Return the same view of only those customers who carry one of the values."""
        return replace(self, lens=replace(self.lens, where=(*self.lens.where, (attribute, values))))

    def by_grain(self, grain: str) -> View:
        """Return the same view by periods of another length."""
        return replace(self, lens=replace(self.lens, grain=grain))

    def recent(self, periods: int) -> View:
        """Return the same view of only the last complete periods of the reader's range, so many of them."""
        complete = self.periods[self.periods["is_complete"]]
        if self.lens.until is not None:
            complete = complete[complete["starts_on"] <= pd.Timestamp(self.lens.until)]
        starts = [day.date() for day in complete["starts_on"].tail(periods)]
        if not starts:
            return self
        since = max(starts[0], self.lens.since) if self.lens.since else starts[0]
        return replace(self, lens=replace(self.lens, since=since))

    def up_to(self, period: pd.Timestamp) -> View:
        """Return the same view of the periods until one of them, that one included."""
        return replace(self, lens=replace(self.lens, until=period.date()))

    def over_time(self) -> View:
        """Return the same view of all periods, unless the reader asked for certain ones: a trend needs a past."""
        return self if self.span == "own" else replace(self, lens=replace(self.lens, since=None, until=None))

    @property
    def span_name(self) -> str:
        """Name the complete periods that are looked at, by the first and the last of them."""
        within = self.periods[self.periods["is_complete"]]
        if self.lens.since is not None:
            within = within[within["starts_on"] >= pd.Timestamp(self.lens.since)]
        if self.lens.until is not None:
            within = within[within["starts_on"] <= pd.Timestamp(self.lens.until)]
        if within.empty:
            return "–"
        first, last = within["name"].iloc[0], within["name"].iloc[-1]
        return str(first) if len(within) == 1 else _("{first} to {last}").format(first=first, last=last)

    @cached_property
    def periods(self) -> pd.DataFrame:
        """Periods of the grain, all of them: period, starts_on, ends_on, label, is_complete, name (translated)."""
        return _named(answers.periods(self.dataset, self.info.version, self.lens.grain), self.lens.grain, self.calendar)

    @cached_property
    def _names(self) -> dict[pd.Timestamp, str]:
        return _names_by_start(self.periods)

    def period_name(self, starts_on: pd.Timestamp | date) -> str:
        """Return a period's name in the reader's language, by its first day."""
        return self._names.get(pd.Timestamp(starts_on), "–")

    def day(self, day: date | pd.Timestamp | None) -> str:
        """Return a day in the data set's calendar and the reader's language."""
        if day is None or pd.isna(day):
            return "–"
        return format_date(pd.Timestamp(day).date(), self.calendar)

    def plain_day(self, day: date | pd.Timestamp | None) -> str:
        """Return a day in figures, in the data set's calendar: 2011-11-30, ۱۳۹۰/۰۹/۰۹; "" where there is none."""
        return "" if day is None or pd.isna(day) else plain_date(pd.Timestamp(day).date(), self.calendar)

    def money(self, amount: float | None, *, compact: bool = True, change: bool = False) -> str:
        """Return an amount with the data set's currency; a change has its sign, be it a plus."""
        return format_money(amount, self.info.settings.currency, compact=compact, change=change)

    def count(self, number: float | None) -> str:
        """Return a whole number in the reader's digits."""
        return format_number(number, decimals=0)

    def fetch(
        self, metric: str, *, by: tuple[str, ...] = (), whole_history: bool = False, **options: object
    ) -> pd.DataFrame:
        """Run a metric of the glossary on this view; the frame is shared: copy it before changing it.

        Parameters
        ----------
        metric
            Name in the glossary.
        by
            Attributes to break down by.
        whole_history
            Look at all periods, whatever the reader's range.
        options
            Further arguments of the metric.

        """
        lens = self.lens.of_everything if whole_history else self.lens
        asked = tuple(sorted(options.items()))
        return answers.rows(self.dataset, self.info.version, lens, metric, by, asked, talked=self._talked(metric))

    def people(
        self,
        metric: str,
        *,
        by: tuple[str, ...] = (),
        within_range: bool = False,
        last_order: bool = False,
        **options: object,
    ) -> pd.DataFrame:
        """Run a metric that lists customers, with who they are and what they brought beside each.

        Parameters
        ----------
        metric
            Name in the glossary.
        by
            Further attributes to show beside each.
        within_range
            List only what happened in the reader's range of periods, where the metric itself names none.
        last_order
            Show the day of each customer's last order in place of the last active period.
        options
            Further arguments of the metric.

        """
        lens = self.lens if within_range else self.lens.of_everything
        asked = tuple(sorted(options.items()))
        talked = self._talked(metric)
        return answers.people(
            self.dataset, self.info.version, lens, metric, by, asked, last_order=last_order, talked=talked
        )

    def total(self, metric: str, amount: str, **options: object) -> Total:
        """Count a list of customers of all periods and add up one of its columns, without having the list.

        Parameters
        ----------
        metric
            Name in the glossary.
        amount
            The column; rows in which it is zero or empty are not counted.
        options
            Further arguments of the metric.

        """
        asked = tuple(sorted(options.items()))
        return answers.total(self.dataset, self.info.version, self.lens.of_everything, metric, amount, asked)

    def who(self, rows: pd.DataFrame) -> pd.DataFrame:
        """Return rows of customers, as `fetch` gives those of a metric, as `people` would list them."""
        snapshot = store.open(self.dataset, self.info.version)
        given = pa.Table.from_pandas(rows, preserve_index=False)
        tables = store.Tables(snapshot, self.lens.grain, self.lens.where, prices_of=self.lens.prices_of)
        members = ibis.table(ibis.Schema.from_pyarrow(given.schema), name="listed")
        return snapshot.fetch(who(members, snapshot.customers, tables.totals, tables.periods), beside={"listed": given})

    def _talked(self, metric: str) -> int:
        """Return what changes with the tasks that count as contacts; 0 where the metric asks for none or none is."""
        return register.talked(self.dataset) if metric in talks.COUNTED_BY else 0

    def sql(self, metric: str, *, by: tuple[str, ...] = (), **options: object) -> str:
        """Return the query behind a metric on this view."""
        asked = tuple(sorted(options.items()))
        is_told = self._talked(metric) > 0
        return answers.sql(self.dataset, self.info.version, self.lens, metric, by, asked, is_told=is_told)


@remembered
def _named(periods: pd.DataFrame, grain: str, calendar: str) -> pd.DataFrame:
    return periods.assign(name=[format_period(label, grain, calendar) for label in periods["label"]])


@remembered
def _names_by_start(periods: pd.DataFrame) -> dict[pd.Timestamp, str]:
    return dict(zip(periods["starts_on"], periods["name"], strict=True))


def month_of(day: date, calendar: str) -> str:
    """Name the month of a day in a data set's calendar and the reader's language."""
    year, month, _day = parts_of(day, calendar)
    return format_period(f"{year}-{month:02}", "month", calendar)
