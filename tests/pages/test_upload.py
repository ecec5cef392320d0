"""The upload page: refuse with words, show what would change, ask for reasons, load once, take back."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from streamlit.testing.v1 import AppTest

from dashboard.cache.opened import current_store
from dashboard.formats import plain
from dashboard.services.stores.stores import STORE_VARIABLE
from data.fields import BY_NAME
from data.store import LoadConflict, OriginalNotKept, Store
from data.store.writer import Writer
from tests.data.store.building import frame as cleaned
from tests.data.store.building import request as request_of
from tests.pages.conftest import Opened
from tests.pages.test_pages import as_read, texts

pytestmark = pytest.mark.own_store
FIXTURES = Path(__file__).parents[1] / "fixtures"
PACK = FIXTURES / "acceptance" / "pack.xlsx"
#: One office of several: the others had inventory before and have none now.
PARTIAL = "年月,区域,办事处,品类,库存金额\n2026-09,{region},{office},白酒,100.00\n"
#: The demo company, a sale of an office that exists.
SALE = ("2026-09-03", "N1", "华东", "上海", "客户甲", "零售", "锁具", 1, 100, 10)


def uploaded(app: AppTest, *files: tuple[str, bytes]) -> AppTest:
    app.file_uploader[0].set_value([(name, content, "application/octet-stream") for name, content in files])
    return app.run()


def partial(app: AppTest) -> AppTest:
    row = current_store().current("inventory").filter(region="华北").row(0, named=True)
    text = PARTIAL.format(region=row["region"], office=row["office"])
    return uploaded(app, ("库存占用.csv", text.encode()))


def button(app: AppTest, label: str) -> Any:
    return next((button for button in app.button if button.label == label), None)


def commit_button(app: AppTest) -> Any:
    return button(app, "载入数据")


def frame(app: AppTest, column: str) -> Any:
    """The first table that has a column of this title."""
    return next(element.value for element in app.dataframe if column in element.value.columns)


def workbook(extract: str, *rows: tuple[object, ...], headers: tuple[str, ...] | None = None) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = BY_NAME[extract].sheet
    sheet.append(headers or tuple(field.zh for field in BY_NAME[extract].fields))
    for row in rows:
        sheet.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def sales(**changes: object) -> bytes:
    names = [field.name for field in BY_NAME["sales"].fields if not field.is_optional]
    row = tuple(changes.get(name, value) for name, value in zip(names, SALE, strict=True))
    return workbook("sales", row)


def test_a_pack_is_received_checked_previewed_and_loaded_once_however_often_it_comes(opened: Opened) -> None:
    app = uploaded(opened("upload", is_empty=True), (PACK.name, PACK.read_bytes()))
    assert not app.error
    text = texts(app)
    assert "✓ 已接收：**pack.xlsx**" in text
    assert "载入后的变化" in text
    assert "新增 6,932" in text
    sheets = [shown.value["工作表"].tolist() for shown in app.dataframe if "工作表" in shown.value.columns]
    assert any("销售明细" in listed for listed in sheets)
    assert current_store().loads() == ()
    commit_button(app).click().run()
    assert "已载入" in app.success[0].value
    (load,) = current_store().loads()
    assert plain(load.load_id) in app.success[0].value
    assert current_store().audit_head()[:16] in texts(app)
    assert "本次变化" in texts(app)
    assert commit_button(app) is None
    assert current_store().original(load.files[0].sha256) == PACK.read_bytes()
    before = current_store().data_version()
    uploaded(app, ("同一文件.xlsx", PACK.read_bytes()))
    assert "此前已原样载入" in app.info[0].value
    assert not app.error
    assert commit_button(app) is None
    assert current_store().data_version() == before


WITHOUT_AMOUNT = tuple(field.zh for field in BY_NAME["sales"].fields[:10] if field.name != "amount")
#: What the command line refuses by day in the same words.
NIGHTLY = pytest.mark.nightly
BAD: list[Any] = [
    pytest.param(lambda: b"PK\x03\x04 this is no workbook", "工作簿", id="not a workbook", marks=NIGHTLY),
    pytest.param(
        (FIXTURES / "messy" / "c15_encrypted.xlsx").read_bytes,
        "密码",
        id="an encrypted workbook",
        marks=NIGHTLY,
    ),
    pytest.param(lambda: b"", "文件是空的", id="an empty file", marks=NIGHTLY),
    pytest.param(
        lambda: workbook("sales", ("a", "b"), headers=("甲", "乙")),
        "销售明细",
        id="no known sheet",
        marks=NIGHTLY,
    ),
    pytest.param(
        lambda: workbook("sales", (*SALE[:8], 10), headers=WITHOUT_AMOUNT),
        "销售额",
        id="a missing column",
        marks=NIGHTLY,
    ),
    pytest.param(lambda: sales(office="火星"), "火星", id="an unknown office", marks=NIGHTLY),
    pytest.param(
        lambda: workbook("sales", SALE, (*SALE[:4], "客户乙", *SALE[5:])),
        "N1",
        id="a document of two customers",
        marks=NIGHTLY,
    ),
    pytest.param(lambda: sales(amount="约一百"), "约一百", id="text where a number belongs"),
    pytest.param(lambda: sales(date="2026-13-03"), "2026-13-03", id="an impossible month", marks=NIGHTLY),
]


@pytest.mark.parametrize(("make", "named"), BAD)
def test_bad_input_is_refused_in_words_and_the_store_stays_as_it_was(
    make: Callable[[], bytes], named: str, opened: Opened
) -> None:
    app = opened("upload")
    before = current_store().data_version()
    uploaded(app, ("bad.xlsx", make()))
    assert not app.exception
    assert "未载入任何数据" in app.error[0].value
    assert as_read(plain(named)) in texts(app)
    issues = frame(app, "处理办法")
    said = " ".join(str(cell) for row in issues.to_numpy().tolist() for cell in row)
    assert named in said
    assert all(issues["处理办法"])
    assert commit_button(app) is None
    assert current_store().data_version() == before


def test_a_fault_is_named_with_its_cell(opened: Opened) -> None:
    issues = frame(uploaded(opened("upload"), ("bad.xlsx", sales(amount="约一百"))), "处理办法")
    fault = issues[issues["单元格内容"] == "约一百"].iloc[0]
    assert (fault["位置"], fault["列"], fault["工作表"], fault["行"]) == (
        "销售明细!I2",
        "销售额",
        "销售明细",
        2,
    )


def test_issues_are_counted_by_kind_and_filtered(opened: Opened) -> None:
    rows = [(*SALE[:1], f"N{i}", *SALE[2:8], "约一百", 10) for i in range(5)]
    book = workbook("sales", *rows, ("2026-13-03", "N9", *SALE[2:]))
    app = uploaded(opened("upload"), ("bad.xlsx", book))
    kinds = frame(app, "数量")
    assert sorted(kinds["数量"].tolist())[-2:] == [1, 5]
    assert len(frame(app, "处理办法")) == 6
    options = next(select for select in app.multiselect if select.label == "问题类型")
    options.select(options.options[0]).run()
    assert len(frame(app, "处理办法")) in {1, 5}


def test_warnings_are_loaded_only_with_a_reason(opened: Opened) -> None:
    app = partial(opened("upload"))
    before = current_store().data_version()
    assert app.warning
    app.text_input[0].set_value("   ")
    commit_button(app).click().run()
    assert "理由" in app.error[0].value
    assert current_store().data_version() == before
    app.text_input[0].set_value("其余办事处本月已清库")
    commit_button(app).click().run()
    assert "已载入" in app.success[0].value
    assert current_store().loads()[0].accepted_reason == "其余办事处本月已清库"
    assert "其余办事处本月已清库" in texts(app)


def test_what_would_change_stands_before_the_notes(opened: Opened) -> None:
    app = partial(opened("upload"))
    headings = [element.value for element in app.main.markdown if element.value.startswith("####")]
    changes, notes = (
        next(place for place, heading in enumerate(headings) if word in heading)
        for word in ("载入后的变化", "问题")
    )
    assert changes < notes


@pytest.mark.nightly
def test_typing_a_reason_alone_loads_nothing(opened: Opened) -> None:
    app = partial(opened("upload"))
    before = current_store().data_version()
    app.text_input[0].set_value("其余办事处本月已清库").run()
    assert current_store().data_version() == before


def test_a_click_on_a_preview_that_is_out_of_date_loads_nothing(opened: Opened) -> None:
    """Somebody else changes the store while the preview stands on the screen."""
    app = partial(opened("upload"))
    app.text_input[0].set_value("其余办事处本月已清库")
    store = current_store()
    loads = len(store.loads())
    store.rollback(store.loads()[0].load_id, "另一人", "测试")
    commit_button(app).click().run()
    assert not app.exception
    assert not app.success
    assert len(store.loads()) == loads
    assert any("检查之后数据已有变化" in info.value for info in app.info)
    commit_button(app).click().run()
    assert len(store.loads()) == loads + 1


@pytest.mark.nightly
def test_a_change_in_the_moment_of_committing_is_told_and_loads_nothing(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = uploaded(opened("upload", is_empty=True), (PACK.name, PACK.read_bytes()))
    real = Writer.commit

    def late(writer: Writer, request: Any) -> str:
        monkeypatch.setattr(Writer, "commit", real)
        current_store().commit(request_of("99", org=cleaned("org", {})))
        return real(writer, request)

    monkeypatch.setattr(Writer, "commit", late)
    commit_button(app).click().run()
    assert not app.exception
    assert any("检查之后数据已有变化" in info.value for info in app.info)
    assert len(current_store().loads()) == 1
    assert commit_button(app) is not None


@pytest.mark.nightly
def test_a_refusing_store_is_told_in_words_and_the_check_stays(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_writer: Writer, _request: Any) -> str:
        raise LoadConflict("somebody else")

    app = uploaded(opened("upload", is_empty=True), (PACK.name, PACK.read_bytes()))
    monkeypatch.setattr(Writer, "commit", refuse)
    commit_button(app).click().run()
    assert not app.exception
    assert "另有他人正在提交" in app.error[0].value
    assert commit_button(app) is not None
    assert current_store().loads() == ()


@pytest.mark.nightly
def test_a_file_that_cannot_be_kept_is_not_received(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_store: Store, _content: bytes) -> str:
        raise OriginalNotKept("No space left on device")

    app = opened("upload")
    monkeypatch.setattr(Store, "receive", refuse)
    uploaded(app, (PACK.name, PACK.read_bytes()))
    assert not app.exception
    assert "No space left on device" in app.error[0].value
    assert "已接收" not in texts(app)
    assert commit_button(app) is None


def test_a_load_that_somebody_else_took_back_meanwhile_is_told(opened: Opened) -> None:
    app = opened("upload")
    button(app, "撤回此次载入……").click().run()
    store = current_store()
    store.rollback(store.loads()[0].load_id, "另一人", "抢先")
    app.text_input[-1].set_value("录错")
    button(app, "确认撤回").click().run()
    assert not app.exception
    assert not app.success
    assert store.loads()[0].rollback.actor == "另一人"


HOLDER = """
import sys
from data.store import Store
with Store.open(sys.argv[1]):
    print("open", flush=True)
    sys.stdin.read()
