"""A stranger's sales ledger: headers, values and offices of its own, several lines an order."""

from __future__ import annotations

import random
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from tests.data.workbooks import csv_bytes

HEADER = [
    *("行 ID", "订单 ID", "订单日期", "发货日期", "邮寄方式", "客户 ID", "客户名称", "细分", "城市"),
    *("省/自治区", "国家", "地区", "产品 ID", "类别", "子类别", "产品名称", "销售额", "数量", "折扣", "利润"),
]
#: Header → field of the sales ledger, as somebody says it on the upload page.
MEANT = {
    "订单 ID": "document",
    "订单日期": "date",
    "客户名称": "customer",
    "细分": "customer_type",
    "省/自治区": "office",
    "地区": "region",
    "产品名称": "product",
    "销售额": "amount",
    "数量": "quantity",
    "利润": "gross_profit",
}
SEGMENTS = {"消费者": "零售", "公司": "合同", "小型企业": "备案"}
#: Region → offices (called provinces there) with their towns.
PLACES = {
    "沿海": {"海东": ("潮口", "盐埠"), "海西": ("帆州", "礁城"), "屿南": ("贝港",)},
    "高原": {"上岭": ("石坪", "云垭"), "下岭": ("松坳",)},
    "平川": {"河湾": ("柳渡", "芦桥"), "麦原": ("仓集",), "湖畔": ("菱塘", "荷镇")},
}
_WARES = {"家具": ("椅子", "书架", "桌子"), "文具": ("纸张", "信封", "活页夹"), "电器": ("电话", "复印机")}
_MAKERS = ("青竹", "白鹭", "赤松", "玄石", "黄杨")
_SHIPPING = ("标准级", "二级", "一级", "当日")


def ledger(
    lines: int, *, seed: int = 7, decimals: int = 3, most_lines: int = 1, since: date = date(2025, 1, 1)
) -> list[list[str]]:
    """`lines` rows under `HEADER`, without it, of one year from `since` on.

    decimals: of the amounts. most_lines: an order has 1 to so many lines, of different products.
    """
    chance = random.Random(seed)
    rows: list[list[str]] = []
    order = 0
    while len(rows) < lines:
        order += 1
        day = since + timedelta(days=chance.randrange(365))
        region = chance.choice(list(PLACES))
        office = chance.choice(list(PLACES[region]))
        number = chance.randrange(900)
        head = [
            f"XD-{day.year}-{1_000_000 + order}",
            f"{day:%Y/%m/%d}",
            f"{day + timedelta(days=chance.randrange(7)):%Y/%m/%d}",
            chance.choice(_SHIPPING),
            f"KH-{10_000 + number}",
            f"{chance.choice(_MAKERS)}商行{number}",
            chance.choice(list(SEGMENTS)),
            chance.choice(PLACES[region][office]),
            office,
            "远国",
            region,
        ]
        wares = [(kind, ware, maker) for kind, of in _WARES.items() for ware in of for maker in _MAKERS]
        for kind, ware, maker in chance.sample(wares, chance.randint(1, most_lines))[: lines - len(rows)]:
            amount = chance.randrange(10_000, 4_000_000) / 1000
            rows.append(
                [
                    str(len(rows) + 1),
                    *head,
                    f"CP-{ware}-{maker}",
                    kind,
                    ware,
                    f"{maker} {ware}, 耐用",
                    f"{amount:.{decimals}f}",
                    str(chance.randint(1, 12)),
                    chance.choice(("0", "0.1", "0.4")),
                    f"{amount * chance.uniform(-0.3, 0.4):.{decimals}f}",
                ]
            )
    return rows


def ledger_csv(lines: int, **settings: object) -> bytes:
    """The ledger as a text file; see `ledger` for the settings."""
    quoted = [[f'"{cell}"' if "," in cell else cell for cell in row] for row in ledger(lines, **settings)]  # type: ignore[arg-type]
    return csv_bytes([HEADER, *quoted])


def in_fen(rows: list[list[str]]) -> int:
    """The sales of `rows` in fen, each rounded half up, away from zero."""
    return sum(int((Decimal(row[16]) * 100).quantize(Decimal(1), ROUND_HALF_UP)) for row in rows)
