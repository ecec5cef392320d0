"""Every sentence of the regulation as a named case, `cases/<chapter>.yaml`.

A case gives a company in a few words (`building.py`) and states what must come out,
computed by hand. It is put both to the engine and to the slow reference, so that the
two cannot be wrong together. A case with a `policy` other than the shipped one is put
to the engine alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from engine.evaluation import evaluate
from engine.facts import Facts
from tests.engine.building import MONTH, REGION, facts, month_day
from tests.engine.policies import from_yaml, policies_with
from tests.reference import regulation

Row = dict[str, Any]
Tables = dict[str, list[Row]]

CASES = Path(__file__).parent / "cases"
KEYS = {
    "regions": ("month", "region"),
    "offices": ("month", "region", "office"),
    "components": ("month", "region", "indicator"),
    "settlement": ("month", "region", "item"),
    "declarations": ("position",),
    "plan_differences": ("year", "region"),
}


def by_the_engine(company: Facts, policy: Row) -> Tables:
    evaluation = evaluate(company, policies_with(policy))
    return {name: getattr(evaluation, name).to_dicts() for name in KEYS}


def by_the_reference(company: Facts, _policy: Row) -> Tables:
    return {
        "regions": list(regulation.expected(company).values()),
        "components": regulation.components(company),
        "settlement": regulation.settlement(company),
        "declarations": regulation.declarations(company),
    }


def _cases() -> Iterator[Any]:
    for path in sorted(CASES.glob("*.yaml")):
        for case in from_yaml(path.read_text("utf-8")):
            yield pytest.param(case, id=f"{path.stem}: {case['name']}")


def _judged_cases() -> Iterator[Any]:
    for case in _cases():
        yield pytest.param(*case.values, by_the_engine, id=f"{case.id}, by the engine")
        if "policy" not in case.values[0]:
            yield pytest.param(*case.values, by_the_reference, id=f"{case.id}, by the reference")


@pytest.mark.parametrize(("case", "judge"), list(_judged_cases()))
def test_the_regulation_says_that(case: Row, judge: Callable[[Facts, Row], Tables]) -> None:
    assert set(case) <= {"name", "clause", "arithmetic", "policy", "given", "expect"}
    found = judge(facts(case["given"]), case.get("policy", {}))
    wrong = []
    for table, key, wanted in _expectations(case["expect"]):
        if judge is by_the_reference and table not in found:
            continue
        rows = [row for row in found[table] if tuple(row[name] for name in KEYS[table]) == key]
        assert len(rows) == (wanted is not None), f"{len(rows)} rows of {table} for {key}"
        for column, value in (wanted or {}).items():
            if judge is by_the_reference and column not in rows[0]:
                continue
            if not is_same(rows[0][column], value):
                wrong.append(f"{table} {key} {column}: {rows[0][column]!r} instead of {value!r}")
    assert not wrong, "\n".join([*wrong, str(case.get("arithmetic", ""))])


def test_names_of_cases_are_unique_sentences() -> None:
    names = [case.values[0]["name"] for case in _cases()]
    assert len(set(names)) == len(names)
    assert all(len(name.split()) >= 4 for name in names)


def is_same(found: Any, wanted: Any) -> bool:
    """Absent is absent, words are equal, numbers are equal but for the last bits of a float."""
    if wanted is None or found is None or isinstance(wanted, bool):
        return found is wanted
    if isinstance(found, str):
        return bool(found == wanted)
    number = Fraction(str(wanted).replace(",", "").replace(" ", ""))
    return abs(float(found) - float(number)) <= 1e-9 * max(1.0, abs(float(number)))


def _expectations(expect: Row) -> Iterator[tuple[str, tuple[Any, ...], Row | None]]:
    """Table, key and columns of every expectation, whichever form it was written in."""
    for word, value in expect.items():
        if word == "months":
            for month, regions in value.items():
                for region, columns in regions.items():
                    yield "regions", (month_day(month), region), columns
        elif word == "regions":
            for region, columns in value.items():
                yield "regions", (month_day(expect.get("month", MONTH)), region), columns
        elif word == "declarations":
            for position, columns in enumerate(value):
                judged = columns if isinstance(columns, dict) else {"status": columns}
                yield "declarations", (position,), judged
        elif word in ("offices", "components", "settlement"):
            for name, columns in value.items():
                yield word, (month_day(expect.get("month", MONTH)), REGION, name), columns
        elif word == "plan_differences":
            for year, columns in value.items():
                yield word, (year, REGION), columns
        elif word != "month":
            yield "regions", (month_day(expect.get("month", MONTH)), REGION), {word: value}
