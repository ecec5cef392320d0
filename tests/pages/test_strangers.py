"""A stranger's ledger on the upload page: columns, values and offices are asked for once, then it loads."""

from __future__ import annotations

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.cache.opened import current_store
from dashboard.formats import plain
from data.store.writer import Writer
from tests.data.store.building import frame as cleaned
from tests.data.store.building import request as request_of
from tests.data.strangers import MEANT, PLACES, SEGMENTS, in_fen, ledger, ledger_csv
from tests.pages.conftest import Opened
from tests.pages.test_pages import texts
from tests.pages.test_upload import button, commit_button, frame, uploaded

pytestmark = pytest.mark.own_store
LINES = 300
FILE = ("订单.csv", ledger_csv(LINES))
ADD = "确为新设机构，加入本次上传"
MAPPED = "按此读取并记住"
MEANINGS = "按此读取取值并记住"


def select(app: AppTest, label: str) -> Any:
    return next(select for select in app.selectbox if select.label == plain(label))


def map_columns(app: AppTest) -> None:
    assert select(app, "这张表是").value == "sales"
    for header, field in MEANT.items():
        select(app, header).set_value(field)
    app.run()
    button(app, MAPPED).click().run()
    assert not app.exception


def say_values(app: AppTest) -> None:
    for value, choice in SEGMENTS.items():
        select(app, value).set_value(choice)
    button(app, MEANINGS).click().run()
    assert not app.exception


def name_leaders(app: AppTest) -> None:
    for field in app.text_input:
        field.set_value("经理某" if field.label == "区域经理" else "副总某")
    button(app, ADD).click().run()
    assert not app.exception


def load(app: AppTest) -> None:
    if app.warning:
        next(field for field in app.text_input if field.label == "接受警告的理由").set_value("外来账目")
    commit_button(app).click().run()
    assert not app.exception
    assert "已载入" in app.success[0].value


@pytest.fixture
def asked(opened: Opened) -> AppTest:
    """The page once the columns of the stranger's file are mapped, over an empty store."""
    app = uploaded(opened("upload", is_empty=True), FILE)
    map_columns(app)
    return app


def test_a_strangers_ledger_is_mapped_explained_loaded_and_the_next_read_by_itself(asked: AppTest) -> None:
    say_values(asked)
    offices = frame(asked, "最早月份")
    assert len(offices) == sum(len(offices) for offices in PLACES.values())
    assert commit_button(asked) is None
    name_leaders(asked)
    assert "新增机构.csv" in texts(asked)
    assert current_store().loads() == ()
    load(asked)

    store = current_store()
    (entry,) = store.loads()
    assert [file.name for file in entry.files] == ["订单.csv", "新增机构.csv"]
    assert store.original(entry.files[0].sha256) == FILE[1]
    assert "区域经理" in store.original(entry.files[1].sha256).decode("utf-8-sig")
    sales = store.current("sales")
    written = ledger(LINES)
    assert sales.height == LINES
    assert sales["amount"].sum() == in_fen(written)
    kinds = {SEGMENTS[row[7]] for row in written}
    assert set(sales["customer_type"]) == kinds
    org = store.current("org")
    assert set(org["source_file"]) == {"新增机构.csv"}
    assert set(org["manager"]) == {"经理某"}

    uploaded(asked, ("订单 更正.csv", ledger_csv(LINES, seed=8)))
    assert [button(asked, label) for label in (MAPPED, MEANINGS, ADD)] == [None, None, None]
    assert commit_button(asked) is not None


@pytest.mark.nightly
def test_what_is_left_open_is_asked_for_again(asked: AppTest) -> None:
    button(asked, MEANINGS).click().run()
    assert "请至少为一个取值选择含义" in asked.error[0].value
    select(asked, "公司").set_value("合同")
    button(asked, MEANINGS).click().run()
    labels = {select.label for select in asked.selectbox}
    assert "公司" not in labels
    assert {"消费者", "小型企业"} <= labels
    for value in ("消费者", "小型企业"):
        select(asked, value).set_value(SEGMENTS[value])
    button(asked, MEANINGS).click().run()
    # Nothing is added without a manager and a vp.
    asked.text_input[0].set_value("经理某")
    button(asked, ADD).click().run()
    assert any("请先填写每个新区域" in error.value for error in asked.error)
    assert commit_button(asked) is None
    assert "新增机构.csv" not in texts(asked)


@pytest.mark.nightly
def test_what_was_added_is_taken_out_again_by_the_reader_another_upload_or_a_changed_store(
    asked: AppTest,
) -> None:
    say_values(asked)
    name_leaders(asked)
    assert commit_button(asked) is not None
    button(asked, "移除").click().run()
    assert commit_button(asked) is None
    assert button(asked, ADD) is not None

    name_leaders(asked)
    uploaded(asked, ("另.csv", ledger_csv(LINES, seed=9)))
    assert "新增机构.csv" not in texts(asked)
    assert button(asked, ADD) is not None

    name_leaders(asked)
    store = current_store()
    store.commit(request_of("99", org=cleaned("org", {})))
    commit_button(asked).click().run()
    assert not asked.exception
    assert not asked.success
    assert any("检查之后数据已有变化" in info.value for info in asked.info)
    assert len(store.loads()) == 1
    assert commit_button(asked) is None
    assert button(asked, ADD) is not None


@pytest.mark.nightly
def test_a_new_office_of_a_known_region_changes_nobody_else(opened: Opened) -> None:
    app = opened("upload")
    store = current_store()
    before = store.current("org").filter(region="华北")
    text = "年月,区域,办事处,品类,库存金额\n2026-09,华北,新市办,锁具,100.00\n"
    uploaded(app, ("库存.csv", text.encode()))
    assert "请先回答上面的问题" in app.error[0].value
    # Who leads the region is known.
    assert not [field for field in app.text_input if field.label in {"区域经理", "分管副总"}]
    button(app, ADD).click().run()
    load(app)
    after = store.current("org").filter(region="华北")
    columns = [name for name in before.columns if not name.startswith("source")]
    added = after.filter(office="新市办").row(0, named=True)
    rest = after.filter(after["office"] != "新市办")
    assert rest.select(columns).sort(columns).equals(before.select(columns).sort(columns))
    managers = before.sort("effective_month")["manager"].to_list()
    assert (added["effective_month"].isoformat(), added["manager"]) == ("2026-09-01", managers[-1])


def test_a_name_that_resembles_a_known_office_is_pointed_at(opened: Opened) -> None:
    app = opened("upload")
    known = current_store().current("org").filter(region="华北")["office"][0]
    text = f"年月,区域,办事处,品类,库存金额\n2026-09,华北,{known}二,锁具,100.00\n"
    uploaded(app, ("库存.csv", text.encode()))
    assert known in frame(app, "相近名称")["相近名称"][0]
    assert any("写法不同" in warning.value for warning in app.warning)


@pytest.mark.nightly
def test_a_refusing_store_remembers_no_values(asked: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    from data.store import LoadConflict

    def refuse(_writer: Writer, _mapping: Any) -> None:
        raise LoadConflict("somebody else")

    monkeypatch.setattr(Writer, "remember_mapping", refuse)
    say_values(asked)
    assert "另有他人正在提交" in asked.error[0].value
    assert button(asked, MEANINGS) is not None
