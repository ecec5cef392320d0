"""Every page, loaded once: where its answers stand, and that axe finds nothing serious in light or in dark.

No answer is below 1,000 px on a desktop or two swipes on a phone, none below a tall head.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from dashboard.navigation import BY_KEY, ENTRIES
from tests.browser.conftest import SLOW
from tests.nightly import by_night

pytestmark = pytest.mark.browser

#: Width and height of a screen, and how far down an answer may begin.
DESKTOP, PHONE = (1366, 768, 1000), (390, 844, 2 * 844)
#: A fifth of a phone's screen.
HEAD = PHONE[1] // 5
#: Page and address → texts that head its answers, or the ways to them.
ANSWERS: dict[tuple[str, str], tuple[str, ...]] = {
    ("overview", "month=2026-09"): ("进行中：", "需要关注", "本年至", "过节点区域", "各区域主要指标"),
    ("overview", "month=2026-10"): ("进行中：", "需要关注", "本年至", "过节点区域", "各区域主要指标"),
    ("year", ""): ("销售剩余每月需", "销售对年度指标", "年度数据", "任意对比"),
    ("targets", "month=2026-09"): ("回款 ÷ 认定指标", "时间进度", "指标提报"),
    ("targets", "month=2026-10"): ("节点达标还需多少", "达成", "时间进度"),
    ("targets", "month=2026-09&region=华东&receipt=checkpoint"): ("核算依据：华东",),
    ("capital", ""): ("资金占用与额度", "占用客户", "超占分档"),
    ("capital", "region=东北"): ("资金占用与额度", "占用客户"),
    ("expenses", ""): ("计入费用与上限", "待审批", "走势与类别"),
    ("appraisal", ""): ("得分构成", "末位时钟", "违规记录"),
    ("settlement", ""): ("建议罚款", "奖惩明细", "核算依据：", "通报"),
    ("whatif", "month=2026-10&region=华北"): ("如果不再额外努力", "改变结果最少要做多少", "试一试"),
    ("replay", ""): ("修改制度", "投入按什么计"),
    ("trace", "region=东北&figure=contract_overdue"): ("点选一行",),
    ("upload", ""): ("载入记录",),
    ("regulation", ""): ("全部参数", "待定口径"),
    ("people", ""): ("共 ", "人员"),
    ("home", ""): ("项已逾期", "提交当月"),
    ("month", "month=2026-09"): ("提交、核实、公布", "尚未提交"),
    ("conduct", ""): ("登记违规",),
    ("mine", ""): ("本机操作者",),
}
#: Places that wait for the night: another month or region, chapters like capital, pages of one table or list.
LIKE_OTHERS = {
    ("overview", "month=2026-09"),
    *(("targets", f"month=2026-{month:02}") for month in (9, 10)),
    ("capital", "region=东北"),
    ("trace", "region=东北&figure=contract_overdue"),
    *(
        (key, "")
        for key in ("replay", "regulation", "people", "conduct", "mine", "expenses", "appraisal", "home")
    ),
}
BY_DAY = [place for place in ANSWERS if place not in LIKE_OTHERS]
#: What axe looks at by day: nearly every kind of part that pages are made of stands on one of these.
AXED = [place for place in BY_DAY if place[0] in ("overview", "whatif", "settlement")]
#: Pages that fit two screens of a desktop, whatever is chosen.
TWO_SCREENS = {"targets"}
AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js")
#: Streamlit's own sparkline draws an invisible mark without a name; the metric's text says what it shows.
NOT_OURS = {"svg-img-alt"}
#: Streamlit's notice that a page is still running, there for a moment only.
PASSING = [['[data-testid="stStatusWidget"]'], ['[data-testid="stBaseButton-header"]']]
#: Only what is looked for is told, which halves the work; colours alone differ in the dark.
WHOLE = {"resultTypes": ["violations"]}
COLOURS = {**WHOLE, "runOnly": {"type": "rule", "values": ["color-contrast"]}}
#: What the page stands on, as red, green and blue.
GROUND = "() => getComputedStyle(document.querySelector('.stApp')).backgroundColor.match(/\\d+/g).map(Number)"


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    """A reader who goes from page to page: scripts and fonts are loaded once."""
    # The page lets no script of others run; axe is one.
    context = browser.new_context(bypass_csp=True)
    context.set_default_timeout(SLOW)
    yield context.new_page()
    context.close()


def named(place: tuple[str, str]) -> str:
    return "?".join(place)


@pytest.fixture(scope="module")
def place(request: pytest.FixtureRequest, page: Page, address: str) -> tuple[str, str]:
    """A page at an address, which has been loaded."""
    key, query = request.param
    page.set_viewport_size({"width": DESKTOP[0], "height": DESKTOP[1]})
    page.emulate_media(color_scheme="light")
    page.goto(f"{address}/{'' if BY_KEY[key].is_default else key}?{query}")
    expect(page.get_by_role("heading", level=1)).to_be_visible(timeout=SLOW)
    return key, query


def main(page: Page) -> Locator:
    return page.get_by_test_id("stMain")


def top(page: Page, text: str) -> float:
    """Where a text begins, counted from the top of the page."""
    found = main(page).get_by_text(text).locator("visible=true").first
    expect(found).to_be_visible(timeout=SLOW)
    box = found.bounding_box()
    assert box is not None
    return box["y"] + float(main(page).evaluate("each => each.scrollTop"))


def settled(page: Page) -> None:
    expect(page.get_by_test_id("stStatusWidget")).to_have_count(0, timeout=SLOW)
    expect(page.get_by_test_id("stSkeleton")).to_have_count(0, timeout=SLOW)


def test_the_table_names_every_page_of_the_menu() -> None:
    assert {key for key, _query in ANSWERS} == {entry.key for entry in ENTRIES}


@pytest.mark.parametrize("place", by_night(ANSWERS, but=AXED), indirect=True, ids=named)
def test_a_page_has_no_serious_violation_in_light_or_in_dark(page: Page, place: tuple[str, str]) -> None:
    page.set_viewport_size({"width": 1366, "height": 900})
    page.emulate_media(color_scheme="light")
    settled(page)
    page.add_script_tag(path=AXE)
    page.wait_for_function(f"Math.min(...({GROUND})()) > 200", timeout=SLOW)
    assert serious(page, WHOLE) == {}
    # The page follows the reader's system without being loaded anew.
    page.emulate_media(color_scheme="dark")
    page.wait_for_function(f"Math.max(...({GROUND})()) < 60", timeout=SLOW)
    assert serious(page, COLOURS) == {}


def serious(page: Page, options: dict[str, object]) -> dict[str, list[str]]:
    """What axe finds and nobody may overlook: elements by rule."""
    found = page.evaluate(
        "([excluded, options]) => axe.run({exclude: excluded}, options)", [PASSING, options]
    )
    return {
        violation["id"]: [node["html"][:200] for node in violation["nodes"]]
        for violation in found["violations"]
        if violation["impact"] in ("serious", "critical") and violation["id"] not in NOT_OURS
    }


@pytest.mark.parametrize("place", by_night(ANSWERS, but=BY_DAY), indirect=True, ids=named)
def test_answers_stand_where_they_are_seen(page: Page, place: tuple[str, str]) -> None:
    key, query = place
    page.set_viewport_size({"width": DESKTOP[0], "height": DESKTOP[1]})
    page.emulate_media(color_scheme="light")
    for text in ANSWERS[key, query]:
        expect(main(page).get_by_text(text).locator("visible=true").first).to_be_visible(timeout=SLOW)
    settled(page)
    low = {}
    for width, height, limit in (DESKTOP, PHONE):
        page.set_viewport_size({"width": width, "height": height})
        found = {text: top(page, text) for text in ANSWERS[key, query]}
        low |= {(width, text): y for text, y in found.items() if y > limit}
        if width == DESKTOP[0] and key in TWO_SCREENS and "receipt" not in query:
            assert main(page).evaluate("each => each.scrollHeight") <= 2 * height
    assert low == {}, low
    heads = main(page).locator("h1, .head-fold, .stMainBlockContainer .stCaptionContainer >> nth=0")
    assert max(box["y"] + box["height"] for each in heads.all() if (box := each.bounding_box())) <= HEAD
