"""The bulletin's charts as Excel draws them itself, fed from cells that stand below them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from dashboard.bulletins.content import Bulletin
from dashboard.bulletins.sheets import FONT, GREY, HAIR, INK, TONES, Styles, look, write_cell
from dashboard.formats import percent
from dashboard.i18n import _
from dashboard.services.exports import inert
from dashboard.tables import Column

_SOLID, _PALE = TONES["good"], "#9CC3E0"
_WIDTH, _HEIGHT = 960, 285
#: Rows that a chart of that height covers: four of them fill a page of paper; the cells stand below.
_ROWS = 15
_DATA = 2 + 4 * _ROWS


@dataclass(frozen=True, slots=True)
class _Block:
    """Cells that feed charts: sheet, header row, columns and the rows below the header."""

    sheet: str
    header: int
    columns: tuple[Column, ...]
    frame: pl.DataFrame

    def down(self, place: int) -> list[Any]:
        """A column's values, as xlsxwriter addresses them."""
        return [self.sheet, self.header + 1, place, self.header + self.frame.height, place]

    def across(self, row: int) -> list[Any]:
        """A row's values without its name; row 0 is the header."""
        return [self.sheet, self.header + row, 1, self.header + row, len(self.columns) - 1]

    def cell(self, row: int, place: int) -> list[Any]:
        """One cell."""
        return [self.sheet, self.header + row, place]


def write_charts(book: Any, sheet: Any, bulletin: Bulletin, styles: Styles) -> None:
    """Attainment to the checkpoint and of the month, scores in order of rank, ranks over the months."""
    regions = _write_block(sheet, _DATA, *_region_cells(bulletin), styles)
    ranks = _write_block(sheet, _DATA + regions.frame.height + 3, *_rank_cells(bulletin), styles)
    charts = [
        _attainment(book, regions, _("Attainment to the checkpoint"), (1, 2)),
        _attainment(book, regions, _("Attainment, whole month"), (3, 4)),
        _scores(book, regions),
    ]
    if len(ranks.columns) > 1:
        charts.append(_rank_lines(book, ranks))
    for position, chart in enumerate(charts):
        sheet.insert_chart(1 + position * _ROWS, 0, chart)


def _region_cells(bulletin: Bulletin) -> tuple[tuple[Column, ...], pl.DataFrame]:
    threshold = float(bulletin.scope.policy.checkpoint.threshold.value)
    known = {column.name: column for column in bulletin.regions.table.columns}
    measures = (
        *("sales_checkpoint_ratio", "collections_checkpoint_ratio"),
        *("sales_attainment", "collections_attainment"),
    )
    columns = (
        known["region"],
        *(known[name] for name in measures),
        Column("threshold", percent(threshold, 0, ()), "ratio", digits=0, edges=()),
        Column("whole", percent(1.0, 0, ()), "ratio", digits=0, edges=()),
        known["score"],
    )
    marks = (pl.lit(threshold).alias("threshold"), pl.lit(1.0).alias("whole"))
    return columns, bulletin.scope.regions.select("region", *measures, *marks, "score")


def _rank_cells(bulletin: Bulletin) -> tuple[tuple[Column, ...], pl.DataFrame]:
    """A row per region in the order of this month's rank, a column per month."""
    months = sorted(set(bulletin.ranks["month"]))
    known = {(row["region"], row["month"]): row["rank"] for row in bulletin.ranks.iter_rows(named=True)}
    regions = bulletin.everyone.regions["region"].to_list()
    frame = pl.DataFrame({"region": regions}).with_columns(
        pl.Series(f"{month:%Y-%m}", [known.get((region, month)) for region in regions], pl.Int64)
        for month in months
    )
    titles = [f"{month:%Y-%m}" for month in months]
    return (Column("region", _("Rank")), *(Column(title, title, "count") for title in titles)), frame


