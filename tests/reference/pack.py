"""Facts straight from the acceptance pack, read with openpyxl and independent of `data/`."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl

from engine.facts import SCHEMAS, Facts

ACCEPTANCE = Path(__file__).parents[1] / "fixtures" / "acceptance"
CHECKPOINT_DAY = 28
#: The facts that a claim counts in, and of those that await approval.
EXPENSES, TRAVEL = ("expense_counted", "expense_pending"), ("manager_travel", "manager_travel_pending")

Row = dict[str, Any]


@cache
def acceptance_facts() -> Facts:
    """The facts of `pack.xlsx`."""
    book = openpyxl.load_workbook(ACCEPTANCE / "pack.xlsx", read_only=True)
    sheets = {sheet.title: _rows(sheet) for sheet in book}
    months = sorted({_month(row["年月"]) for row in sheets["月度分解"]})
    managers = {month: _people(sheets["组织架构"], month) for month in months}
    frames: dict[str, list[Row]] = {
        "region_months": [
            {"month": month, "region": region, "manager": manager, "vice_president": vice_president}
            for month in months
            for region, (manager, vice_president) in managers[month].items()
        ],
        "annual_plans": [
            {
                "year": row["年度"],
                "region": row["区域"],
                "sales_target": _fen(row["年度销售指标"]),
                "collections_target": _fen(row["年度回款指标"]),
            }
            for row in sheets["年度指标"]
        ],
        "office_plans": [
            _place(row, row["年月"])
            | {"sales_plan": _fen(row["销售指标"]), "collections_plan": _fen(row["回款指标"])}
            for row in sheets["月度分解"]
        ],
        "declarations": [
            _place(row, row["年月"])
            | {
                "declared_on": row["提报日期"].date(),
                "sales": _fen(row["销售预计"]),
                "collections": _fen(row["回款预计"]),
                "reason": row["原因"],
                "remedy": row["补救措施"],
                "approver": row["批准人"],
                "approved_on": row["批准日期"] and row["批准日期"].date(),
                "position": position,
            }
            for position, row in enumerate(sheets["指标提报"])
        ],
        "office_months": _office_months(sheets, managers),
        "loaded_months": _loaded_months(sheets, months),
        "conduct": [
            {"month": month, "region": region, "sanction": sanction, "count": count}
            for (month, region, sanction), count in Counter(
                (_month(row["日期"]), row["区域"], row["处分"]) for row in sheets["违规记录"]
            ).items()
        ],
        "indicators": [
            {
                "month": _month(row["年月"]),
                "region": row["区域"],
                "indicator": row["指标"],
                "target": row["目标值"] * 10_000,
                "actual": row["实际值"] * 10_000,
            }
            for row in sheets["其他指标"]
        ],
    }
    return Facts(**{name: pl.DataFrame(frames.get(name, []), schema=SCHEMAS[name]) for name in SCHEMAS})


def _rows(sheet: Any) -> list[Row]:
    values = sheet.iter_rows(values_only=True)
    headers = next(values)
    return [dict(zip(headers, row, strict=True)) for row in values]


def _fen(value: float) -> int:
    """Fen from a yuan cell; the cell may carry the noise of binary floats, nothing coarser."""
    fen = round(value * 100)
    assert abs(value * 100 - fen) < 1e-4
    return fen


def _month(value: str | datetime) -> date:
    if isinstance(value, datetime):
        return value.date().replace(day=1)
    return date(int(value[:4]), int(value[5:]), 1)


def _place(row: Row, month: str | datetime) -> Row:
    return {"month": _month(month), "region": row["区域"], "office": row["办事处"]}


def _people(organisation: list[Row], month: date) -> dict[str, tuple[str, str]]:
    """Manager and vice president of each region: those of its latest row in force."""
    people = {}
    for row in sorted(organisation, key=lambda row: row["生效年月"]):
        if _month(row["生效年月"]) <= month:
            people[row["区域"]] = (row["区域经理"], row["分管副总"])
    return people


def _office_months(sheets: dict[str, list[Row]], managers: dict[date, dict[str, Any]]) -> list[Row]:
    sums: dict[tuple[date, str, str], Counter[str]] = defaultdict(Counter)

    def add(row: Row, when: str, column: str, amount: int) -> None:
        sums[_month(row[when]), row["区域"], row["办事处"]][column] += amount

    for sheet, column, title in (("销售明细", "sales", "销售额"), ("回款明细", "collections", "回款额")):
        for row in sheets[sheet]:
            amount = _fen(row[title])
            add(row, "日期", column, amount)
            add(row, "日期", f"{column}_to_checkpoint", amount if row["日期"].day <= CHECKPOINT_DAY else 0)
    for row in sheets["应收余额"]:
        if row["客户类型"] == "零售":
            add(row, "年月", "retail_receivables", max(0, _fen(row["应收余额"])))
        else:
            add(row, "年月", "contract_overdue", _fen(row["逾期金额"]))
    for row in sheets["库存占用"]:
        add(row, "年月", "inventory", _fen(row["库存金额"]))
    for row in sheets["费用明细"]:
        if row["审批状态"] == "驳回" or row["费用类别"] == "工资":
            continue
        manager, _ = managers[_month(row["日期"])][row["区域"]]
        is_own_travel = row["费用类别"] == "差旅" and row["报销人"] == manager
        column, pending = TRAVEL if is_own_travel else EXPENSES
        add(row, "日期", column, _fen(row["金额"]))
        if row["审批状态"] == "待审批":
            add(row, "日期", pending, _fen(row["金额"]))
    columns = list(SCHEMAS["office_months"])
    return [
        dict(zip(columns, (*place, *(counts.get(column) for column in columns[3:])), strict=True))
        for place, counts in sums.items()
    ]


def _loaded_months(sheets: dict[str, list[Row]], months: list[date]) -> list[Row]:
    extracts = {
        "sales": ("销售明细", "日期"),
        "collections": ("回款明细", "日期"),
        "receivables": ("应收余额", "年月"),
        "inventory": ("库存占用", "年月"),
        "expenses": ("费用明细", "日期"),
    }
    seen = {
        name: {_month(row[column]) for row in sheets[sheet]} for name, (sheet, column) in extracts.items()
    }
    return [
        {"month": month} | {f"is_{name}_loaded": month in seen[name] for name in extracts} for month in months
    ]
