"""`load` says what it changes, and with --dry-run changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from dashboard.commands.cli import main
from data.fields import BY_NAME
from data.mappings import HeaderMapping, shape_of
from data.store import Store, in_yuan
from tests.dashboard.demo import demo_snapshot, store_with_demo

Said = Callable[..., tuple[int, str, str]]


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return store_with_demo(tmp_path)


@pytest.fixture
def said(capfd: pytest.CaptureFixture[str]) -> Iterator[Said]:
    def run(*arguments: object) -> tuple[int, str, str]:
        code = 0
        try:
            main([str(argument) for argument in arguments])
        except SystemExit as stopped:
            code = int(stopped.code or 0)
        return (code, *capfd.readouterr())

    return run


def ledger(store: Path, region: str, month: date, factor: int, path: Path) -> Path:
    """The month's collections of a region as a CSV file, every amount `factor` times what it was."""
    with Store.open(store) as opened:
        rows = opened.current("collections", month).filter(region=region)
    extract = BY_NAME["collections"]
    amounts = in_yuan(rows.with_columns(amount=pl.col("amount") * factor), extract)
    titled = amounts.select(pl.col(field.name).alias(field.zh) for field in extract.fields)
    path.write_bytes(titled.write_csv().encode("utf-8-sig"))
    return path


def missed() -> tuple[str, date]:
    """A region-month whose collections alone missed the checkpoint, by little."""
    row = (
        demo_snapshot()
        .evaluation.regions.filter(
            (pl.col("checkpoint_outcome") == "missed")
            & (pl.col("sales_checkpoint_ratio") >= 0.7)
            & (pl.col("collections_checkpoint_ratio") < 0.7)
        )
        .row(0, named=True)
    )
    return row["region"], row["month"]


def test_a_dry_run_tells_rows_and_settlement_and_loads_nothing(
    store: Path, tmp_path: Path, said: Said
) -> None:
    region, month = missed()
    file = ledger(store, region, month, 2, tmp_path / "回款明细.csv")
    with Store.open(store) as opened:
        before = opened.data_version()
        rows = opened.current("collections", month).filter(region=region).height
    code, out, _err = said("load", file, "--store", store, "--dry-run", "--accept-warnings", "测试")
    assert code == 0
    assert f"回款明细：新增 0 行，替换 {rows} 行，移除 0 行，不变 0 行" in out
    assert f"{region} {month:%Y-%m} 节点考核：罚 1,000 元 → 奖 1,000 元" in out
    assert "试运行：未载入。" in out
    with Store.open(store) as opened:
        assert opened.data_version() == before


def test_a_load_tells_what_it_changes_in_the_language_asked_for(
    store: Path, tmp_path: Path, said: Said
) -> None:
    region, month = missed()
    file = ledger(store, region, month, 2, tmp_path / "回款明细.csv")
    arguments = ("load", file, "--store", store, "--accept-warnings", "mended", "--lang", "en")
    code, out, _err = said(*arguments)
    assert code == 0
    assert f"{region} {month:%Y-%m} Checkpoint: fine 1,000 yuan → reward 1,000 yuan" in out
    with Store.open(store) as opened:
        load = opened.loads()[0]
        assert load.load_id in out
        assert opened.original(load.files[0].sha256) == file.read_bytes()


def test_another_salesperson_changes_rows_and_no_settlement(store: Path, tmp_path: Path, said: Said) -> None:
    region, month = missed()
    file = ledger(store, region, month, 1, tmp_path / "回款明细.csv")
    rows = pl.read_csv(file, infer_schema=False).with_columns(业务员=pl.lit("丁"))
    file.write_bytes(rows.write_csv().encode("utf-8-sig"))
    code, out, _err = said("load", file, "--store", store, "--dry-run", "--accept-warnings", "测试")
    assert code == 0
    assert f"替换 {rows.height} 行，移除 0 行" in out
    assert "奖惩均无变化" in out


def test_rows_that_are_the_same_are_said_to_be_loaded_and_make_no_version(
    store: Path, tmp_path: Path, said: Said
) -> None:
    region, month = missed()
    file = ledger(store, region, month, 1, tmp_path / "回款明细.csv")
    with Store.open(store) as opened:
        before = opened.data_version()
        (load,) = opened.source_rows("collections", region, month)["load_id"].unique()
    code, _out, err = said("load", file, "--store", store, "--accept-warnings", "测试")
    assert code == 1
    assert f"该文件的所有行均已载入（回款明细；载入 {load}）。" in err
    with Store.open(store) as opened:
        assert opened.data_version() == before


def test_errors_end_a_dry_run_as_they_end_a_load(store: Path, tmp_path: Path, said: Said) -> None:
    file = tmp_path / "回款明细.csv"
    file.write_text("日期,单据号\n", encoding="utf-8")
    code, _out, err = said("load", file, "--store", store, "--dry-run")
    assert code == 1
    assert "未载入" in err


def test_what_was_mapped_on_the_page_serves_the_command_line_too(
    said: Said, store: Path, tmp_path: Path
) -> None:
    header = ["记账日", "凭单", "区域", "办事处", "往来户", "户别", "入账数"]
    fields = ["date", "document", "region", "office", "customer", "customer_type", "amount"]
    file = tmp_path / "外来.csv"
    with Store.open(store) as opened:
        region, office = opened.current("org").select("region", "office").row(0)
    row = ["2026-09-03", "W1", region, office, "客户甲", "散户", "12.5"]
    file.write_text("".join(",".join(cells) + "\n" for cells in (header, row)), encoding="utf-8")
    assert said("load", file, "--store", store)[0] == 1
    shape = shape_of(header)
    with Store.open(store) as opened:
        opened.remember_mapping(
            HeaderMapping(shape, "collections", dict(zip(header, fields, strict=True))), "甲"
        )
    code, _, errors = said("load", file, "--store", store)
    assert (code, "“散户”" in errors) == (1, True), errors
    with Store.open(store) as opened:
        known = opened.header_mappings()[shape]
        opened.remember_mapping(replace(known, values={"customer_type": {"散户": "零售"}}), "甲")
    code, _, errors = said("load", file, "--store", store, "--accept-warnings", "补录")
    assert code == 0, errors
    with Store.open(store) as opened:
        rows = opened.current("collections").filter(pl.col("source_file") == "外来.csv")
    assert rows.select("customer_type", "amount").rows() == [("零售", 1250)]
