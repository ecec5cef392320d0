"""The upload page: refuse with words, ask for reasons, load once."""

from __future__ import annotations

from pathlib import Path

from streamlit.testing.v1 import AppTest

from dashboard.cache import current_store
from tests.pages.conftest import Opened
from tests.pages.test_pages import texts

FIXTURES = Path(__file__).parents[1] / "fixtures"
PACK = FIXTURES / "acceptance" / "pack.xlsx"
#: One office of several: the others had inventory before and have none now.
PARTIAL = "年月,区域,办事处,品类,库存金额\n2026-09,{region},{office},白酒,100.00\n"


def uploaded(app: AppTest, name: str, content: bytes) -> AppTest:
    app.file_uploader[0].set_value([(name, content, "application/octet-stream")])
    return app.run()


def partial(app: AppTest) -> AppTest:
    row = current_store().current("inventory").filter(region="华北").row(0, named=True)
    text = PARTIAL.format(region=row["region"], office=row["office"])
    return uploaded(app, "库存占用.csv", text.encode())


def commit_button(app: AppTest) -> object:
    return next((button for button in app.button if button.label == "载入数据"), None)


def test_a_pack_is_checked_shown_and_loaded_once(opened: Opened) -> None:
    app = uploaded(opened("upload", is_empty=True), PACK.name, PACK.read_bytes())
    assert not app.error
    assert "将载入的内容" in texts(app)
    assert "销售明细" in app.dataframe[0].value["工作表"].tolist()
    assert current_store().loads() == ()
    commit_button(app).click().run()
    assert "已载入" in app.success[0].value
    assert len(current_store().loads()) == 1
    assert commit_button(app) is None


def test_an_empty_file_is_refused_in_words(opened: Opened) -> None:
    app = uploaded(opened("upload"), "c01_empty.xlsx", b"")
    assert "未载入任何数据" in app.error[0].value
    assert app.dataframe[0].value["问题"].tolist() == ["文件是空的。"]
    assert commit_button(app) is None
    assert len(current_store().loads()) == 1


def test_warnings_are_loaded_only_with_a_reason(opened: Opened) -> None:
    app = partial(opened("upload"))
    assert app.warning
    assert commit_button(app).disabled
    app.text_input[0].set_value("   ").run()
    assert commit_button(app).disabled
    app.text_input[0].set_value("其余办事处本月已清库").run()
    commit_button(app).click().run()
    assert "已载入" in app.success[0].value
    assert current_store().loads()[0].accepted_reason == "其余办事处本月已清库"


def test_a_store_that_changed_meanwhile_is_checked_against_anew(opened: Opened) -> None:
    app = uploaded(opened("upload", is_empty=True), PACK.name, PACK.read_bytes())
    button = commit_button(app)
    other = current_store()
    from dashboard.services.demo import load_demo
    from tests.dashboard.demo import TODAY

    load_demo(other, TODAY)
    button.click().run()
    assert not app.exception
    assert len(other.loads()) <= 2


def test_the_history_names_who_and_what(opened: Opened) -> None:
    history = opened("upload").dataframe[-1].value
    assert history["操作人"].tolist() == ["demo"]
    assert history["文件"].tolist() == ["demo.xlsx"]
    assert history["状态"].tolist() == ["有效"]
