"""What the engine eats: monthly facts per office and region.

All amounts are Int64 fen, all months are the first day of the month (`pl.Date`).
A null amount means "unknown"; zero means zero.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import polars as pl

FEN = pl.Int64

REGION_MONTHS: dict[str, pl.DataType | type[pl.DataType]] = {
    "month": pl.Date,
    "region": pl.String,
    "manager": pl.String,
    "vice_president": pl.String,
}
ANNUAL_PLANS: dict[str, pl.DataType | type[pl.DataType]] = {
    "year": pl.Int32,
    "region": pl.String,
    "sales_target": FEN,
    "collections_target": FEN,
}
OFFICE_PLANS: dict[str, pl.DataType | type[pl.DataType]] = {
    "month": pl.Date,
    "region": pl.String,
    "office": pl.String,
    "sales_plan": FEN,
    "collections_plan": FEN,
}
DECLARATIONS: dict[str, pl.DataType | type[pl.DataType]] = {
    "month": pl.Date,
    "region": pl.String,
    "office": pl.String,
    "declared_on": pl.Date,
    "sales": FEN,
    "collections": FEN,
    "reason": pl.String,
    "remedy": pl.String,
    "approver": pl.String,
    "approved_on": pl.Date,
    "position": pl.Int64,
}
OFFICE_MONTHS: dict[str, pl.DataType | type[pl.DataType]] = {
    "month": pl.Date,
    "region": pl.String,
    "office": pl.String,
    "sales": FEN,
    "collections": FEN,
    "sales_to_checkpoint": FEN,
    "collections_to_checkpoint": FEN,
    "retail_receivables": FEN,
    "inventory": FEN,
    "contract_overdue": FEN,
    "expense_counted": FEN,
    "manager_travel": FEN,
    "expense_pending": FEN,
    "manager_travel_pending": FEN,
    "contract_current": FEN,
}
LOADED_MONTHS: dict[str, pl.DataType | type[pl.DataType]] = {
    "month": pl.Date,
    "is_sales_loaded": pl.Boolean,
    "is_collections_loaded": pl.Boolean,
    "is_receivables_loaded": pl.Boolean,
    "is_inventory_loaded": pl.Boolean,
    "is_expenses_loaded": pl.Boolean,
}
CONDUCT: dict[str, pl.DataType | type[pl.DataType]] = {
    "month": pl.Date,
    "region": pl.String,
    "sanction": pl.String,
    "count": pl.Int64,
}
INDICATORS: dict[str, pl.DataType | type[pl.DataType]] = {
    "month": pl.Date,
    "region": pl.String,
    "indicator": pl.String,
    "target": pl.Int64,
    "actual": pl.Int64,
}
SOURCES: dict[str, pl.DataType | type[pl.DataType]] = {
    "month": pl.Date,
    "region": pl.String,
    "ledger": pl.String,
    "source": pl.String,
}
#: Publications in force: the latest version of every month that is published and not reopened.
PUBLICATIONS: dict[str, pl.DataType | type[pl.DataType]] = {
    "month": pl.Date,
    "version": pl.Int64,
    "data_version": pl.String,
    "policy_version": pl.String,
}
PUBLISHED_PLACES: dict[str, pl.DataType | type[pl.DataType]] = {
    "month": pl.Date,
    "region": pl.String,
    "manager": pl.String,
    "score_cents": pl.Int64,
    "is_last": pl.Boolean,
    "last_place_streak": pl.Int64,
}
PUBLISHED_LINES: dict[str, pl.DataType | type[pl.DataType]] = {
    "month": pl.Date,
    "region": pl.String,
    "clause": pl.String,
    "item": pl.String,
    "amount": FEN,
    "of": pl.Date,
    "of_version": pl.Int64,
    "now": FEN,
    "published": FEN,
    "corrected": FEN,
    "adjustment": pl.String,
    "reason": pl.String,
}
ADJUSTMENTS: dict[str, pl.DataType | type[pl.DataType]] = {
    "month": pl.Date,
    "region": pl.String,
    "adjustment": pl.String,
    "amount": FEN,
    "reason": pl.String,
}


def _none(schema: dict[str, pl.DataType | type[pl.DataType]]) -> pl.DataFrame:
    return pl.DataFrame(schema=schema)


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything `evaluate` may look at, as frames whose columns stand above.

    region_months: one row per region that exists in a month; it decides which
        regions are evaluated. `manager` and `vice_president` are those in force.
    annual_plans: a region's targets of a year.
    office_plans: an office's monthly plan; at most one row per office and month.
    declarations: as uploaded, `position` being their order in the file.
    office_months: actuals. A null `sales` means that the office had no row (0 in a
        loaded month); a null `sales_to_checkpoint` beside a `sales` that is not null
        means that the month-to-date figure is unknown. Likewise collections.
        `retail_receivables` has credit balances floored at 0 row by row already;
        `contract_overdue` is that of contract and registered customers,
        `contract_current` what they owe and is not yet due (unknown to a summary);
        `expense_counted` and `manager_travel` are sums over claims, and
        `expense_pending` and `manager_travel_pending` the part of each that still awaits
        approval (`what_counts.EXPENSE_FACTS`).
    loaded_months: for which months each extract (or the summary) was loaded for any
        region at all. A month absent here was loaded for none.
    conduct: number of sanctions by kind.
    indicators: other uploaded indicators, in ten-thousandths.
    sources: which extracts a region's figures of a ledger (sales, collections,
        receivables, inventory, expenses) came from: the ledger itself, the summary, or
        a row for each.
    publications: the months that are published, each in its latest version.
    published_places: what was published of last places in them, with the manager then in force;
        streaks of later months continue from it.
    published_lines: the lines published in them. A correction names the month it is `of`, the
        version of that month's publication and the amounts it was made from; a manual adjustment its id.
    adjustments: manual adjustments that were approved, published or not.
    """

    region_months: pl.DataFrame
    annual_plans: pl.DataFrame
    office_plans: pl.DataFrame
    declarations: pl.DataFrame
    office_months: pl.DataFrame
    loaded_months: pl.DataFrame
    conduct: pl.DataFrame
    indicators: pl.DataFrame
    sources: pl.DataFrame
    publications: pl.DataFrame = field(default_factory=lambda: _none(PUBLICATIONS))
    published_places: pl.DataFrame = field(default_factory=lambda: _none(PUBLISHED_PLACES))
    published_lines: pl.DataFrame = field(default_factory=lambda: _none(PUBLISHED_LINES))
    adjustments: pl.DataFrame = field(default_factory=lambda: _none(ADJUSTMENTS))

    @property
    def unpublished(self) -> Facts:
        """The same as if nothing had ever been published: what another regulation would have done before."""
        if self.publications.is_empty():
            return self
        frames = {"publications": PUBLICATIONS, "published_places": PUBLISHED_PLACES}
        frames |= {"published_lines": PUBLISHED_LINES}
        return replace(self, **{name: _none(schema) for name, schema in frames.items()})


SCHEMAS: dict[str, dict[str, pl.DataType | type[pl.DataType]]] = {
    "region_months": REGION_MONTHS,
    "annual_plans": ANNUAL_PLANS,
    "office_plans": OFFICE_PLANS,
    "declarations": DECLARATIONS,
    "office_months": OFFICE_MONTHS,
    "loaded_months": LOADED_MONTHS,
    "conduct": CONDUCT,
    "indicators": INDICATORS,
    "sources": SOURCES,
    "publications": PUBLICATIONS,
    "published_places": PUBLISHED_PLACES,
    "published_lines": PUBLISHED_LINES,
    "adjustments": ADJUSTMENTS,
}
