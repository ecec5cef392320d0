"""Role × path: no way to data or acts without a decision, and every decision is what happens."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from starlette.routing import Route

from dashboard.commands.cli import cli
from dashboard.entrance.oidc_routes import OIDC_ROUTES
from dashboard.entrance.routes import ROUTES
from dashboard.entrance.watching import WATCHING
from dashboard.i18n import translator
from dashboard.navigation import BY_KEY, ENTRIES, lookers, may_open
from dashboard.services.papers import asking as papers
from dashboard.services.papers.verifying import Verdict
from dashboard.services.process.forms import may_retain
from data.issue_catalogue import CATALOGUE
from data.people.person import Grant, Person
from data.people.roles import BY_CODE, Role
from data.people.scope import Scope, scope_of, views_as_others
from data.store import Store
from data.store.words import DOERS, PEOPLE, PROCESS
from tests.dashboard.paths import OF_THE_STORE, ROLES, STRANGERS, decisions
from tests.dashboard.seen import EAST, NORTH, OFFICES, company, printed, stored
from tests.dashboard.sources import COMPONENTS, ROOT, addressed, offers, placeholders, reached, verbs
from tests.nightly import by_night

NOW = datetime(2026, 3, 1, tzinfo=UTC)
DECIDED = decisions()
#: Done by whoever sits at this machine: there is no `--as`.
OPERATORS = {"deploy", "policies adopt", "policies list", "remind", "repair", "restore", "serve"}
PAGES = ROOT / "pages"


def person(role: Role) -> Person:
    regions = {
        "vp": {NORTH, EAST},
        "region_manager": {NORTH},
        "office_head": {NORTH},
        "statistician": {NORTH},
    }
    offices = frozenset({"北京"}) if role == "office_head" else frozenset[str]()
    over = frozenset(regions[role]) if role in regions else None
    return Person(role, BY_CODE[role].zh[0], "", (Grant(role, over, offices),))


SCOPES: dict[Role, Scope] = {role: scope_of(person(role), NOW.date()) for role in ROLES}


def through(role: Role, *kinds: str) -> set[str]:
    """The paths of some kinds that the table opens to a role."""
    return {path for path, by in DECIDED.items() if by[role] and path.split()[0] in kinds}


def test_every_path_has_a_decision_and_every_decision_a_path() -> None:
    paths = {
        *(f"page {entry.key}" for entry in ENTRIES),
        *(f"verb {name}" for name in verbs(cli)),
        *(f"address {name}" for name in addressed()),
        *offers(),
    }
    assert paths - set(DECIDED) == set(), "without a decision"
    assert set(DECIDED) - paths == set(), "of something that is gone"


def test_what_answers_strangers_was_decided_on() -> None:
    known = (*WATCHING, *ROUTES, *OIDC_ROUTES)
    routes = [route for route in known if isinstance(route, Route)]
    assert len(routes) == len(known)
    answered = {(route.path, method) for route in routes for method in route.methods or ()}
    assert answered - {(path, "HEAD") for path, _ in answered} == STRANGERS


@pytest.mark.parametrize("role", ROLES)
def test_pages_open_to_whom_the_table_says(role: Role) -> None:
    opened = {f"page {entry.key}" for entry in ENTRIES if may_open(entry, SCOPES[role])}
    assert opened == through(role, "page")


def upload(scope: Scope) -> bool:
    return scope.may("upload")


#: What is asked besides the page on which it stands: of modules, or of single functions.
ASKED: dict[str, Callable[[Scope], bool]] = {
    "conduct/forms": lambda scope: scope.may("record_conduct"),
    "forms/attachments.ask_files": lambda scope: (
        scope.may("record_conduct") or scope.may("appeal") or scope.may("report")
    ),
    "loads/audits": lambda scope: scope.sees_audit,
    "loads/rollbacks": lambda scope: scope.may("roll_back"),
    "loads/empty_store.show_demo_button": lambda scope: False,  # the operator's
    "loads/empty_store": lambda scope: may_open(BY_KEY["upload"], scope),
    "loads/histories": lambda scope: may_open(BY_KEY["upload"], scope),
    "loads/loads": lambda scope: may_open(BY_KEY["upload"], scope),
    **dict.fromkeys(("uploads/checks", "uploads/choices", "uploads/issues", "uploads/mappings"), upload),
    **dict.fromkeys(("uploads/newcomers", "uploads/uploads"), upload),
    "papers/handovers": lambda scope: scope.is_everything or bool(scope.regions),
    "frame/searches": lookers,
    "steps/adjustments._decide": lambda scope: scope.may("approve_adjustment"),
    "steps/adjustments._propose": lambda scope: scope.may("propose_adjustment"),
    "steps/appeals._ask": lambda scope: scope.may("appeal"),
    "steps/appeals._decide": lambda scope: scope.may("decide_appeal"),
    "steps/approve": lambda scope: scope.may("approve_declaration"),
    "steps/declare": lambda scope: scope.may("declare"),
    "steps/explain": lambda scope: scope.may("explain"),
    "steps/month._publish": lambda scope: scope.may("publish"),
    "steps/month._reopen": lambda scope: scope.may("reopen"),
    "steps/month._submit": lambda scope: scope.may("submit"),
    "steps/month._verify": lambda scope: scope.may("verify"),
    "steps/promises": lambda scope: scope.may("promise"),
    "steps/reports._report": lambda scope: scope.may("report"),
    "steps/reports._retention": lambda scope: may_retain(scope, NORTH),
    "steps/reports._transfer": lambda scope: scope.may("decide_transfer"),
    "people/channels": lookers,
    "visitors/visitors": views_as_others,
    "whatif/scenarios._show_saving": lambda scope: scope.may("save_scenario"),
}


def asked_of(path: str) -> Callable[[Scope], bool]:
    where = path.split()[1]
    return ASKED.get(where) or ASKED.get(where.rpartition(".")[0]) or (lambda scope: True)


@pytest.mark.parametrize("role", ROLES)
def test_what_pages_offer_is_offered_to_whom_the_table_says(role: Role) -> None:
    scope = SCOPES[role]
    frame = reached(ROOT / "dashboard" / "app.py")
    own = [frame, *(reached(PAGES / f"{entry.key}.py") for entry in ENTRIES if may_open(entry, scope))]
    offered = {
        path
        for path, module in offers().items()
        if any(module in reach for reach in own) and asked_of(path)(scope)
    }
    assert offered == through(role, "button", "download", "dialog", "fragment")


def test_who_is_asked_is_asked_in_the_source_as_well() -> None:
    """A module of `ASKED` says who may, or names the scope; one that says so stands there."""
    asking = set()
    for path in COMPONENTS.rglob("*.py"):
        calls = {
            ast.unparse(n.func) for n in ast.walk(ast.parse(path.read_text())) if isinstance(n, ast.Call)
        }
        if "say_who_may" in calls:
            asking.add(f"{path.parent.name}/{path.stem}")
    assert asking <= {name.partition(".")[0] for name in ASKED}


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    made = tmp_path_factory.mktemp("paths") / "store.duckdb"
    with stored(made, [company()]) as store:
        store.people.load([*map(person, ROLES), Person("leaver", "走", "", ())], "op", NOW)
        yield made


def asked(folder: Path) -> dict[str, tuple[object, ...]]:
    """A way to ask each verb that would do for the operator."""
    rows = "\n".join(f"2026-03,{NORTH},{office},成品,1.00" for office in OFFICES[NORTH])
    (folder / "stock.csv").write_text(f"年月,区域,办事处,品类,库存金额\n{rows}\n", encoding="utf-8")
    (folder / "people.csv").write_text("账号,姓名,角色,区域\ngm,总经理,总经理,\n", encoding="utf-8")
    out, why = ("--out", folder), ("--reason", "因")
    return {
        "audit": (),
        "backup": (folder / f"{len(list(folder.iterdir()))}.backup",),
        "bulletin": ("--month", "2026-02", "--format", "xlsx", *out),
        "demo": (),
        "evaluate": ("--month", "2026-02"),
        "load": (folder / "stock.csv", "--dry-run", "--accept-warnings", "试"),
        "people end": ("gm",),
        "people invite": ("gm",),
        "people list": (),
        "people load": (folder / "people.csv",),
        "prune": (),
        "show": ("sales",),
        "template": out,
        "verify-bulletin": (folder / "people.csv",),
        "adjust": ("2026-02", NORTH, "1", *why),
        "adjustment": ("none", "upheld"),
        "appeal": ("2026-02", NORTH, "checkpoint", "--text", "疑"),
        "approve": ("2026-02", NORTH, "北京"),
        "decide": ("none", "upheld", *why),
        "declare": ("2026-02", NORTH, "北京", "--sales", "1", "--collections", "1"),
        "explain": ("2026-02", NORTH, "--text", "因"),
        "month": ("2026-02",),
        "promise": (NORTH, "sales", "1", "--until", "2025-01-01", "--text", "补"),
        "publish": ("2026-02",),
        "reopen": ("2026-02", *why),
        "report": ("2026-02", NORTH, "--text", "述"),
        "retain": ("2026-02", NORTH, *why),
        "submit": ("2026-05",),
        "tasks": (),
        "transfer": ("2026-02", NORTH, "kept", *why),
        "verify": ("2026-02",),
    }


def is_out_of_turn(text: str) -> bool:
    """Whether it was somebody's to do, but not now: that is told after who may."""
    patterns = (re.escape(translator("zh")(each)) for each in PROCESS.values())
    return any(re.fullmatch(re.sub(r"\\{\w+\\}", ".*", each), text.strip()) for each in patterns)


