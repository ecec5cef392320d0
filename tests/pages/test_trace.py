"""Any figure can be followed from the regions down to the row of the uploaded file, by address."""

from __future__ import annotations

from tests.pages.conftest import Opened
from tests.pages.test_pages import texts

PLACE = {"month": "2026-09", "region": "东北"}


def titles(opened: Opened, **address: str) -> list[str]:
    app = opened("trace", **address)
    assert not app.error
    return [frame.value.columns[0] for frame in app.dataframe]


def test_the_way_goes_region_office_customer_row(opened: Opened) -> None:
    figure = {"figure": "contract_overdue"}
    assert titles(opened, **figure) == ["区域"]
    assert titles(opened, **figure, **PLACE) == ["办事处"]
    assert titles(opened, **figure, **PLACE, office="哈尔滨") == ["客户"]
    customer = opened("trace", **figure, **PLACE, office="哈尔滨").dataframe[0].value["客户"][0]
    rows = opened("trace", **figure, **PLACE, office="哈尔滨", customer=customer).dataframe[0].value
    assert rows.columns[:4].to_list() == ["文件", "工作表", "行", "计入金额"]
    assert set(rows["客户"]) == {customer}
    assert rows["行"].min() >= 2


def test_each_step_adds_up_to_the_one_above(opened: Opened) -> None:
    figure = {"figure": "collections_to_checkpoint", "unit": "yuan"}
    regions = opened("trace", month="2026-09", **figure).dataframe[0].value.set_index("区域").iloc[:, 0]
    offices = opened("trace", **figure, **PLACE).dataframe[0].value.set_index("办事处").iloc[:, 0]
    customers = opened("trace", **figure, **PLACE, office="哈尔滨").dataframe[0].value.iloc[:, 1]
    assert round(offices.sum(), 2) == round(regions["东北"], 2)
    assert round(customers.sum(), 2) == round(offices["哈尔滨"], 2)


def test_an_address_that_no_longer_exists_falls_back_to_the_step_above(opened: Opened) -> None:
    assert titles(opened, figure="sales", **PLACE, office="撤销的办事处") == ["办事处"]
    assert titles(opened, figure="sales", **PLACE, office="哈尔滨", customer="没有这家") == ["客户"]
    assert titles(opened, figure="nonsense", month="2026-09") == ["区域"]


def test_the_page_says_what_the_steps_come_to(opened: Opened) -> None:
    assert "合计" in texts(opened("trace", figure="inventory", **PLACE))
