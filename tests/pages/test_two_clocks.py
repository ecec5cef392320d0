"""Pages of a published month: its figures, the mark that opens what they would be now, finance's list."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from data.store import LoadFile, LoadRequest, Store
from tests.data.store.publishing import publish
from tests.pages.conftest import Opened
from tests.pages.test_pages import texts

AUGUST = date(2026, 8, 1)


@pytest.mark.own_store
def test_a_published_month_is_shown_as_published_with_what_it_would_be_now(
    opened: Opened, tmp_path: Path
) -> None:
    opened("overview")
    with Store.open(tmp_path / "store.duckdb") as store:
        rows = store.current("collections", AUGUST)
        region = str(rows["region"].sort()[0])
        publish(store, AUGUST, held={(region, "checkpoint"): "To be checked"})
        less = rows.with_columns(pl.lit(1, pl.Int64).alias("amount"))
        store.commit(LoadRequest({"collections": less}, [LoadFile("fixed.xlsx", "00", 1)], "Ada"))
    app = opened("settlement", month="2026-08", part="付款清单")
    assert not app.exception
    assert "2026-08 按已公布数据显示：第 1 版" in "".join(each.label for each in app.expander)
    assert "现在会是" in "".join(each.label for each in app.expander)
    assert "fixed.xlsx" in texts(app)
    assert "回款" in texts(app)
    assert "应付" in texts(app)
    assert f"暂缓，未列入清单：{region} · 节点考核" in texts(app)
    following = opened("settlement", month="2026-09")
    assert not following.exception
    assert "更正" in following.dataframe[0].value.to_csv()
