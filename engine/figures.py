"""Every published figure, defined once: what it is called, what it counts, where it comes from.

`Evaluation`'s columns, conversions from fen, lists of what changed, operands of receipts, titles
on screen and in files and the data dictionary are derived from the figures below.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Literal

Kind = Literal[
    "month",  # first day of a month
    "date",  # a day
    "name",  # of a region, an office, a person
    "text",  # anything else in words
    "money",  # yuan, two decimals
    "award",  # yuan: a reward is positive, a fine negative
    "ratio",  # a fraction, 1 = 100 %
    "points",  # of the score, and what is made of them
    "count",  # a whole number
    "state",  # a code
    "flag",  # yes or no
]
#: What a row of a published frame is about: `Evaluation.regions`, `.offices`, `.declarations`,
#: `.components`, `.settlement`, `.carried`, `.plan_differences`; `year_to_date` of `engine.year.Year.regions`.
Level = Literal["region", "office", "declaration", "component", "line", "carried", "year", "year_to_date"]
#: Why there is no value: never; a file was not loaded; no target or not a positive one; no quota;
#: no collections; too little to score; nobody wrote anything; another reading is not known.
Absence = Literal[
    "never", "no_data", "no_target", "no_quota", "no_collections", "no_score", "blank", "unknown"
]


@dataclass(frozen=True, slots=True)
class Figure:
    """One column of a published frame.

    name: the column. clause: of the regulation, empty for what identifies a row. zh, en: its title;
    `short_*` where it stands in a table of its chapter. better: which way is good for the region.
    null: what its absence means. extracts: which bring it; empty for what the engine makes of them.
    is_verdict: what the engine judges of other figures of the row, and by how much (`_gap`: missing to a
    target or over a limit, negative where it is not); for the screen, not printed by `evaluate`.
    is_fen: calculated in fen and published in yuan. is_compared: named in lists of what a load, a
    scenario or another regulation changes; what merely follows from such a figure is not.
    digits: decimals of a ratio in percent. is_told: told to the other regions, as awards are besides.
    """

    name: str
    kind: Kind
    clause: str
    zh: str
    en: str
    short_zh: str = ""
    short_en: str = ""
    better: Literal["more", "less"] | None = None
    null: Absence = "never"
    extracts: tuple[str, ...] = ()
    is_fen: bool = False
    is_compared: bool = False
    is_verdict: bool = False
    is_told: bool = False
    digits: int = 1
    levels: tuple[Level, ...] = ("region",)

    @property
    def chapter(self) -> str:
        """The chapter of the regulation: 一, 二, 三, 四, 六, or nothing."""
        return self.clause.partition(".")[0]

    @property
    def is_amount(self) -> bool:
        """Whether it is published in yuan."""
        return self.kind in ("money", "award")

    @property
    def is_public(self) -> bool:
        """Whether other regions see it: names, scores, ranks and awards, nothing of what they are made of."""
        return self.is_told or self.kind == "award"

    def title(self, language: str, *, is_short: bool = False) -> str:
        """Its name in `zh` or `en`."""
        full, short = (self.zh, self.short_zh) if language == "zh" else (self.en, self.short_en)
        return (short or full) if is_short else full


_PLANNED, _DECLARED = ("monthly_plan",), ("monthly_plan", "declarations")
_MONTHLY: tuple[Level, ...] = ("region", "office", "declaration", "component", "line", "carried")
_ANY: tuple[Level, ...] = (*_MONTHLY, "year", "year_to_date")
_BOTH: tuple[Level, ...] = ("region", "office")
_YEAR_TOO: tuple[Level, ...] = ("region", "office", "year")
_TO_DATE: tuple[Level, ...] = ("year_to_date",)
_DATED_TOO: tuple[Level, ...] = ("region", "year_to_date")
_STATED: tuple[Level, ...] = ("region", "line", "carried")
_LINES: tuple[Level, ...] = ("line", "carried")
_CARRIED: tuple[Level, ...] = ("carried",)

# fmt: off
#: In the order of `Evaluation.regions`; what only other frames hold follows.
FIGURES: tuple[Figure, ...] = (
    Figure("month", "month", "", "月份", "Month", is_told=True, levels=_MONTHLY),
    Figure("region", "name", "", "区域", "Region", is_told=True, levels=_ANY),
    Figure("manager", "name", "", "区域经理", "Region manager", null="blank", extracts=("org",), is_compared=True, is_told=True),
    Figure("vice_president", "name", "", "分管副总", "Responsible VP", null="blank", extracts=("org",), is_compared=True, is_told=True),
    Figure("policy_version", "text", "", "制度版本", "Policy version", is_told=True, levels=_STATED),
    # 一 Targets
    Figure("sales_plan", "money", "一.1", "销售计划", "Sales plan", null="no_data", extracts=_PLANNED, is_fen=True, levels=_YEAR_TOO),
    Figure("collections_plan", "money", "一.1", "回款计划", "Collections plan", null="no_data", extracts=_PLANNED, is_fen=True, levels=_YEAR_TOO),
    Figure("sales_target", "money", "一.2", "销售认定指标", "Sales target of record", "销售指标", "Sales target", null="no_data", extracts=_DECLARED, is_fen=True, is_compared=True, levels=_YEAR_TOO),
    Figure("collections_target", "money", "一.2", "回款认定指标", "Collections target of record", "回款指标", "Collections target", null="no_data", extracts=_DECLARED, is_fen=True, is_compared=True, levels=_YEAR_TOO),
    Figure("sales_to_checkpoint", "money", "一.3", "截至节点日销售额", "Sales through the checkpoint day", "节点累计销售", "Sales to checkpoint", better="more", null="no_data", extracts=("sales", "summary"), is_fen=True, is_compared=True, levels=_BOTH),
    Figure("collections_to_checkpoint", "money", "一.3", "截至节点日回款额", "Collections through the checkpoint day", "节点累计回款", "Collections to checkpoint", better="more", null="no_data", extracts=("collections", "summary"), is_fen=True, is_compared=True, levels=_BOTH),
    Figure("sales_checkpoint_ratio", "ratio", "一.3", "节点销售达成率", "Sales ratio at the checkpoint", "节点销售", "Checkpoint sales", better="more", null="no_target", is_compared=True),
    Figure("collections_checkpoint_ratio", "ratio", "一.3", "节点回款达成率", "Collections ratio at the checkpoint", "节点回款", "Checkpoint collections", better="more", null="no_target", is_compared=True),
    Figure("checkpoint_outcome", "state", "一.3", "节点考核", "Checkpoint", is_compared=True),
    Figure("checkpoint_award", "award", "一.3", "节点奖惩", "Checkpoint award", better="more", is_compared=True, levels=_DATED_TOO),
    Figure("sales", "money", "一.3", "当月销售", "Sales of the month", "全月销售", "Sales, whole month", better="more", null="no_data", extracts=("sales", "summary"), is_fen=True, is_compared=True, levels=_BOTH),
    Figure("collections", "money", "一.3", "当月回款", "Collections of the month", "全月回款", "Collections, whole month", better="more", null="no_data", extracts=("collections", "summary"), is_fen=True, is_compared=True, levels=_BOTH),
    Figure("sales_attainment", "ratio", "一.3", "销售达成率", "Sales attainment", better="more", null="no_target", is_compared=True, levels=_BOTH),
    Figure("collections_attainment", "ratio", "一.3", "回款达成率", "Collections attainment", better="more", null="no_target", is_compared=True, levels=_BOTH),
    Figure("annual_sales_target", "money", "一.1", "年度销售指标", "Annual sales target", null="no_data", extracts=("annual_plan",), is_fen=True, is_compared=True, levels=_DATED_TOO),
    Figure("annual_collections_target", "money", "二", "年度回款指标", "Annual collections target", null="no_data", extracts=("annual_plan",), is_fen=True, is_compared=True, levels=_DATED_TOO),
    # 二 Capital
    Figure("trailing_collections", "money", "二", "近十二个月回款", "Collections, trailing twelve months", null="no_data", extracts=("collections", "summary"), is_fen=True),
    Figure("capital_quota", "money", "二", "资金额度", "Capital quota", "额度", "Quota", null="no_data", is_compared=True),
    Figure("capital_quota_alternative", "money", "二", "按另一口径的额度", "Quota on the other basis", null="unknown"),
    Figure("opening_balances", "money", "二", "月初零售应收与库存", "Retail receivables and inventory at the month's beginning", null="no_data", extracts=("receivables", "inventory", "summary"), is_fen=True),
    Figure("retail_receivables", "money", "二", "零售应收", "Retail receivables", better="less", null="no_data", extracts=("receivables", "summary"), is_fen=True, is_compared=True, levels=_BOTH),
    Figure("inventory", "money", "二", "库存", "Inventory", better="less", null="no_data", extracts=("inventory", "summary"), is_fen=True, is_compared=True, levels=_BOTH),
    Figure("capital_occupied", "money", "二", "资金占用", "Capital occupied", "占用", "Occupied", better="less", null="no_data", is_fen=True, is_compared=True),
    Figure("contract_overdue", "money", "二", "合同逾期", "Contract overdue", better="less", null="no_data", extracts=("receivables", "summary"), is_fen=True, is_compared=True, levels=_BOTH),
    Figure("capital_overrun", "money", "二", "超占金额", "Capital overrun", "超占", "Overrun", better="less", null="no_quota", is_compared=True),
    Figure("capital_overrun_ratio", "ratio", "二", "超占比例", "Capital overrun ratio", "超占比例", "Overrun ratio", better="less", null="no_quota", is_compared=True),
    Figure("capital_tier", "count", "二", "超占档次", "Overrun tier", better="less", null="no_quota", is_compared=True),
    Figure("capital_award", "award", "二", "资金奖惩", "Capital award", better="more", is_compared=True, levels=_DATED_TOO),
    Figure("capital_status", "state", "二", "资金数据", "Capital data", "数据", "Data", is_compared=True),
    Figure("is_explanation_required", "flag", "二", "需书面说明", "Written explanation", better="less", is_compared=True),
    Figure("awards", "award", "", "奖惩合计", "Rewards and fines", "奖惩", "Awards", better="more", levels=_DATED_TOO),
    # 三 Expenses; without another word to the end of the cap's span
    Figure("expense_counted", "money", "三", "累计计入费用", "Expenses counted to date", better="less", null="no_data", extracts=("expenses", "summary"), is_fen=True, is_compared=True, levels=_DATED_TOO),
    Figure("manager_travel", "money", "三", "经理本人差旅（另列）", "Manager's own travel, apart", "经理差旅（累计）", "Manager's travel to date", null="no_data", extracts=("expenses", "summary"), is_fen=True, is_compared=True, levels=_BOTH),
    Figure("expense_cap", "money", "三", "累计费用上限", "Expense cap to date", "累计上限", "Cap to date", null="no_data", levels=_DATED_TOO),
    Figure("expense_ratio", "ratio", "三", "累计费用率", "Expense ratio to date", better="less", null="no_collections", is_compared=True, digits=2),
    Figure("expense_to_cap", "ratio", "三", "费用 ÷ 上限", "Expenses ÷ cap", better="less", null="no_collections", levels=_DATED_TOO),
    Figure("expense_pending", "money", "三", "其中待审批", "of which awaiting approval", null="no_data", extracts=("expenses",), is_fen=True),
    Figure("expense_collections", "money", "三", "同期回款", "Collections of the same span", null="no_data", extracts=("collections", "summary"), is_fen=True),
    Figure("expense_status", "state", "三", "费用数据", "Expense data", "数据", "Data", is_compared=True),
    Figure("is_span_uneven", "flag", "三", "费用与回款起始月份不同", "Expenses and collections begin in different months"),
    Figure("expense_counted_month", "money", "三", "当月计入费用", "Expenses counted, month", better="less", null="no_data", extracts=("expenses", "summary"), is_fen=True),
    Figure("manager_travel_month", "money", "三", "经理差旅（当月）", "Manager's travel, month", null="no_data", extracts=("expenses", "summary"), is_fen=True),
    Figure("expense_cap_month", "money", "三", "当月费用上限", "Expense cap, month", "当月上限", "Cap, month", null="no_data"),
    Figure("expense_ratio_month", "ratio", "三", "当月费用率", "Expense ratio, month", better="less", null="no_collections", digits=2),
    # 四 Appraisal
    Figure("conduct_deduction", "points", "六", "违规扣分", "Deduction for conduct", better="less", null="unknown", is_compared=True),
    Figure("score", "points", "四", "得分", "Score", better="more", null="no_score", is_compared=True, is_told=True),
    Figure("pay_coefficient", "points", "四", "薪酬系数", "Pay coefficient", better="more", null="no_score", is_compared=True),
    Figure("rank", "count", "四", "名次", "Rank", better="less", null="no_score", is_compared=True, is_told=True),
    Figure("is_rank_shared", "flag", "四", "并列", "Rank shared", is_told=True),
    Figure("is_last", "flag", "四", "末位", "Last", better="less", is_compared=True, is_told=True),
    Figure("is_last_shared", "flag", "四", "末位并列", "Last place shared", is_told=True),
    Figure("last_place_streak", "count", "四", "连续末位月数", "Months last in a row", better="less", is_compared=True, is_told=True),
    Figure("escalation", "state", "四", "末位处理建议", "Proposal on the last place", "建议", "Proposal", is_compared=True),
    # Verdicts on them, taken in exact integers
    Figure("is_sales_checkpoint_reached", "flag", "一.3", "销售达到节点要求", "Sales reach the checkpoint", better="more", null="no_target", is_verdict=True),
    Figure("sales_checkpoint_gap", "money", "一.3", "节点销售差额", "Sales missing to the checkpoint", better="less", null="no_target", is_verdict=True),
    Figure("is_collections_checkpoint_reached", "flag", "一.3", "回款达到节点要求", "Collections reach the checkpoint", better="more", null="no_target", is_verdict=True),
    Figure("collections_checkpoint_gap", "money", "一.3", "节点回款差额", "Collections missing to the checkpoint", better="less", null="no_target", is_verdict=True),
    Figure("is_sales_target_reached", "flag", "一.3", "完成销售指标", "Sales reach the target", better="more", null="no_target", is_verdict=True),
    Figure("sales_target_gap", "money", "一.3", "销售差额", "Sales missing to the target", better="less", null="no_target", is_verdict=True),
    Figure("is_collections_target_reached", "flag", "一.3", "完成回款指标", "Collections reach the target", better="more", null="no_target", is_verdict=True),
    Figure("collections_target_gap", "money", "一.3", "回款差额", "Collections missing to the target", better="less", null="no_target", is_verdict=True),
    Figure("is_within_quota", "flag", "二", "未超占", "No overrun", better="more", null="no_quota", is_verdict=True),
    Figure("capital_gap", "money", "二", "占用超出额度", "Occupied over the quota", better="less", null="no_quota", is_verdict=True),
    Figure("is_within_cap", "flag", "三", "费用未超上限", "Within the expense cap", better="more", null="no_collections", is_verdict=True, levels=_DATED_TOO),
    Figure("expense_gap", "money", "三", "费用超出上限", "Expenses over the cap", better="less", null="no_collections", is_verdict=True, levels=_DATED_TOO),
    Figure("next_pay_coefficient", "points", "四", "上一档薪酬系数", "Next better pay coefficient", better="more", null="no_score", is_verdict=True),
    Figure("pay_band_gap", "points", "四", "距上一档薪酬系数", "Points missing to the next pay band", better="less", null="no_score", is_verdict=True),
    # Only per office
    Figure("office", "name", "", "办事处", "Office", levels=("office", "declaration")),
    Figure("target_source", "state", "一.2", "认定指标来源", "Target of record is the", levels=("office",)),
    Figure("expense_counted", "money", "三", "计入费用", "Expenses counted", better="less", null="no_data", extracts=("expenses", "summary"), is_fen=True, levels=("office",)),
    Figure("expense_pending", "money", "三", "待审批费用", "Expenses awaiting approval", null="no_data", extracts=("expenses",), is_fen=True, levels=("office",)),
    Figure("manager_travel_pending", "money", "三", "待审批经理差旅", "Manager's travel awaiting approval", null="no_data", extracts=("expenses",), is_fen=True, levels=("office",)),
    Figure("contract_current", "money", "二", "合同未到期", "Contract balances not yet due", null="no_data", extracts=("receivables",), is_fen=True, levels=("office",)),
    # 一.2 Declarations
    Figure("declared_on", "date", "一.2", "提报日期", "Declared on", extracts=("declarations",), levels=("declaration",)),
    Figure("sales", "money", "一.2", "销售提报", "Sales declared", extracts=("declarations",), is_fen=True, levels=("declaration",)),
    Figure("collections", "money", "一.2", "回款提报", "Collections declared", extracts=("declarations",), is_fen=True, levels=("declaration",)),
    Figure("reason", "text", "一.2", "原因", "Reason", null="blank", extracts=("declarations",), levels=("declaration",)),
    Figure("remedy", "text", "一.2", "措施", "Remedy", null="blank", extracts=("declarations",), levels=("declaration",)),
    Figure("approver", "name", "一.2", "审批人", "Approved by", null="blank", extracts=("declarations",), levels=("declaration",)),
    Figure("approved_on", "date", "一.2", "审批日期", "Approved on", null="blank", extracts=("declarations",), levels=("declaration",)),
    Figure("position", "count", "一.2", "文件中的次序", "Order in the file", extracts=("declarations",), levels=("declaration",)),
    Figure("status", "state", "一.2", "处理结果", "What became of it", levels=("declaration",)),
    Figure("is_late", "flag", "一.2", "逾期提报", "Declared late", better="less", levels=("declaration",)),
    # 四 Components of the score
    Figure("indicator", "name", "四", "考核指标", "Indicator", levels=("component",)),
    Figure("value", "ratio", "四", "指标值", "Value of the indicator", null="no_data", levels=("component",)),
    Figure("weight", "points", "四", "权重", "Weight", levels=("component",)),
    Figure("points", "points", "四", "分项得分", "Points", better="more", null="no_data", levels=("component",)),
    Figure("has_data", "flag", "四", "有数据", "Has data", levels=("component",)),
    # Settlement
    Figure("clause", "text", "", "条款", "Clause", is_told=True, levels=_LINES),
    Figure("item", "state", "", "项目", "Item", is_told=True, levels=_LINES),
    Figure("amount", "award", "", "金额", "Amount", better="more", levels=_LINES),
    Figure("status", "state", "", "状态", "Status", levels=_LINES),
    Figure("is_assumed", "flag", "", "含待确认依据", "Rests on something assumed", levels=_LINES),
    Figure("is_missing", "flag", "", "缺少数据", "Lacks a fact", levels=_LINES),
    # What a month carries of others, and by hand
    Figure("of", "month", "", "更正月份", "Month corrected", null="blank", is_told=True, levels=_CARRIED),
    Figure("of_version", "count", "", "更正的公布版本", "Version corrected", null="blank", levels=_CARRIED),
    Figure("now", "money", "", "现在应为", "Would now be", null="blank", levels=_CARRIED),
    Figure("published", "money", "", "已公布金额", "Published", null="blank", levels=_CARRIED),
    Figure("corrected", "money", "", "已公布的更正", "Corrections published before", null="blank", levels=_CARRIED),
    Figure("adjustment", "text", "", "调整编号", "Adjustment number", null="blank", levels=_CARRIED),
    Figure("reason", "text", "", "调整原因", "Reason of the adjustment", null="blank", levels=_CARRIED),
    Figure("is_published", "flag", "", "已公布", "Is published", is_told=True, levels=_CARRIED),
    # 一.1 Annual targets against the plans of a whole year
    Figure("year", "count", "", "年度", "Year", levels=("year",)),
    Figure("sales_difference", "money", "一.1", "销售计划差额", "Sales plans less annual target", is_fen=True, levels=("year",)),
    Figure("collections_difference", "money", "一.1", "回款计划差额", "Collections plans less annual target", is_fen=True, levels=("year",)),
    # The year up to a month
    Figure("opened_in", "month", "", "开始月份", "First month", null="blank", levels=_TO_DATE),
    Figure("closed_in", "month", "", "结束月份", "Last month", null="blank", levels=_TO_DATE),
    Figure("months_left", "points", "一.1", "剩余月数", "Months left", levels=_TO_DATE),
    Figure("sales_to_date", "money", "一.1", "累计销售", "Sales to date", better="more", null="no_data", extracts=("sales", "summary"), levels=_TO_DATE),
    Figure("sales_of_annual", "ratio", "一.1", "年度销售指标完成率", "Sales, share of the annual target", "销售完成年度指标", "Sales ÷ annual target", better="more", null="no_target", levels=_TO_DATE),
    Figure("sales_plan_to_date", "money", "一.1", "累计销售计划", "Sales plan to date", null="no_data", extracts=_PLANNED, levels=_TO_DATE),
    Figure("sales_to_plan", "ratio", "一.1", "累计销售计划完成率", "Sales to date ÷ plan to date", "销售完成累计计划", "Sales ÷ plan to date", better="more", null="no_target", levels=_TO_DATE),
    Figure("sales_last_year", "money", "一.1", "上年同期销售", "Sales, same months last year", better="more", null="no_data", extracts=("sales", "summary"), levels=_TO_DATE),
    Figure("sales_again", "money", "一.1", "可比月份销售", "Sales, the same months this year", better="more", null="no_data", extracts=("sales", "summary"), levels=_TO_DATE),
    Figure("sales_growth", "ratio", "一.1", "销售同比", "Sales, change on last year", better="more", null="no_data", levels=_TO_DATE),
    Figure("sales_months_compared", "count", "一.1", "销售可比月数", "Sales, months compared with last year", levels=_TO_DATE),
    Figure("sales_need", "money", "一.1", "销售剩余每月需完成", "Sales needed per remaining month", better="less", null="no_target", levels=_TO_DATE),
    Figure("sales_rate", "money", "一.1", "销售月均", "Sales per month so far", better="more", null="no_data", levels=_TO_DATE),
    Figure("sales_need_to_rate", "ratio", "一.1", "销售所需 ÷ 月均", "Sales: needed ÷ so far, per month", better="less", null="no_target", levels=_TO_DATE),
    Figure("sales_need_to_plan", "ratio", "一.1", "销售所需 ÷ 剩余计划", "Sales: needed ÷ plans to come", better="less", null="no_target", levels=_TO_DATE),
    Figure("sales_pace_end", "money", "一.1", "按当前进度全年销售", "Sales of the year at this pace", better="more", null="no_data", levels=_TO_DATE),
    Figure("sales_end_of_annual", "ratio", "一.1", "按当前进度全年销售完成率", "Sales of the year at this pace ÷ annual target", better="more", null="no_target", levels=_TO_DATE),
    Figure("is_sales_pace_by_plan", "flag", "一.1", "销售按计划节奏推算", "Sales: pace by the plans to come", levels=_TO_DATE),
    Figure("sales_months_missing", "count", "一.1", "销售缺数月数", "Sales, months not loaded", better="less", levels=_TO_DATE),
    Figure("is_sales_plan_reached", "flag", "一.1", "销售达到累计计划", "Sales reach the plan to date", better="more", null="no_target", is_verdict=True, levels=_TO_DATE),
    Figure("sales_plan_gap", "money", "一.1", "销售距累计计划", "Sales missing to the plan to date", better="less", null="no_target", is_verdict=True, levels=_TO_DATE),
    Figure("sales_year_gap", "money", "一.1", "销售距年度指标", "Sales missing to the annual target", better="less", null="no_target", is_verdict=True, levels=_TO_DATE),
    Figure("is_sales_year_reached", "flag", "一.1", "按当前进度销售可达年度指标", "Sales make the annual target at this pace", "销售全年可达", "Sales: year made", better="more", null="no_target", is_verdict=True, levels=_TO_DATE),
    Figure("sales_pace_gap", "money", "一.1", "按当前进度销售年末差额", "Sales missing at the year's end at this pace", better="less", null="no_target", is_verdict=True, levels=_TO_DATE),
    Figure("collections_to_date", "money", "一.1", "累计回款", "Collections to date", better="more", null="no_data", extracts=("collections", "summary"), levels=_TO_DATE),
    Figure("collections_of_annual", "ratio", "一.1", "年度回款指标完成率", "Collections, share of the annual target", "回款完成年度指标", "Collections ÷ annual target", better="more", null="no_target", levels=_TO_DATE),
    Figure("collections_plan_to_date", "money", "一.1", "累计回款计划", "Collections plan to date", null="no_data", extracts=_PLANNED, levels=_TO_DATE),
    Figure("collections_to_plan", "ratio", "一.1", "累计回款计划完成率", "Collections to date ÷ plan to date", "回款完成累计计划", "Collections ÷ plan to date", better="more", null="no_target", levels=_TO_DATE),
    Figure("collections_last_year", "money", "一.1", "上年同期回款", "Collections, same months last year", better="more", null="no_data", extracts=("collections", "summary"), levels=_TO_DATE),
    Figure("collections_again", "money", "一.1", "可比月份回款", "Collections, the same months this year", better="more", null="no_data", extracts=("collections", "summary"), levels=_TO_DATE),
    Figure("collections_growth", "ratio", "一.1", "回款同比", "Collections, change on last year", better="more", null="no_data", levels=_TO_DATE),
    Figure("collections_months_compared", "count", "一.1", "回款可比月数", "Collections, months compared with last year", levels=_TO_DATE),
    Figure("collections_need", "money", "一.1", "回款剩余每月需完成", "Collections needed per remaining month", better="less", null="no_target", levels=_TO_DATE),
    Figure("collections_rate", "money", "一.1", "回款月均", "Collections per month so far", better="more", null="no_data", levels=_TO_DATE),
    Figure("collections_need_to_rate", "ratio", "一.1", "回款所需 ÷ 月均", "Collections: needed ÷ so far, per month", better="less", null="no_target", levels=_TO_DATE),
    Figure("collections_need_to_plan", "ratio", "一.1", "回款所需 ÷ 剩余计划", "Collections: needed ÷ plans to come", better="less", null="no_target", levels=_TO_DATE),
    Figure("collections_pace_end", "money", "一.1", "按当前进度全年回款", "Collections of the year at this pace", better="more", null="no_data", levels=_TO_DATE),
    Figure("collections_end_of_annual", "ratio", "一.1", "按当前进度全年回款完成率", "Collections of the year at this pace ÷ annual target", better="more", null="no_target", levels=_TO_DATE),
    Figure("is_collections_pace_by_plan", "flag", "一.1", "回款按计划节奏推算", "Collections: pace by the plans to come", levels=_TO_DATE),
    Figure("collections_months_missing", "count", "一.1", "回款缺数月数", "Collections, months not loaded", better="less", levels=_TO_DATE),
    Figure("is_collections_plan_reached", "flag", "一.1", "回款达到累计计划", "Collections reach the plan to date", better="more", null="no_target", is_verdict=True, levels=_TO_DATE),
    Figure("collections_plan_gap", "money", "一.1", "回款距累计计划", "Collections missing to the plan to date", better="less", null="no_target", is_verdict=True, levels=_TO_DATE),
    Figure("collections_year_gap", "money", "一.1", "回款距年度指标", "Collections missing to the annual target", better="less", null="no_target", is_verdict=True, levels=_TO_DATE),
    Figure("is_collections_year_reached", "flag", "一.1", "按当前进度回款可达年度指标", "Collections make the annual target at this pace", "回款全年可达", "Collections: year made", better="more", null="no_target", is_verdict=True, levels=_TO_DATE),
    Figure("collections_pace_gap", "money", "一.1", "按当前进度回款年末差额", "Collections missing at the year's end at this pace", better="less", null="no_target", is_verdict=True, levels=_TO_DATE),
    Figure("expense_year_cap", "money", "三", "全年费用上限（按年度回款指标）", "Expense cap of the year, by the annual collections target", "全年上限", "Cap of the year", null="no_target", levels=_TO_DATE),
    Figure("expense_of_year_cap", "ratio", "三", "费用 ÷ 全年上限", "Expenses ÷ cap of the year", better="less", null="no_target", levels=_TO_DATE),
    Figure("rewards", "award", "", "奖励合计", "Rewards", better="more", levels=_TO_DATE),
    Figure("fines", "award", "", "罚款合计", "Fines", better="more", levels=_TO_DATE),
    Figure("months_met", "count", "一.3", "节点达标月数", "Checkpoints met", better="more", levels=_TO_DATE),
    Figure("months_missed", "count", "一.3", "节点未达标月数", "Checkpoints missed", better="less", levels=_TO_DATE),
    Figure("months_not_judged", "count", "一.3", "节点未评月数", "Checkpoints not judged", levels=_TO_DATE),
    Figure("months_last", "count", "四", "末位月数", "Months last", better="less", levels=_TO_DATE),
    Figure("best_month", "month", "四", "得分最高月份", "Best month by score", null="no_score", levels=_TO_DATE),
    Figure("worst_month", "month", "四", "得分最低月份", "Worst month by score", null="no_score", levels=_TO_DATE),
)
# fmt: on
_BY_NAME = {(level, figure.name): figure for figure in FIGURES for level in figure.levels}


def figure(name: str, level: Level = "region") -> Figure:
    """The figure published as column `name` of the level's frame; KeyError if it is not described."""
    return _BY_NAME[level, name]


@cache
def of_level(level: Level) -> tuple[Figure, ...]:
    """All figures of a published frame, in order."""
    return tuple(each for each in FIGURES if level in each.levels)


def names(figures: Iterable[Figure]) -> tuple[str, ...]:
    """The names of figures."""
    return tuple(each.name for each in figures)
