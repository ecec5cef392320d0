"""A company that uploads indicators and nothing else is appraised, and every page stands."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import yaml
from streamlit.testing.v1 import AppTest

from dashboard.bulletins.making import bulletin_files
from dashboard.cache.opened import current_store
from dashboard.services.evaluation import snapshot
from dashboard.services.policies import POLICY_VARIABLE, policies
from dashboard.services.stores.stores import STORE_VARIABLE
from dashboard.services.uploads.ingest import check, commit
from data.ingestion import Upload
from data.store import Store
from engine.policy.parameters import DEFAULT_FOLDER
from tests.pages.conftest import APP
from tests.pages.test_pages import texts

ORGANISATION = "区域,办事处,区域经理,分管副总,生效年月\n" + "".join(
    f"{name},{name}办,{name}经理,王总,2026-01\n" for name in "甲乙丙"
)
INDICATORS = (
    "年月,区域,指标,目标值,实际值\n2026-03,甲,满意度,10,9\n2026-03,乙,满意度,10,10\n2026-03,丙,满意度,10,8\n"
)
SCHEME = [
    {
        "name": name,
        "measure": f"indicator:{name}",
        "clause": "四",
        "kind": "stated",
        "weight": 50,
        "shape": {"name": "proportional", "cap": 1, "floor": 0},
    }
    for name in ("满意度", "满意率")
]


@pytest.fixture
def _indicators_alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    raw = yaml.safe_load((DEFAULT_FOLDER / "2025-01.yaml").read_text("utf-8"))
    raw["appraisal"] |= {"indicators": SCHEME}
    raw["appraisal"]["tie_breaks"]["order"] = []
    raw["appraisal"]["last_place"]["escalations"] = []
    folder = tmp_path / "policy"
    folder.mkdir()
    (folder / "ours.yaml").write_text(yaml.safe_dump(raw, allow_unicode=True), "utf-8")
    monkeypatch.setenv(POLICY_VARIABLE, str(folder))
    path = tmp_path / "store.duckdb"
    with Store.open(path) as store:
        for name, text in (("org.csv", ORGANISATION), ("indicators.csv", INDICATORS)):
            checked = check(store, [Upload(name, text.encode())], date(2026, 12, 31))
            assert not checked.has_errors, checked.ingestion.errors
            commit(store, checked, actor="test", reason="test")
    monkeypatch.setenv(STORE_VARIABLE, str(path))
    yield
    current_store().close()


@pytest.mark.usefixtures("_indicators_alone")
def test_indicators_alone_rank_the_regions_and_a_missing_one_is_named() -> None:
    app = AppTest.from_file(APP, default_timeout=60)
    app.run()
    assert not app.exception
    app.switch_page("../pages/appraisal.py").run()
    assert not app.exception
    said = texts(app) + "".join(warning.value for warning in app.warning)
    assert "**丙**（区域经理 丙经理）：得 80.00 分，末位，连续第 1 个月。" in said
    assert "考评方案列有指标 **满意率**" in said
    for page in ("targets", "capital", "expenses", "settlement", "whatif", "replay", "regulation", "trace"):
        app.switch_page(f"../pages/{page}.py").run()
        assert not app.exception, page


@pytest.mark.usefixtures("_indicators_alone")
def test_indicators_alone_make_a_bulletin() -> None:
    store = current_store()
    files = bulletin_files(store, snapshot(store, policies()), date(2026, 3, 1), ["xlsx"])
    assert set(files) == {"bulletin-2026-03.xlsx"}
