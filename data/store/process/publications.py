"""What a publication holds, as plain values for the audit log, and what is read back from it.

Amounts of lines are fen; figures of regions are those of `Evaluation.regions`, in yuan and fractions.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import polars as pl

from data.store.process.deeds import KeptFile, kept_files
from engine.evaluation import Evaluation
from engine.facts import ADJUSTMENTS, PUBLICATIONS, PUBLISHED_LINES, PUBLISHED_PLACES
from engine.settlement.carried import Versions, carried_receipt
from engine.settlement.derivations import DERIVATIONS
from engine.settlement.naming import Held, name_of, why_held
from engine.settlement.receipt import Operand, Receipt

_FEN = ("amount", "now", "published", "corrected")
#: What of a line is kept besides its amounts.
_LINE = ("region", "clause", "item", "status", "is_assumed", "is_missing", "policy_version")
_CARRIED = ("of", "of_version", "adjustment", "reason")


@dataclass(frozen=True, slots=True, eq=False)
class Published:
    """A publication as it was made.

    regions: rows of `Evaluation.regions`. components: of `Evaluation.components`. lines: own and carried,
    amounts in fen; `of` is a date, `held` the reason or None, `receipt` as `Receipt.as_dict` tells it.
    receipts: of what has no line, the score for instance, with region, item, amount, status and unit.
    by, on, at: who published it, on which day of the company's calendar, when (UTC).
    """

    month: date
    version: int
    data_version: str
    policy_version: str
    audit_head: str
    regions: tuple[dict[str, Any], ...]
    components: tuple[dict[str, Any], ...]
    lines: tuple[dict[str, Any], ...]
    receipts: tuple[dict[str, Any], ...]
    files: tuple[KeptFile, ...]
    by: str = ""
    on: date | None = None
    at: datetime | None = None

    @property
    def held(self) -> Held:
        """The lines that were held when it was published, with the reasons."""
        return {(line["region"], name_of(line)): line["held"] for line in self.lines if line["held"]}

    def receipt(self, line: Mapping[str, Any]) -> Receipt:
        """The receipt that a line was published with."""
        told = {"region": line["region"], "item": line["item"], "status": line["status"], "unit": "yuan"}
        return self._receipt({**line["receipt"], **told, "amount": line["amount"] / 100})

    def other_receipts(self) -> dict[tuple[str, str], Receipt]:
        """The receipts of what has no line, by region and item."""
        return {(each["region"], each["item"]): self._receipt(each) for each in self.receipts}

    def _receipt(self, kept: Mapping[str, Any]) -> Receipt:
        return Receipt(
            month=self.month,
            region=kept["region"],
            item=kept["item"],
            clause=kept["clause"],
            amount=kept["amount"],
            status=kept["status"],
            steps=tuple(kept["steps"]),
            operands=tuple(_operand(each) for each in kept["operands"]),
            policy_version=kept["policy"],
            unit=kept["unit"],
        )


def publication_content(
    evaluation: Evaluation,
    month: date,
    version: int,
    *,
    data_version: str,
    audit_head: str,
    published: Mapping[date, Published],
    held: Held | None = None,
    files: Sequence[KeptFile] = (),
) -> dict[str, Any]:
    """What `publish` writes into the log of a month's evaluation: plain values that JSON holds.

    published: the publications in force; corrections name their versions.
    """
    here = pl.col("month") == month
    policy_version = evaluation.policies.at(month).stamp

    def stamp(line: Mapping[str, Any]) -> str:
        return evaluation.policies.at(line["of"] or month).stamp

    own = [
        line | {"receipt": evaluation.receipt(month, line["region"], line["item"]).as_dict()}
        for line in evaluation.settlement.filter(here).iter_rows(named=True)
    ]
    carried = [
        line | {"receipt": receipt_of_carried(line, published, data_version, stamp(line)).as_dict()}
        for line in evaluation.carried.filter(here).iter_rows(named=True)
    ]
    return {
        "month": f"{month:%Y-%m}",
        "version": version,
        "data_version": data_version,
        "policy_version": policy_version,
        "audit_head": audit_head,
        "regions": evaluation.regions.filter(here).drop("month").to_dicts(),
        "components": evaluation.components.filter(here).drop("month").to_dicts(),
        "lines": [_line(line, held or {}) for line in (*own, *carried)],
        "receipts": [
            _kept(evaluation.receipt(month, region, item))
            for region in evaluation.regions.filter(here)["region"]
            for item in DERIVATIONS
        ],
        "files": [{"name": each.name, "sha256": each.sha256, "size": each.size} for each in files],
    }


def receipt_of_carried(
    line: Mapping[str, Any], published: Mapping[date, Published], data_version: str, policy_version: str
) -> Receipt:
    """The receipt of a correction or adjustment, with the versions that its amounts were made from.

    data_version, policy_version: those that the amount now was made from.
    """
    then = published.get(line["of"])
    before = Versions(then.data_version, then.policy_version) if then else Versions("", "")
    return carried_receipt(line, before, Versions(data_version, policy_version))


def published_of(content: Mapping[str, Any]) -> Published:
    """The publication of which `content` was written."""
    month = _month(content["month"])
    return Published(
        month=month,
        version=content["version"],
        data_version=content["data_version"],
        policy_version=content["policy_version"],
        audit_head=content["audit_head"],
        regions=tuple({"month": month, **row} for row in content["regions"]),
        components=tuple({"month": month, **row} for row in content["components"]),
        lines=tuple(
            {"month": month, **line, "of": line["of"] and _month(line["of"])} for line in content["lines"]
        ),
        receipts=tuple(content["receipts"]),
        files=kept_files(content["files"]),
    )


def published_frames(
    in_force: Iterable[Published], adjustments: Iterable[Mapping[str, Any]] = ()
) -> dict[str, pl.DataFrame]:
    """The frames of `Facts` that publications and approved adjustments make, by their names.

    in_force: the latest version of every month that is published and not reopened. adjustments: month,
    region, adjustment (its id), amount in fen, reason.
    """
    latest = sorted(in_force, key=lambda each: each.month)
    months = [
        {name: getattr(each, name) for name in ("month", "version", "data_version", "policy_version")}
        for each in latest
    ]
    regions = [row | {"score_cents": _hundredths(row["score"])} for each in latest for row in each.regions]
    lines = [line for each in latest for line in each.lines]
    return {
        "publications": _frame(months, PUBLICATIONS),
        "published_places": _frame(regions, PUBLISHED_PLACES),
        "published_lines": _frame(lines, PUBLISHED_LINES),
        "adjustments": _frame(sorted(adjustments, key=lambda each: each["adjustment"]), ADJUSTMENTS),
    }


def _kept(receipt: Receipt) -> dict[str, Any]:
    told = {"region": receipt.region, "item": receipt.item, "amount": receipt.amount}
    return {**told, "status": receipt.status, "unit": receipt.unit, **receipt.as_dict()}


def _line(line: Mapping[str, Any], held: Held) -> dict[str, Any]:
    of = line.get("of")
    return {
        **{name: line[name] for name in _LINE},
        **{name: _hundredths(line.get(name)) for name in _FEN},
        **{name: line.get(name) for name in _CARRIED},
        "of": f"{of:%Y-%m}" if of else None,
        "held": why_held(held, line),
        "receipt": line["receipt"],
    }


def _hundredths(value: float | None) -> int | None:
    return None if value is None else round(value * 100)


def _frame(
    rows: Sequence[Mapping[str, Any]], schema: dict[str, pl.DataType | type[pl.DataType]]
) -> pl.DataFrame:
    return pl.DataFrame([{name: row[name] for name in schema} for row in rows], schema=schema)


def _operand(kept: Mapping[str, Any]) -> Operand:
    values = {name: kept[name] for name in ("name", "value", "unit", "kind", "clause")}
    return Operand(**values, extracts=tuple(kept["extracts"]))


def _month(text: str) -> date:
    return date.fromisoformat(f"{text}-01")
