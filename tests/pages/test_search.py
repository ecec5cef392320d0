"""The search field stands on every page with data, and its links go where they say."""

from __future__ import annotations

from urllib.parse import parse_qs

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.cache.opened import current_store
from tests.pages.conftest import Opened
from tests.pages.test_pages import texts


def sought(app: AppTest, text: str) -> AppTest:
    return app.sidebar.text_input[0].set_value(text).run()


def links(app: AppTest) -> list[tuple[str, dict[str, list[str]]]]:
    """The links that the search found: labels and addresses."""
    found = app.sidebar.get("page_link")
    return [(link.proto.label, parse_qs(link.proto.query_string, keep_blank_values=True)) for link in found]


@pytest.mark.parametrize("key", ["overview", "upload", "regulation"])
def test_every_page_has_the_field(opened: Opened, key: str) -> None:
    found = links(sought(opened(key), "华东"))
    assert found[0][0] == "区域：**华东**"
    assert found[0][1] == {"month": ["2026-09"], "region": ["华东"]}


def test_a_hit_keeps_unit_and_language_and_no_other_choice(opened: Opened) -> None:
    app = sought(opened("targets", month="2026-05", region="华南", unit="yuan", lang="en"), "苏州")
    label, there = links(app)[0]
    assert label == "Office: **苏州** · 华东"
    assert there == {
        "month": ["2026-05"], "region": ["华东"], "office": ["苏州"], "unit": ["yuan"], "lang": ["en"],
    }  # fmt: skip


def test_the_search_is_over_where_a_hit_has_led(opened: Opened) -> None:
    app = sought(opened("targets"), "华东")
    app.query_params["region"] = "华东"
    app.run()
    assert app.sidebar.text_input[0].value == ""
    assert links(app) == []


def test_a_choice_on_the_page_leaves_the_search_as_it_is(opened: Opened) -> None:
    app = sought(opened("targets"), "华东")
    field = app.sidebar.text_input[0].proto.id
    app.button_group(key="choice_unit").set_value("yuan")
    app.run()
    assert app.query_params["unit"] == "yuan"
    assert app.sidebar.text_input[0].proto.id == field
    assert links(app)[0][1]["unit"] == ["yuan"]


def test_no_match_says_so(opened: Opened) -> None:
    app = sought(opened(), "没有这家公司")
    assert links(app) == []
    assert "没有找到“没有这家公司”" in texts(app)


def test_an_empty_store_has_nothing_to_search(opened: Opened) -> None:
    assert not opened(is_empty=True).sidebar.text_input


def test_a_document_stands_alone_and_the_way_back_leads_to_its_customer(opened: Opened) -> None:
    opened()
    sold = current_store().current("sales").filter(region="华北").row(0, named=True)
    found = links(sought(opened(), sold["document"]))[0][1]
    page = opened("trace", **{name: value for name, (value,) in found.items()})
    assert not page.warning
    rows = page.dataframe[0].value
    assert set(rows["单据号"]) == {sold["document"]}
    crumbs = [button.label for button in page.button if button.key.startswith("crumb/")]
    assert len(crumbs) == 4
    page.button(key="crumb/3").click().run()
    assert "document" not in page.query_params
    assert "customer" in page.query_params


def test_a_load_that_the_address_names_is_the_one_shown(opened: Opened) -> None:
    opened()
    oldest = current_store().loads()[-1].load_id
    app = opened("upload", load=oldest)
    assert any(text.proto.help.replace("\\", "") == oldest for text in app.markdown)
    astray = opened("upload", load="0000")
    assert any("0000" in warning.value for warning in astray.warning)
    assert "load" not in astray.query_params
