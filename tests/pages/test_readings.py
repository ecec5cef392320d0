"""The page of policy values prices other readings, and hands out a paper to decide on."""

from __future__ import annotations

from tests.pages.conftest import Opened
from tests.pages.test_pages import texts


def test_every_reading_in_dispute_is_priced_on_the_page(opened: Opened) -> None:
    app = opened("regulation", part="待定口径")
    assert not app.exception
    said = texts(app)
    for title in ("−5% 按谁衡量", "节点两项仅一项未达", "何谓半年末位", "区域经理更换与连续末位"):
        assert title in said
    assert "统计 2025-04 至 2026-09 各月" in said
    table = next(frame.value for frame in app.dataframe if "性质改变的奖惩（笔）" in frame.value.columns)
    assert len(table) == 12
    assert table["争议事项"].nunique() == 11


def test_a_store_without_data_has_nothing_to_read_another_way(opened: Opened) -> None:
    app = opened("regulation", is_empty=True)
    assert not app.exception
    assert "不同理解" not in texts(app)


def test_the_months_conduct_stands_on_the_appraisal_page_and_can_be_traced(opened: Opened) -> None:
    for page, address in (("appraisal", {"part": "违规记录"}), ("trace", {"figure": "conduct"})):
        app = opened(page, month="2026-09", **address)
        assert not app.exception
        assert "违规行为记录，2026-09" in texts(app)
        table = next(frame.value for frame in app.dataframe if "处分" in frame.value.columns)
        assert table["处分"].tolist() == ["记过"]
        assert table["行"].tolist() == [8]