def _write_block(
    sheet: Any, header: int, columns: tuple[Column, ...], frame: pl.DataFrame, styles: Styles
) -> _Block:
    sheet.set_row(header, 30)
    for place, column in enumerate(columns):
        style = styles(bold=True, bottom=1, text_wrap=True, border_color=HAIR)
        sheet.write_string(header, place, inert(column.title), style)
        for offset, value in enumerate(frame[column.name], start=1):
            write_cell(sheet, header + offset, place, value, styles(**look(value, column)))
    return _Block(sheet.get_name(), header, columns, frame)


def _attainment(book: Any, block: _Block, title: str, pair: Sequence[int]) -> Any:
    bars = book.add_chart({"type": "column"})
    for place, colour in zip(pair, (_SOLID, _PALE), strict=True):
        column = block.columns[place]
        bars.add_series(
            {
                "name": block.cell(0, place),
                "categories": block.down(0),
                "values": block.down(place),
                "fill": {"color": colour},
                "border": {"color": _SOLID, "width": 0.75},
                "gap": 60,
                "data_labels": {
                    "value": True,
                    "font": _font(8),
                    # A number format of Excel's would round a near miss onto the mark.
                    "custom": [
                        {"delete": True} if ratio is None else {"value": percent(ratio, 1, column.edges)}
                        for ratio in block.frame[column.name]
                    ],
                },
            }
        )
    marks = book.add_chart({"type": "line"})
    for name, dash in (("threshold", "round_dot"), ("whole", "solid")):
        place = [column.name for column in block.columns].index(name)
        marks.add_series(
            {
                "name": block.cell(0, place),
                "categories": block.down(0),
                "values": block.down(place),
                "line": {"color": INK, "width": 1.25, "dash_type": dash},
            }
        )
    bars.combine(marks)
    _frame(bars, title)
    bars.set_y_axis(_value_axis("0%"))
    return bars


def _scores(book: Any, block: _Block) -> Any:
    place = len(block.columns) - 1
    chart = book.add_chart({"type": "bar"})
    chart.add_series(
        {
            "name": block.cell(0, place),
            "categories": block.down(0),
            "values": block.down(place),
            "fill": {"color": _SOLID},
            "gap": 50,
            "data_labels": {"value": True, "num_format": "0.00", "font": _font(9)},
        }
    )
    _frame(chart, _("Score, by rank"))
    chart.set_y_axis({"reverse": True, "num_font": _font(9), "line": {"color": GREY}})
    chart.set_x_axis({"min": 0, "visible": False, "major_gridlines": {"visible": False}})
    chart.set_legend({"none": True})
    return chart


def _rank_lines(book: Any, block: _Block) -> Any:
    chart = book.add_chart({"type": "line"})
    for row in range(1, block.frame.height + 1):
        chart.add_series(
            {
                "name": block.cell(row, 0),
                "categories": block.across(0),
                "values": block.across(row),
                "marker": {"type": "automatic", "size": 6},
                "line": {"width": 1.75},
            }
        )
    _frame(chart, _("Rank by month"))
    last = {"max": max(block.frame.height, 2)}
    chart.set_y_axis({**_value_axis("0"), **last, "reverse": True, "min": 1, "major_unit": 1})
    chart.set_x_axis({"num_font": _font(9), "label_position": "high", "text_axis": True})
    return chart


def _frame(chart: Any, title: str) -> None:
    chart.set_title({"name": title, "name_font": {**_font(12), "bold": True}})
    chart.set_legend({"position": "bottom", "font": _font(9)})
    chart.set_size({"width": _WIDTH, "height": _HEIGHT})
    chart.set_x_axis({"num_font": _font(9), "line": {"color": GREY}})
    chart.show_blanks_as("gap")


def _value_axis(pattern: str) -> dict[str, Any]:
    return {
        "num_format": pattern,
        "min": 0,
        "num_font": _font(9),
        "major_gridlines": {"visible": True, "line": {"color": HAIR, "width": 0.5}},
        "line": {"none": True},
    }


def _font(size: int) -> dict[str, Any]:
    return {"name": FONT, "size": size, "color": INK}
