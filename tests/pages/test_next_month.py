"""Now or next month, once the checkpoint's day is over: whatever is to be shifted; and a part that breaks."""

from __future__ import annotations

from typing import Any

import pytest

from dashboard.components.whatif import nextmonth
from tests.nightly import by_night
from tests.pages.conftest import Opened
from tests.pages.test_pages import texts


@pytest.mark.parametrize("kind", by_night(nextmonth.KINDS, but=[*nextmonth.KINDS][:1]))
def test_past_the_checkpoint_an_amount_is_suggested_whatever_is_shifted(
    opened: Opened, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    monkeypatch.setattr(nextmonth, "current_stage", lambda _scope: "past_checkpoint")
    app = opened("whatif", month="2026-10", region="华北")
    app.session_state["next_month_open"] = True
    app.session_state["next_month_kind/2026-10/华北"] = kind
    app.run()
    assert not app.exception
    assert "暂时无法显示" not in texts(app)
    assert app.number_input(key=f"next_month_amount/2026-10/华北/{kind}").value > 0


def test_an_unexpected_error_in_a_part_is_a_sentence_and_the_rest_of_the_page_stays(
    opened: Opened, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_arguments: Any) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr(nextmonth, "suggested", broken)
    app = opened("whatif", month="2026-10", region="华北")
    app.session_state["next_month_open"] = True
    app.run()
    assert not app.exception
    said = app.error[0].value
    assert "本页暂时无法显示" in said
    assert "secret" not in texts(app)
    assert "secret detail" in caplog.text
    assert said.rstrip("。").rsplit("：", 1)[1] in caplog.text
    assert "方案" in texts(app)
