"""What happens to the demo company: eighteen months of eight regions, as rates.

Worth looking at in the last month, 2026-09:

- 东北 slides: last for the fifth month running, capital far over quota, expenses over the cap.
- 华北 misses the checkpoint by a hair: collections of 69.97 % through the 28th.
- 西南 keeps its capital below quota, but overdue contract balances put it over.
- 华南 paid customers back: refunds and returns.
- 西北 was last from 2025-12; the change of manager in 2026-03 restarted its streak.
- 闽赣 spends more than 0.3 % of what it collects.
- 华东 scores above 100.
- 2026-10 is under way, with books through the 25th: three days left to mend what is short.
- 华中 opened 宜昌 in 2026-01; 西南 closed 贵阳 after 2026-03, and nobody re-split its plan.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from data.sample.calendar import CHECKPOINT_DAY, MONTHS, RUNNING_MONTH, dice, month_length

#: The unit of the rates below: per ten thousand.
RATE = 10_000


@dataclass(frozen=True, slots=True)
class Course:
    """How a region fares in a month.

    Rates are per ten thousand, expenses per million. `sales`, `collections` and the two
    `_reached` (through the 28th) are shares of the target of record; `occupied` and
    `overdue` of the capital quota; `expenses` of the month's collections.
    """

    sales: int
    collections: int
    sales_reached: int
    collections_reached: int
    occupied: int
    overdue: int
    expenses: int


_SALES: dict[str, tuple[int, ...]] = {
    "华东": (101, 99, 103, 102, 100, 104, 101, 102, 106, 99, 101, 103, 104, 102, 105, 103, 106, 107, 105),
    "华北": (96, 98, 97, 94, 95, 98, 97, 99, 100, 93, 95, 97, 98, 96, 97, 95, 96, 96, 96),
    "华南": (99, 101, 98, 100, 97, 99, 102, 100, 103, 96, 98, 101, 99, 100, 98, 101, 99, 100, 98),
    "华中": (93, 88, 91, 86, 94, 92, 95, 87, 97, 92, 94, 96, 93, 95, 96, 94, 95, 97, 96),
    "西南": (95, 97, 94, 96, 93, 95, 96, 94, 98, 94, 93, 95, 94, 96, 93, 92, 94, 93, 92),
    "西北": (90, 93, 86, 92, 84, 90, 93, 97, 80, 76, 74, 78, 81, 91, 92, 93, 94, 95, 95),
    "东北": (94, 95, 93, 96, 94, 95, 93, 96, 97, 92, 94, 93, 90, 80, 78, 76, 75, 73, 76),
    "闽赣": (84, 90, 92, 91, 90, 84, 86, 93, 96, 91, 93, 95, 96, 97, 95, 98, 96, 99, 97),
}
_COLLECTIONS: dict[str, tuple[int, ...]] = {
    "华东": (100, 101, 102, 103, 100, 102, 103, 101, 104, 103, 100, 102, 104, 103, 104, 104, 105, 106, 105),
    "华北": (97, 96, 98, 95, 96, 96, 98, 98, 99, 96, 93, 96, 98, 97, 96, 97, 95, 93, 92),
    "华南": (98, 100, 100, 99, 99, 97, 101, 101, 101, 99, 96, 100, 101, 99, 99, 100, 101, 98, 98),
    "华中": (92, 90, 89, 88, 92, 93, 94, 88, 95, 94, 92, 95, 95, 94, 97, 95, 94, 96, 94),
    "西南": (96, 95, 96, 95, 95, 94, 96, 96, 95, 97, 92, 94, 95, 94, 93, 91, 91, 90, 88),
    "西北": (91, 92, 88, 90, 86, 89, 92, 96, 83, 78, 74, 75, 80, 91, 92, 94, 95, 95, 94),
    "东北": (95, 94, 94, 95, 95, 94, 94, 95, 96, 94, 92, 92, 89, 78, 75, 73, 71, 68, 72),
    "闽赣": (86, 88, 92, 92, 90, 86, 86, 92, 94, 93, 92, 94, 97, 96, 96, 97, 97, 98, 97),
}

#: Share of the month's total that has come in by the 28th: sales, collections.
_HABITS: dict[str, tuple[float, float]] = {
    "华东": (0.91, 0.90),
    "华北": (0.87, 0.84),
    "华南": (0.90, 0.88),
    "华中": (0.88, 0.86),
    "西南": (0.87, 0.85),
    "西北": (0.85, 0.83),
    "东北": (0.85, 0.82),
    "闽赣": (0.88, 0.87),
}
#: (region, month) → sales and collections reached by the 28th, per ten thousand of the target.
_CHECKPOINTS: dict[tuple[str, date], tuple[int, int]] = {
    ("华北", date(2025, 7, 1)): (7420, 6610),
    ("华南", date(2026, 1, 1)): (6875, 8120),
    ("西南", date(2025, 11, 1)): (7735, 7012),
    ("闽赣", date(2025, 9, 1)): (6480, 6690),
    ("华北", date(2026, 9, 1)): (8317, 6997),
    ("西南", date(2026, 9, 1)): (7890, 7214),
}

Keyframes = dict[int, int]
#: Month index → share of the quota, per ten thousand; straight lines between.
_OCCUPIED: dict[str, Keyframes] = {
    "华东": {0: 8600, 8: 9700, 17: 8400},
    "华北": {0: 9200, 5: 10200, 9: 9400, 17: 9650},
    "华南": {0: 9000, 9: 9900, 12: 9200, 17: 9300},
    "华中": {0: 9500, 6: 10600, 11: 9300, 17: 10350},
    "西南": {0: 9400, 8: 9900, 17: 9150},
    "西北": {0: 9800, 8: 10500, 12: 11500, 13: 10900, 17: 11700},
    "东北": {0: 9300, 11: 9700, 13: 10600, 17: 12600},
    "闽赣": {0: 9900, 5: 10700, 9: 9500, 17: 8900},
}
_OVERDUE: dict[str, Keyframes] = {
    "华东": {0: 250, 3: 150, 4: 0, 9: 0, 10: 180, 12: 0, 17: 0},
    "华北": {0: 420, 5: 640, 10: 380, 17: 440},
    "华南": {0: 300, 6: 150, 12: 420, 17: 270},
    "华中": {0: 480, 6: 700, 11: 300, 17: 460},
    "西南": {0: 350, 11: 520, 13: 760, 17: 1680},
    "西北": {0: 500, 8: 900, 12: 1100, 13: 700, 17: 760},
    "东北": {0: 380, 11: 450, 13: 800, 17: 1750},
    "闽赣": {0: 600, 6: 780, 10: 200, 13: 0, 17: 0},
}
_EXPENSES: dict[str, Keyframes] = {
    "华东": {0: 2150, 17: 2250},
    "华北": {0: 2800, 17: 2700},
    "华南": {0: 2450, 17: 2550},
    "华中": {0: 2950, 9: 3060, 17: 2900},
    "西南": {0: 2700, 17: 2880},
    "西北": {0: 2900, 9: 3150, 17: 2850},
    "东北": {0: 2800, 8: 2950, 17: 3900},
    "闽赣": {0: 2600, 8: 3000, 12: 3600, 17: 3650},
}


def level(keyframes: Keyframes, index: int) -> int:
    """The value on the straight line between the two keyframes around `index`; the last one after it."""
    index = min(index, max(keyframes))
    before = max(key for key in keyframes if key <= index)
    after = min(key for key in keyframes if key >= index)
    if before == after:
        return keyframes[before]
    rise = (keyframes[after] - keyframes[before]) * (index - before)
    return keyframes[before] + rise // (after - before)


def course(seed: int, region: str, month: date) -> Course:
    """How the region fares in the month: the story, with a little weather."""
    chance = dice(seed, "course", region, month)
    index = (*MONTHS, RUNNING_MONTH).index(month)
    sales = _SALES[region][index] * 100 + chance.randint(-35, 35)
    collections = _COLLECTIONS[region][index] * 100 + chance.randint(-35, 35)
    habits = [habit + chance.uniform(-0.025, 0.02) for habit in _HABITS[region]]
    if month_length(month) == CHECKPOINT_DAY:
        reached = (sales, collections)
    else:
        natural = (int(sales * habits[0]), int(collections * habits[1]))
        reached = _CHECKPOINTS.get((region, month), natural)
    occupied = level(_OCCUPIED[region], index)
    overdue = level(_OVERDUE[region], index)
    if index < len(MONTHS) - 1:
        occupied += chance.randint(-250, 250)
        overdue += chance.randint(-40, 40) if overdue > 100 else 0
    expenses = level(_EXPENSES[region], index) + chance.randint(-180, 180)
    return Course(sales, collections, *reached, occupied, overdue, expenses)
