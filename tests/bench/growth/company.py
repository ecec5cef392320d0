"""A company of any size, month by month: as cleaned frames, and as the files that somebody would upload.

Two offices a region. What an office has besides its ledgers of sales and collections is the same at any size;
these two share the rest of the rows. An office sells and collects about its plan however many rows that
takes, so that the same is asked about at all sizes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from data.extracts import schema_of
from data.fields import BY_NAME
from data.ingestion import Upload

OFFICES = 2
#: The last month of every history: it is over.
LAST = date(2026, 10, 1)
#: Rows of an office and month besides sales and collections: plan, declaration, debtors, stock, claims.
_OTHERS = 8
_CUSTOMERS, _PRODUCTS, _SEED = 20, 50, 7
_TYPES = ("零售", "合同", "备案")
Frames = dict[str, pl.DataFrame]


@dataclass(frozen=True, slots=True)
class Size:
    """rows: about so many in all extracts of all months together."""

    rows: int
    regions: int
    months: int

    @property
    def name(self) -> str:
        """As it is asked for."""
        return f"{self.rows}x{self.regions}x{self.months}"

    @property
    def exact(self) -> int:
        """Rows of all months, but for the organisation and the targets of years."""
        return OFFICES * self.regions * self.months * (_OTHERS + 2 * self.lines)

    @property
    def lines(self) -> int:
        """Rows of sales, and as many of collections, of an office in a month."""
        of_an_office = self.rows / (OFFICES * self.regions * self.months)
        return max(1, round((of_an_office - _OTHERS) / 2))

    def month(self, number: int) -> date:
        """The month of that number, from 0 on."""
        at = LAST.year * 12 + LAST.month - self.months + number
        return date(at // 12, at % 12 + 1, 1)


def frames(size: Size, number: int) -> Frames:
    """What comes in for a month: with the first one the organisation too, once a year its targets."""
    month, random = size.month(number), np.random.default_rng([_SEED, number])
    offices = _offices(size).with_columns(month=pl.lit(month), date=pl.lit(month))
    given = {
        "monthly_plan": offices.with_columns(sales_plan="plan", collections_plan="plan"),
        "declarations": offices.with_columns(declared_on="date", sales="plan", collections="plan"),
        "sales": _ledger(offices, "XS", size.lines, random).with_columns(
            product=_numbered("产品", pl.col("line") % _PRODUCTS),
            quantity=(pl.col("line") % 97 + 1) * 10_000,
            gross_profit=pl.col("amount") // 5,
        ),
        "collections": _ledger(offices, "SK", size.lines, random),
        "receivables": _each(offices, len(_TYPES)).with_columns(
            customer=_customer(pl.col("line")),
            customer_type=_type(pl.col("line")),
            balance=_share(random, 0.1, 0.3),
            overdue=_share(random, 0.0, 0.02),
        ),
        "inventory": offices.with_columns(
            category=pl.lit("门"), amount=pl.col("plan") // 4 + number * 10_000
        ),
        "expenses": _each(offices, 2).with_columns(
            document=pl.format("FY{}-{}-{}", pl.col("month").dt.strftime("%y%m"), "n", "line"),
            category=pl.lit("办公"),
            claimant=_numbered("员工", pl.col("n")),
            status=pl.lit("已批准"),
            amount=_share(random, 0.0005, 0.0015),
        ),
    }
    if number == 0:
        given["org"] = offices.with_columns(vice_president=pl.lit("副总"), effective_month="month")
    if number == 0 or month.month == 1:
        of_regions = offices.group_by("region", maintain_order=True).agg(pl.col("plan").sum() * 12)
        given["annual_plan"] = of_regions.with_columns(
            year=pl.lit(month.year), sales_target="plan", collections_target="plan"
        )
    return {name: _cleaned(name, frame) for name, frame in given.items()}


def _offices(size: Size) -> pl.DataFrame:
    """An office a row: n, region, office, manager, and its plan of a month in fen."""
    n = pl.col("n")
    return pl.DataFrame({"n": range(OFFICES * size.regions)}).with_columns(
        region=_numbered("区", n // OFFICES),
        manager=_numbered("经理", n // OFFICES),
        office=_numbered("办", n),
        plan=100_000_000 + n * 7_919 % 1_000 * 100_000,
    )


def _each(offices: pl.DataFrame, lines: int) -> pl.DataFrame:
    """Every office `lines` times, numbered in `line`."""
    return offices.join(pl.DataFrame({"line": range(lines)}), how="cross", maintain_order="left_right")


def _ledger(offices: pl.DataFrame, prefix: str, lines: int, random: np.random.Generator) -> pl.DataFrame:
    """So many documents an office, all over the month: together three to four quarters of its plan, about."""
    rows = _each(offices.with_columns(plan=_share(random, 0.75, 1.05)), lines)
    days = pl.Series(random.integers(0, 28, rows.height))
    return rows.with_columns(
        date=pl.col("date") + pl.duration(days=days),
        document=pl.format("{}{}-{}-{}", pl.lit(prefix), pl.col("month").dt.strftime("%y%m"), "n", "line"),
        customer=_customer(pl.col("line") % _CUSTOMERS),
        customer_type=_type(pl.col("line") % _CUSTOMERS),
        amount=_share(random, 0.5 / lines, 1.5 / lines),
    )


def _share(random: np.random.Generator, low: float, high: float) -> pl.Expr:
    """A share of the plan, drawn for each row: equal ratios of unequal amounts are rare, and dear."""
    return pl.col("plan").map_batches(
        lambda plan: (plan * pl.Series(random.uniform(low, high, len(plan)))).cast(pl.Int64),
        return_dtype=pl.Int64,
    )


def _numbered(word: str, number: pl.Expr) -> pl.Expr:
    return pl.format(f"{word}{{}}", number.cast(pl.String).str.zfill(4))


def _customer(number: pl.Expr) -> pl.Expr:
    return pl.format("客户{}-{}", "n", number)


def _type(number: pl.Expr) -> pl.Expr:
    return (number % len(_TYPES)).replace_strict(dict(enumerate(_TYPES)), return_dtype=pl.String)


def _cleaned(name: str, frame: pl.DataFrame) -> pl.DataFrame:
    """The extract's columns, of which those that may be absent are blank; provenance as of its own file."""
    extract = BY_NAME[name]
    has = {field.name for field in extract.fields if field.name in frame.columns and not field.is_optional}
    schema = schema_of(extract)
    return frame.with_columns(
        source_file=pl.lit(f"{extract.sheet}.csv"), source_row=pl.int_range(2, pl.len() + 2)
    ).select(
        (pl.col(column) if column in has or column in {"source_file", "source_row"} else pl.lit(None))
        .cast(dtype)
        .alias(column)
        for column, dtype in schema.items()
    )


def uploads(given: Frames) -> list[Upload]:
    """A month as CSV files, an extract each, under the headers of the template."""
    return [Upload(f"{BY_NAME[name].sheet}.csv", _csv(name, frame)) for name, frame in given.items()]


def _csv(name: str, frame: pl.DataFrame) -> bytes:
    shown = {
        "money": lambda cell: cell / 100,
        "quantity": lambda cell: cell / 10_000,
        "month": lambda cell: cell.dt.strftime("%Y-%m"),
    }
    fields = [field for field in BY_NAME[name].fields if not field.is_optional]
    columns = (
        shown.get(field.kind, lambda cell: cell)(pl.col(field.name)).alias(field.zh) for field in fields
    )
    return frame.select(columns).write_csv().encode()