"""


def test_a_store_that_another_program_has_open_is_said_to_be_busy(opened: Opened, tmp_path: Path) -> None:
    command = [sys.executable, "-c", HOLDER, str(tmp_path / "store.duckdb")]
    root = Path(__file__).parents[2]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=root) as holder:
        try:
            assert holder.stdout.readline() == b"open\n"
            app = opened("upload", is_empty=True)
            assert not app.exception
            assert any(str(holder.pid) in error.value and "占用" in error.value for error in app.error)
        finally:
            holder.stdin.close()


UNFAMILIAR = ("期间段", "战区", "网点", "货品大类", "压货金额")


def test_unfamiliar_headers_are_asked_for_once_and_remembered(opened: Opened) -> None:
    app = opened("upload")
    row = current_store().current("inventory").filter(region="华北").row(0, named=True)

    def book(amount: int) -> bytes:
        return workbook(
            "inventory", ("2026-09", row["region"], row["office"], "锁具", amount), headers=UNFAMILIAR
        )

    uploaded(app, ("库存.xlsx", book(100)))
    assert commit_button(app) is None
    choice = next(select for select in app.selectbox if select.label == "这张表是")
    choice.set_value("inventory").run()
    fields = ("month", "region", "office", "category", "amount")
    for header, field in zip(UNFAMILIAR, fields, strict=True):
        next(select for select in app.selectbox if select.label == plain(header)).set_value(field)
    app.run()
    loads = current_store().loads()
    button(app, "按此读取并记住").click().run()
    assert commit_button(app) is not None
    assert current_store().loads() == loads
    uploaded(app, ("库存.xlsx", book(200)))
    assert commit_button(app) is not None


@pytest.mark.nightly
def test_a_mapping_that_lacks_a_field_cannot_be_remembered(opened: Opened) -> None:
    app = uploaded(opened("upload"), ("a.xlsx", workbook("inventory", (1, 2, 3), headers=UNFAMILIAR[:3])))
    next(select for select in app.selectbox if select.label == "这张表是").set_value("inventory").run()
    assert button(app, "按此读取并记住").disabled
    assert "尚缺" in texts(app)


def test_the_history_names_who_and_what(opened: Opened) -> None:
    app = opened("upload")
    history = frame(app, "操作人")
    loads = current_store().loads()
    assert history["操作人"].tolist() == [load.actor for load in loads]
    assert history["文件"].tolist() == [load.files[0].name for load in loads]
    assert history["状态"].tolist()[0] == "有效"
    assert loads[0].files[0].sha256 in frame(app, "SHA-256")["SHA-256"].tolist()


@pytest.mark.nightly
def test_a_load_can_be_compared_and_taken_back_with_a_reason(opened: Opened) -> None:
    app = partial(opened("upload"))
    app.text_input[0].set_value("其余办事处本月已清库")
    commit_button(app).click().run()
    store = current_store()
    taken = store.loads()[0].load_id
    app.toggle[0].set_value(True).run()
    assert "- 移除" in frame(app, "变化")["变化"].tolist()

    button(app, "撤回此次载入……").click().run()
    assert "撤回载入" in texts(app)
    button(app, "确认撤回").click().run()
    assert "请先填写理由" in app.error[0].value
    assert store.loads()[0].rollback is None
    app.text_input[-1].set_value("录错办事处")
    button(app, "确认撤回").click().run()
    assert not app.exception
    rollback = store.loads()[0].rollback
    assert rollback is not None
    assert rollback.reason == "录错办事处"
    assert any(plain(taken) in info.value for info in app.info)
    assert "录错办事处" in texts(app)


def test_leaving_the_dialog_takes_nothing_back(opened: Opened) -> None:
    app = opened("upload")
    button(app, "撤回此次载入……").click().run()
    button(app, "不撤回").click().run()
    assert button(app, "确认撤回") is None
    assert current_store().loads()[0].rollback is None


def test_the_audit_says_that_everything_is_as_it_was_written(opened: Opened) -> None:
    app = opened("upload")
    assert current_store().audit_head() in texts(app)
    button(app, "核验全部数据").click().run()
    assert "全部与写入时一致" in app.success[0].value


def test_the_audit_names_an_original_that_is_gone(opened: Opened) -> None:
    app = opened("upload")
    shutil.rmtree(f"{os.environ[STORE_VARIABLE]}.originals")
    button(app, "核验全部数据").click().run()
    assert "与写入时不一致" in app.error[0].value
    assert "demo.xlsx" in texts(app)


def test_a_load_whose_original_is_gone_is_shown_without_it(opened: Opened) -> None:
    app = opened("upload")
    name = current_store().loads()[0].files[0].name
    assert any(plain(name) in element.proto.label for element in app.get("download_button"))
    shutil.rmtree(f"{os.environ[STORE_VARIABLE]}.originals")
    app.run()
    assert not app.error
    assert f"没有 {name} 的原件" in texts(app)


def test_an_original_that_was_altered_is_said_to_be(opened: Opened) -> None:
    app = opened("upload")
    for original in Path(f"{os.environ[STORE_VARIABLE]}.originals").iterdir():
        original.write_bytes(b"something else")
    app.run()
    assert "被改动" in app.error[0].value


def test_text_from_a_file_name_is_no_markdown(opened: Opened) -> None:
    app = uploaded(opened("upload"), ("![x](http://a.b/c.png).csv", b"a,b\n1,2\n"))
    assert "![x](http" not in texts(app)
