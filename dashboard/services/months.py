"""One month in plain values, as `evaluate` prints it: as it would be now, or as it was published."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date
from typing import Any

import orjson
import polars as pl

from dashboard.services.evaluation import PRINTED, Snapshot
from data.store.process.publications import Published, receipt_of_carried
from engine.figures import names, of_level
from engine.settlement.naming import Held, standing_of
from engine.settlement.receipt import Receipt

_NOT_PRINTED = {"month", "policy_version"}
_REGION = tuple(name for name in PRINTED if name not in _NOT_PRINTED)
_LINE = tuple(name for name in names(of_level("line")) if name not in _NOT_PRINTED)


def month_as_dict(current: Snapshot, month: date) -> dict[str, Any]:
    """What `evaluate --format json` prints for one month: yuan, fractions, null for no data; no verdicts.

    Corrections and adjustments are lines of their own behind the others; they name the month they are `of`.
    Of a region that the snapshot's scope does not see, lines have no receipt.
    """
    evaluation = current.evaluation
    in_month = pl.col("month") == month
    own = evaluation.settlement.filter(in_month).drop(*_NOT_PRINTED)
    carried = evaluation.carried.filter(in_month)
    return {
        "month": f"{month:%Y-%m}",
        "policy": current.policy_version(month),
        "data_version": current.data_version,
        "regions": evaluation.regions.filter(in_month).select(_REGION).to_dicts(),
        "settlement": [
            *(
                {**line, "receipt": _receipt(current, month, line["region"], line["item"])}
                for line in own.iter_rows(named=True)
            ),
            *(
                {**_carried(line), "receipt": _receipt_of_carried(current, line)}
                for line in carried.iter_rows(named=True)
            ),
        ],
    }


def published_as_dict(current: Snapshot, month: date, held: Held) -> dict[str, Any]:
    """The same of a month as it was published, with the publication's version; KeyError if it is not.

    held: what is held now. Of a line `held` is why it was when it was published, null for the others, and
    `standing` what became of it since.
    """
    found = current.published[month]
    return {
        "month": f"{month:%Y-%m}",
        "version": found.version,
        "policy": found.policy_version,
        "data_version": found.data_version or _version_of(found),
        "regions": [{name: row.get(name) for name in _REGION} for row in found.regions],
        "settlement": [_published_line(line, held) for line in found.lines],
    }


def receipt_of_line(current: Snapshot, line: Mapping[str, Any]) -> Receipt | None:
    """The receipt of a line of `Evaluation.carried`; None where it is not seen."""
    if not current.scope.sees_totals(line["region"]):
        return None
    if line["is_published"]:
        found = current.published[line["month"]]
        key = ("region", "clause", "item", "of", "adjustment")
        same = (each for each in found.lines if all(each[name] == line[name] for name in key))
        return found.receipt(next(same))
    version, policy = current.data_version, current.policy_version(line["of"] or line["month"])
    return receipt_of_carried(line, current.published, version, policy)


def _receipt(current: Snapshot, month: date, region: str, item: str) -> dict[str, Any] | None:
    if not current.scope.sees_totals(region):
        return None
    return current.evaluation.receipt(month, region, item).as_dict()


def _receipt_of_carried(current: Snapshot, line: Mapping[str, Any]) -> dict[str, Any] | None:
    receipt = receipt_of_line(current, line)
    return receipt.as_dict() if receipt else None


def _carried(line: Mapping[str, Any]) -> dict[str, Any]:
    of = line["of"]
    return {**{name: line[name] for name in _LINE}, "of": f"{of:%Y-%m}" if of else None}


def _published_line(line: Mapping[str, Any], held: Held) -> dict[str, Any]:
    yuan = {**line, "amount": line["amount"] / 100}
    shown = _carried(yuan) if line["item"] in {"correction", "adjustment"} else {n: yuan[n] for n in _LINE}
    standing = standing_of(held, line)
    return {**shown, "held": line["held"], "standing": standing, "receipt": line["receipt"]}


def _version_of(published: Published) -> str:
    """What tells apart what is seen of a publication, where the version of all data is not told."""
    seen = orjson.dumps([published.version, published.regions, published.lines])
    return f"seen-{hashlib.sha256(seen).hexdigest()[:12]}"
