"""A money rule more is one entry, one function and words: a toy fine for missed sales reaches every page."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
#: In a process of its own: what is published is read off the list when modules are loaded.
TOY = '''
import tempfile
from pathlib import Path
import polars as pl
from engine.settlement import items as settlement
from engine.settlement.derivations import region_operands
from engine.figures import Figure
from engine.settlement.items import Item

def with_toy(regions, policy):
    """The one function: 200 yuan where the month's sales miss their target."""
    missed = (pl.col("sales") < pl.col("sales_target")).fill_null(value=False)
    return regions.with_columns(pl.when(missed).then(-200.0).otherwise(0.0).alias("toy_award"))

def toy_draft(region, policy, parts):
    operands = tuple(region_operands(region, "sales", "sales_target"))
    return region["toy_award"], "proposed", ("sales < sales_target → − 200",), operands

settlement.ITEMS += (
    Item("toy", Figure("toy_award", "award", "七", "玩具罚款", "Toy fine", is_compared=True),
         with_toy, lambda: pl.lit("proposed"),
         lambda policy: ("sales", "sales_target"), ("targets",), toy_draft),
)
from dashboard import words
from data.store import Store
words.ITEMS["toy"] = words.SHORT_ITEMS["toy"] = "Toy fine"

from dashboard import published
from dashboard.bulletins.tables import reward_list
from dashboard.charts.settlement import award_bars
from dashboard.formats import WAN
from dashboard.services.evaluation import snapshot
from dashboard.services.months import month_as_dict
from dashboard.services.policies import policies
from dashboard.services.uploads import consequences
from dashboard.views.evidence.settlement import line_table, sums
from dashboard.views.overview import developments, findings, overview
from dashboard.views.scope import Scope
from dashboard.views.whatif.whatif import compared
from data.store import Store
from tests.dashboard.demo import SEPTEMBER, store_with_demo

# The others' evaluation knows of no toy.
with tempfile.TemporaryDirectory() as folder, Store.open(store_with_demo(Path(folder))) as store:
    found = snapshot(store, policies())
regions = found.evaluation.regions.filter(month=SEPTEMBER)
fined = regions.filter(pl.col("sales") < pl.col("sales_target"))["region"].to_list()
assert 0 < len(fined) < regions.height, fined
row = regions.filter(region=fined[0]).row(0, named=True)
together = row["checkpoint_award"] + row["capital_award"] - 200

scope = Scope(found.evaluation, SEPTEMBER, None, WAN)
# The settlement, its sums, its receipt, its JSON.
lines = line_table(scope).frame.filter(item="toy")
assert lines.filter(amount=-200)["region"].sort().to_list() == sorted(fined)
old = line_table(scope).frame.filter(pl.col("item") != "toy")["amount"].sum()
assert sums(scope)["balance"] == old - 200 * len(fined)
receipt = found.evaluation.receipt(SEPTEMBER, fined[0], "toy")
assert (receipt.amount, receipt.clause) == (-200, "七")
printed = month_as_dict(found, SEPTEMBER)["settlement"]
assert sum(line["item"] == "toy" for line in printed) == regions.height
# Finance's list, the overview's stakes and its chart, the change from last month, the findings.
listed = reward_list(scope).table
assert listed.frame.filter(region=fined[0]).row(0, named=True)["net"] == together
assert "toy" in [column.name for column in listed.columns]
stakes = overview.stakes(scope)
assert stakes.filter(region=fined[0])["awards"].item() == together
assert "Toy fine" in {trace.name for trace in award_bars(stakes).data}
assert developments.compared(scope).filter(region=fined[0])["awards"].item() == together
assert sum("Toy fine" in finding.sentence for finding in findings.findings(scope)) == len(fined)
# What a load changes, what-if, replay.
assert "toy_award" in consequences.FIGURES and published.title("toy_award") == "玩具罚款"
assert any("200" in each.after for each in compared(row | {"toy_award": 0.0}, row, WAN, ()))
'''


def test_a_third_item_reaches_everything_that_sums_colours_exports_or_simulates_awards() -> None:
    made = subprocess.run([sys.executable, "-c", TOY], cwd=ROOT, capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stderr[-2000:]
