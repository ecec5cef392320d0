"""A small company of three regions, changes to one of them, and all bytes that a person gets of it."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

import polars as pl

from dashboard.commands.cli import main
from dashboard.services.evaluation import snapshot
from dashboard.services.policies import policies
from data.fields import BY_NAME, EXTRACTS
from data.people.person import Grant, Person
from data.store import Store
from tests.data.store.building import frame, request

NORTH, SOUTH, EAST = "华北大区", "华南大区", "华东大区"
OFFICES = {NORTH: ("北京", "天津"), SOUTH: ("广州", "深圳"), EAST: ("上海", "杭州")}
MONTHS = (date(2026, 1, 1), date(2026, 2, 1))
MANAGER, HEAD = "north", "beijing"
Frames = dict[str, pl.DataFrame]
_NOW = datetime(2026, 3, 1, tzinfo=UTC)
_SINCE = date(2025, 1, 1)
PEOPLE = (
    Person(MANAGER, "赵经理", "", (Grant("region_manager", frozenset({NORTH}), first=_SINCE),)),
    Person(
        HEAD, "王主任", "", (Grant("office_head", frozenset({NORTH}), frozenset({"北京"}), first=_SINCE),)
    ),
    Person("vp", "钱副总", "", (Grant("vp", frozenset({NORTH, EAST}), first=_SINCE),)),
    Person("gm", "总", "", (Grant("gm", None, first=_SINCE),)),
    Person("root", "管", "", (Grant("admin", None),)),
    Person("gone", "走", "", (Grant("gm", None, first=_SINCE, last=_SINCE),)),
)


@cache
def company(months: tuple[date, ...] = MONTHS, last_day: int = 31) -> Frames:
    """Cleaned frames of the company; every region sells, collects, owes, spends and declares something.

    last_day: the last one with rows in the last of the months, which is under way then and has no balances.
    """
    closed = months if last_day == 31 else months[:-1]
    offices = [(region, office, at) for at, (region, both) in enumerate(OFFICES.items()) for office in both]
    every = [(month, *place) for month in months for place in offices]
    ended = [(month, *place) for month in closed for place in offices]
    return {
        "org": frame(
            "org", *({"region": r, "office": o, "effective_month": date(2025, 1, 1)} for r, o, _ in offices)
        ),
        "annual_plan": frame(
            "annual_plan",
            *({"region": r, "sales_target": 24_000_000, "collections_target": 21_600_000} for r in OFFICES),
        ),
        "monthly_plan": frame(
            "monthly_plan",
            *(
                {"month": m, "region": r, "office": o, "sales_plan": 1_000_000, "collections_plan": 900_000}
                for m, r, o, _ in every
            ),
        ),
        "declarations": frame(
            "declarations",
            *(
                {
                    "month": m,
                    "region": r,
                    "office": o,
                    "declared_on": m.replace(day=5),
                    "sales": 1_050_000,
                    "collections": 950_000,
                    "reason": "旺季",
                }
                for m, r, o, _ in every
            ),
        ),
        "sales": frame(
            "sales",
            *(
                {
                    "date": m.replace(day=day),
                    "region": r,
                    "office": o,
                    "amount": 300_000 + 20_000 * at,
                    "quantity": 10_000,
                    "gross_profit": 50_000,
                    "customer": f"客户{r}{day}",
                    "salesperson": "孙",
                }
                for m, r, o, at in every
                for day in (3, 12, 27)
                if m in closed or day <= last_day
            ),
        ),
        "collections": frame(
            "collections",
            *(
                {
                    "date": m.replace(day=day),
                    "region": r,
                    "office": o,
                    "amount": 420_000 + 30_000 * at,
                    "customer": f"客户{r}{day}",
                    "salesperson": "孙",
                }
                for m, r, o, at in every
                for day in (8, 25)
                if m in closed or day <= last_day
            ),
        ),
        "receivables": frame(
            "receivables",
            *(
                {
                    "month": m,
                    "region": r,
                    "office": o,
                    "customer": f"客户{r}3",
                    "balance": 400_000,
                    "overdue": 20_000,
                }
                for m, r, o, _ in ended
            ),
        ),
        "inventory": frame(
            "inventory",
            *(
                {"month": m, "region": r, "office": o, "category": "成品", "amount": 300_000}
                for m, r, o, _ in ended
            ),
        ),
        "expenses": frame(
            "expenses",
            *(
                {
                    "date": m.replace(day=9),
                    "region": r,
                    "office": o,
                    "category": "物流",
                    "amount": 9_000,
                    "status": status,
                }
                for m, r, o, _ in every
                for status in ("已批准", "待审批")
            ),
        ),
        "conduct": frame(
            "conduct",
            *(
                {
                    "date": m.replace(day=6),
                    "region": r,
                    "office": both[0],
                    "behaviour": "窜货",
                    "note": "查实",
                }
                for m in months
                for r, both in OFFICES.items()
            ),
        ),
    }


def changed(frames: Frames, region: str, *expressions: pl.Expr, only: Iterable[str] | None = None) -> Frames:
    """Other values in the rows of a region, in the extracts that have the columns of the expressions."""

    def of(name: str, rows: pl.DataFrame) -> pl.DataFrame:
        fitting = [
            pl.when(pl.col("region") == region)
            .then(each)
            .otherwise(pl.col(each.meta.output_name()))
            .alias(each.meta.output_name())
            for each in expressions
            if set(each.meta.root_names()) <= set(rows.columns) and each.meta.output_name() in rows.columns
        ]
        return rows.with_columns(fitting) if only is None or name in only else rows

    return {name: of(name, rows) for name, rows in frames.items()}


def money_columns(extract: str) -> list[str]:
    """The columns of an extract that hold fen."""
    return [field.name for field in BY_NAME[extract].fields if field.kind == "money"]


@contextmanager
def stored(path: Path, loads: Iterable[Mapping[str, pl.DataFrame]]) -> Iterator[Store]:
    """An open store with these loads and the people."""
    with Store.open(path) as store:
        for number, frames in enumerate(loads):
            store.commit(request(f"{number:02}", **{k: v for k, v in frames.items() if v.height}))
        store.people.load(PEOPLE, "op", _NOW)
        yield store


def published(store: Store) -> str:
    """Names, scores, ranks and awards of the other region, by the words of the process and not by ours."""
    told = snapshot(store, policies()).evaluation.regions.filter(pl.col("region") == SOUTH)
    return told.select(
        *("month", "region", "manager", "vice_president", "score", "rank", "is_last", "last_place_streak"),
        *("checkpoint_award", "capital_award"),
    ).write_csv()


def printed(path: Path, *arguments: object) -> bytes:
    """Exit code and all that the command line prints, on both of its outlets."""
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8") for _ in range(2))
    before, code = (sys.stdout, sys.stderr), 0
    sys.stdout, sys.stderr = out, err
    try:
        main([*map(str, arguments), "--store", str(path)])
    except SystemExit as stopped:
        code = int(stopped.code or 0)
    finally:
        sys.stdout, sys.stderr = before
    texts = []
    for each in (out, err):
        each.flush()
        texts.append(each.buffer.getvalue())  # type: ignore[attr-defined]
    return b"\n".join([str(code).encode(), *texts])


def obtained(
    path: Path,
    account: str,
    folder: Path,
    *,
    formats: str = "xlsx",
    months: tuple[str, ...] = ("2026-01", "2026-02", "2026-03"),
) -> dict[str, bytes]:
    """Every byte that somebody gets from the verbs that print data, by what was asked.

    formats: those of a bulletin, none without. months: the ones asked for; the table
    of `evaluate` and the bulletin are of the second.
    """
    asked: dict[str, tuple[object, ...]] = {
        f"show {extract.name}": ("show", extract.name, "--format", "csv", "--as", account)
        for extract in EXTRACTS
    }
    for month in months:
        asked[f"evaluate {month}"] = ("evaluate", "--month", month, "--format", "json", "--as", account)
        asked[f"month {month}"] = ("month", month, "--format", "json", "--on", "2026-03-06", "--as", account)
    asked["tasks"] = ("tasks", "--format", "json", "--on", "2026-03-06", "--as", account)
    asked["evaluate table"] = ("evaluate", "--month", months[1], "--as", account)
    made = {name: printed(path, *arguments) for name, arguments in asked.items()}
    if formats:
        verb = ("bulletin", "--month", months[1], "--format", formats, "--out", folder, "--as", account)
        made[f"bulletin {months[1]}"] = printed(path, *verb)
        made |= {file.name: file.read_bytes() for file in sorted(folder.iterdir())}
    return made
