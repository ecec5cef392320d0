"""Where a region stands in a month, exactly, and how each lever moves it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

import polars as pl

from engine.regulation.expenses import counted_sum
from engine.whatif.baseline import Baseline
from engine.whatif.books import BALANCES, Books
from engine.whatif.levers import COLLECTING, Lever, LeverKind, ReceivableType
from engine.whatif.plans.affine import Affine

_FIGURES = (
    *("sales_to_checkpoint", "sales_target", "collections_to_checkpoint", "collections_target"),
    *("opening_balances", "retail_receivables", "inventory", "contract_overdue"),
    *("annual_collections_target", "trailing_collections"),
)
_ATTAINED = ("sales", "collections")
#: Sums of months, by the month's own figure, to which a lever adds what it adds to that.
_SUMS = {
    "sales": ("sales_of_year",),
    "collections": ("collections_of_year", "trailing_collections", "collected"),
}


@dataclass(frozen=True, slots=True)
class Terms:
    """How extra sales are paid: the share that stays owed, and by whom; and whether the checkpoint is open.

    is_by_checkpoint: what is moved still comes before the checkpoint's day is over (一.3).
    """

    receivable_share: Fraction = Fraction(1)
    receivable_type: ReceivableType = "retail"
    is_by_checkpoint: bool = True

    def sales_paying(self, paid: int) -> int | None:
        """The least extra sales in fen of which `paid` fen are paid at once; None if none of them are.

        The books owe half up (`Lever.owed`): `paid` is reached just beyond half a fen below it.
        """
        if paid <= 0:
            return 0
        share = 1 - self.receivable_share
        return ((paid - Fraction(1, 2)) / share).__floor__() + 1 if share else None


@dataclass(frozen=True, slots=True)
class Position:
    """A region's operands in fen (None: unknown) and what is left for each lever to take.

    figures: `_FIGURES`; sales, collections and their targets of the month and of the year; `spent`
    and `collected`: counted expenses and collections over the policy's span (三).
    books: the month's books of the region, which say what is left; not to be moved.
    """

    month: date
    region: str
    terms: Terms
    figures: Mapping[str, int | None]
    books: Books

    def moved(self, levers: Sequence[Lever]) -> Position:
        """The position after the levers. LeverError as in `Books.parts`."""
        books = self.books.copy()
        books.move(levers)
        return replace(self.shifted(levers), books=books)

    def shifted(self, levers: Sequence[Lever]) -> Position:
        """The figures after the levers beside the books before them; asks nobody whether it is there."""
        figures = dict(self.figures)
        for lever in levers:
            owed = Fraction(lever.owed)
            for name, amount in self._moves(lever, Fraction(lever.amount), owed).items():
                value = figures.get(name)
                figures[name] = None if value is None else value + int(amount)
        return replace(self, figures=figures)

    def sold(self, levers: Sequence[Lever]) -> Position:
        """The position after extra sales, whose credit nobody is going to collect within the month."""
        return replace(self.moved(levers), books=self.books)

    def lever(self, kind: LeverKind, amount: int) -> Lever:
        """A lever of this region under its terms."""
        in_time = self.terms.is_by_checkpoint
        if kind != "extra_sales":
            return Lever(kind, self.region, amount, is_by_checkpoint=in_time)
        share, owner = self.terms.receivable_share, self.terms.receivable_type
        return Lever(
            kind,
            self.region,
            amount,
            receivable_share=share,
            receivable_type=owner,
            is_by_checkpoint=in_time,
        )

    def lines(self, kind: LeverKind, start: int) -> dict[str, Affine | None]:
        """The figures as lines in the path's amount, where from `start` on the lever `kind` moves.

        The share of sales that is paid at once is taken exactly here; the books round it.
        """
        slopes = self._moves(self.lever(kind, 0), Fraction(1), self.terms.receivable_share)
        lines: dict[str, Affine | None] = {}
        for name, value in self.figures.items():
            slope = slopes.get(name, Fraction(0))
            lines[name] = None if value is None else Affine(value - slope * start, slope)
        return lines

    def _moves(self, lever: Lever, amount: Fraction, owed: Fraction) -> dict[str, Fraction]:
        """`_moves` without the sums of months in which the month itself is not known: it stays unknown."""
        still = {whole for name, sums in _SUMS.items() if self.figures.get(name) is None for whole in sums}
        return {name: by for name, by in _moves(lever, amount, owed).items() if name not in still}


def position(start: Baseline, month: date, region: str, terms: Terms) -> Position:
    """Where the region stands. LeverError if month or region do not exist."""
    books = Books(start.facts, month, [region])
    rows = start.amounts.filter(
        (pl.col("region") == region) & pl.col("month").is_between(date(month.year, 1, 1), month)
    )
    row = rows.filter(pl.col("month") == month).row(0, named=True)
    policy = start.evaluation.policies.at(month)
    span = "_of_year" if policy.expenses.span.value == "year_to_date" else ""
    spent = [(sign, row[f"{column}{span}"]) for sign, column in counted_sum(policy)]
    is_spent_known = all(amount is not None for _, amount in spent)
    return Position(
        month=month,
        region=region,
        terms=terms,
        figures={name: row[name] for name in _FIGURES}
        | {"spent": sum(sign * amount for sign, amount in spent) if is_spent_known else None}
        | {"collected": row[f"collections{span}"]}
        | {figure: row[figure] for figure in _ATTAINED}
        | _of_year(rows),
        books=books,
    )


def _of_year(rows: pl.DataFrame) -> dict[str, int | None]:
    """Sales, collections and their targets of the months of `rows` of which both are known."""
    found: dict[str, int | None] = {}
    for figure in _ATTAINED:
        held = rows.drop_nulls([figure, f"{figure}_target"])
        for name in (figure, f"{figure}_target"):
            found[f"{name}_of_year"] = sum(held[name].to_list()) if held.height else None
    return found


def _moves(lever: Lever, amount: Fraction, owed: Fraction) -> dict[str, Fraction]:
    """By how much `amount` of a lever changes each figure; `owed` is the unpaid part of extra sales."""
    to_checkpoint = ("to_checkpoint",) if lever.is_by_checkpoint else ()
    if lever.kind == "extra_sales":
        names = ("sales", "sales_of_year", *(f"sales_{part}" for part in to_checkpoint))
        debt = {"retail_receivables": owed} if lever.receivable_type == "retail" else {}
        return dict.fromkeys(names, amount) | _collected(amount - owed, to_checkpoint) | debt
    balance = "spent" if lever.kind == "cut_expenses" else BALANCES[lever.kind]
    collected = _collected(amount, to_checkpoint) if lever.kind in COLLECTING else {}
    return {balance: -amount} | collected


def _collected(amount: Fraction, to_checkpoint: tuple[str, ...]) -> dict[str, Fraction]:
    names = ("collections", "collections_of_year", *(f"collections_{part}" for part in to_checkpoint))
    return dict.fromkeys((*names, "trailing_collections", "collected"), amount)
