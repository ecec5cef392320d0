"""No chart, view or sentence compares anything with the regulation's numbers, whatever way it takes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.lint.verdict_rule import comparisons

ROOT = Path(__file__).parents[2]
#: Keeps what is rounded on its side of every threshold: it shows a verdict and takes none.
ROUNDING = ROOT / "dashboard" / "formats.py"
MODULES = [path for room in ("dashboard", "pages") for path in sorted((ROOT / room).rglob("*.py"))]

WAYS_ROUND = {
    "a number of its own": "def f(row): return row['sales_checkpoint_ratio'] >= 0.7",
    "an f-string": "def f(row, figure): return row[f'{figure}_attainment'] >= 1.0",
    "a variable": "def f(policy, done): edge = float(policy.checkpoint.threshold.value); return done >= edge",
    "a parameter": "def f(rules, n): return g(n, rules.cap_rate.value)\ndef g(one, two): return one <= two",
    "a result": "def f(scope, done): return done <= g(scope)\ndef g(scope): return 2 * scope.cap_rate.value",
    "a subtraction": "def f(row): room = row['expense_cap'] - row['expense_counted']; return room >= 0",
    "a division": "def f(row): share = row['sales'] / row['sales_target']; return share >= 1",
    "a published gap": "def f(row): return max(0.0, row['sales_target_gap']) == 0",
    "the truth of a number": "def f(row): return 1 if row['expense_cap'] - row['expense_counted'] else 2",
    "a condition of many": "def f(rows, now): return [r for r in rows if now and not r['capital_gap']]",
    "a loop": "def f(frame): return [v >= 0.7 for v in frame['sales_checkpoint_ratio'].to_list()]",
    "a zip": "def f(frame): return [v >= w for n, v in zip(frame['region'], frame['sales_attainment'])]",
    "a column": "def f(pl): return pl.col('sales') >= pl.col('sales_target')",
    "a method": "def f(pl): return pl.col('sales').ge(pl.col('sales_target'))",
    "a function": "import operator\ndef f(row): return operator.ge(row['sales'], row['sales_target'])",
    "another name for it": "from operator import ge as meets\ndef f(n, t): return meets(n, t.up_to)",
    "a tier's edge": "def f(steps, n): return next(s for s in steps if s.up_to.value >= n)",
    "a walrus": "def f(s, n): return (edge := s.quota_rate.value) is not None and n > edge",
    "a closure": "def f(s):\n    edge = s.threshold.value\n    def g(n): return n < edge\n    return g",
}
ALLOWED = {
    "a published verdict": "def f(row): return row['is_sales_checkpoint_reached'] is True",
    "whether there is one": "def f(row): return None if row['sales_target'] <= 0 else row['sales_target']",
    "whether there is a ratio": "def f(row): return row['sales_attainment'] is None",
    "a line at the threshold": "def f(figure, threshold): figure.add_vline(x=max(1.15, threshold))",
    "what is drawn": "def f(pl): return pl.col('sales_target_gap').clip(lower_bound=0)",
    "two regions' ranks": "def f(before, after): return after['rank'] < before['rank']",
    "which tier": "def f(row): return row['capital_tier'] == 0",
}


@pytest.mark.parametrize("source", WAYS_ROUND.values(), ids=WAYS_ROUND.keys())
def test_no_way_leads_round_the_rule(source: str) -> None:
    assert comparisons(source)


@pytest.mark.parametrize("source", ALLOWED.values(), ids=ALLOWED.keys())
def test_what_decides_nothing_passes(source: str) -> None:
    assert comparisons(source) == []


def test_nothing_shown_compares_with_the_regulations_numbers() -> None:
    assert len(MODULES) > 100
    found = {
        str(path.relative_to(ROOT)): wrong
        for path in MODULES
        if path != ROUNDING and (wrong := comparisons(path.read_text(encoding="utf-8")))
    }
    assert found == {}
