"""A column that is wrong throughout costs what its first thousand cells cost."""

from __future__ import annotations

from datetime import date

import polars as pl

from data.cleaning import numbers
from data.cleaning.patience import ENOUGH, NOT_LOOKED_AT, converted
from data.ingestion import Upload, ingest
from data.issues import counted
from data.store import Store

ORG = "区域,办事处,区域经理,分管副总,生效年月\n华北,北京,赵经理,钱副总,2025-01\n"
HEAD = "年月,区域,办事处,品类,库存金额\n"


def test_after_a_thousand_failures_nothing_is_read_with_care_and_everything_is_counted() -> None:
    asked: list[str] = []

    def convert(text: str) -> tuple[int | None, str | None]:
        asked.append(text)
        return (None, "wrong") if text.startswith("x") else (1, None)

    texts = ["good", None, *(f"x{number}" for number in range(5_000)), "good"]
    codes = [code for _value, code in converted(texts, convert)]
    assert len(asked) == ENOUGH + 1
    assert codes.count("wrong") == ENOUGH
    assert codes.count(NOT_LOOKED_AT) == 4_000 + 1
    assert codes[:2] == [None, None]


def test_unusual_but_right_amounts_are_all_read_however_many_there_are() -> None:
    cells = pl.Series([f"¥{number}.5" for number in range(3_000)])
    values, codes = numbers.amounts(cells, 2, None)
    assert codes.null_count() == 3_000
    assert values.to_list() == [number * 100 + 50 for number in range(3_000)]


def test_every_wrong_cell_is_in_the_count_and_few_are_listed() -> None:
    rows = "".join(f"2026-03,华北,北京,品{n},约{n}\n" for n in range(3_000))
    uploads = [Upload("组织架构.csv", ORG.encode()), Upload("库存占用.csv", (HEAD + rows).encode())]
    with Store.open(":memory:") as store:
        ingestion = ingest(uploads, store.current_state(), today=date(2026, 4, 1))
    assert sum(counted(ingestion.errors).values()) == 3_000
    assert len(ingestion.errors) < 200
    assert any(issue.code == NOT_LOOKED_AT for issue in ingestion.errors)
