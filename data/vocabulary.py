"""Words that the regulation in force lends to the extracts: sanctions and uploaded indicators."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import polars as pl

from data.batches import Batch, row_issues
from data.fields import Field
from data.issues import Issue
from engine.policy.parameters import Policies

#: Names less alike than this are no spellings of each other.
_LIKENESS = 0.4


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What policies name.

    sanctions: those that cost points under any policy; None where nobody said. indicators: the
    uploaded indicators named, each list from its effective month on, ascending.
    """

    sanctions: tuple[str, ...] | None = None
    indicators: tuple[tuple[date, tuple[str, ...]], ...] = ()

    def choices(self, field: Field) -> tuple[str, ...]:
        """What a cell of `field` may say."""
        if not field.is_open:
            return field.choices
        return tuple(dict.fromkeys((*field.choices, *(self.sanctions or ()))))

    @property
    def named(self) -> tuple[str, ...]:
        """Every uploaded indicator that any policy names."""
        return tuple(dict.fromkeys(name for _, names in self.indicators for name in names))

    def named_in(self, month: date) -> tuple[str, ...]:
        """The uploaded indicators of the policy in force in `month`; the first one's before it."""
        found = self.indicators[0][1] if self.indicators else ()
        for since, names in self.indicators:
            found = names if since <= month else found
        return found


def vocabulary_of(policies: Policies) -> Vocabulary:
    """What `policies` name."""
    return Vocabulary(
        tuple(dict.fromkeys(name for policy in policies.items for name in policy.appraisal.sanctions)),
        tuple((policy.effective_from, policy.appraisal.uploaded) for policy in policies.items),
    )


def nearest(name: str, names: Iterable[str]) -> str | None:
    """The spelling most alike `name`, None where none is."""
    found = difflib.get_close_matches(name, sorted(names), 1, _LIKENESS)
    return found[0] if found else None


def choice_issues(batch: Batch, vocabulary: Vocabulary) -> list[Issue]:
    """Errors: cells of an open choice that say none of what the regulation names."""
    issues: list[Issue] = []
    for field in batch.extract.fields:
        if field.is_open:
            allowed = vocabulary.choices(field)
            rows = batch.frame.filter(batch.is_sound).filter(~pl.col(field.name).is_in(list(allowed)))
            issues += row_issues(batch, rows, "choice", field.name, choices="、".join(allowed))
    return issues


def vocabulary_issues(batches: dict[str, Batch], vocabulary: Vocabulary) -> list[Issue]:
    """Warnings: indicators that no scheme names, named ones that the file does not bring, sanctions that
    cost no points.

    Where no scheme names any uploaded indicator, theirs is only a note.
    """
    issues: list[Issue] = []
    conduct, indicators = batches.get("conduct"), batches.get("indicators")
    if conduct is not None and vocabulary.sanctions:
        rows = conduct.frame.filter(~pl.col("sanction").is_in(list(vocabulary.sanctions)))
        names = "、".join(vocabulary.sanctions)
        issues += row_issues(conduct, rows, "sanction_without_points", "sanction", "warning", named=names)
    if indicators is not None and vocabulary.indicators:
        issues += [*_unnamed(indicators, vocabulary), *_not_brought(indicators, vocabulary)]
    return issues


def _unnamed(batch: Batch, vocabulary: Vocabulary) -> list[Issue]:
    """One issue per indicator, at its first row."""
    first = batch.frame.unique("indicator", keep="first", maintain_order=True)
    rows = first.filter(~pl.col("indicator").is_in(list(vocabulary.named)))
    issues: list[Issue] = []
    for row in rows.iter_slices(1):
        like = nearest(row.item(0, "indicator"), vocabulary.named)
        code = "indicator_not_named" if like is None else "indicator_like_named"
        severity = "warning" if vocabulary.named else "note"
        issues += row_issues(batch, row, code, "indicator", severity, nearest=like)  # type: ignore[arg-type]
    return issues


def _not_brought(batch: Batch, vocabulary: Vocabulary) -> list[Issue]:
    """One issue per named indicator and month that the file covers without it or a like spelling of it."""
    issues = []
    for (month,), rows in batch.frame.group_by("month", maintain_order=True):
        assert isinstance(month, date)
        brought = rows["indicator"].unique().to_list()
        for name in vocabulary.named_in(month):
            if name not in brought:
                others = [other for other in brought if other not in vocabulary.named]
                if any(nearest(other, vocabulary.named) == name for other in others):
                    continue
                said = {"indicator": name, "month": f"{month:%Y-%m}"}
                file = rows.item(0, "source_file")
                sheet = rows.item(0, "source_sheet") or None
                issues.append(
                    Issue("warning", "named_indicator_missing", file, "indicators", sheet, parameters=said)
                )
    return issues
