"""Annual targets, their split into months and offices, and what the offices declare (一.1, 一.2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from data.sample.calendar import LAST_MONTH, MONTHS, PLANNED_MONTHS, dice, month_after, split
from data.sample.organisation import REGIONS, Region

#: January to December; collections follow sales by half a month.
_SEASON = (0.80, 0.62, 1.00, 0.98, 1.03, 1.08, 0.96, 0.98, 1.12, 1.04, 1.12, 1.27)
_SEASON_PAID = tuple(
    0.6 * own + 0.4 * before for own, before in zip(_SEASON, _SEASON[-1:] + _SEASON[:-1], strict=True)
)
_WAN = 1_000_000  # ten thousand yuan, in fen
_HUNDRED = 10_000  # a hundred yuan, in fen: plans are round figures

Amounts = tuple[int, int]  # sales, collections in fen


@dataclass(frozen=True, slots=True)
class Declaration:
    """One declaration of an office for a month, and whether it sets the target of record."""

    declared_on: date
    amounts: Amounts
    counts: bool = True
    reason: str | None = None
    remedy: str | None = None
    approver: str | None = None
    approved_on: date | None = None


def annual_targets(region: Region, year: int) -> Amounts:
    """The region's annual sales and collections targets, in fen."""
    sales = region.annual_sales[year - 2025]
    return sales * _WAN, (sales * 985 // 10_000 * 10) * _WAN


def monthly_plans() -> dict[tuple[date, str, str], Amounts]:
    """Every office's plan: the annual targets split by season and weight, in hundreds of yuan.

    2025 is planned in full, of which the months with books are shown; 贵阳's plan of the
    months after its closing belonged to the annual target of 西南 and went nowhere.
    """
    found: dict[tuple[date, str, str], Amounts] = {}
    for region in REGIONS:
        for year in (2025, 2026):
            cells = [
                (month, office)
                for month in (date(year, number, 1) for number in range(1, 13))
                for office in region.offices
                if office.is_open(max(month, MONTHS[0])) or (office.closed and office.closed < month)
            ]
            sales, collections = annual_targets(region, year)
            weights = [office.weight * _SEASON[month.month - 1] for month, office in cells]
            weights_paid = [office.weight * _SEASON_PAID[month.month - 1] for month, office in cells]
            parts = zip(
                split(sales, weights, _HUNDRED), split(collections, weights_paid, _HUNDRED), strict=True
            )
            for (month, office), amounts in zip(cells, parts, strict=True):
                if office.is_open(month) and month in PLANNED_MONTHS:
                    found[(month, region.name, office.name)] = amounts
    order = {region.name: index for index, region in enumerate(REGIONS)}
    return dict(sorted(found.items(), key=lambda item: (item[0][0], order[item[0][1]])))


#: What happens to declarations, and how often in a thousand office-months.
_CASES = {
    "routine": 790, "adjusted": 85, "approved": 45, "unapproved": 20,
    "late": 30, "too_late": 15, "second": 15,
}  # fmt: skip
#: The last month shows each of them.
_SCRIPTED = {
    "沈阳": "approved", "哈尔滨": "unapproved", "成都": "adjusted", "宜昌": "adjusted",
    "苏州": "second", "兰州": "too_late", "南宁": "late",
}  # fmt: skip
_REASONS = (
    ("大客户项目延期验收", "与客户重排到货计划，下月补回"),
    ("渠道库存偏高，主动控货", "开展门店动销活动，恢复补货节奏"),
    ("重点合同付款审批延后", "区域经理驻点跟进，按周回报"),
    ("雨季影响施工进度", "转向零售渠道补量"),
)


def _scaled(plan: Amounts, rate: float) -> Amounts:
    """Both figures times `rate`, up to the next hundred yuan."""
    sales, collections = (-(-int(figure * rate) // _HUNDRED) * _HUNDRED for figure in plan)
    return sales, collections


def declarations(seed: int, region: Region, office: str, month: date, plan: Amounts) -> list[Declaration]:
    """What the office declares for the month, in the order of the file."""
    chance = dice(seed, "declarations", office, month)
    case = chance.choices(tuple(_CASES), tuple(_CASES.values()))[0]
    if month == LAST_MONTH:
        case = _SCRIPTED.get(office, "routine")
    eve = month_after(month, -1)
    first_day = eve + timedelta(days=chance.randint(22, 27))  # the 23rd to the 28th
    expected = plan if chance.random() < 0.7 else _scaled(plan, chance.uniform(0.96, 1.04))
    first = Declaration(first_day, expected)
    day = month + timedelta(days=chance.randint(2, 9))  # the 3rd to the 10th
    raised = _scaled(plan, chance.uniform(0.96, 1.05))
    cut = _scaled(plan, chance.uniform(0.85, 0.93))
    reason, remedy = chance.choice(_REASONS)
    signer = region.manager_in(month) if chance.random() < 0.6 else region.vice_president
    match case:
        case "adjusted":
            return [first, Declaration(day, raised)]
        case "approved":
            signed = min(day + timedelta(days=1), month + timedelta(days=9))
            return [first, Declaration(day, cut, True, reason, remedy, signer, signed)]
        case "unapproved":
            return [first, Declaration(day, cut, False, reason, remedy)]
        case "late":
            return [Declaration(day, expected)]
        case "too_late":
            return [first, Declaration(month + timedelta(days=chance.randint(10, 14)), raised, False)]
        case "second":
            day = month + timedelta(days=chance.randint(2, 5))
            again = _scaled(plan, chance.uniform(0.96, 1.04))
            return [first, Declaration(day, raised), Declaration(day + timedelta(days=3), again, False)]
        case _:
            return [first]


def target_of_record(plan: Amounts, declared: list[Declaration]) -> Amounts:
    """The figures the office is held to: the last declaration that counts, else the plan."""
    counting = [declaration.amounts for declaration in declared if declaration.counts]
    return counting[-1] if counting else plan