@pytest.mark.parametrize("role", by_night(ROLES, but=("office_head", "admin")))
def test_verbs_do_for_whom_the_table_says_and_refuse_in_a_sentence(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, role: Role
) -> None:
    # What stands in it is tested elsewhere; here it is asked who gets any.
    monkeypatch.setattr("dashboard.commands.bulletin.bulletin_files", lambda *_: {"bulletin": b""})
    monkeypatch.setattr(papers, "verdict_on", lambda *_: Verdict("published", "paper"))
    done = set()
    for verb, arguments in asked(tmp_path).items():
        code, _, text = printed(path, *verb.split(), *arguments, "--as", role).decode().partition("\n")
        if code == "0" or is_out_of_turn(text):
            done.add(f"verb {verb}")
        else:
            assert (code, len(text.strip().splitlines())) == ("1", 1), (verb, text)
            assert "Traceback" not in text
    assert done == through(role, "verb")


def test_verbs_without_a_person_are_those_of_the_machine_alone() -> None:
    has_door = {
        name for name, verb in verbs(cli).items() if any("--as" in param.opts for param in verb.params)
    }
    assert set(verbs(cli)) - has_door == OPERATORS


@pytest.mark.parametrize("account", ["leaver", "nobody"])
def test_without_a_role_in_force_every_verb_refuses(path: Path, tmp_path: Path, account: str) -> None:
    for verb, arguments in asked(tmp_path).items():
        code, _, text = printed(path, *verb.split(), *arguments, "--as", account).decode().partition("\n")
        assert code == "1", verb
        assert account in text, verb


