"""`people`: loaded from a file, listed, invited by a link, signed out."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from dashboard.i18n import catalogue
from dashboard.services.stores.stores import SERVED_VARIABLE
from data.issue_catalogue.people import PEOPLE as ISSUES
from data.store import Store
from data.store.words import DOERS, PEOPLE
from tests.dashboard.seen import printed

HEADERS = "账号,姓名,角色,区域,办事处,邮箱,生效年月,停用年月"
ROWS = (
    "root,管理员,管理员,,,,,",
    "li,李经理,区域经理,华北大区;华南大区,,li@example.com,2026-01,",
    "li,李经理,办事处主任,华东大区,上海,,2026-01,2026-03",
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "people.csv"
    path.write_text("\n".join([HEADERS, *ROWS, ""]), "utf-8")
    return path


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "store.duckdb"


def said(store: Path, *arguments: object) -> tuple[int, str]:
    code, _, text = printed(store, "people", *arguments).decode().partition("\n")
    return int(code), text.strip()


def test_people_are_loaded_and_listed_a_row_for_each_role(store: Path, file: Path) -> None:
    assert said(store, "load", file)[0] == 0
    code, text = said(store, "list", "--format", "json")
    assert code == 0
    assert [(row["account"], row["role"], row["regions"], row["from"]) for row in json.loads(text)] == [
        ("li", "region_manager", ["华北大区", "华南大区"], "2026-01"),
        ("li", "office_head", ["华东大区"], "2026-01"),
        ("root", "admin", [], None),
    ]
    assert [row["is_active"] for row in json.loads(text)] == [True, False, True]


def test_what_is_listed_can_be_loaded_again_and_changes_nothing(
    store: Path, file: Path, tmp_path: Path
) -> None:
    said(store, "load", file)
    listed = said(store, "list", "--format", "csv")[1]
    assert next(csv.reader(io.StringIO(listed))) == HEADERS.split(",")
    again = tmp_path / "again.csv"
    again.write_text(f"{listed}\n", "utf-8")
    with Store.open(store) as opened:
        head = opened.audit_head()
    assert said(store, "load", again)[0] == 0
    with Store.open(store) as opened:
        assert opened.audit_head() == head


def test_a_file_with_an_error_changes_nobody_and_names_the_cell(store: Path, file: Path) -> None:
    file.write_text("\n".join([HEADERS, *ROWS, "wang,王,大王,,,,,", ""]), "utf-8")
    code, text = said(store, "load", file)
    assert code == 1
    assert all(word in text for word in ("5", "角色", "大王", "区域经理"))
    assert json.loads(said(store, "list", "--format", "json")[1]) == []


def test_a_file_that_is_not_there_is_said_so(store: Path, tmp_path: Path) -> None:
    code, text = said(store, "load", tmp_path / "none.csv")
    assert code == 1
    assert "none.csv" in text


def test_an_invitation_is_a_link_that_works_once(store: Path, file: Path) -> None:
    said(store, "load", file)
    code, link = said(store, "invite", "li", "--address", "https://cockpit.example.com/")
    address = urlsplit(link)
    folder, _, token = address.path.rpartition("/")
    assert (code, address.netloc, folder, address.query) == (0, "cockpit.example.com", "/invitation", "")
    with Store.open(store) as opened:
        now = datetime.now(UTC)
        assert opened.people.invited(token, now).account == "li"
        opened.people.redeem(token, "correct horse battery", now)
        opened.people.sign_in("li", "correct horse battery", now)
    assert said(store, "end", "li") == (0, "已结束 1 个会话。")
    assert said(store, "end", "li") == (0, "已结束 0 个会话。")


def test_an_invitation_leads_to_where_the_store_is_served(
    store: Path, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said(store, "load", file)
    assert "http://127.0.0.1:8501/invitation/" in said(store, "invite", "li")[1]
    assert "--address" in said(store, "invite", "li")[1], "nobody serves it, and that is said"
    monkeypatch.setenv(SERVED_VARIABLE, "http://127.0.0.1:8612")
    link = said(store, "invite", "li")[1]
    assert link.startswith("http://127.0.0.1:8612/invitation/")
    assert said(store, "invite", "li", "--address", "https://c.example")[1].startswith("https://c.example/")


def test_the_first_administrator_is_invited_and_then_nobody_unknown(store: Path) -> None:
    assert said(store, "invite", "boss")[0] == 0
    (row,) = json.loads(said(store, "list", "--format", "json")[1])
    assert (row["account"], row["role"]) == ("boss", "admin")
    code, text = said(store, "invite", "stranger")
    assert code == 1
    assert "stranger" in text
    assert said(store, "end", "stranger")[0] == 1


def test_everything_that_is_said_about_people_is_said_in_chinese() -> None:
    texts = {*PEOPLE.values(), *DOERS.values(), *(text for pair in ISSUES.values() for text in pair)}
    assert {text for text in texts if text not in catalogue("zh")} == set()
