"""Who claims travel, or approves: leaders under another spelling are asked about: it is money (三, 一.2)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import replace

import polars as pl

from data.batches import Batch, month_column, row_issues
from data.issues import Issue
from data.organisation import Organisation
from data.traditional import in_simplified
from engine.conditions import expression
from engine.regulation.what_counts import IS_TRAVEL, STANDS

#: A staff number before or behind a name: `甲经理(1001)`, `1001 甲经理`, `甲经理/A-07`.
_CODE = r"[\s\-_/|.,#(\[【]*[a-z]{0,4}[\s\-_#.]?\d[\da-z\-_.]*[)\]】\s\-_/|.,#]*"


def _folded(name: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", name)).casefold()


def _reads(name: str) -> str:
    return in_simplified(_folded(name))


def _bears(claimant: str, manager: str) -> bool:
    return manager in claimant or (len(claimant) >= 2 and claimant in manager)


def _is_coded(claimant: str, manager: str) -> bool:
    """Whether `claimant` is `manager` with a staff number."""
    name = re.escape(manager)
    return bool(re.fullmatch(rf"(?:{_CODE})?{name}|{name}(?:{_CODE})?", claimant))


def _asked(batch: Batch) -> tuple[str, pl.DataFrame, tuple[str, str]] | None:
    """The column of `batch` that may name a leader, the rows where it matters, the codes of the answers."""
    frame = batch.frame
    if batch.extract.name == "expenses":
        travel = frame.filter(expression(IS_TRAVEL) & expression(STANDS))
        return "claimant", travel, ("claimant_read_as", "claimant_like_manager")
    if batch.extract.name == "declarations":
        # Without any of the others an approval decides nothing (一.2).
        lowered = frame.drop_nulls(["reason", "remedy", "approved_on"])
        return "approver", lowered, ("approver_read_as", "approver_like_leader")
    return None


def named_leaders(batch: Batch, organisation: Organisation) -> tuple[Batch, list[Issue]]:
    """Claimants of travel and approvers of declarations under the leader's own name, with a warning each.

    Claimants are held against the region's manager, approvers against its vice president as well. Case and
    blanks make nobody else; a staff number beside the name and traditional characters are asked about. Any
    other text that contains the name stays somebody else, and is asked about too.
    """
    asked = _asked(batch)
    if asked is None or organisation.is_empty:
        return batch, []
    column, rows, (read_as, like) = asked
    month = month_column(batch.extract)
    assert month is not None
    rows = rows.with_columns(__month=month).drop_nulls([column, "__month"])
    answers = []
    for region, when, written in rows.select("region", "__month", column).unique().iter_rows():
        leaders = organisation.leaders(region, when)[: 1 if column == "claimant" else 2]
        if written not in leaders:
            answers += [(region, when, written, *found) for found in _answers(written, leaders)[:1]]
    if not answers:
        return batch, []
    keys = ["region", "__month", column]
    schema = [*keys, "__leader", "__is_same", "__is_equal"]
    table = pl.DataFrame(answers, schema=schema, orient="row")
    found = rows.join(table, on=keys, how="inner", maintain_order="left").filter(~pl.col("__is_equal"))
    issues = []
    for is_same, code in ((True, read_as), (False, like)):
        told = found.filter(pl.col("__is_same") == is_same).unique(keys, maintain_order=True)
        issues += row_issues(batch, told, code, column, "warning", manager="__leader")
    renamed = table.filter("__is_same").select(*keys, "__leader")
    frame = (
        batch.frame.with_columns(__month=month)
        .join(renamed, on=keys, how="left", maintain_order="left")
        .with_columns(pl.coalesce("__leader", column).alias(column))
        .select(batch.frame.columns)
    )
    return replace(batch, frame=frame), issues


def _answers(written: str, leaders: Iterable[str]) -> list[tuple[str, bool, bool]]:
    """Leaders whose name `written` bears, likeliest first: the name, whether it is theirs, and plainly so."""
    found = []
    for leader in leaders:
        one, other = _reads(written), _reads(leader)
        if _bears(one, other):
            is_equal = _folded(written) == _folded(leader)
            found.append((leader, one == other or _is_coded(one, other), is_equal))
    return sorted(found, key=lambda answer: answer[1:], reverse=True)
