"""One table tried on a file: what fills it, by the names of headers and by values, and what that leaves open."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from ingest import asking
from ingest.recognition import amounts, by_values, discounts
from ingest.recognition.folding import key
from ingest.recognition.implied import ACCOUNT, asks, completed, ways_of_tenure
from ingest.recognition.likeness import Match
from ingest.recognition.mapping import Mapping, discounted, proposal
from ingest.recognition.synonyms import (
    DAYS,
    DISCOUNTS,
    FIRMS,
    LEDGER,
    MONEY,
    NAMES,
    NOT_A_CUSTOMER,
    NOT_AN_AMOUNT,
    NOT_THE_DAY,
    SOMEBODY,
    names_of,
)
from ingest.recognition.value_words import NIGHTS
from ingest.values.expressions import quoted
from localization import _
from localization.numbers import isolate
from store.schema import TABLES, loadable_columns

if TYPE_CHECKING:
    from collections.abc import Mapping as ReadOnly
    from collections.abc import Sequence

    from ingest.questions import Question
    from ingest.reading.sources import Source
    from ingest.recognition.discounts import Cut, Left
    from ingest.recognition.profiles import Profile

# Headers in a formula.
_NAMES = re.compile(r"\[[^\]]+\]|`[^`]+`|\"[^\"]+\"|[\w\u200c]+")
# Below this a guess rests on values, not on names.
_BY_NAME = 0.6
LEAST_ROWS = 5
# Tables whose files often know somebody by an address or a name alone.
_OF_SOMEBODY = {"orders", "contracts", "complaints", "surveys"}
# Columns of a list of people.
_OF_PEOPLE = {"joined_on", "role", "segment", "region", "birthday", "owner", "club_joined_on"}
# Words of what is paid for a contract.
_OF_CONTRACTS = MONEY | {
    "mrr",
    "arr",
    "fee",
    "fees",
    "price",
    "dues",
    "premium",
    "rent",
    "rental",
    "subscription",
    "charge",
}
# Whose account it is that is none of a customer.
_OF_THE_SELLER = frozenset({"merchant", "company", "bank", "settlement", "payout", "seller"})
# Of the document, with the sign of what it is.
_SIGNED = frozenset(map(key, ("signed", "الموقّع", "موقّع")))
# A word that may begin with the two letters of an article without having one.
_SHORT = 4
# Amounts of an order beside its sales.
_FURTHER_MONEY = ("order_discount", "order_refund", "cost")
# Columns that only an order has, so that customers of whom each has one order are still orders.
OF_ORDERS = ("order_id", "product", "quantity", "category", "status")


@dataclass(frozen=True)
class Guess:
    """One table that a file fills, and how.

    Attributes
    ----------
    table
        Name of the table.
    mapping
        How the file fills it.
    score
        How sure the guess is, from 0 to 1; below 0.5 a person should look before anything is published.
    why
        Sentences in the reader's language that say what the guess rests on.
    reasons
        For each filled column one sentence: exact, a known variant, similar to a known one, or by its values.
    questions
        What the file leaves open, with what was assumed (such as the day of departure in a file without one).
    """

    table: str
    mapping: Mapping
    score: float
    why: tuple[str, ...]
    reasons: ReadOnly[str, str] = field(default_factory=dict)
    questions: tuple[Question, ...] = ()


@dataclass
class Attempt:
    """One table tried on a file."""

    source: Source
    table: str
    seen: dict[str, Profile]
    fixed: Mapping = field(default_factory=Mapping)
    mapping: Mapping = field(default_factory=Mapping)
    matched: dict[str, Match] = field(default_factory=dict)
    # An amount, and a discount beside it of which nothing shows whether it was taken off.
    doubtful: tuple[str, Cut] | None = None
    # Amounts that are probably in hundredths of their money, or include a tax.
    cents: str = ""
    taxed: str = ""

    def __post_init__(self) -> None:
        if not self.matched:
            self.mapping, self.matched = proposal(self.source.columns, self.table, self.seen, self.fixed)
            self._fill_by_values()

    @property
    def missing(self) -> tuple[str, ...]:
        """Required columns that nothing fills."""
        return self.mapping.missing(self.table)

    @property
    def are_orders_without_money(self) -> bool:
        """Whether names of columns say that each row is an order, and none of them holds its amount."""
        named = all(name in self.matched and self.matched[name].how != "values" for name in ("order_id", "ordered_on"))
        return named and self.missing == ("revenue",)

    @property
    def tells_of_orders(self) -> bool:
        """Whether nothing is missing, and two columns have names that an order alone has."""
        return not self.missing and len({*OF_ORDERS} & {*self.matched}) > 1

    @property
    def score(self) -> float:
        """The score of the least sure of the required columns; 0 if one is missing."""
        if self.missing:
            return 0.0
        required = TABLES[self.table].required
        return min(self.matched[name].score if name in self.matched else 0.9 for name in required)

    @property
    def rank(self) -> tuple[int, int, bool, float]:
        """Tables compare by this: required columns by name before by values, then how many tell it from others."""
        own = {column.name for column in loadable_columns(self.table)}
        if not {*self.fixed.targets} <= own:
            return -1, 0, False, 0.0
        level = 0 if self.missing else (2 if self.score >= _BY_NAME else 1)
        if self.table == "contracts" and not self._tells_of_a_term():
            level = min(level, 1 if "contract_id" in self.mapping.targets else 0)
        if self.table == "contracts" and any(key(one) in NIGHTS or asks(one) for one in self.source.columns):
            level = 0  # a stay of some nights is sold, and renewed by nobody; an answer takes a while
        if self.table == "customers" and level == 2 and self.repeats_customers():
            level = 1 if len(self.mapping.targets) > 1 else 0
        telling = [
            name
            for name in self.mapping.targets
            if name in TABLES[self.table].names and key(self.mapping.columns.get(name, "")) not in DAYS
        ]
        if len(telling) == 1 and self.table != "customers" and (self.table != "visits" or self.leaves_money()):
            level = 0  # a customer and a day tell nothing of what happened
        if self.table == "complaints" and {*telling} <= {"customer_id", "opened_at"} and self.leaves_money():
            level = 0
        # Every file with customers could be the customers table: it is meant if nothing else fits.
        return level, len(telling) if self.table != "customers" else 0, self.table == "visits", self.score

    def _tells_of_a_term(self) -> bool:
        """Whether a contract's start has a name of its own, or there is its end or how often it is paid."""
        columns = self.mapping.columns
        says_so = {"cancelled_on", "amount_period"} & {*self.mapping.targets} or "ends_on" in columns
        return bool(says_so) or key(columns.get("starts_on", "")) not in DAYS

    def without(self, headers: set[str]) -> Attempt:
        """Leave these headers out, as far as they are no more than attributes."""
        own = TABLES[self.table].names
        columns = {
            name: header for name, header in self.mapping.columns.items() if name in own or header not in headers
        }
        return replace(self, mapping=replace(self.mapping, columns=columns))

    def guess(self) -> Guess:
        """Put the attempt into words."""
        reasons = {name: match.reason for name, match in self.matched.items() if name in self.mapping.columns}
        for name, header in self.mapping.columns.items():
            if name not in reasons:
                reasons[name] = _("{header} is kept to break customers down by.").format(header=isolate(header))
        for name, formula in self.mapping.computed.items():
            reasons[name] = _("Computed: {formula}.").format(formula=isolate(formula))
        return Guess(
            self.table, self.mapping, round(self.score, 3), tuple(self._why()), reasons, tuple(self._questions())
        )

    def _questions(self) -> list[Question]:
        """Ask whether a discount is an amount or a share, and a credit a return or a payment, where nothing tells."""
        if self.table == "customers":
            return self._questions_of_tenure()
        formula = self.mapping.computed.get("revenue", "")
        if "revenue" in self.fixed.computed:
            return []
        if asked := self._question_of_amount(formula):
            return [asked]
        for header in self.source.columns:
            is_settled = f"{quoted(header)}?" in formula  # by the total beside it
            if key(header) not in DISCOUNTS or quoted(header) not in _NAMES.findall(formula) or is_settled:
                continue
            gross = formula.split(" * (1 - ")[0].split(f" - {quoted(header)}")[0]
            ways = discounted(gross, header, self.seen)
            rest = next((formula.removeprefix(way) for way in ways if formula.startswith(way)), "")
            ways = tuple(way + rest for way in ways)
            if len(ways) > 1:
                return [asking.discount(header, ways, self.seen[header].values[:3])]
        return []

    def _question_of_amount(self, formula: str) -> Question | None:
        """Ask of what the money is computed from whether it is all that it seems."""
        if self.cents:
            return asking.hundredths(self.cents, (formula, quoted(self.cents)), self.seen[self.cents].values[0])
        if self.taxed:
            ships = any(f" - {quoted(one)}?" in formula for one in amounts.shipping_in(self.source))
            return asking.tax_included(self.taxed, (formula, quoted(self.taxed)), with_shipping=ships)
        account = ACCOUNT.fullmatch(formula)
        if account and "document_kind" not in self.mapping.targets:  # kinds tell a return from a payment
            return asking.credit(account["credit"].strip('"'), (formula, account["debit"] + "?"))
        if self.doubtful is not None:
            amount, cut = self.doubtful
            ways = (amount, cut.taken_off(amount))
            return asking.discount_taken((amount.split(" - ")[0].strip('[]"`'), cut.header), ways)
        return None

    def _questions_of_tenure(self) -> list[Question]:
        """Ask in what the time as a customer is counted, where its header does not say."""
        formula = self.mapping.computed.get("tenure_months", "")
        if "tenure_months" in self.fixed.targets:
            return []
        for header in self.source.columns:
            ways = ways_of_tenure(header)
            if formula == ways[0]:
                return [asking.tenure(header, ways, self.seen[header].values[:3])]
        return []

    @property
    def spoilt(self) -> dict[str, str]:
        """Headers that are called what a required column is called but hold values of another kind, by that column."""
        columns = {column.name: column for column in TABLES[self.table].columns}
        taken = {*self.mapping.columns.values()}
        found: dict[str, str] = {}
        for name in self.missing:
            known = {key(name), *names_of(self.table, name)}
            for header in self.source.columns:
                if key(header) in known and header not in taken and self.seen[header].contradicts(columns[name].kind):
                    found.setdefault(name, header)
        return found

    def _why(self) -> list[str]:
        label = _(TABLES[self.table].label)
        if self.table == "orders" and self.are_orders_without_money:
            return [_("These are orders without amounts; load them together with the file that holds their lines.")]
        if self.missing:
            known = [self.mapping.columns[name] for name in self.mapping.columns if name in TABLES[self.table].names]
            said = [
                _("Taken for {table} because of {columns}, although no column was recognised for {missing}.").format(
                    table=label,
                    columns=isolate(", ".join(known) or "–"),
                    missing="; ".join(self._said(name) for name in self.missing),
                )
            ]
            for name, header in self.spoilt.items():
                said.append(
                    _("{header} is named like {column}, but values such as {example} cannot be read as such.").format(
                        header=isolate(header),
                        column=self._said(name),
                        example=isolate(", ".join(self.seen[header].values[:2])),
                    )
                )
            return said
        names = [self.mapping.columns[name] for name in TABLES[self.table].required if name in self.mapping.columns]
        said = [
            _("Taken for {table} because of {columns}.").format(table=label, columns=isolate(", ".join(names) or "–"))
        ]
        said += [
            _("The rows that {header} marks as no sales are left out.").format(header=isolate(header))
            for header in self.mapping.only
            if self.table == "orders" and header not in self.fixed.only
        ]
        customer = self.mapping.columns.get("customer_id")
        if self.table == "customers" and customer and self.seen[customer].is_unique:
            said.append(_("Each row is another customer."))
        return said

    def _said(self, name: str) -> str:
        """Say what a column of the table holds, and how it is called on the command line."""
        return f"{_(TABLES[self.table].column(name).meaning)} ({isolate(name)})"

    def leaves_money(self) -> bool:
        """Whether amounts are left over beside the day: then something else happened than a visit."""
        named = {*self.mapping.columns.values()}
        free = [header for header in self.source.columns if header not in named and self.seen[header].amounts >= 0.9]
        return any(_words(h) & (MONEY | LEDGER) or self.seen[h].with_fraction for h in free)

    def dates_money(self) -> bool:
        """Whether rows have a day, and amounts are left over beside it."""
        return self.leaves_money() and bool(by_values.days_of(self.source.columns, self.seen))

    def repeats_customers(self) -> bool:
        customer = self.seen.get(self.mapping.columns.get("customer_id", ""))
        return customer is not None and customer.filled >= LEAST_ROWS and not customer.is_unique

    def _fill_by_values(self) -> None:
        """Fill columns that no header names, if the values leave one choice alone."""
        if self.table == "orders":
            self._fill_orders()
            self._find_kinds()
            self._find_net_amount()
            self._find_further_discounts()
        elif self.table == "customers":
            self._fill_customers()
        elif self.table == "contracts":
            self._fill_contracts()
        elif self.table == "complaints" and not {"replied_at", "reply_minutes"} & {*self.mapping.targets}:
            self._add(reply_minutes=by_values.duration(self._free(), self.seen))
        if self.table in _OF_SOMEBODY and "customer_id" in self.missing:
            self._name_customers()

    def _free(self) -> list[str]:
        """List the headers that nothing is filled from and that hold something."""
        taken = {*self.mapping.columns.values()}
        return [header for header in self.source.columns if header not in taken and self.seen[header].filled]

    def _add(self, **columns: str) -> None:
        """Fill columns from headers that are not ""; the guess of a required one rests on its values."""
        found = {name: header for name, header in columns.items() if header and name not in self.fixed.targets}
        self.mapping = replace(self.mapping, columns={**self.mapping.columns, **found})
        self.matched |= {name: Match(header, "values", _BY_NAME) for name, header in found.items()}

    def _name_customers(self) -> None:
        """Take who it was from what names a customer: an address, a number to call, else a name."""
        somebody = self._somebody(self._free())
        name = self.mapping.columns.get("name", "")
        if not somebody and name and by_values.names_a_customer(name):
            somebody = [name]
        addresses = [
            one for one in self._free() if self.seen[one].are_addresses and not by_values.are_of_nobody(self.seen[one])
        ]
        somebody = somebody or addresses[:1]
        if len(somebody) == 1:
            self._add(customer_id=somebody[0])

    def _find_kinds(self) -> None:
        """Find out of which kind the documents are, and which rows a flag says to be no sales."""
        if "status" not in {*self.mapping.targets, *self.fixed.targets}:
            region = self.mapping.columns.get("region", "")  # a State may be of a country or of an order
            found = by_values.state([*self._free(), *([region] if region else [])], self.seen)
            if found and found == region:
                kept = {name: header for name, header in self.mapping.columns.items() if name != "region"}
                self.mapping = replace(self.mapping, columns=kept)
            self._add(status=found)
        stage = self.mapping.columns.get("status", "")
        won = by_values.only_won(self.seen[stage]) if stage else {}
        if won and not self.mapping.states:
            self.mapping = replace(self.mapping, states=won)
            return  # nothing else says which deals were made
        filled = {*self.mapping.targets} | {*self.fixed.targets}
        kind = by_values.document_kind(self._free(), self.seen) if "document_kind" not in filled else ""
        self._add(document_kind=kind)
        if "status" in filled and "document_kind" not in {*filled, *self.mapping.targets}:
            state, words = by_values.second_state(self._free(), self.seen)
            self._add(document_kind=state)
            self.mapping = replace(self.mapping, states={**words, **self.mapping.states})
        flags = by_values.sale_flags(self._free(), self.seen)
        place = next((one for one in ("document_kind", "status") if one not in {*filled, *self.mapping.targets}), "")
        if flags and place:
            (flag, states), *flags = flags
            self._add(**{place: flag})
            self.mapping = replace(self.mapping, states={**states, **self.mapping.states})
        undone = by_values.undone_on(self._free(), self.seen)
        if "order_refund" in self.mapping.targets:  # and says how much of it
            undone = [one for one in undone if not _words(one) & {"refund", "refunded"}]
        self.mapping = replace(self.mapping, only={**dict.fromkeys(undone, ""), **self.mapping.only})
        # There is no place for more than one among the states: the rows that a further one marks are left out.
        further = {flag: by_values.words_of_sales(states, self.seen[flag]) for flag, states in flags}
        self.mapping = replace(self.mapping, only={**further, **self.mapping.only})

    def _find_net_amount(self) -> None:
        """Take what the columns beside an amount show to be no money of the sale off it."""
        formula = self.mapping.computed.get("revenue", "")
        is_price = [one for one in self.source.columns if formula == quoted(one)]
        amount = self.mapping.columns.get("revenue", "") or next(iter(is_price), "")
        if not amount or "revenue" in self.fixed.targets:
            return
        order = self.mapping.columns.get("order_id", "")
        refund = self.mapping.columns.get("order_refund", "")
        meant = amounts.meant_by(self.source, amounts.in_own_money(self.source, amount, self.seen), refund)
        if meant != amount:
            amount = meant
            self._add(revenue=amount)
        if self._is_of_orders(amount, order):
            return
        formula = amounts.net_amount(self.source, amount, order) or self._in_hundredths(amount)
        dropped = {"revenue", "order_discount"}
        if not formula:
            left = discounts.still_in(self.source, amount, order)
            if not left.is_sure:
                formula = amounts.base_of(self.source, amount, self.seen, order)
            if not formula:
                formula = self._with_discounts(amount, left, order)
                dropped = {"revenue"}
        if not formula:
            formula, is_sure = amounts.tax_inside(self.source, amount)
            self.taxed = "" if is_sure else amount
            if formula and self.doubtful is not None:
                self.doubtful = (formula, self.doubtful[1])
        if formula:
            self._take(formula, amount, dropped)

    def _take(self, formula: str, amount: str, dropped: set[str]) -> None:
        """Compute the sales of a line; an amount that is the money of the goods as it stands is mapped itself."""
        columns = {name: header for name, header in self.mapping.columns.items() if name not in dropped}
        computed = {name: text for name, text in self.mapping.computed.items() if name != "revenue"}
        if formula == quoted(amount):
            columns["revenue"] = amount
        else:
            computed["revenue"] = formula
        self.mapping = replace(self.mapping, columns=columns, computed=computed)

    def _is_of_orders(self, amount: str, order: str) -> bool:
        """Settle an amount of the whole order: signed, on its first line alone, or on each of its lines."""
        if _words(amount) & _SIGNED and self.seen[amount].filled < self.seen[amount].rows:
            self._take(f"{quoted(amount)}?", amount, {"revenue"})
        elif order and amounts.stands_on_each_line(self.source, amount, order):
            self._take(quoted(amount), amount, {"revenue"})
            if "order_discount" not in {*self.mapping.targets, *self.fixed.targets}:
                self._add(order_discount=amounts.discount_of_orders(self.source, order))
        else:
            return False
        return True

    def _in_hundredths(self, amount: str) -> str:
        """Write an amount that is in hundredths of its money as one in that; ask where it is likely alone."""
        is_likely, is_sure = amounts.hundredths(self.source, amount, self.seen)
        self.cents = amount if is_likely and not is_sure else ""
        if is_likely:
            self._count_in_hundredths()
        return f"{quoted(amount)} / 100" if is_likely or amounts.is_in_cents(amount) else ""

    def _count_in_hundredths(self) -> None:
        """Take the further amounts of a file for hundredths as well, as far as they have no fraction."""
        further = [one for one in _FURTHER_MONEY if one in self.mapping.columns and one not in self.fixed.targets]
        whole = {one: self.mapping.columns[one] for one in further}
        whole = {one: header for one, header in whole.items() if not self.seen[header].with_fraction}
        columns = {name: header for name, header in self.mapping.columns.items() if name not in whole}
        computed = {name: f"{quoted(header)} / 100" for name, header in whole.items()}
        self.mapping = replace(self.mapping, columns=columns, computed={**self.mapping.computed, **computed})

    def _with_discounts(self, amount: str, left: Left, order: str) -> str:
        """Take off the discounts that quantity × price shows to be in the amount still; ask where nothing shows it."""
        if not left.is_sure:
            if left.cuts and "order_discount" not in self.mapping.targets:
                self.doubtful = (quoted(amount), left.cuts[0])
            return quoted(left.after) if left.after else ""
        formula = self._less(quoted(amount), left.cuts, order)
        return formula if formula != quoted(amount) else ""

    def _less(self, formula: str, cuts: Sequence[Cut], order: str) -> str:
        """Take discounts off a formula; one of the whole order is shared among its lines."""
        for cut in sorted(cuts, key=lambda one: not one.is_percent):
            if "order_discount" not in self.mapping.targets and discounts.is_of_orders(self.source, cut, order):
                self._add(order_discount=cut.header)
            elif cut.header != self.mapping.columns.get("order_discount"):
                formula = cut.taken_off(formula)
        return formula

    def _find_further_discounts(self) -> None:
        """Take further discounts off quantity × price, beside the one that its formula has."""
        formula = self.mapping.computed.get("revenue", "")
        if "revenue" in self.fixed.targets or "?" in formula:
            return
        used = next((h for h in self.source.columns if formula.endswith(f" - {quoted(h)}")), "")
        used = used or next((h for h in self.source.columns if f"(1 - {quoted(h)}" in formula), "")
        order = self.mapping.columns.get("order_id", "")
        formula, cuts = discounts.beside_product(self.source, formula, used, order)
        if cuts:
            formula = self._less(formula, cuts, order)
            self.mapping = replace(self.mapping, computed={**self.mapping.computed, "revenue": formula})

    def _fill_contracts(self) -> None:
        """Find the state of contracts, their only amount, and in words what that is for."""
        number, customer = (self.mapping.columns.get(name, "") for name in ("contract_id", "customer_id"))
        is_free = number and customer and "contract_id" not in self.fixed.targets
        if is_free and by_values.is_shared(self.source, number, customer):
            columns = {name: header for name, header in self.mapping.columns.items() if name != "contract_id"}
            self.mapping = replace(self.mapping, columns=columns)
            self.matched.pop("contract_id", None)
        filled = {*self.mapping.targets, *self.fixed.targets}
        if "status" not in filled:
            state, words = by_values.contract_state(self._free(), self.seen)
            self._add(status=state)
            self.mapping = replace(self.mapping, states={**words, **self.mapping.states})
        if "amount" not in filled:
            paid = [one for one in self._free() if self.seen[one].amounts >= 0.9 and _words(one) & _OF_CONTRACTS]
            paid = [one for one in paid if not _words(one) & (NOT_AN_AMOUNT - _OF_CONTRACTS)]
            if len(paid) == 1:
                self._add(amount=paid[0])
                self.mapping = completed(self.mapping, self.table, self.source.columns)
        period = self.mapping.columns.get("amount_period", "")
        if period and self.seen[period].amounts > 0.5 and "amount_period" not in self.fixed.targets:
            names = names_of(self.table, "amount_period")
            worded = [one for one in self._free() if key(one) in names and self.seen[one].amounts < 0.5]
            columns = {name: header for name, header in self.mapping.columns.items() if name != "amount_period"}
            self.mapping = replace(self.mapping, columns=columns)
            self._add(amount_period=next(iter(worded), ""))

    def _fill_customers(self) -> None:
        """Find the sides of a two-sided firm, and take a plain number for the customer's in a list of people."""
        if "role" not in self.mapping.targets:
            own = {name: header for name, header in self.mapping.columns.items() if name in TABLES[self.table].names}
            side = by_values.side([one for one in self.source.columns if one not in own.values()], self.seen)
            kept = {name: header for name, header in self.mapping.columns.items() if header != side}
            self.mapping = replace(self.mapping, columns=kept)
            self._add(role=side)
        told = {*self.mapping.targets}
        number = self.matched.get("customer_id")
        if number and number.how == "similar" and self.seen[number.header].filled < self.seen[number.header].rows:
            # What not all of them have is a number of something else, such as of an account somewhere.
            self._add(customer_id=by_values.plain_number(self._free(), self.seen))
        if "customer_id" in self.missing and "name" in told and told & _OF_PEOPLE and not self.leaves_money():
            self._add(customer_id=by_values.plain_number(self._free(), self.seen))

    def _fill_orders(self) -> None:
        """Fill required columns of orders that no header names."""
        taken = {*self.mapping.columns.values()}
        columns = dict(self.mapping.columns)
        kinds = {column.name: column.kind for column in TABLES[self.table].columns}
        for name in self.missing:
            free = [header for header in self.source.columns if header not in taken and self.seen[header].filled]
            if name == "customer_id":
                likely = self._somebody(free)
            elif kinds[name] in {"date", "timestamp"}:
                likely = [h for h in free if self.seen[h].days >= 0.9 and not _words(h) & NOT_THE_DAY]
            elif name == "revenue":
                likely = self._money(free)
            else:
                continue
            if len(likely) == 1:
                columns[name] = likely[0]
                taken.add(likely[0])
                self.matched[name] = Match(likely[0], "values", 0.4)
        self.mapping = replace(self.mapping, columns=columns)
        if "order_id" not in self.mapping.targets and {"customer_id", "ordered_on"} <= columns.keys():
            found = by_values.basket(self.source, self._free(), columns["customer_id"], columns["ordered_on"])
            self._add(order_id=found)

    def _somebody(self, free: list[str]) -> list[str]:
        free = [h for h in free if not (_words(h) & MONEY and self.seen[h].amounts >= 0.9)]
        named = [h for h in free if _words(h) & SOMEBODY and not _words(h) & (NOT_A_CUSTOMER - SOMEBODY)]
        named = named or [
            h for h in free if _words(h) & SOMEBODY and not _words(h) & (NOT_A_CUSTOMER - SOMEBODY - NAMES)
        ]
        named = [h for h in named if not _words(h) & _OF_THE_SELLER or _words(h) & (SOMEBODY - {"account"})]
        # Beside whom something was sold to, a user is one of our own.
        named = [h for h in named if "user" not in _words(h)] or named
        named = named or [h for h in free if _words(h) <= FIRMS | NAMES and _words(h) & FIRMS]
        named = [h for h in named if self.seen[h].days < 0.5 and self.seen[h].with_fraction < 0.1]
        named = [h for h in named if not by_values.are_of_nobody(self.seen[h])]
        named = [h for h in named if 2 * self.seen[h].filled >= self.seen[h].rows] or named
        if named or not self.source.is_headless:
            return named[:1]
        return [h for h in free if self.seen[h].days < 0.5 and self.seen[h].with_fraction == 0][:1]

    def _money(self, free: list[str]) -> list[str]:
        numbers = [h for h in free if self.seen[h].amounts >= 0.9]
        if self.source.is_headless:
            return [h for h in numbers if self.seen[h].with_fraction > 0.2]
        likely = [h for h in numbers if _words(h) & MONEY and not _words(h) & NOT_AN_AMOUNT]
        if told := amounts.total_of(self.source, numbers):
            return [told]  # what of it is of the goods is found from the total
        return amounts.least_of(self.source, likely) if len(likely) > 1 else likely


def _words(header: str) -> set[str]:
    """Return the words of a header; Arabic ones with and without their article."""
    words = key(header).split()
    return {*words, *(word.removeprefix("ال") for word in words if len(word) > _SHORT)}
