"""SQL of the facts per office and month.

Per group of measures the ledger's rows of an office-month win over the summary's figure.
The queries ask for the months `$first` to `$last`. They read `managers` (month, region, manager) and
`checkpoints` (month, day), two small frames that the caller registers.
"""

# ruff: noqa: S608 - names in SQL come from data/fields.py and this package; values are parameters

from __future__ import annotations

from data.store.amounts import sql_integer
from data.store.conditions import owed, sql, sum_where
from engine.regulation.what_counts import EXPENSE_FACTS, OF_CONTRACT, OF_RETAIL, TO_CHECKPOINT


def of_months(table: str) -> str:
    """The current rows of a table, of the months asked for."""
    return f"(SELECT * FROM current_{table} WHERE period BETWEEN $first AND $last)"


#: Office-months with a plan or an actual figure (一.2 asks for them in an office's closing month).
ACTIVE_OFFICES = f"""
    SELECT DISTINCT period AS month, region, office FROM {of_months("measure_totals")}
    UNION SELECT DISTINCT period, region, office FROM {of_months("monthly_plan")}
    UNION SELECT DISTINCT period, region, office FROM {of_months("summary")} ORDER BY month"""


#: Whole month and month to date; a ledger without rows up to the day says 0, not unknown.
_DAYS = f"""
    SELECT d.extract, d.period, d.region, d.office, {sql_integer("sum(d.amount)")} AS whole,
        {sum_where("d.amount", sql(TO_CHECKPOINT, "d", "p"))} AS part
    FROM {of_months("day_totals")} d JOIN checkpoints p ON p.month = d.period
    GROUP BY d.extract, d.period, d.region, d.office"""


_CONTRACT = sql(OF_CONTRACT, row="")
# A customer may be overdue with more than the balance says (a credit stands against it): not below 0.
_RECEIVABLES = f"""
    SELECT period, region, office,
        {sum_where("balance_owed", sql(OF_RETAIL, row=""))} AS retail,
        {sum_where("overdue", _CONTRACT)} AS overdue,
        greatest({sum_where("balance_owed - overdue", _CONTRACT)}, 0) AS not_due
    FROM {of_months("receivable_totals")} GROUP BY period, region, office"""

_INVENTORY = f"""
    SELECT period, region, office, {sql_integer("sum(amount)")} AS amount
    FROM {of_months("measure_totals")} WHERE extract = 'inventory' GROUP BY period, region, office"""

# An office-month whose claims are all rejected or salaries has rows, hence 0.
_EXPENSES = f"""
    SELECT e.period, e.region, e.office,
        {", ".join(f"{sum_where('e.amount', sql(claim))} AS {name}" for name, claim in EXPENSE_FACTS.items())}
    FROM {of_months("expense_totals")} e LEFT JOIN managers m ON m.month = e.period AND m.region = e.region
    GROUP BY e.period, e.region, e.office"""


def summary_figure(alias: str, column: str) -> str:
    """A figure of the summary. A credit counts as 0 here too: it nets no other office's receivables (二)."""
    figure = f"{alias}.{column}"
    return owed(figure) if column == "retail_receivables" else figure


def _chosen(ledger: str, column: str, summary: str, name: str) -> str:
    """The ledger's figure if it has rows of the office-month, else the summary's."""
    figure = sql_integer(summary_figure("u", summary))
    return f"CASE WHEN {ledger}.office IS NOT NULL THEN {ledger}.{column} ELSE {figure} END AS {name}"


_LEDGERS = ("s", "c", "r", "i", "e")
_ON = "ON {0}.period = k.period AND {0}.region = k.region AND {0}.office = k.office"

OFFICE_MONTHS = f"""
    WITH d AS ({_DAYS}), s AS (SELECT * FROM d WHERE extract = 'sales'),
        c AS (SELECT * FROM d WHERE extract = 'collections'), r AS ({_RECEIVABLES}),
        i AS ({_INVENTORY}), e AS ({_EXPENSES}), u AS {of_months("summary")},
        k AS ({" UNION ".join(f"SELECT period, region, office FROM {name}" for name in (*_LEDGERS, "u"))})
    SELECT k.period AS month, k.region, k.office,
        {_chosen("s", "whole", "sales", "sales")},
        {_chosen("c", "whole", "collections", "collections")},
        {_chosen("s", "part", "sales_to_checkpoint", "sales_to_checkpoint")},
        {_chosen("c", "part", "collections_to_checkpoint", "collections_to_checkpoint")},
        {_chosen("r", "retail", "retail_receivables", "retail_receivables")},
        {_chosen("i", "amount", "inventory", "inventory")},
        {_chosen("r", "overdue", "contract_overdue", "contract_overdue")},
        {_chosen("e", "expense_counted", "expenses", "expense_counted")},
        {_chosen("e", "manager_travel", "manager_travel", "manager_travel")},
        e.expense_pending, e.manager_travel_pending,
        r.not_due AS contract_current
    FROM k {" ".join(f"LEFT JOIN {name} {_ON.format(name)}" for name in (*_LEDGERS, "u"))}
    ORDER BY k.period, k.region, k.office"""


#: The summary's figures of each ledger: any of them makes the summary a source.
_SUMMARISED = {
    "sales": ("sales",),
    "collections": ("collections",),
    "receivables": ("retail_receivables", "contract_overdue"),
    "inventory": ("inventory",),
    "expenses": ("expenses", "manager_travel"),
}


def _given(ledger: str) -> str:
    """The ledger's name if the summary has any of its figures, else NULL."""
    figures = ", ".join(f"u.{column}" for column in _SUMMARISED[ledger])
    return f"CASE WHEN coalesce({figures}) IS NOT NULL THEN '{ledger}' END"


#: Where a region's figures of a ledger came from: the choice of `_chosen`, told instead of made. Every view
#: is asked once: on a small store it is their number that takes the time.
SOURCES = f"""
    WITH r AS (
        SELECT DISTINCT period, region, office, extract AS ledger FROM {of_months("measure_totals")}
        WHERE extract IN ({", ".join(f"'{ledger}'" for ledger in _SUMMARISED)})),
    g AS (
        SELECT period, region, office, unnest([{", ".join(map(_given, _SUMMARISED))}]) AS ledger
        FROM {of_months("summary")} u)
    SELECT DISTINCT period AS month, region, ledger, ledger AS source FROM r
    UNION ALL
    SELECT DISTINCT period, region, ledger, 'summary'
    FROM g ANTI JOIN r USING (period, region, office, ledger) WHERE ledger IS NOT NULL
    ORDER BY month, region, ledger, source"""
