"""Names of regions as files spell them."""

from __future__ import annotations

from datetime import date

import polars as pl

from data.current_state import EmptyState
from data.organisation import Organisation
from tests.data.workbooks import csv_bytes, read_in

COLUMNS = (
    "region", "region_alias", "office", "office_alias", "effective_month", "end_month", "manager",
    "vice_president",
)  # fmt: skip


def known(*named: tuple[str, str | None]) -> Organisation:
    """An organisation of regions with their aliases."""
    start = date(2026, 1, 1)
    rows = [(region, alias, f"{region}一部", None, start, None, None, None) for region, alias in named]
    schema = dict.fromkeys(COLUMNS, pl.String) | {"effective_month": pl.Date, "end_month": pl.Date}
    return Organisation(pl.DataFrame(rows, schema=schema, orient="row"))


def test_an_alias_that_two_regions_claim_means_neither() -> None:
    found = known(("华东", "南区"), ("华南", "南区;粤"), ("华北", None))
    assert found.region("南区").code == "unknown_region"
    assert found.region("粤").region == "华南"


def test_an_alias_that_two_offices_of_a_region_claim_means_neither() -> None:
    start = date(2026, 1, 1)
    rows = [("华东", None, office, "分部", start, None, None, None) for office in ("上海", "苏州")]
    rows.append(("华南", None, "广州", "分部", start, None, None, None))
    schema = dict.fromkeys(COLUMNS, pl.String) | {"effective_month": pl.Date, "end_month": pl.Date}
    found = Organisation(pl.DataFrame(rows, schema=schema, orient="row"))
    assert found.office("华东", "分部").office is None
    assert found.office("华南", "分部").office == "广州"


def test_no_alias_takes_the_place_of_a_name_whoever_claims_it() -> None:
    found = known(("华东", "华南"), ("华南", None), ("华北", "华南"))
    assert found.region("华南").region == "华南"


def test_a_region_may_say_its_alias_again() -> None:
    assert known(("华东", "东区"), ("华东", "东区")).region("东区").region == "华东"


def test_an_alias_that_is_the_name_of_another_or_claimed_by_several_is_told_where_it_stands() -> None:
    header = ["区域", "办事处", "区域经理", "分管副总", "生效年月", "区域别名", "办事处别名"]
    table = [
        header,
        ["华东", "上海办", "甲", "乙", "2025-01", "东区;华东", "沪办"],
        ["长三角", "杭州办", "丙", "乙", "2026-01", "华 东;江浙", "上海办"],
        ["长三角", "南京办", "丙", "乙", "2026-01", "江浙", "杭州办"],
        ["华南", "广州办", "丁", "乙", "2025-01", "东区", ""],
    ]
    found = read_in(csv_bytes(table), "o.csv", EmptyState())
    told = [(i.code, i.severity, i.row, i.parameters["alias"]) for i in found.issues if "alias" in i.code]
    assert told == [
        ("alias_taken", "warning", 3, "华 东"),
        ("alias_taken", "warning", 4, "杭州办"),
        ("alias_of_several", "note", 2, "东区"),
        ("alias_of_several", "note", 5, "东区"),
    ]
