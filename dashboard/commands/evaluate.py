"""`evaluate`: a month's regions and settlement, as they would be now or as they were published."""

from __future__ import annotations

from datetime import date

import click
import orjson
import polars as pl

from dashboard.commands.options import (
    Month,
    as_option,
    format_option,
    language_option,
    store_option,
)
from dashboard.commands.printing import print_frame
from dashboard.commands.served import Served, opened, say
from dashboard.i18n import translator
from dashboard.services.evaluation import PRINTED, Snapshot, snapshot
from dashboard.services.months import month_as_dict, published_as_dict
from dashboard.services.policies import policies
from dashboard.services.stores.people import reader_of
from engine.evaluation import REGION_FIGURES
from engine.figures import names
from engine.settlement.naming import Held, standing_of


@click.command(cls=Served)
@click.option("--month", type=Month(), required=True)
@click.option("--published", "is_published", is_flag=True, help="As it was published.")
@format_option("table", "json", "csv")
@as_option
@store_option
@language_option
def evaluate(
    month: date, form: str, account: str | None, url: str | None, lang: str, *, is_published: bool
) -> None:
    """Print the region table and the settlement of a month."""
    _ = translator(lang)
    with opened(url) as store:
        reader = reader_of(store, account)
        current = snapshot(reader, policies())
        held = reader.with_held(month)[-1][1] if month in current.published else {}
    if is_published and month not in current.published:
        raise click.ClickException(_("{month} is not published.", month=f"{month:%Y-%m}"))
    carries = month in current.evaluation.carried["month"]
    if not is_published and month not in current.evaluation.months() and not carries:
        raise click.ClickException(_("Nothing is loaded for {month}.", month=f"{month:%Y-%m}"))
    if form == "json":
        made = published_as_dict(current, month, held) if is_published else month_as_dict(current, month)
        say(orjson.dumps(made, option=orjson.OPT_INDENT_2).decode())
        return
    _print_tables(current, month, form, held if is_published else None)


def _print_tables(current: Snapshot, month: date, form: str, held: Held | None) -> None:
    evaluation = current.evaluation if held is None else current.shown
    in_month = pl.col("month") == month
    amounts = names(each for each in REGION_FIGURES if each.is_amount and not each.is_verdict)
    print_frame(evaluation.regions.filter(in_month).select(PRINTED).drop("month"), form, amounts)
    say()
    lines = evaluation.settlement.filter(in_month).drop("month")
    carried = evaluation.carried.filter(in_month)
    if not carried.is_empty():
        lines = pl.concat([lines, carried.select(*lines.columns, "of")], how="diagonal")
    if held is not None:
        standing = [standing_of(held, line) for line in lines.iter_rows(named=True)]
        lines = lines.with_columns(pl.Series("standing", standing, dtype=pl.String))
    print_frame(lines, form, ["amount"])