def test_a_backup_tells_an_administrator_no_count(path: Path, tmp_path: Path) -> None:
    said = printed(path, "backup", tmp_path / "whole", "--as", "admin").decode()
    with Store.open(path) as store:
        assert store.audit_head()[:8] not in said
    assert not set("0123456789") & set(said.replace(str(tmp_path / "whole"), "").removeprefix("0\n"))


def test_messages_tell_only_what_somebody_decided_on() -> None:
    """What stands in a refusal of an act or a sign-in is the asker's own; of a check, see the table."""
    told = {name for texts in CATALOGUE.values() for text in texts for name in placeholders(text)}
    assert told - OF_THE_STORE - OF_THE_FILE == set()
    assert (OF_THE_STORE | OF_THE_FILE) - told == set()
    assert {name for text in (*DOERS.values(), *PEOPLE.values()) for name in placeholders(text)} == {
        "account",
        "regions",
    }


#: What a message of a check repeats of the file that was uploaded, or names of the program.
OF_THE_FILE = {
    *("account", "actual", "advice", "amount", "cell", "cells", "characters", "check", "choices", "column"),
    *("columns", "count", "day", "detail", "ending", "expected", "extract", "extracts", "field", "fields"),
    *("format", "formula", "indicator", "keys", "letter", "letters", "line", "many", "member", "members"),
    *("missing", "most", "rounding", "row", "rows", "rush", "scaled", "second", "seconds"),
    *("separator", "stated", "summed", "time", "unit", "units", "unknown", "unpacked", "used"),
    *("used_letter", "value", "yuan", "alias", "sheet"),
}
