"""Charts in words: the figures that matter, for those who cannot see them."""

from __future__ import annotations

from typing import Any

from dashboard.formats import Unit, award, money_with_unit, percent, score
from dashboard.i18n import _
from dashboard.tables import Column, Table

#: So many rows are spoken; the table behind the chart has them all.
MOST = 16


def alt_text(table: Table, unit: Unit, who: str, *names: str) -> str:
    """The columns `names` of the table's first rows: "华东: Sales 106.8 %, Collections 106.0 %; …"."""
    columns = {column.name: column for column in table.columns}
    lines = []
    for row in table.frame.head(MOST).iter_rows(named=True):
        parts = []
        for name in names:
            text = _text(row[name], columns[name], unit)
            parts.append(text if len(names) == 1 else f"{columns[name].title} {text}")
        lines.append(f"{_text(row[who], columns[who], unit)}{_(': ')}{_(', ').join(parts)}")
    if table.frame.height > MOST:
        lines.append(_("{count} more in the table.", count=f"{table.frame.height - MOST:,}"))
    return _("; ").join(lines)


def _text(value: Any, column: Column, unit: Unit) -> str:
    if value is None:
        return _("no data")
    match column.kind:
        case "ratio":
            return percent(value, column.digits, column.edges)
        case "money":
            return money_with_unit(value, unit)
        case "yuan":
            return award(value)
        case "score":
            return score(value)
        case "month":
            return f"{value:%Y-%m}"
        case _:
            return column.words.get(str(value), str(value))
